use std::collections::HashMap;
use std::path::PathBuf;

use super::SourceError;
use super::history::History;
use crate::git::{Blobs, GitFailure, path_of};
use crate::tree::{File, ForbiddenPath, Node, RelPath, Tree};

/// The files of a commit, as git's own tree objects name them.
#[derive(Debug)]
pub(super) struct Listing {
    entries: Vec<Entry>,
}

#[derive(Debug)]
struct Entry {
    kind: Kind,
    hash: String,
    path: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    File { executable: bool },
    Symlink,
    Submodule,
}

impl Listing {
    pub(super) fn of_commit(history: &History<'_>, commit: &str) -> Result<Self, SourceError> {
        let bytes = history
            .run("ls-tree")
            .args(["-r", "-z", "--full-tree", commit])
            .bytes()
            .map_err(|failure| failure.about(history.url()))?;
        let entries = bytes.split(|byte| *byte == 0).filter_map(parse).collect();
        Ok(Self { entries })
    }

    /// Whether git's index calls a file executable, by its path.
    pub(super) fn executable_bits(&self) -> HashMap<PathBuf, bool> {
        self.entries
            .iter()
            .map(|entry| (entry.path.clone(), entry.kind == Kind::File { executable: true }))
            .collect()
    }

    /// Reads all files with one run of git and without writing any to disk.
    pub(super) fn read(&self, history: &History<'_>) -> Result<Tree, SourceError> {
        let files = self.entries.iter().filter(|entry| entry.kind != Kind::Submodule);
        let failed = |failure: GitFailure| failure.about(history.url());
        let hashes = files.map(|entry| entry.hash.as_str());
        let mut blobs = Blobs::read(history.run("cat-file"), hashes).map_err(failed)?;
        let mut tree = Tree::default();
        for entry in &self.entries {
            let node = match entry.kind {
                Kind::Submodule => Node::Folder,
                Kind::Symlink => Node::Symlink(path_of(&blobs.next(&entry.hash).map_err(failed)?)),
                Kind::File { executable } => {
                    Node::File(File::new(blobs.next(&entry.hash).map_err(failed)?, executable))
                }
            };
            if tree.insert(RelPath::new(&entry.path)?, node).is_some() {
                return Err(forbidden(entry, "occurs twice"));
            }
        }
        self.refuse_files_below_files(&tree)?;
        Ok(tree)
    }

    /// Git checks no tree it fetches: one may hold the link `a` and the file `a/b`, which would lie outside.
    fn refuse_files_below_files(&self, tree: &Tree) -> Result<(), SourceError> {
        for entry in &self.entries {
            for parent in entry.path.ancestors().skip(1) {
                if RelPath::new(parent).is_ok_and(|parent| tree.get(&parent).is_some()) {
                    return Err(forbidden(entry, "lies below a file"));
                }
            }
        }
        Ok(())
    }

    /// Whether only a checkout tells what the files hold: submodules, or attributes that change content.
    pub(super) fn needs_checkout(&self, tree: &Tree) -> bool {
        let has_modules = RelPath::new(".gitmodules").is_ok_and(|path| tree.get(&path).is_some());
        if has_modules && self.entries.iter().any(|entry| entry.kind == Kind::Submodule) {
            return true;
        }
        tree.iter().any(|(path, node)| match node {
            Node::File(file) => path.as_path().ends_with(".gitattributes") && changes_content(&file.bytes),
            Node::Symlink(_) | Node::Folder => false,
        })
    }
}

fn changes_content(attributes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(attributes);
    let lines = text.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    lines
        .flat_map(|line| line.split_whitespace().skip(1))
        .any(|attribute| {
            let name = attribute.trim_start_matches(['-', '!']);
            let name = name.split('=').next().unwrap_or(name);
            matches!(
                name,
                "eol" | "crlf" | "filter" | "ident" | "working-tree-encoding"
            ) || (cfg!(windows) && name == "text")
        })
}

/// Reads `<mode> <type> <hash>\t<path>`.
fn parse(line: &[u8]) -> Option<Entry> {
    let tab = line.iter().position(|byte| *byte == b'\t')?;
    let head = std::str::from_utf8(&line[..tab]).ok()?;
    let mut words = head.split(' ');
    let kind = match words.next()? {
        "120000" => Kind::Symlink,
        "160000" => Kind::Submodule,
        mode => Kind::File {
            executable: mode == "100755",
        },
    };
    Some(Entry {
        kind,
        hash: words.nth(1)?.to_owned(),
        path: path_of(&line[tab + 1..]),
    })
}

fn forbidden(entry: &Entry, reason: &'static str) -> SourceError {
    SourceError::ForbiddenPath(ForbiddenPath {
        path: entry.path.clone(),
        reason,
    })
}

#[cfg(test)]
mod tests {
    use super::changes_content;

    #[test]
    fn attributes_that_change_content_are_known() {
        for (attributes, expected) in [
            ("*.bat text eol=crlf", true),
            ("*.bin filter=lfs diff=lfs merge=lfs -text", true),
            ("*.c ident", true),
            ("*.ps1 working-tree-encoding=UTF-16", true),
            ("*.sh -crlf", true),
            ("* text=auto\n*.png binary", false),
            ("# eol filter ident", false),
            ("ident linguist-generated", false),
            ("", false),
        ] {
            assert_eq!(changes_content(attributes.as_bytes()), expected, "{attributes}");
        }
    }
}
