//! What a project holds, as far as a merge has to see it.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};

use ignore::WalkBuilder;
use walkdir::WalkDir;

use crate::tree::{File, Node, RelPath, Tree};

/// Reads the paths that the last render or the new one has, whatever stands in their way, and, if files of the
/// last render are gone, everything that they may have been renamed to.
pub(crate) fn read(root: &Path, base: &Tree, template: &Tree) -> io::Result<Tree> {
    let mut reader = Reader {
        root,
        folders: HashMap::new(),
        tree: Tree::default(),
    };
    for (path, node) in base.iter().chain(template.iter()) {
        reader.look(path, node)?;
    }
    let largest = base
        .iter()
        .filter(|(path, _)| reader.tree.get(path).is_none())
        .map(|(_, node)| match node {
            Node::File(file) => file.bytes.len() as u64,
            Node::Symlink(_) | Node::Folder => 0,
        })
        .max();
    // A renamed file has kept at least half of its content.
    if let Some(largest) = largest.filter(|size| *size > 0) {
        reader.candidates(largest * 2)?;
    }
    Ok(reader.tree)
}

/// Reads one file; symlinks lead elsewhere and are not followed.
pub(crate) fn file(root: &Path, path: &RelPath) -> Option<File> {
    let full = root.join(path);
    let metadata = full.symlink_metadata().ok().filter(std::fs::Metadata::is_file)?;
    Some(File::new(fs_err::read(full).ok()?, is_executable(&metadata)))
}

/// Reads the text of one file; what is no text is nothing.
pub(crate) fn text(root: &Path, name: &str) -> Option<String> {
    let file = file(root, &RelPath::new(name).ok()?)?;
    String::from_utf8(file.bytes.to_vec()).ok()
}

struct Reader<'a> {
    root: &'a Path,
    /// Whether a path is a folder that is no symlink.
    folders: HashMap<PathBuf, bool>,
    tree: Tree,
}

impl Reader<'_> {
    fn look(&mut self, path: &RelPath, wanted: &Node) -> io::Result<()> {
        if self.tree.get(path).is_some() || !self.lies_in_folders(path.as_path())? {
            return Ok(());
        }
        let Some(metadata) = metadata(&self.root.join(path))? else {
            return Ok(());
        };
        if metadata.is_dir() && *wanted == Node::Folder {
            self.tree.insert(path.clone(), Node::Folder);
        } else if metadata.is_dir() {
            self.everything_in(path.as_path())?;
        } else {
            self.insert(path.as_path(), &metadata)?;
        }
        Ok(())
    }

    /// Whether all that leads to a path is a folder; a file or symlink on the way is read.
    fn lies_in_folders(&mut self, path: &Path) -> io::Result<bool> {
        let Some(parent) = path.parent().filter(|parent| !parent.as_os_str().is_empty()) else {
            return Ok(true);
        };
        if let Some(known) = self.folders.get(parent) {
            return Ok(*known);
        }
        let mut is_folder = self.lies_in_folders(parent)?;
        if is_folder {
            let metadata = metadata(&self.root.join(parent))?;
            is_folder = metadata.as_ref().is_some_and(std::fs::Metadata::is_dir);
            if let Some(metadata) = metadata.filter(|_| !is_folder) {
                self.insert(parent, &metadata)?;
            }
        }
        self.folders.insert(parent.to_owned(), is_folder);
        Ok(is_folder)
    }

    fn everything_in(&mut self, folder: &Path) -> io::Result<()> {
        let root = self.root;
        for entry in WalkDir::new(root.join(folder)) {
            let entry = entry?;
            if let Ok(path) = entry.path().strip_prefix(root)
                && !entry.file_type().is_dir()
            {
                self.insert(path, &entry.metadata()?)?;
            }
        }
        Ok(())
    }

    /// Reads all files but ignored ones and other repositories.
    fn candidates(&mut self, largest: u64) -> io::Result<()> {
        let root = self.root;
        let walk = WalkBuilder::new(root)
            .hidden(false)
            .require_git(false)
            .filter_entry(|entry| {
                let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
                entry.depth() == 0
                    || !(is_folder && (entry.file_name() == ".git" || entry.path().join(".git").exists()))
            })
            .build();
        for entry in walk {
            let entry = entry.map_err(io::Error::other)?;
            let Ok(path) = entry.path().strip_prefix(root) else {
                continue;
            };
            let metadata = entry.metadata().map_err(io::Error::other)?;
            let is_known = RelPath::new(path).is_ok_and(|path| self.tree.get(&path).is_some());
            if metadata.is_file() && metadata.len() <= largest && !is_known {
                self.insert(path, &metadata)?;
            }
        }
        Ok(())
    }

    /// Reads one path. Names that no template may write are the user's alone.
    fn insert(&mut self, path: &Path, metadata: &std::fs::Metadata) -> io::Result<()> {
        let Ok(key) = RelPath::new(path) else {
            return Ok(());
        };
        let full = self.root.join(path);
        let node = if metadata.is_symlink() {
            Node::Symlink(fs_err::read_link(full)?)
        } else if metadata.is_file() {
            Node::File(File::new(fs_err::read(full)?, is_executable(metadata)))
        } else {
            return Ok(());
        };
        self.tree.insert(key, node);
        Ok(())
    }
}

fn metadata(path: &Path) -> io::Result<Option<std::fs::Metadata>> {
    match fs_err::symlink_metadata(path) {
        Ok(metadata) => Ok(Some(metadata)),
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
            ) =>
        {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

#[cfg(unix)]
fn is_executable(metadata: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    metadata.permissions().mode() & 0o100 != 0
}

#[cfg(not(unix))]
fn is_executable(_: &std::fs::Metadata) -> bool {
    false
}
