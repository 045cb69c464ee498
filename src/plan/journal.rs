use std::ffi::OsString;
use std::path::Path;

use super::dir::Stamp;
use crate::tree::RelPath;

/// The steps of a transaction in their order. What a step writes is staged under [`new_name`] of its number,
/// what it takes away is kept under [`old_name`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Journal {
    pub(super) steps: Vec<Step>,
}

/// One change of the project's folder, made by a single rename or two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// Takes a file or symlink away.
    Delete { path: RelPath, before: Stamp },
    /// Removes a folder if it is empty; the mode is the one to create it again with.
    Prune { path: RelPath, mode: u32 },
    /// Puts a file or symlink in place of another.
    Replace { path: RelPath, before: Stamp },
    /// Puts a file, a symlink or a whole folder where nothing was.
    Create { path: RelPath, folder: bool },
}

/// Why a journal cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unreadable {
    /// Cut off by a loss of power, so it was not synced and no user's data depends on it.
    Torn,
    OtherVersion,
}

const HEADER: &str = "scaffold-transaction ";
const VERSION: &str = "1";
const END: &str = "end";

pub(super) fn new_name(step: usize) -> OsString {
    format!("new-{step}").into()
}

pub(super) fn old_name(step: usize) -> OsString {
    format!("old-{step}").into()
}

impl Step {
    pub(super) fn path(&self) -> &RelPath {
        match self {
            Self::Delete { path, .. }
            | Self::Prune { path, .. }
            | Self::Replace { path, .. }
            | Self::Create { path, .. } => path,
        }
    }

    fn encode(&self) -> String {
        match self {
            Self::Delete { before, .. } => format!("delete {}", encode_stamp(before)),
            Self::Prune { mode, .. } => format!("prune {mode}"),
            Self::Replace { before, .. } => format!("replace {}", encode_stamp(before)),
            Self::Create { folder, .. } => format!("create {}", u8::from(*folder)),
        }
    }

    fn decode(text: &str, path: RelPath) -> Option<Self> {
        let mut words = text.split(' ');
        let kind = words.next()?;
        let mut number = || words.next()?.parse::<i64>().ok();
        let mut stamp = || {
            Some(Stamp {
                len: number()?.try_into().ok()?,
                modified: (number()?, number()?.try_into().ok()?),
            })
        };
        Some(match kind {
            "delete" => Self::Delete {
                path,
                before: stamp()?,
            },
            "replace" => Self::Replace {
                path,
                before: stamp()?,
            },
            "prune" => Self::Prune {
                path,
                mode: number()?.try_into().ok()?,
            },
            "create" => Self::Create {
                path,
                folder: number()? != 0,
            },
            _ => return None,
        })
    }
}

fn encode_stamp(stamp: &Stamp) -> String {
    format!("{} {} {}", stamp.len, stamp.modified.0, stamp.modified.1)
}

impl Journal {
    /// The names of what is staged, and whether it is a single file.
    pub(super) fn staged(&self) -> impl Iterator<Item = (OsString, bool)> {
        (self.steps.iter().enumerate()).filter_map(|(index, step)| match step {
            Step::Delete { .. } | Step::Prune { .. } => None,
            Step::Replace { .. } => Some((new_name(index), true)),
            Step::Create { folder, .. } => Some((new_name(index), !folder)),
        })
    }

    /// Says whether a step takes user's data away.
    pub(super) fn is_destructive(&self) -> bool {
        (self.steps.iter()).any(|step| matches!(step, Step::Delete { .. } | Step::Replace { .. }))
    }

    /// Words and paths, each ended by a NUL, which no path holds.
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut bytes = format!("{HEADER}{VERSION}\0").into_bytes();
        for step in &self.steps {
            bytes.extend_from_slice(step.encode().as_bytes());
            bytes.push(0);
            bytes.extend_from_slice(step.path().as_path().as_os_str().as_encoded_bytes());
            bytes.push(0);
        }
        bytes.extend_from_slice(END.as_bytes());
        bytes.push(0);
        bytes
    }

    /// # Errors
    /// Never trusts what it reads: a path that leads out of the project makes the journal unreadable.
    pub(super) fn decode(bytes: &[u8]) -> Result<Self, Unreadable> {
        let Some(bytes) = bytes.strip_prefix(HEADER.as_bytes()) else {
            return Err(Unreadable::Torn);
        };
        let Some(bytes) = bytes
            .strip_prefix(VERSION.as_bytes())
            .and_then(|rest| rest.strip_prefix(b"\0"))
        else {
            return Err(if bytes.contains(&0) {
                Unreadable::OtherVersion
            } else {
                Unreadable::Torn
            });
        };
        let Some(bytes) = bytes.strip_suffix(b"\0") else {
            return Err(Unreadable::Torn);
        };
        let mut words = bytes.split(|byte| *byte == 0);
        let mut steps = Vec::new();
        while let Some(word) = words.next() {
            if word == END.as_bytes() && words.next().is_none() {
                return Ok(Self { steps });
            }
            let path = words.next().ok_or(Unreadable::Torn)?;
            let step = (str::from_utf8(word).ok())
                .zip(decode_path(path))
                .and_then(|(word, path)| Step::decode(word, path));
            steps.push(step.ok_or(Unreadable::OtherVersion)?);
        }
        Err(Unreadable::Torn)
    }
}

#[cfg(unix)]
fn decode_path(bytes: &[u8]) -> Option<RelPath> {
    use std::os::unix::ffi::OsStrExt;
    RelPath::new(Path::new(std::ffi::OsStr::from_bytes(bytes))).ok()
}

#[cfg(not(unix))]
fn decode_path(bytes: &[u8]) -> Option<RelPath> {
    RelPath::new(Path::new(str::from_utf8(bytes).ok()?)).ok()
}

#[cfg(test)]
mod tests {
    use super::{Journal, Stamp, Step, Unreadable};
    use crate::tree::RelPath;

    fn path(bytes: &[u8]) -> RelPath {
        use std::os::unix::ffi::OsStrExt;
        RelPath::new(std::ffi::OsStr::from_bytes(bytes)).unwrap()
    }

    fn journal() -> Journal {
        let before = Stamp {
            len: u64::MAX >> 1,
            modified: (-5, 999_999_999),
        };
        Journal {
            steps: vec![
                Step::Delete {
                    path: path(b"a b\nc"),
                    before,
                },
                Step::Prune {
                    path: path(b"caf\xe9"),
                    mode: 0o2755,
                },
                Step::Replace {
                    path: path(b"end"),
                    before,
                },
                Step::Create {
                    path: path(b"x/y"),
                    folder: true,
                },
            ],
        }
    }

    #[test]
    fn what_is_written_is_read_again() {
        assert_eq!(Journal::decode(&journal().encode()), Ok(journal()));
        assert_eq!(
            Journal::decode(&Journal::default().encode()),
            Ok(Journal::default())
        );
    }

    #[test]
    fn a_journal_cut_off_anywhere_is_torn() {
        let bytes = journal().encode();
        for len in 0..bytes.len() {
            assert_eq!(Journal::decode(&bytes[..len]), Err(Unreadable::Torn), "{len}");
        }
        assert_eq!(Journal::decode(&[0; 100]), Err(Unreadable::Torn));
    }

    #[test]
    fn paths_out_of_the_project_are_not_believed() {
        for evil in ["../x", "/etc/passwd", ".git/hooks/x"] {
            let bytes = format!("scaffold-transaction 1\0create 0\0{evil}\0end\0");
            assert_eq!(
                Journal::decode(bytes.as_bytes()),
                Err(Unreadable::OtherVersion),
                "{evil}"
            );
        }
    }

    #[test]
    fn a_later_version_is_not_misread() {
        let bytes = b"scaffold-transaction 2\0create 0\0x\0end\0";
        assert_eq!(Journal::decode(bytes), Err(Unreadable::OtherVersion));
    }
}
