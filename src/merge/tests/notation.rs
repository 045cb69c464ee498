//! Trees in one line: `a=1,2, run.sh*=x, link->a folder/`. In contents `,` ends a line and `^` ends one with CRLF,
//! `_` is a space, `%0` a NUL byte and `%e` a byte that is not UTF-8.

use std::collections::BTreeSet;

use crate::merge::Merged;
use crate::tree::{File, Node, RelPath, Tree};

pub(super) fn tree(text: &str) -> Tree {
    text.split_whitespace()
        .map(|entry| {
            let (path, node) = if let Some((path, target)) = entry.split_once("->") {
                (path, Node::Symlink(target.into()))
            } else if let Some((path, content)) = entry.split_once('=') {
                let executable = path.ends_with('*');
                (
                    path.trim_end_matches('*'),
                    Node::File(File::new(bytes(content), executable)),
                )
            } else {
                (entry.trim_end_matches('/'), Node::Folder)
            };
            (RelPath::new(path).expect("a path of the table"), node)
        })
        .collect()
}

fn bytes(content: &str) -> Vec<u8> {
    let text = content
        .replace(',', "\n")
        .replace('^', "\r\n")
        .replace('_', " ")
        .replace("%0", "\0");
    let mut bytes = Vec::new();
    for (number, part) in text.split("%e").enumerate() {
        if number > 0 {
            bytes.push(0xe9);
        }
        bytes.extend_from_slice(part.as_bytes());
    }
    bytes
}

pub(super) fn show(tree: &Tree) -> String {
    let entries = tree.iter().map(|(path, node)| match node {
        Node::File(file) => {
            let mark = if file.executable { "*" } else { "" };
            format!("{path}{mark}={}", content(&file.bytes))
        }
        Node::Symlink(target) => format!("{path}->{}", target.display()),
        Node::Folder => format!("{path}/"),
    });
    entries.collect::<Vec<_>>().join(" ")
}

fn content(bytes: &[u8]) -> String {
    let mut text = String::new();
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.push_str(&"%e".repeat(chunk.invalid().len()));
    }
    text.replace("\r\n", "^")
        .replace('\n', ",")
        .replace(' ', "_")
        .replace('\0', "%0")
}

/// Your project after the merge.
pub(super) fn after(yours: &Tree, merged: &Merged) -> Tree {
    let mut nodes: BTreeSet<RelPath> = yours.iter().map(|(path, _)| path.clone()).collect();
    nodes.extend(merged.changed.iter().map(|(path, _)| path.clone()));
    nodes
        .into_iter()
        .filter(|path| !merged.removed.contains(path))
        .filter_map(|path| {
            let node = merged.changed.get(&path).or_else(|| yours.get(&path))?.clone();
            Some((path, node))
        })
        .collect()
}
