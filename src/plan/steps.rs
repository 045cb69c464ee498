use std::io;
use std::path::{Path, PathBuf};

use super::dir::{Dir, Kind, Meta, Stamp};
use super::journal::{Journal, Step, new_name, old_name};
use super::survey::split;
use super::work::Work;

/// Carries the steps of a committed transaction out, forwards or backwards.
///
/// Each step can be repeated in either direction, whatever a killed run has left of it: what is staged as new
/// and what is kept as old tell how far it came.
#[derive(Debug)]
pub(super) struct Steps<'a> {
    work: &'a Work,
    journal: &'a Journal,
    /// The folder that the last step was in.
    parent: Option<(PathBuf, Dir)>,
}

/// How a step ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Done,
    /// Someone else has changed what lies there, so it was left alone.
    Changed,
}

impl<'a> Steps<'a> {
    pub(super) fn new(work: &'a Work, journal: &'a Journal) -> Self {
        Self {
            work,
            journal,
            parent: None,
        }
    }

    /// Carries one step out.
    pub(super) fn forward(&mut self, index: usize) -> io::Result<Outcome> {
        let (new, old) = (new_name(index), old_name(index));
        let step = &self.journal.steps[index];
        let (parent, name) = split(step.path());
        let work = &self.work.dir;
        match step {
            Step::Delete { before, .. } => {
                if work.stat(&old)?.is_some() {
                    return Ok(Outcome::Done);
                }
                let Some(dir) = self.enter(parent)? else {
                    return Ok(Outcome::Changed);
                };
                if !is_unchanged(dir.stat(name)?.as_ref(), *before) {
                    return Ok(Outcome::Changed);
                }
                dir.rename(name, work, &old)?;
            }
            Step::Prune { .. } => {
                let removed = self.enter(parent)?.map_or(Ok(()), |dir| dir.remove_folder(name));
                self.parent = None;
                match removed {
                    Err(error) if is_in_use(&error) => {}
                    result => result?,
                }
            }
            Step::Replace { before, .. } => {
                let Some(staged) = work.stat(&new)? else {
                    return Ok(Outcome::Done);
                };
                let kept = work.stat(&old)?.is_some();
                let Some(dir) = self.enter(parent)? else {
                    return Ok(Outcome::Changed);
                };
                match dir.stat(name)? {
                    Some(here) if here.id.is_some() && here.id == staged.id => return Ok(Outcome::Done),
                    // Where files have but one name, the old one was moved away before the new one came.
                    None if kept => {}
                    here if !is_unchanged(here.as_ref(), *before) => return Ok(Outcome::Changed),
                    _ if kept => {}
                    _ => dir.link_or_move(name, work, &old)?,
                }
                work.replace(&new, dir, name)?;
            }
            Step::Create { .. } => {
                if work.stat(&new)?.is_none() {
                    return Ok(Outcome::Done);
                }
                let Some(dir) = self.enter(parent)? else {
                    return Ok(Outcome::Changed);
                };
                match work.rename(&new, dir, name) {
                    Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                        return Ok(Outcome::Changed);
                    }
                    result => result?,
                }
            }
        }
        Ok(Outcome::Done)
    }

    /// Takes all steps back, the last one first; a step that was not carried out is no harm.
    pub(super) fn undo(&mut self) -> io::Result<()> {
        (0..self.journal.steps.len())
            .rev()
            .try_for_each(|index| self.undo_step(index))
    }

    fn undo_step(&mut self, index: usize) -> io::Result<()> {
        let (new, old) = (new_name(index), old_name(index));
        let step = &self.journal.steps[index];
        let (parent, name) = split(step.path());
        let work = &self.work.dir;
        match step {
            Step::Delete { .. } => {
                if work.stat(&old)?.is_some() {
                    work.rename(&old, self.must_enter(parent)?, name)?;
                }
            }
            Step::Prune { mode, .. } => {
                let dir = self.must_enter(parent)?;
                if dir.stat(name)?.is_none() {
                    dir.create_folder(name, *mode)?;
                    dir.open_folder(name)?.set_mode(*mode)?;
                }
            }
            Step::Replace { .. } => {
                if work.stat(&old)?.is_none() {
                    return Ok(());
                }
                let unstaged = work.stat(&new)?.is_none();
                let dir = self.must_enter(parent)?;
                if unstaged {
                    dir.link_or_move(name, work, &new)?;
                }
                work.replace(&old, dir, name)?;
            }
            Step::Create { .. } => {
                if work.stat(&new)?.is_none() {
                    self.must_enter(parent)?.rename(name, work, &new)?;
                }
            }
        }
        Ok(())
    }

    /// Opens the folder that a step is in, or nothing if there is none any more.
    fn enter(&mut self, parent: &Path) -> io::Result<Option<&Dir>> {
        match self.must_enter(parent) {
            Ok(dir) => Ok(Some(dir)),
            Err(error) if is_gone(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn must_enter(&mut self, parent: &Path) -> io::Result<&Dir> {
        let (path, dir) = match self.parent.take() {
            Some((path, dir)) if path == parent => (path, dir),
            _ => (parent.to_owned(), self.work.root.walk(parent)?),
        };
        Ok(&self.parent.insert((path, dir)).1)
    }
}

fn is_unchanged(here: Option<&Meta>, before: Stamp) -> bool {
    here.is_some_and(|meta| meta.stamp() == before && matches!(meta.kind, Kind::File | Kind::Symlink))
}

fn is_gone(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}

/// Says of a folder that could not be removed that it need not be.
fn is_in_use(error: &io::Error) -> bool {
    use io::ErrorKind::{DirectoryNotEmpty, NotFound, ResourceBusy};
    matches!(error.kind(), DirectoryNotEmpty | NotFound | ResourceBusy)
}
