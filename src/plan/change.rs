use std::path::PathBuf;

use super::dir::Meta;
use crate::tree::{Node, RelPath};

/// What a [`Plan`](super::Plan) does at one path.
#[derive(Debug, Clone)]
pub(crate) struct Change {
    pub(crate) path: RelPath,
    pub(crate) action: Action,
    /// What lies there now; [`Plan::before`](super::Plan::before) reads its content.
    pub(crate) before: Option<Before>,
    /// What the Tree wants there, also where it is not written.
    pub(crate) after: Option<Node>,
    pub(super) place: Place,
}

/// What is done at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Action {
    Create,
    Overwrite,
    Identical,
    Skip,
    Delete,
    /// Something else lies there and nobody has decided yet.
    Conflict,
}

/// How a conflict ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision {
    Overwrite,
    Skip,
}

/// What lay at a path when the plan was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Before(pub(super) Meta);

/// Where a path of the Tree lies once the symlinks among its parents are resolved.
#[derive(Debug, Clone, Default)]
pub(super) struct Place {
    /// Only where it differs from the path.
    pub(super) real: Option<RelPath>,
    /// How many names of the real path lead to the first folder or file that does not exist.
    pub(super) missing_from: usize,
}

/// How many changes there are of each action.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) create: usize,
    pub(crate) overwrite: usize,
    pub(crate) identical: usize,
    pub(crate) skip: usize,
    pub(crate) delete: usize,
    pub(crate) conflict: usize,
}

impl Change {
    /// The path below the root with no symlink among its parents.
    pub(super) fn real(&self) -> &RelPath {
        self.place.real.as_ref().unwrap_or(&self.path)
    }

    /// The shallowest path that must be created for this one.
    pub(super) fn first_missing(&self) -> PathBuf {
        self.real()
            .as_path()
            .iter()
            .take(self.place.missing_from)
            .collect()
    }
}

impl Action {
    /// Says whether the folder changes.
    pub(crate) fn writes(self) -> bool {
        matches!(self, Self::Create | Self::Overwrite | Self::Delete)
    }
}

impl Before {
    /// Nothing on systems that know no executable bit.
    pub(crate) fn executable(&self) -> Option<bool> {
        self.0.executable()
    }
}

impl Counts {
    pub(super) fn add(&mut self, action: Action) {
        let count = match action {
            Action::Create => &mut self.create,
            Action::Overwrite => &mut self.overwrite,
            Action::Identical => &mut self.identical,
            Action::Skip => &mut self.skip,
            Action::Delete => &mut self.delete,
            Action::Conflict => &mut self.conflict,
        };
        *count += 1;
    }
}
