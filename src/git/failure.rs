use std::io;

/// Why one run of git gave nothing.
#[derive(Debug)]
pub(crate) enum GitFailure {
    Missing,
    Start(io::Error),
    Failed { command: String, stderr: String },
}

impl GitFailure {
    /// What git wrote, in lower case, to look for phrases.
    fn phrase(&self) -> String {
        match self {
            Self::Failed { stderr, .. } => stderr.to_lowercase(),
            Self::Missing | Self::Start(_) => String::new(),
        }
    }

    pub(crate) fn says(&self, phrase: &str) -> bool {
        self.phrase().contains(phrase)
    }

    /// Whether the other side is to blame, and not the repository that git ran in.
    pub(crate) fn is_remote(&self) -> bool {
        const PHRASES: &[&str] = &[
            "could not read from remote repository",
            "unable to access",
            "could not resolve",
            "does not appear to be a git repository",
            "authentication failed",
            "could not read username",
            "could not read password",
            "repository not found",
            "' not found",
            "connection",
            "timed out",
            "unable to look up",
            "unable to connect",
            "hung up",
            "early eof",
            "rpc failed",
        ];
        let phrase = self.phrase();
        PHRASES.iter().any(|known| phrase.contains(known))
    }

    /// The lines of stderr that say what went wrong, in one.
    pub(crate) fn reason(&self) -> String {
        match self {
            Self::Missing => "git was not found".to_owned(),
            Self::Start(error) => error.to_string(),
            Self::Failed { stderr, .. } => shorten(stderr),
        }
    }
}

/// At most three telling lines of git's stderr, without their prefixes and without control characters.
fn shorten(stderr: &str) -> String {
    const NOISE: &[&str] = &[
        "hint:",
        "warning:",
        "cloning into",
        "please make sure you have the correct access rights",
        "and the repository exists",
        "use '--' to separate",
        "'git <command>",
    ];
    const LONGEST: usize = 300;
    let telling = stderr
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !NOISE.iter().any(|noise| line.to_lowercase().starts_with(noise)))
        .map(|line| {
            let line = line.strip_prefix("fatal: ").unwrap_or(line);
            line.strip_prefix("error: ").unwrap_or(line).trim_end_matches('.')
        });
    let joined = telling.take(3).collect::<Vec<_>>().join("; ");
    let plain: String = joined.chars().filter(|c| !c.is_control()).take(LONGEST).collect();
    if plain.is_empty() {
        "it gave no reason".to_owned()
    } else {
        plain
    }
}

#[cfg(test)]
mod tests {
    use super::shorten;

    #[test]
    fn stderr_is_cut_to_what_tells() {
        let stderr = "Cloning into 'x'...\nwarning: y\nfatal: '/x' does not appear to be a git repository\n\
            fatal: Could not read from remote repository.\n\nPlease make sure you have the correct access rights\n\
            and the repository exists.\n";
        assert_eq!(
            shorten(stderr),
            "'/x' does not appear to be a git repository; Could not read from remote repository"
        );
        assert_eq!(shorten("remote: \u{1b}[31mno\u{1b}[0m\n"), "remote: [31mno[0m");
        assert_eq!(shorten("hint: x\n"), "it gave no reason");
    }
}
