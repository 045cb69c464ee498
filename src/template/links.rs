//! Symlinks of a template, followed inside the template and nowhere else.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};

use crate::tree::{File, ForbiddenPath, Node, RelPath, Tree, lexical};

/// Links behind one another before they are taken for a loop; Linux gives up at the same number.
const MOST_LINKS: usize = 40;

/// A template's files by folder, for walking and for following links without touching the disk.
#[derive(Debug)]
pub(crate) struct Files<'a> {
    tree: &'a Tree,
    folders: BTreeMap<PathBuf, Vec<OsString>>,
    /// Where the template lies, to understand links that are absolute.
    root: &'a Path,
}

/// What a path of the template leads to once links are followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Target {
    /// A file; its path in the template is where its content and its includes are.
    File(PathBuf),
    Folder(PathBuf),
    /// Nothing is there.
    Dangling,
}

impl<'a> Files<'a> {
    pub(crate) fn new(tree: &'a Tree, root: &'a Path) -> Self {
        let mut folders: BTreeMap<PathBuf, Vec<OsString>> = BTreeMap::new();
        folders.entry(PathBuf::new()).or_default();
        for (path, node) in tree.iter() {
            let mut child = path.as_path();
            if matches!(node, Node::Folder) {
                folders.entry(child.to_owned()).or_default();
            }
            while let (Some(parent), Some(name)) = (child.parent(), child.file_name()) {
                let known = folders.contains_key(parent);
                let names = folders.entry(parent.to_owned()).or_default();
                if names.last().is_none_or(|last| last != name) && !names.iter().any(|n| n == name) {
                    names.push(name.to_owned());
                }
                if known {
                    break;
                }
                child = parent;
            }
        }
        Self { tree, folders, root }
    }

    /// Names in a folder, ordered; `None` when the template has no such folder.
    pub(crate) fn names(&self, folder: &Path) -> Option<&[OsString]> {
        self.folders.get(folder).map(Vec::as_slice)
    }

    /// What lies at a path itself, links not followed.
    pub(crate) fn node(&self, path: &Path) -> Option<&'a Node> {
        RelPath::new(path).ok().and_then(|path| self.tree.get(&path))
    }

    pub(crate) fn exists(&self, path: &Path) -> bool {
        self.folders.contains_key(path) || self.node(path).is_some()
    }

    /// Follows all links on the way to a path and at its end.
    ///
    /// # Errors
    /// A link leads out of the template, or in a circle.
    pub(crate) fn follow(&self, path: &Path) -> Result<Target, ForbiddenPath> {
        let forbidden = |reason| ForbiddenPath {
            path: path.to_owned(),
            reason,
        };
        let mut rest: Vec<OsString> = path.iter().rev().map(OsString::from).collect();
        let mut at = PathBuf::new();
        let mut links = 0;
        while let Some(name) = rest.pop() {
            let next = at.join(&name);
            let Some(Node::Symlink(target)) = self.node(&next) else {
                at = next;
                continue;
            };
            links += 1;
            if links > MOST_LINKS {
                return Err(forbidden("is a symlink that leads in a circle"));
            }
            let target = match target.strip_prefix(self.root) {
                Ok(inside) => {
                    at = PathBuf::new();
                    inside
                }
                Err(_) => target,
            };
            let mut names = Vec::new();
            for component in target.components() {
                match component {
                    Component::Normal(name) => names.push(name.to_owned()),
                    Component::CurDir => {}
                    // Links in the middle of a target are rare; `..` after one is taken by name.
                    Component::ParentDir if !names.is_empty() => drop(names.pop()),
                    Component::ParentDir => {
                        if !at.pop() {
                            return Err(forbidden("is a symlink that leads out of the template"));
                        }
                    }
                    Component::RootDir | Component::Prefix(_) => {
                        return Err(forbidden("is a symlink that leads out of the template"));
                    }
                }
            }
            rest.extend(names.into_iter().rev());
        }
        Ok(match self.node(&at) {
            Some(Node::File(_)) => Target::File(at),
            _ if self.folders.contains_key(&at) => Target::Folder(at),
            _ => Target::Dangling,
        })
    }
}

/// Reads a template by its path, following links inside the template; `None` if there is none.
///
/// # Errors
/// A link leads out of the template, or the file is no text.
pub(crate) fn template_text(
    tree: &Tree,
    root: &Path,
    path: &str,
) -> Result<Option<String>, Box<dyn std::error::Error + Send + Sync>> {
    let Ok(path) = RelPath::new(path) else {
        return Ok(None);
    };
    let file = |path: &RelPath| match tree.get(path) {
        Some(Node::File(file)) => Some(file),
        _ => None,
    };
    let found = match file(&path) {
        Some(found) => Some(found),
        None => match Files::new(tree, root)
            .follow(path.as_path())
            .map_err(|error| led_out(tree, root, &path, error))?
        {
            Target::File(target) => RelPath::new(target).ok().and_then(|target| file(&target)),
            _ => None,
        },
    };
    let text = |file: &File| std::str::from_utf8(&file.bytes).map(str::to_owned);
    Ok(found.map(text).transpose().map_err(|_| "it is not valid UTF-8")?)
}

/// Names what a link leads to, which says more than the link.
fn led_out(tree: &Tree, root: &Path, path: &RelPath, error: ForbiddenPath) -> ForbiddenPath {
    match tree.get(path) {
        Some(Node::Symlink(target)) => {
            let folder = path.as_path().parent().unwrap_or(Path::new(""));
            ForbiddenPath {
                path: lexical(&root.join(folder).join(target)),
                reason: "lies outside of the template",
            }
        }
        _ => error,
    }
}
