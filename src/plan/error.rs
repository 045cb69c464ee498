use std::io;
use std::path::PathBuf;

use crate::tree::{ForbiddenPath, RelPath};

/// Why a Tree cannot be planned against a folder; nothing was written.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub(crate) enum PlanError {
    #[error("`{}` is not a folder", .path.display())]
    #[diagnostic(
        code("target-not-folder"),
        help("name a folder, or one that does not exist yet")
    )]
    NotFolder { path: PathBuf },

    #[error("`{path}` cannot be written: `{by}` is {what}")]
    #[diagnostic(code("path-blocked"), help("move `{by}` out of the way"))]
    Blocked {
        path: RelPath,
        by: String,
        what: &'static str,
    },

    #[error("`{path}` is wanted below `{file}`, which is wanted as a file")]
    #[diagnostic(
        code("path-blocked"),
        help("one name is either a file or a folder; rename one in the template")
    )]
    BelowFile { path: RelPath, file: RelPath },

    #[error("the symlink `{path}` is to be replaced, but other paths lead through it")]
    #[diagnostic(code("path-blocked"), help("replace `{path}` by the folder that it leads to"))]
    ReplacesLink { path: RelPath },

    #[error("`{path}` leads outside the project through the symlink `{}`", .link.display())]
    #[diagnostic(
        code("forbidden-path"),
        help("replace the symlink by a folder if the project may be written there")
    )]
    LeadsOutside { path: RelPath, link: PathBuf },

    #[error(transparent)]
    #[diagnostic(transparent)]
    Forbidden(#[from] ForbiddenPath),

    #[error("`{}` and `{}` are one and the same name on some systems", .first.display(), .second.display())]
    #[diagnostic(
        code("path-twins"),
        help("names that differ in case alone cannot be checked out on macOS and Windows")
    )]
    Twins { first: PathBuf, second: PathBuf },

    #[error("cannot {doing} `{}`", .path.display())]
    #[diagnostic(code("target-unreadable"), help("check its owner and permissions"))]
    Io {
        doing: &'static str,
        path: PathBuf,
        source: io::Error,
    },
}

/// Why a plan was not carried out; unless it says otherwise the folder is as it was.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub(crate) enum ApplyError {
    #[error("`{path}` exists and it is not decided whether to overwrite it")]
    #[diagnostic(
        code("conflict-undecided"),
        help("overwrite all with `--overwrite`, or keep them with `--skip`")
    )]
    Undecided { path: RelPath },

    #[error("`{}` is not writable", .path.display())]
    #[diagnostic(code("target-read-only"), help("check its owner and permissions"))]
    ReadOnly { path: PathBuf, source: io::Error },

    #[error("another run is writing to `{}`", .path.display())]
    #[diagnostic(code("target-busy"), help("wait until it has ended"))]
    Busy { path: PathBuf },

    #[error("`{}` changed in the meantime", .path.display())]
    #[diagnostic(code("target-changed"), help("run the command again"))]
    Changed { path: PathBuf },

    #[error("interrupted")]
    #[diagnostic(code("interrupted"))]
    Interrupted,

    #[error("cannot {doing} `{}`", .path.display())]
    #[diagnostic(code("write-failed"), help("the folder was left as it was"))]
    Io {
        doing: &'static str,
        path: PathBuf,
        source: io::Error,
    },

    #[error("the folder could not be put back as it was: {cause}")]
    #[diagnostic(
        code("rollback-failed"),
        help("nothing is lost: the next command tries again, with what lies in `{}`", .work.display())
    )]
    NotRolledBack {
        cause: Box<ApplyError>,
        work: PathBuf,
        source: io::Error,
    },
}

impl ApplyError {
    /// Wraps an I/O error, telling the lack of permission from everything else.
    pub(super) fn io(doing: &'static str, path: impl Into<PathBuf>, source: io::Error) -> Self {
        let path = path.into();
        match source.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Self::ReadOnly { path, source }
            }
            _ => Self::Io { doing, path, source },
        }
    }
}

/// Why an unfinished transaction could not be brought to an end.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub(crate) enum RecoverError {
    #[error("another run is writing to `{}`", .path.display())]
    #[diagnostic(code("target-busy"), help("wait until it has ended"))]
    Busy { path: PathBuf },

    #[error("an unfinished run in `{}` was made by another version", .path.display())]
    #[diagnostic(code("recover-failed"), help("finish it with the version that began it"))]
    OtherVersion { path: PathBuf },

    #[error("an unfinished run in `{}` can be neither completed nor undone", .path.display())]
    #[diagnostic(
        code("recover-failed"),
        help("nothing is lost: remove the cause and run the command again")
    )]
    Io { path: PathBuf, source: io::Error },
}
