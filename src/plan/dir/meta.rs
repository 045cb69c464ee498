/// What lies at a name, a symlink not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::plan) struct Meta {
    pub(in crate::plan) kind: Kind,
    pub(in crate::plan) len: u64,
    /// Seconds and nanoseconds since 1970.
    pub(in crate::plan) modified: (i64, u32),
    /// Permission bits, where the system has them.
    pub(in crate::plan) mode: Option<u32>,
    /// User and group, where the system has them.
    pub(in crate::plan) owner: Option<(u32, u32)>,
    /// Device and inode, where the system has them.
    pub(in crate::plan) id: Option<(u64, u64)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::plan) enum Kind {
    File,
    Folder,
    Symlink,
    /// A device, a socket or a pipe.
    Other,
}

/// Tells whether someone has changed a file since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::plan) struct Stamp {
    pub(in crate::plan) len: u64,
    pub(in crate::plan) modified: (i64, u32),
}

impl Meta {
    /// Git's own test: the bit of the owner alone counts.
    pub(in crate::plan) fn executable(&self) -> Option<bool> {
        self.mode.map(|mode| mode & 0o100 != 0)
    }

    pub(in crate::plan) fn stamp(&self) -> Stamp {
        Stamp {
            len: self.len,
            modified: self.modified,
        }
    }
}
