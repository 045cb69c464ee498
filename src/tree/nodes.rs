use std::collections::BTreeMap;
use std::path::PathBuf;

use bytes::Bytes;

use super::path::RelPath;

/// A set of files, symlinks and empty folders below some root, ordered by path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tree {
    nodes: BTreeMap<RelPath, Node>,
}

/// What lies at one path of a [`Tree`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    File(File),
    /// The target is kept as it is written, never resolved.
    Symlink(PathBuf),
    /// Only folders that must exist though nothing lies in them need a node.
    Folder,
}

/// A file's content and what is kept of its mode.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct File {
    /// Shared: a file that is only copied is held once, in the template and in the project.
    pub(crate) bytes: Bytes,
    pub(crate) executable: bool,
    /// Permission bits (`0o777`) to set exactly; without them the umask decides.
    pub(crate) permissions: Option<u32>,
}

impl File {
    /// A file whose remaining permission bits are left to the umask.
    pub(crate) fn new(bytes: impl Into<Bytes>, executable: bool) -> Self {
        Self {
            bytes: bytes.into(),
            executable,
            permissions: None,
        }
    }
}

impl Tree {
    pub(crate) fn get(&self, path: &RelPath) -> Option<&Node> {
        self.nodes.get(path)
    }

    /// Puts a node at a path; the node that lay there before is returned.
    pub(crate) fn insert(&mut self, path: RelPath, node: Node) -> Option<Node> {
        self.nodes.insert(path, node)
    }

    pub(crate) fn remove(&mut self, path: &RelPath) -> Option<Node> {
        self.nodes.remove(path)
    }

    /// All nodes in the order of their paths, parents before children.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&RelPath, &Node)> {
        self.nodes.iter()
    }

    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }
}

impl IntoIterator for Tree {
    type Item = (RelPath, Node);
    type IntoIter = std::collections::btree_map::IntoIter<RelPath, Node>;

    fn into_iter(self) -> Self::IntoIter {
        self.nodes.into_iter()
    }
}

impl FromIterator<(RelPath, Node)> for Tree {
    fn from_iter<I: IntoIterator<Item = (RelPath, Node)>>(nodes: I) -> Self {
        Self {
            nodes: nodes.into_iter().collect(),
        }
    }
}
