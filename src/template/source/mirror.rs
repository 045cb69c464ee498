use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::cache::{Cache, Slot};
use super::history::REMOTE_HEAD;
use super::{SourceError, SourceWarning};
use crate::git::{Git, GitFailure, redact};

/// A bare copy of a remote repository or bundle.
#[derive(Debug)]
pub(super) struct Mirror<'a> {
    git: &'a Git,
    url: &'a str,
    kept: Kept,
    /// Whether it was made just now, so that damage cannot be its age's fault.
    pub(super) is_new: bool,
    pub(super) warnings: Vec<SourceWarning>,
}

#[derive(Debug)]
enum Kept {
    /// In the cache; the lock is held as long as the mirror is used.
    Cached { slot: Slot, _lock: fs_err::File },
    /// For this run alone.
    Scratch(TempDir),
}

impl<'a> Mirror<'a> {
    /// Brings the cached mirror of a remote up to date; an old one serves while the remote cannot be reached.
    pub(super) fn cached(git: &'a Git, cache: &Cache, url: &'a str) -> Result<Self, SourceError> {
        let mut mirror = Self::locked(git, cache, url)?;
        if mirror.path().exists() {
            mirror.refresh()?;
        } else {
            mirror.make()?;
        }
        Ok(mirror)
    }

    /// Makes the cached mirror of a remote anew, whatever lies there.
    pub(super) fn remade(git: &'a Git, cache: &Cache, url: &'a str) -> Result<Self, SourceError> {
        let mut mirror = Self::locked(git, cache, url)?;
        mirror.make()?;
        Ok(mirror)
    }

    /// Fetches a remote or a bundle for this run alone.
    pub(super) fn scratch(git: &'a Git, url: &'a str) -> Result<Self, SourceError> {
        let folder = TempDir::with_prefix("scaffold-mirror-")?;
        let mut mirror = Self::new(git, url, Kept::Scratch(folder));
        mirror.make()?;
        Ok(mirror)
    }

    /// Takes the mirror's place in the cache; a home that cannot be written to must not keep a template from being used.
    fn locked(git: &'a Git, cache: &Cache, url: &'a str) -> Result<Self, SourceError> {
        let slot = cache.slot(url);
        let kept = match slot.lock() {
            Ok(lock) => Kept::Cached { slot, _lock: lock },
            Err(_) => Kept::Scratch(TempDir::with_prefix("scaffold-mirror-")?),
        };
        Ok(Self::new(git, url, kept))
    }

    fn new(git: &'a Git, url: &'a str, kept: Kept) -> Self {
        Self {
            git,
            url,
            kept,
            is_new: false,
            warnings: Vec::new(),
        }
    }

    pub(super) fn path(&self) -> PathBuf {
        match &self.kept {
            Kept::Cached { slot, .. } => slot.mirror.clone(),
            Kept::Scratch(folder) => folder.path().join("mirror.git"),
        }
    }

    fn refresh(&mut self) -> Result<(), SourceError> {
        match fetch(self.git, &self.path(), self.url) {
            Ok(()) => self.stamp(),
            Err(GitFailure::Missing) => Err(GitFailure::Missing.about(self.url)),
            Err(failure) if failure.is_remote() => {
                self.stay_offline(&failure);
                Ok(())
            }
            Err(failure) => self.make().or_else(|error| match error {
                SourceError::Unreachable { .. } | SourceError::NotARepository { .. } => {
                    self.stay_offline(&failure);
                    Ok(())
                }
                error => Err(error),
            }),
        }
    }

    /// Makes the mirror anew; the old one is replaced only by one that is whole.
    pub(super) fn make(&mut self) -> Result<(), SourceError> {
        let path = self.path();
        let parent = path.parent().unwrap_or(Path::new("."));
        let staging = TempDir::with_prefix_in(".making-", parent)?;
        let fresh = staging.path().join("mirror.git");
        self.init(&fresh, "sha1")?;
        let fetched = match fetch(self.git, &fresh, self.url) {
            // Only the other side knows which kind of hash it has.
            Err(failure) if failure.says("mismatched algorithms") => {
                fs_err::remove_dir_all(&fresh)?;
                self.init(&fresh, "sha256")?;
                fetch(self.git, &fresh, self.url)
            }
            result => result,
        };
        fetched.map_err(|failure| failure.about_remote(self.url))?;
        if path.symlink_metadata().is_ok() {
            fs_err::rename(&path, staging.path().join("old.git"))?;
        }
        fs_err::rename(&fresh, &path)?;
        self.is_new = true;
        self.warnings.clear();
        self.stamp()
    }

    fn init(&self, path: &Path, format: &str) -> Result<(), SourceError> {
        let about = |failure: GitFailure| failure.about(self.url);
        let parent = path.parent().unwrap_or(path);
        (self.git.in_folder(parent, "init"))
            .args(["--quiet", "--bare", "--template="])
            .args([&format!("--object-format={format}"), "--"])
            .arg(path)
            .text()
            .map_err(about)?;
        (self.git.in_mirror(path, "symbolic-ref"))
            .args(["HEAD", REMOTE_HEAD])
            .text()
            .map_err(about)?;
        Ok(())
    }

    fn stamp(&self) -> Result<(), SourceError> {
        match &self.kept {
            Kept::Cached { slot, .. } => Ok(slot.stamp()?),
            Kept::Scratch(_) => Ok(()),
        }
    }

    fn stay_offline(&mut self, failure: &GitFailure) {
        let age = match &self.kept {
            Kept::Cached { slot, .. } => slot.age(),
            Kept::Scratch(_) => None,
        };
        self.warnings.push(SourceWarning::Offline {
            url: redact(self.url),
            age,
            reason: failure.reason().replace(self.url, &redact(self.url)),
        });
    }
}

/// Fetches all branches, tags and HEAD, and forgets what the remote has no more.
///
/// The URL is given each time and never stored, for it may hold a password.
fn fetch(git: &Git, mirror: &Path, url: &str) -> Result<(), GitFailure> {
    let head = format!("+HEAD:{REMOTE_HEAD}");
    let specs = ["+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*", &head];
    let run = |specs: &[&str]| {
        git.in_mirror(mirror, "fetch")
            .args([
                "--quiet",
                "--force",
                "--prune",
                "--no-tags",
                "--update-shallow",
                "--no-write-fetch-head",
                "--no-recurse-submodules",
                "--",
            ])
            .arg(url)
            .args(specs)
            .text()
            .map(drop)
    };
    match run(&specs) {
        // A bundle need not have one, nor a remote whose default branch is not there yet.
        Err(failure) if failure.says("couldn't find remote ref head") => run(&specs[..2]),
        result => result,
    }
}
