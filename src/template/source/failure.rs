//! What a failed run of git says about a template.

use std::path::PathBuf;

use super::SourceError;
use crate::git::{GitFailure, redact};

impl GitFailure {
    /// The failure as an error about the template at `url`.
    pub(super) fn about(self, url: &str) -> SourceError {
        let reason = self.reason();
        match self {
            Self::Missing => SourceError::GitMissing { url: redact(url) },
            Self::Start(error) => SourceError::Io(error),
            Self::Failed { ref command, .. } => {
                if self.says("dubious ownership") {
                    SourceError::Ownership {
                        path: PathBuf::from(url),
                    }
                } else {
                    SourceError::Git {
                        command: command.clone(),
                        reason: reason.replace(url, &redact(url)),
                    }
                }
            }
        }
    }

    /// The failure of talking to `url`.
    pub(super) fn about_remote(self, url: &str) -> SourceError {
        if !self.is_remote() {
            return self.about(url);
        }
        let missing = ["does not appear to be a git repository", "not found"]
            .iter()
            .any(|phrase| self.says(phrase));
        let reason = self.reason().replace(url, &redact(url));
        let url = redact(url);
        if missing {
            SourceError::NotARepository { url, reason }
        } else {
            SourceError::Unreachable { url, reason }
        }
    }
}
