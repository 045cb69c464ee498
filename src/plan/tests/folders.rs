//! Folders written and read as lines of text: `path: content`, `path* content` for an executable file,
//! `path -> target` for a symlink and `path/` for a folder.

use std::collections::BTreeMap;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use super::rel;
use crate::tree::{File, Node, Tree};

/// All that can be seen of a folder: every path with its kind, permissions and content.
pub(super) type Snapshot = BTreeMap<String, String>;

/// Reads a folder; one that does not exist has no snapshot.
pub(super) fn snapshot(root: &Path) -> Option<Snapshot> {
    fn visit(root: &Path, folder: &Path, found: &mut Snapshot) {
        for entry in fs_err::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name =
                String::from_utf8_lossy(path.strip_prefix(root).unwrap().as_os_str().as_bytes()).into();
            let meta = fs_err::symlink_metadata(&path).unwrap();
            let mode = meta.permissions().mode() & 0o7777;
            let seen = if meta.is_symlink() {
                format!("-> {}", fs_err::read_link(&path).unwrap().display())
            } else if meta.is_dir() {
                visit(root, &path, found);
                format!("/ {mode:o}")
            } else {
                let content = fs_err::read(&path).unwrap();
                format!("{mode:o} {}", String::from_utf8_lossy(&content))
            };
            found.insert(name, seen);
        }
    }
    root.exists().then(|| {
        let mut found = Snapshot::new();
        visit(root, root, &mut found);
        found
    })
}

/// The lines of a folder, without its permissions.
pub(super) fn lines(root: &Path) -> Vec<String> {
    let Some(snapshot) = snapshot(root) else {
        return vec!["missing".to_owned()];
    };
    let line = |(path, seen): (String, String)| match seen.split_once(' ').unwrap() {
        ("->", target) => format!("{path} -> {target}"),
        ("/", _) => format!("{path}/"),
        (mode, content) if u32::from_str_radix(mode, 8).unwrap() & 0o100 != 0 => format!("{path}* {content}"),
        (_, content) => format!("{path}: {content}"),
    };
    snapshot.into_iter().map(line).collect()
}

fn parse(line: &str) -> (&str, Node) {
    let file = |content: &str, executable| Node::File(File::new(content.as_bytes().to_vec(), executable));
    if let Some((path, target)) = line.split_once(" -> ") {
        (path, Node::Symlink(target.into()))
    } else if let Some((path, content)) = line.split_once(": ") {
        (path, file(content, false))
    } else if let Some((path, content)) = line.split_once("* ") {
        (path, file(content, true))
    } else {
        (line.strip_suffix('/').unwrap(), Node::Folder)
    }
}

pub(super) fn tree(lines: &[&str]) -> Tree {
    lines
        .iter()
        .map(|line| parse(line))
        .map(|(path, node)| (rel(path), node))
        .collect()
}

/// Writes a folder by other means than the ones under test.
pub(super) fn write(root: &Path, lines: &[&str]) {
    fs_err::create_dir_all(root).unwrap();
    for (path, node) in lines.iter().map(|line| parse(line)) {
        put(&root.join(path), &node);
    }
}

pub(super) fn put(path: &Path, node: &Node) {
    fs_err::create_dir_all(path.parent().unwrap()).unwrap();
    match node {
        Node::File(file) => {
            fs_err::write(path, &file.bytes).unwrap();
            let mode = if file.executable { 0o755 } else { 0o644 };
            fs_err::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
        }
        Node::Symlink(target) => symlink(target, path).unwrap(),
        Node::Folder => fs_err::create_dir_all(path).unwrap(),
    }
}
