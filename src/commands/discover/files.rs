use std::path::Path;

use crate::error::Error;
use crate::project::files;
use crate::tree::{File, Node, RelPath, Tree};

/// The project's files as they will be: what was changed so far, and what lies there.
pub(super) struct Files<'a> {
    project: &'a Path,
    changed: Tree,
}

impl<'a> Files<'a> {
    pub(super) fn new(project: &'a Path) -> Self {
        Self {
            project,
            changed: Tree::default(),
        }
    }

    pub(super) fn read(&self, file: &str) -> Option<String> {
        match self.changed.get(&RelPath::new(file).ok()?) {
            Some(Node::File(file)) => String::from_utf8(file.bytes.to_vec()).ok(),
            Some(_) => None,
            None => files::text(self.project, file),
        }
    }

    /// Changes the text of a file and nothing else of it.
    pub(super) fn put(&mut self, file: &str, text: String) -> Result<(), Error> {
        let path = RelPath::new(file)?;
        let executable = match self.changed.get(&path) {
            Some(Node::File(file)) => file.executable,
            _ => files::file(self.project, &path).is_some_and(|file| file.executable),
        };
        self.changed
            .insert(path, Node::File(File::new(text.into_bytes(), executable)));
        Ok(())
    }

    /// Adds what the project does not hold yet.
    pub(super) fn add(&mut self, path: RelPath, node: Node) {
        let there = self.project.join(path.as_path()).symlink_metadata().is_ok();
        if !there && self.changed.get(&path).is_none() {
            self.changed.insert(path, node);
        }
    }

    pub(super) fn into_tree(self) -> Tree {
        self.changed
    }
}
