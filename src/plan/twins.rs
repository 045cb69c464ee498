//! What can be said against a Tree without looking at a folder.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ffi::OsStr;
use std::path::Path;

use unicode_normalization::UnicodeNormalization;

use super::error::PlanError;
use super::work::WORK;
use crate::tree::{ForbiddenPath, Node, RelPath, Tree};

/// Checks that a Tree means the same on every system.
pub(super) fn check(tree: &Tree) -> Result<(), PlanError> {
    check_paths(tree.iter())
}

/// Checks nodes in the order of their paths.
///
/// # Errors
/// Refuses paths below a file, names that differ in case alone, and the folder that
/// transactions work in.
pub(super) fn check_paths<'a>(
    nodes: impl IntoIterator<Item = (&'a RelPath, &'a Node)>,
) -> Result<(), PlanError> {
    let mut seen: HashMap<Vec<u8>, &Path> = HashMap::new();
    let mut parents: Vec<(&OsStr, usize)> = Vec::new();
    let mut folded: Vec<u8> = Vec::new();
    let mut file: Option<&RelPath> = None;
    for (path, node) in nodes {
        if let Some(file) = file.filter(|file| path.as_path().starts_with(file)) {
            return Err(PlanError::BelowFile {
                path: path.clone(),
                file: file.clone(),
            });
        }
        file = (!matches!(node, Node::Folder)).then_some(path);
        let shared = (path.as_path().iter().zip(&parents))
            .take_while(|(name, (parent, _))| name == parent)
            .count();
        folded.truncate(parents.get(shared).map_or(folded.len(), |(_, start)| *start));
        parents.truncate(shared);
        for (depth, name) in path.as_path().iter().enumerate().skip(shared) {
            parents.push((name, folded.len()));
            folded.push(b'/');
            fold(name, &mut folded);
            if depth == 0 && folded[1..] == *WORK.as_bytes() {
                return Err(PlanError::Forbidden(ForbiddenPath {
                    path: path.as_path().to_owned(),
                    reason: "lies in the folder that runs work in",
                }));
            }
            let prefix = prefix(path.as_path(), depth + 1);
            if let Some(twin) = seen.insert(folded.clone(), prefix) {
                return Err(PlanError::Twins {
                    first: twin.to_owned(),
                    second: prefix.to_owned(),
                });
            }
        }
    }
    Ok(())
}

/// Says whether two paths are one on some systems.
pub(super) fn are_twins(a: &RelPath, b: &RelPath) -> bool {
    let folded = |path: &RelPath| {
        let mut folded = Vec::new();
        for name in path.as_path() {
            folded.push(b'/');
            fold(name, &mut folded);
        }
        folded
    };
    folded(a) == folded(b)
}

/// The first names of a path.
fn prefix(path: &Path, len: usize) -> &Path {
    let above = path.iter().count() - len;
    path.ancestors().nth(above).unwrap_or(path)
}

/// Appends what file systems compare that fold case (NTFS, APFS).
///
/// Only macOS takes composed and decomposed letters for the same; elsewhere templates hold both on purpose.
fn fold(name: &OsStr, folded: &mut Vec<u8>) {
    match name.to_str() {
        Some(text) if !text.is_ascii() => {
            let text: Cow<'_, str> = if cfg!(target_os = "macos") {
                text.nfd().collect()
            } else {
                text.into()
            };
            let caseless = text
                .chars()
                .flat_map(char::to_uppercase)
                .flat_map(char::to_lowercase);
            let mut buffer = [0; 4];
            for c in caseless {
                folded.extend_from_slice(c.encode_utf8(&mut buffer).as_bytes());
            }
        }
        _ => folded.extend(name.as_encoded_bytes().iter().map(u8::to_ascii_lowercase)),
    }
}

#[cfg(test)]
mod tests {
    use super::{PlanError, check};
    use crate::tree::{File, Node, RelPath, Tree};

    fn refused(paths: &[&str]) -> Option<String> {
        let file = || Node::File(File::new(b"".as_slice(), false));
        let tree: Tree = (paths.iter())
            .map(|path| match path.strip_suffix('/') {
                Some(folder) => (RelPath::new(folder).unwrap(), Node::Folder),
                None => (RelPath::new(path).unwrap(), file()),
            })
            .collect();
        check(&tree).err().map(|error| match error {
            PlanError::Twins { first, second } => format!("{} {}", first.display(), second.display()),
            other => other.to_string(),
        })
    }

    #[test]
    fn names_that_some_systems_cannot_tell_apart_are_refused() {
        for (paths, twins) in [
            (["README.md", "readme.md"], "README.md readme.md"),
            (["a/B/x", "a/b/y"], "a/B a/b"),
            (["A", "a/y"], "A a"),
            (["STRASSE", "straße"], "STRASSE straße"),
            (["ΣΑΣ", "σας"], "ΣΑΣ σας"),
        ] {
            assert_eq!(refused(&paths).as_deref(), Some(twins));
        }
    }

    #[test]
    fn equal_names_in_different_folders_are_no_twins() {
        assert_eq!(
            refused(&["a/x", "b/X", "a/", "a/b/x", "a-b/x", "a/bx", "ab/x"]),
            None
        );
    }

    #[test]
    fn nothing_lies_below_a_file() {
        assert_eq!(
            refused(&["a/b", "a/b/c/d", "a/b-c"]),
            Some("`a/b/c/d` is wanted below `a/b`, which is wanted as a file".to_owned())
        );
    }

    #[test]
    fn the_folder_of_transactions_is_out_of_reach() {
        for path in [".scaffold-transaction/journal", ".Scaffold-Transaction"] {
            assert_eq!(
                refused(&[path]),
                Some(format!(
                    "\"{path}\" is forbidden: it lies in the folder that runs work in"
                ))
            );
        }
        assert_eq!(refused(&["a/.scaffold-transaction"]), None);
    }
}
