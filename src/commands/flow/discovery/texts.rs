//! The texts of a tree's files.

use crate::tree::{File, Node, RelPath, Tree};

pub(super) fn text_of(tree: &Tree, path: &RelPath) -> Option<String> {
    match tree.get(path)? {
        Node::File(file) => String::from_utf8(file.bytes.to_vec()).ok(),
        Node::Symlink(_) | Node::Folder => None,
    }
}

/// Gives a file that is there another text.
pub(super) fn put_text(tree: &mut Tree, path: RelPath, text: String) {
    if let Some(Node::File(before)) = tree.get(&path) {
        let file = File {
            bytes: text.into_bytes().into(),
            ..before.clone()
        };
        tree.insert(path, Node::File(file));
    }
}
