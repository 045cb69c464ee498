use std::collections::BTreeSet;
use std::fmt;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::building;
use super::change::{Action, Change, Counts, Decision};
use super::dir::{Dir, Kind};
use super::error::PlanError;
use super::survey::split;
use super::target::Target;
use crate::tree::{File, Node, RelPath, Tree};

/// All changes that make a folder hold a Tree, known before any is made.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(super) root: PathBuf,
    pub(super) target: Target,
    changes: Vec<Change>,
}

/// What decides about paths besides the Tree.
pub(crate) struct Policy<'a> {
    /// Says of an existing path that it is left alone; a missing one is created all the same.
    pub(crate) skip_if_exists: &'a dyn Fn(&RelPath) -> bool,
    /// Files and symlinks to delete, and folders if nothing else lies in them. What the Tree holds is kept.
    pub(crate) deletions: BTreeSet<RelPath>,
}

impl Plan {
    /// Compares a Tree with a folder, which is only read.
    ///
    /// # Errors
    /// Refuses a root that is no folder, and all paths that cannot be written or lead outside.
    pub(crate) fn new(tree: Tree, root: &Path, policy: &Policy<'_>) -> Result<Self, PlanError> {
        let target = Target::find(root)?;
        let changes = building::changes(tree, root, matches!(target, Target::Existing), policy)?;
        Ok(Self {
            root: root.to_owned(),
            target,
            changes,
        })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// All paths of the Tree and all deletions, in the order of their paths.
    pub(crate) fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// The changes that wait for [`Self::decide`].
    pub(crate) fn conflicts(&self) -> impl Iterator<Item = &Change> {
        self.changes
            .iter()
            .filter(|change| change.action == Action::Conflict)
    }

    /// Ends a conflict; any other path is left as it is planned, and false is returned.
    pub(crate) fn decide(&mut self, path: &RelPath, decision: Decision) -> bool {
        let Ok(at) = self.changes.binary_search_by(|change| change.path.cmp(path)) else {
            return false;
        };
        let change = &mut self.changes[at];
        if change.action != Action::Conflict {
            return false;
        }
        change.action = match decision {
            Decision::Overwrite => Action::Overwrite,
            Decision::Skip => Action::Skip,
        };
        true
    }

    /// Says that applying would change nothing.
    pub(crate) fn is_noop(&self) -> bool {
        let counts = self.counts();
        let writes = counts.create + counts.overwrite + counts.delete + counts.conflict > 0;
        !writes && matches!(self.target, Target::Existing)
    }

    pub(crate) fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for change in &self.changes {
            counts.add(change.action);
        }
        counts
    }

    /// Reads what lies at a change's path now.
    pub(crate) fn before(&self, change: &Change) -> io::Result<Option<Node>> {
        let Some(before) = change.before else {
            return Ok(None);
        };
        let (parent, name) = split(change.real());
        let dir = Dir::open(&self.root)?.walk(parent)?;
        Ok(Some(match before.0.kind {
            Kind::Symlink => Node::Symlink(dir.read_link(name)?),
            Kind::Folder => Node::Folder,
            Kind::Other => return Ok(None),
            Kind::File => {
                let mut bytes = Vec::new();
                dir.open_file(name)?.read_to_end(&mut bytes)?;
                Node::File(File::new(bytes, before.executable().unwrap_or_default()))
            }
        }))
    }
}

impl fmt::Debug for Policy<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Policy")
            .field("deletions", &self.deletions)
            .finish_non_exhaustive()
    }
}
