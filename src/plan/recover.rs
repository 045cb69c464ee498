use std::io;
use std::path::{Path, PathBuf};

use super::error::RecoverError;
use super::journal::{Journal, Unreadable};
use super::steps::{Outcome, Steps};
use super::work::{Reopened, WORK, Work};

/// What [`recover`] found and did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Recovery {
    /// No run was killed here.
    Nothing,
    /// A killed run had not begun to change the project, or was done with it; its litter is removed.
    Cleared,
    /// A killed run is completed. What someone else had changed since was left alone.
    Completed { kept: Vec<PathBuf> },
    /// A killed run could not be completed and is undone.
    RolledBack,
}

/// Puts a project right in which a run was killed; costs one look where none was.
///
/// # Errors
/// Fails while another run is alive, or when an unfinished one can be brought to neither end.
pub(crate) fn recover(root: &Path) -> Result<Recovery, RecoverError> {
    let path = root.join(WORK);
    if fs_err::symlink_metadata(&path).is_err() {
        return Ok(Recovery::Nothing);
    }
    let error = |source| RecoverError::Io {
        path: path.clone(),
        source,
    };
    let work = match Work::reopen(root) {
        Ok(Reopened::Left(work)) => work,
        Ok(Reopened::Nothing) => return Ok(Recovery::Nothing),
        Ok(Reopened::Busy) => {
            return Err(RecoverError::Busy {
                path: root.to_owned(),
            });
        }
        // Its owner has removed it in this very moment.
        Err(source) if source.kind() == io::ErrorKind::NotFound => return Ok(Recovery::Nothing),
        Err(source) => return Err(error(source)),
    };
    let recovery = match work.journal().map_err(error)?.as_deref().map(Journal::decode) {
        None | Some(Err(Unreadable::Torn)) => Recovery::Cleared,
        Some(Err(Unreadable::OtherVersion)) => return Err(RecoverError::OtherVersion { path }),
        Some(Ok(journal)) => {
            let mut steps = Steps::new(&work, &journal);
            complete(&mut steps, &journal)
                .or_else(|_| steps.undo().map(|()| Recovery::RolledBack))
                .map_err(error)?
        }
    };
    work.end().map_err(error)?;
    // What is not removed now, the next run removes.
    let _ = work.clear();
    Ok(recovery)
}

fn complete(steps: &mut Steps<'_>, journal: &Journal) -> io::Result<Recovery> {
    let mut kept = Vec::new();
    for (index, step) in journal.steps.iter().enumerate() {
        if steps.forward(index)? == Outcome::Changed {
            kept.push(step.path().as_path().to_owned());
        }
    }
    Ok(Recovery::Completed { kept })
}
