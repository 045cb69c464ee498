use std::path::{Component, Path, PathBuf};

use super::SourceError;

/// What the answers file records for the template that the binary carries.
pub(crate) const EMBEDDED: &str = "scaffold:embedded";

/// Shortcuts of well-known hosts.
const ALIASES: &[(&str, &str)] = &[("gh:", "https://github.com"), ("gl:", "https://gitlab.com")];
const GIT_PREFIXES: &[&str] = &[
    "git@",
    "git://",
    "git+",
    "https://github.com/",
    "https://gitlab.com/",
];
const GIT_SUFFIX: &str = ".git";

/// Where a template lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Location {
    recorded: String,
    place: Place,
}

/// The kinds of places, told apart as copier does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// In the binary.
    Embedded,
    /// A folder that is used as it is.
    Folder(PathBuf),
    /// The root of a local repository, with its uncommitted changes.
    Repository(PathBuf),
    /// A file that holds a repository.
    Bundle(PathBuf),
    /// A URL that git understands.
    Remote(String),
}

impl Location {
    /// Reads what a user typed or an answers file recorded; paths are relative to `cwd`.
    ///
    /// # Errors
    /// Refuses a text that git could take for an option or that names a program to run, and a path where nothing is.
    pub(crate) fn parse(text: Option<&str>, cwd: &Path) -> Result<Self, SourceError> {
        let Some(text) = text.filter(|text| *text != EMBEDDED) else {
            return Ok(Self {
                recorded: EMBEDDED.to_owned(),
                place: Place::Embedded,
            });
        };
        refuse(text)?;
        let url = expand_alias(text);
        if let Some(url) = git_url(&url) {
            refuse(&url)?;
            let path = absolute(&url, cwd);
            if !url.contains("://") && path.exists() {
                return Self::local(text, path, true);
            }
            return Ok(Self {
                recorded: text.to_owned(),
                place: Place::Remote(url),
            });
        }
        Self::local(text, absolute(text, cwd), false)
    }

    fn local(text: &str, path: PathBuf, is_git: bool) -> Result<Self, SourceError> {
        let (prefix, rest) = text
            .strip_prefix("git+")
            .map_or(("", text), |rest| ("git+", rest));
        let recorded = if rest.starts_with('~') || Path::new(rest).is_absolute() {
            text.to_owned()
        } else {
            format!("{prefix}{}", path.display())
        };
        let place = if path.is_dir() {
            if is_git || path.join(".git").symlink_metadata().is_ok() {
                Place::Repository(path)
            } else {
                Place::Folder(path)
            }
        } else if is_bundle(&path) {
            Place::Bundle(path)
        } else if path.exists() {
            return Err(SourceError::NotAFolder { path });
        } else {
            return Err(SourceError::NotFound { path });
        };
        Ok(Self { recorded, place })
    }

    pub(crate) fn place(&self) -> &Place {
        &self.place
    }

    /// The text for `_src_path`: what was typed, with a relative path made absolute so that it holds anywhere.
    pub(crate) fn recorded(&self) -> &str {
        &self.recorded
    }
}

fn refuse(text: &str) -> Result<(), SourceError> {
    let reason = if text.is_empty() {
        "is empty"
    } else if text.starts_with('-') {
        "begins with a dash"
    } else if text.contains('\0') {
        "holds a NUL byte"
    } else if text.starts_with("ext::") || text.starts_with("fd::") {
        "names a program to run"
    } else {
        return Ok(());
    };
    Err(SourceError::Refused {
        what: "template",
        text: text.to_owned(),
        reason,
    })
}

/// Writes out `gh:` and `gl:`, with the suffix that their URLs have.
fn expand_alias(text: &str) -> String {
    for (alias, host) in ALIASES {
        if let Some(path) = text.strip_prefix(alias) {
            let path = path.strip_prefix('/').unwrap_or(path);
            let suffix = if path.ends_with(GIT_SUFFIX) {
                ""
            } else {
                GIT_SUFFIX
            };
            return format!("{host}/{path}{suffix}");
        }
    }
    text.to_owned()
}

/// The URL to hand to git, if the text can only be meant for it.
fn git_url(text: &str) -> Option<String> {
    if let Some(url) = text.strip_prefix("git+") {
        return Some(url.to_owned());
    }
    let is_known = text.ends_with(GIT_SUFFIX) || GIT_PREFIXES.iter().any(|prefix| text.starts_with(prefix));
    if is_known {
        let lacks_suffix = text.starts_with("https://") && !text.ends_with(GIT_SUFFIX);
        return Some(format!("{text}{}", if lacks_suffix { GIT_SUFFIX } else { "" }));
    }
    text.contains("://").then(|| text.to_owned())
}

fn absolute(text: &str, cwd: &Path) -> PathBuf {
    let path = match text.strip_prefix('~') {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => match std::env::home_dir() {
            Some(home) => home.join(rest.trim_start_matches('/')),
            None => PathBuf::from(text),
        },
        _ => PathBuf::from(text),
    };
    if path.is_absolute() {
        return path;
    }
    let joined = cwd.join(path);
    if joined.components().any(|part| part == Component::ParentDir) {
        return fs_err::canonicalize(&joined).unwrap_or(joined);
    }
    joined.components().collect()
}

fn is_bundle(path: &Path) -> bool {
    use std::io::Read;
    let mut start = [0; 16];
    path.is_file()
        && fs_err::File::open(path)
            .and_then(|mut file| file.read_exact(&mut start))
            .is_ok()
        && start.starts_with(b"# v")
        && start.ends_with(b" git bundle\n")
}
