use std::ffi::OsString;
use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use sha2::{Digest, Sha256};

use crate::git::redact;

/// The folder in which mirrors of remote templates are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Cache {
    folder: PathBuf,
}

/// The place of one remote's mirror.
#[derive(Debug)]
pub(super) struct Slot {
    /// The bare repository.
    pub(super) mirror: PathBuf,
    lock: PathBuf,
}

/// Written into a mirror after every successful fetch; its time tells how old the mirror is.
const STAMP: &str = "scaffold-fetched";

impl Cache {
    #[cfg(test)]
    pub(crate) fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
        }
    }

    /// The folder that the environment names, as copier names it first.
    ///
    /// `$COPIER_CACHE_DIR`, `$SCAFFOLD_CACHE_DIR`, `$XDG_CACHE_HOME/scaffold`, `~/.cache/scaffold`, in this order.
    pub(crate) fn from_environment(variable: impl Fn(&str) -> Option<OsString>) -> Self {
        let set = |name: &str| {
            variable(name)
                .filter(|value| !value.is_empty())
                .map(PathBuf::from)
        };
        let below = |folder: PathBuf| folder.join("scaffold");
        let folder = set("COPIER_CACHE_DIR")
            .or_else(|| set("SCAFFOLD_CACHE_DIR"))
            .or_else(|| set("XDG_CACHE_HOME").filter(|path| path.is_absolute()).map(below))
            .or_else(|| set("LOCALAPPDATA").filter(|_| cfg!(windows)).map(below))
            .or_else(|| set("HOME").map(|home| below(home.join(".cache"))))
            .unwrap_or_else(|| below(std::env::temp_dir()));
        Self { folder }
    }

    /// Where the mirror of `url` belongs; the same whoever signs in.
    pub(super) fn slot(&self, url: &str) -> Slot {
        const LONGEST: usize = 40;
        let plain = redact(url);
        let digest = Sha256::digest(plain.as_bytes());
        let key: String = (digest.iter().take(8))
            .flat_map(|byte| [byte >> 4, byte & 0xf])
            .filter_map(|digit| char::from_digit(digit.into(), 16))
            .collect();
        let path = plain.trim_end_matches('/');
        let path = path.strip_suffix(".git").unwrap_or(path);
        let stem: String = (path.rsplit(['/', ':', '\\']).next().unwrap_or_default().chars())
            .filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
            .take(LONGEST)
            .collect();
        let name = format!("{stem}-{key}");
        Slot {
            mirror: self.folder.join(format!("{name}.git")),
            lock: self.folder.join(format!("{name}.lock")),
        }
    }
}

impl Slot {
    /// Makes the folder and waits until no other process works on this mirror.
    ///
    /// The lock is the operating system's, so that it ends with its process.
    pub(super) fn lock(&self) -> std::io::Result<fs_err::File> {
        if let Some(folder) = self.mirror.parent() {
            fs_err::create_dir_all(folder)?;
        }
        let file = fs_err::OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&self.lock)?;
        file.lock()?;
        Ok(file)
    }

    pub(super) fn stamp(&self) -> std::io::Result<()> {
        fs_err::write(self.mirror.join(STAMP), b"")
    }

    /// How long ago the mirror was fetched.
    pub(super) fn age(&self) -> Option<Duration> {
        let stamped = fs_err::metadata(self.mirror.join(STAMP)).ok()?.modified().ok()?;
        SystemTime::now().duration_since(stamped).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::{Cache, OsString, PathBuf};

    fn folder(set: &[(&str, &str)]) -> PathBuf {
        let cache = Cache::from_environment(|name| {
            let found = set.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| OsString::from(value))
        });
        cache.folder
    }

    #[test]
    fn the_environment_names_the_folder() {
        let home = ("HOME", "/users/me");
        for (set, expected) in [
            (&[home][..], "/users/me/.cache/scaffold"),
            (&[home, ("XDG_CACHE_HOME", "/x")], "/x/scaffold"),
            (&[home, ("XDG_CACHE_HOME", "x")], "/users/me/.cache/scaffold"),
            (
                &[home, ("XDG_CACHE_HOME", "/x"), ("SCAFFOLD_CACHE_DIR", "/s")],
                "/s",
            ),
            (&[("SCAFFOLD_CACHE_DIR", "/s"), ("COPIER_CACHE_DIR", "/c")], "/c"),
            (&[("SCAFFOLD_CACHE_DIR", "/s"), ("COPIER_CACHE_DIR", "")], "/s"),
        ] {
            assert_eq!(folder(set), PathBuf::from(expected), "{set:?}");
        }
    }

    #[test]
    fn one_remote_has_one_mirror_whoever_signs_in() {
        let cache = Cache::new("/c");
        let slot = |url| cache.slot(url).mirror;
        assert_eq!(
            slot("https://me:secret@host/o/repo.git"),
            slot("https://host/o/repo.git")
        );
        assert_ne!(slot("https://host/o/repo.git"), slot("https://host/p/repo.git"));
        let name = slot("https://host/o/../repo.git");
        assert!(
            name.to_string_lossy().starts_with("/c/repo-"),
            "{}",
            name.display()
        );
    }
}
