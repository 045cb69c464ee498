use std::fmt;
use std::time::Duration;

/// What a user should know about a template that could be had all the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SourceWarning {
    /// Uncommitted changes of a local repository were included.
    DirtyLocal { url: String },
    /// The history is cut off, so versions may be wrong.
    ShallowClone { url: String },
    /// The remote could not be reached; the copy fetched `age` ago was used.
    Offline {
        url: String,
        age: Option<Duration>,
        reason: String,
    },
}

impl SourceWarning {
    /// The name to print: copier's where it has one.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::DirtyLocal { .. } => "DirtyLocalWarning",
            Self::ShallowClone { .. } => "ShallowCloneWarning",
            Self::Offline { .. } => "offline-template",
        }
    }
}

impl fmt::Display for SourceWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::DirtyLocal { url } => {
                write!(f, "the uncommitted changes of the template `{url}` are included")
            }
            Self::ShallowClone { url } => {
                write!(
                    f,
                    "the template `{url}` is a shallow clone, so its version may be wrong"
                )
            }
            Self::Offline { url, age, reason } => {
                let age = age.map_or_else(|| "an unknown time".to_owned(), in_words);
                write!(
                    f,
                    "the template `{url}` cannot be reached, so the copy fetched {age} ago is used: {reason}"
                )
            }
        }
    }
}

fn in_words(age: Duration) -> String {
    let seconds = age.as_secs();
    let (count, unit) = match seconds {
        0..60 => (seconds, "second"),
        60..3_600 => (seconds / 60, "minute"),
        3_600..86_400 => (seconds / 3_600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::{Duration, in_words};

    #[test]
    fn an_age_is_told_in_its_largest_unit() {
        for (seconds, words) in [
            (0, "0 seconds"),
            (1, "1 second"),
            (59, "59 seconds"),
            (60, "1 minute"),
            (7_200, "2 hours"),
            (86_400, "1 day"),
            (900_000, "10 days"),
        ] {
            assert_eq!(in_words(Duration::from_secs(seconds)), words);
        }
    }
}
