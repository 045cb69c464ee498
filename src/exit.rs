//! The exit codes of every command, in one place.

/// How a command ended.
///
/// | code | meaning |
/// | --- | --- |
/// | 0 | done |
/// | 1 | an error |
/// | 2 | wrong usage of the command line; for `check-update --quiet`, a newer version is there |
/// | 3 | done, with conflicts left to solve |
/// | 4 | the template runs code and is not trusted |
/// | 5 | the cloud or its credentials |
/// | 130 | interrupted |
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    Done = 0,
    Error = 1,
    Usage = 2,
    Conflicts = 3,
    Untrusted = 4,
    Cloud = 5,
    Interrupted = 130,
}

impl From<Exit> for std::process::ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
