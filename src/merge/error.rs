use miette::Diagnostic;
use thiserror::Error;

use crate::git::{Git, GitFailure};
use crate::tree::ForbiddenPath;

/// The first git whose `merge-tree` merges without a work tree.
const OLDEST: (u32, u32) = (2, 38);

#[derive(Debug, Error, Diagnostic)]
pub(crate) enum MergeError {
    #[error("git is needed to merge and was not found")]
    #[diagnostic(
        code("git-missing"),
        help("install git {}.{} or newer", OLDEST.0, OLDEST.1)
    )]
    Missing,

    #[error("git {found} is too old to merge with")]
    #[diagnostic(
        code("git-too-old"),
        help("install git {}.{} or newer", OLDEST.0, OLDEST.1)
    )]
    TooOld { found: String },

    #[error("git could not merge: {reason}")]
    #[diagnostic(code("merge-failed"), help("nothing was written; please report this"))]
    Failed { reason: String },

    #[error("the merge cannot be prepared in a scratch folder")]
    #[diagnostic(
        code("merge-failed"),
        help("check that the folder for temporary files can be written to")
    )]
    Scratch(#[from] std::io::Error),

    #[error(transparent)]
    #[diagnostic(transparent)]
    Path(#[from] ForbiddenPath),
}

impl MergeError {
    /// Tells an old git from a merge that went wrong.
    pub(super) fn of(failure: &GitFailure, git: &Git) -> Self {
        if matches!(failure, GitFailure::Missing) {
            return Self::Missing;
        }
        match git.version() {
            Some((found, version)) if version < OLDEST => Self::TooOld { found },
            _ => Self::Failed {
                reason: failure.reason(),
            },
        }
    }
}
