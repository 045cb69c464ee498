use std::fmt;

use crate::tree::{Node, RelPath};

/// A path where both sides changed and only a person can say how it goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Conflict {
    pub(crate) path: RelPath,
    pub(crate) kind: ConflictKind,
    /// Where the template's version lies, if it is not in the file itself.
    pub(crate) beside: Option<RelPath>,
    /// The last update's, your and the template's version, as git's index keeps them.
    pub(crate) stages: [Option<Node>; 3],
}

/// What happened on both sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum ConflictKind {
    /// The same lines were changed in two ways.
    Content,
    /// Both added the file.
    Added,
    /// Both changed a file that is no text, or a symlink.
    Binary,
    /// The template deleted a file that you changed or renamed.
    DeletedByTemplate,
    /// The template renamed a file that you deleted.
    DeletedByYou,
    /// Both renamed the file.
    Renamed,
    /// One side has a file where the other has a folder or a symlink.
    Type,
}

impl ConflictKind {
    /// Whether the file holds both versions between markers.
    pub(super) fn is_in_text(self) -> bool {
        matches!(self, Self::Content | Self::Added)
    }
}

impl fmt::Display for ConflictKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Content => "both changed the same lines",
            Self::Added => "both added the file",
            Self::Binary => "both changed it, and it is no text; yours stays",
            Self::DeletedByTemplate => "the template deleted it and you changed it; yours stays",
            Self::DeletedByYou => "you deleted it and the template renamed it; the template's is back",
            Self::Renamed => "you and the template renamed it; both are there",
            Self::Type => "one has a file where the other has a folder or a symlink; yours stays",
        })
    }
}
