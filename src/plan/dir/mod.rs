//! Folders held open, and all the operations that change one.
//!
//! Names are looked up in the folder itself, so neither a long path nor a folder that is renamed in
//! the meantime matters, and symlinks are followed only where it says so.

mod meta;
#[cfg(not(unix))]
mod portable;
#[cfg(unix)]
mod unix;

pub(super) use meta::{Kind, Meta, Stamp};
#[cfg(not(unix))]
pub(super) use portable::Dir;
#[cfg(unix)]
pub(super) use unix::Dir;

use std::ffi::OsStr;
use std::io;
use std::path::Path;

use crate::tree::Node;

impl Dir {
    /// Creates a node where nothing lies yet. A file takes the permissions and the owner of the one
    /// that it is going to replace.
    pub(super) fn create(&self, name: &OsStr, node: &Node, replaced: Option<&Meta>) -> io::Result<()> {
        match node {
            Node::File(file) => self.create_file(name, file, replaced),
            Node::Symlink(target) => self.create_symlink(name, target),
            Node::Folder => self.create_folder(name, 0o777),
        }
    }

    /// Opens a folder below this one and follows no symlink on the way.
    pub(super) fn walk(&self, path: &Path) -> io::Result<Self> {
        let mut names = path.iter();
        let Some(first) = names.next() else {
            return self.try_clone();
        };
        names.try_fold(self.open_folder(first)?, |dir, name| dir.open_folder(name))
    }

    /// Removes whatever lies at a name, a folder with all that lies in it; nothing is fine too.
    pub(super) fn remove_all(&self, name: &OsStr) -> io::Result<()> {
        let Some(meta) = self.stat(name)? else {
            return Ok(());
        };
        if meta.kind != Kind::Folder {
            return self.remove_file(name);
        }
        let folder = self.open_folder(name)?;
        for inner in folder.names()? {
            folder.remove_all(&inner)?;
        }
        self.remove_folder(name)
    }
}
