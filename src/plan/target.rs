use std::ffi::OsString;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::error::PlanError;

/// Whether the root exists.
#[derive(Debug, Clone)]
pub(super) enum Target {
    Existing,
    /// The deepest folder that exists, and the names below it that lead to the root.
    Missing {
        base: PathBuf,
        names: Vec<OsString>,
    },
}

impl Target {
    /// Looks for the root; one that is no folder is refused.
    pub(super) fn find(root: &Path) -> Result<Self, PlanError> {
        let mut names: Vec<OsString> = Vec::new();
        for base in root.ancestors() {
            let here = if base.as_os_str().is_empty() {
                Path::new(".")
            } else {
                base
            };
            match fs_err::metadata(here) {
                Ok(meta) if !meta.is_dir() => {
                    return Err(PlanError::NotFolder {
                        path: here.to_owned(),
                    });
                }
                Ok(_) if names.is_empty() => return Ok(Self::Existing),
                Ok(_) => {
                    names.reverse();
                    return Ok(Self::Missing {
                        base: here.to_owned(),
                        names,
                    });
                }
                Err(error) => {
                    let missing = matches!(
                        error.kind(),
                        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
                    );
                    let plain = matches!(here.components().next_back(), Some(Component::Normal(_)));
                    if !missing || !plain {
                        return Err(PlanError::Io {
                            doing: "look at",
                            path: here.to_owned(),
                            source: error,
                        });
                    }
                    // A symlink that leads nowhere.
                    if fs_err::symlink_metadata(here).is_ok() {
                        return Err(PlanError::NotFolder {
                            path: here.to_owned(),
                        });
                    }
                    names.extend(here.file_name().map(OsString::from));
                }
            }
        }
        Err(PlanError::NotFolder {
            path: root.to_owned(),
        })
    }
}
