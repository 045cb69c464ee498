use std::collections::{HashMap, HashSet};
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use super::SourceError;
use crate::tree::{File, Node, RelPath, Tree};

/// Whether git calls a file executable, by its path.
type ExecutableBits = HashMap<PathBuf, bool>;

/// Reads every file below a folder; what git could not hold either (sockets, devices, `.git`) is left out.
///
/// With `bits` a file's executable bit is git's, and other bits are nobody's business; without, both are the disk's.
pub(super) fn read(root: &Path, bits: Option<&ExecutableBits>) -> Result<Tree, SourceError> {
    let mut tree = Tree::default();
    let mut folders = Vec::new();
    let mut parents = HashSet::new();
    let entries = WalkDir::new(root)
        .min_depth(1)
        .into_iter()
        .filter_entry(|entry| entry.file_name() != ".git");
    for entry in entries {
        let entry = entry?;
        let kind = entry.file_type();
        let Ok(path) = entry.path().strip_prefix(root) else {
            continue;
        };
        if kind.is_dir() {
            folders.push(path.to_owned());
        } else if kind.is_symlink() {
            let target = fs_err::read_link(entry.path())?;
            tree.insert(RelPath::new(path)?, Node::Symlink(target));
        } else if kind.is_file() {
            let file = read_file(root, path, bits)?;
            tree.insert(RelPath::new(path)?, Node::File(file));
        } else {
            continue;
        }
        if let Some(parent) = path.parent() {
            parents.insert(parent.to_owned());
        }
    }
    for folder in folders {
        if !parents.contains(&folder) {
            tree.insert(RelPath::new(&folder)?, Node::Folder);
        }
    }
    Ok(tree)
}

fn read_file(root: &Path, path: &Path, bits: Option<&ExecutableBits>) -> io::Result<File> {
    let mut opened = fs_err::File::open(root.join(path))?;
    let metadata = opened.metadata()?;
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len()).unwrap_or_default());
    opened.read_to_end(&mut bytes)?;
    let mode = mode(&metadata);
    let on_disk = mode.is_some_and(|mode| mode & 0o100 != 0);
    Ok(match bits {
        // What git does not list here lies in a submodule, which git has just written.
        Some(bits) => File::new(bytes, bits.get(path).copied().unwrap_or(on_disk)),
        None => File {
            permissions: mode,
            ..File::new(bytes, on_disk)
        },
    })
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems have no mode")]
fn mode(metadata: &std::fs::Metadata) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    Some(metadata.permissions().mode() & 0o777)
}

#[cfg(not(unix))]
fn mode(_: &std::fs::Metadata) -> Option<u32> {
    None
}
