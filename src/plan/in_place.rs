//! A folder that exists is changed by a transaction: everything is staged inside of it, then renamed into place.

use std::collections::{BTreeSet, HashSet};
use std::path::{Path, PathBuf};

use super::change::{Action, Change};
use super::dir::{Dir, Kind};
use super::error::ApplyError;
use super::journal::{Journal, Step, new_name};
use super::planned::Plan;
use super::stage::{Item, Watch};
use super::steps::{Outcome, Steps};
use super::survey::split;
use super::work::Work;
use crate::tree::{Node, RelPath};

/// Changes the plan's root.
pub(super) fn apply(plan: &Plan, watch: &mut Watch<'_>) -> Result<(), ApplyError> {
    let root = Dir::open(plan.root()).map_err(|source| ApplyError::io("open", plan.root(), source))?;
    let draft = Draft::new(plan, &root);
    check_writable(plan.root(), &root, &draft.journal)?;
    let work = Work::begin(plan.root())?;
    let result = run(plan, &work, draft, watch);
    if !matches!(result, Err(ApplyError::NotRolledBack { .. })) {
        // What is not removed now is litter that the next run removes.
        let _ = work.clear();
    }
    result
}

fn run(plan: &Plan, work: &Work, draft: Draft<'_>, watch: &mut Watch<'_>) -> Result<(), ApplyError> {
    let Draft { journal, items } = draft;
    work.stage(items, watch)?;
    watch.check()?;
    let error = |source| ApplyError::io("write to", plan.root(), source);
    let durable = journal.is_destructive();
    let mut steps = Steps::new(work, &journal);
    let changed = (work.commit(&journal, durable).map_err(error))
        .and_then(|()| carry_out(plan, &journal, &mut steps))
        .and_then(|()| work.end().map_err(error));
    let Err(cause) = changed else {
        return Ok(());
    };
    match steps.undo().and_then(|()| work.end()) {
        Ok(()) => Err(cause),
        Err(source) => Err(ApplyError::NotRolledBack {
            cause: Box::new(cause),
            work: work.path.clone(),
            source,
        }),
    }
}

fn carry_out(plan: &Plan, journal: &Journal, steps: &mut Steps<'_>) -> Result<(), ApplyError> {
    for (index, step) in journal.steps.iter().enumerate() {
        let path = || plan.root().join(step.path());
        match steps.forward(index) {
            Ok(Outcome::Done) => {}
            Ok(Outcome::Changed) => return Err(ApplyError::Changed { path: path() }),
            Err(source) => return Err(ApplyError::io("write", path(), source)),
        }
    }
    Ok(())
}

/// The steps that a plan takes, and what must be staged for them.
struct Draft<'a> {
    journal: Journal,
    items: Vec<Item<'a, PathBuf>>,
}

impl<'a> Draft<'a> {
    /// What goes makes room first, so that a file can become a folder and a folder a file.
    fn new(plan: &'a Plan, root: &Dir) -> Self {
        let mut draft = Self {
            journal: Journal::default(),
            items: Vec::new(),
        };
        let mut changes: Vec<&Change> = plan.changes().iter().collect();
        changes.sort_by(|a, b| a.real().cmp(b.real()));
        draft.delete(&changes, root);
        draft.replace(&changes);
        draft.create(&changes);
        draft
    }

    fn delete(&mut self, changes: &[&Change], root: &Dir) {
        let mut emptied = BTreeSet::new();
        for change in changes.iter().filter(|change| change.action == Action::Delete) {
            let Some(before) = change.before else {
                continue;
            };
            if before.0.kind == Kind::Folder {
                emptied.insert(change.real().as_path());
            } else {
                self.journal.steps.push(Step::Delete {
                    path: change.real().clone(),
                    before: before.0.stamp(),
                });
            }
            emptied.extend(change.real().as_path().ancestors().skip(1));
        }
        if emptied.is_empty() {
            return;
        }
        for change in changes.iter().filter(|change| change.action != Action::Delete) {
            let path = change.real().as_path();
            let is_folder = matches!(change.after, Some(Node::Folder));
            for kept in path.ancestors().skip(usize::from(!is_folder)) {
                emptied.remove(kept);
            }
        }
        for path in emptied
            .into_iter()
            .rev()
            .filter_map(|path| RelPath::new(path).ok())
        {
            let mode = mode_of(root, &path);
            self.journal.steps.push(Step::Prune { path, mode });
        }
    }

    fn replace(&mut self, changes: &[&'a Change]) {
        for change in changes.iter().filter(|change| change.action == Action::Overwrite) {
            let (Some(before), Some(node)) = (&change.before, &change.after) else {
                continue;
            };
            self.items.push(Item {
                path: new_name(self.journal.steps.len()).into(),
                node,
                replaced: Some(&before.0),
            });
            self.journal.steps.push(Step::Replace {
                path: change.real().clone(),
                before: before.0.stamp(),
            });
        }
    }

    /// A folder that is new as a whole is one step.
    fn create(&mut self, changes: &[&'a Change]) {
        let mut unit: Option<(RelPath, PathBuf)> = None;
        for change in changes.iter().filter(|change| change.action == Action::Create) {
            let Some(node) = &change.after else {
                continue;
            };
            let path = change.real().as_path();
            let (top, name) = match unit.take() {
                Some(unit) if path.starts_with(&unit.0) => unit,
                _ => {
                    let Ok(top) = RelPath::new(change.first_missing()) else {
                        continue;
                    };
                    let name = new_name(self.journal.steps.len());
                    self.journal.steps.push(Step::Create {
                        path: top.clone(),
                        folder: top.as_path() != path || matches!(node, Node::Folder),
                    });
                    (top, name.into())
                }
            };
            let inner = path.strip_prefix(&top).unwrap_or(Path::new(""));
            self.items.push(Item {
                path: if inner.as_os_str().is_empty() {
                    name.clone()
                } else {
                    name.join(inner)
                },
                node,
                replaced: None,
            });
            unit = Some((top, name));
        }
    }
}

/// The mode to create a folder with again, should its removal be undone.
fn mode_of(root: &Dir, path: &RelPath) -> u32 {
    let (parent, name) = split(path);
    let meta = root.walk(parent).and_then(|dir| dir.stat(name));
    meta.ok().flatten().and_then(|meta| meta.mode).unwrap_or(0o777)
}

/// Checks every folder in which something comes or goes, before anything does.
fn check_writable(root_path: &Path, root: &Dir, journal: &Journal) -> Result<(), ApplyError> {
    let mut checked = HashSet::from([Path::new("")]);
    let error = |path: &Path, source| ApplyError::io("write to", root_path.join(path), source);
    root.check_writable()
        .map_err(|source| error(Path::new(""), source))?;
    for step in &journal.steps {
        let (parent, _) = split(step.path());
        if checked.insert(parent) {
            (root.walk(parent).and_then(|dir| dir.check_writable()))
                .map_err(|source| error(parent, source))?;
        }
    }
    Ok(())
}
