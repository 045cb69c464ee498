use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::error::MergeError;
use super::import;
use super::outcome::Outcome;
use super::three_way::Versions;
use crate::git::{Blobs, Git, GitFailure, Run, path_of};
use crate::tree::RelPath;

/// A bare repository in a folder of its own; the user's is not touched by the merge.
#[derive(Debug)]
pub(super) struct Scratch<'a> {
    git: &'a Git,
    folder: TempDir,
}

/// What lies at a path of a tree of git's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) mode: String,
    pub(super) hash: String,
}

/// A path that a merge changes, and what lies there afterwards.
pub(super) type Changed = (RelPath, Option<Entry>);

impl<'a> Scratch<'a> {
    pub(super) fn new(git: &'a Git, attributes: Option<&[u8]>) -> Result<Self, MergeError> {
        let folder = TempDir::with_prefix("scaffold-merge-")?;
        let scratch = Self { git, folder };
        // A folder of git's, as `git init` would write it.
        for folder in ["objects", "refs", "info"] {
            fs_err::create_dir(scratch.path().join(folder))?;
        }
        fs_err::write(scratch.path().join("HEAD"), "ref: refs/heads/base\n")?;
        fs_err::write(
            scratch.path().join("config"),
            "[core]\n\trepositoryformatversion = 0\n\tbare = true\n",
        )?;
        if let Some(attributes) = attributes {
            fs_err::write(scratch.path().join("info").join("attributes"), attributes)?;
        }
        Ok(scratch)
    }

    /// Stores the three versions; the commit of the base is returned.
    pub(super) fn import(&self, versions: &Versions) -> Result<String, MergeError> {
        let run = self
            .run("fast-import")
            .args(["--quiet", "--done", "--date-format=raw"]);
        self.check(run.input(import::stream(versions)?).bytes())?;
        // A name is resolved by reading a file where git has just written one.
        let commit = fs_err::read_to_string(self.path().join("refs/heads/base"));
        match commit {
            Ok(commit) => Ok(commit.trim().to_owned()),
            Err(_) => self.check(self.run("rev-parse").arg("refs/heads/base").text()),
        }
    }

    /// Merges the two sides.
    pub(super) fn merge(&self) -> Result<Outcome, MergeError> {
        let run = self
            .run("merge-tree")
            .args(["--write-tree", "-z", "--messages", "yours", "template"]);
        let (_, bytes) = self.check(run.answer())?;
        Outcome::parse(&bytes).ok_or_else(|| MergeError::Failed {
            reason: "its answer cannot be read".to_owned(),
        })
    }

    /// How a tree differs from your version.
    pub(super) fn changed(&self, tree: &str) -> Result<Vec<Changed>, MergeError> {
        let run = self
            .run("diff-tree")
            .args(["-r", "-z", "--raw", "--no-renames", "yours", tree]);
        let bytes = self.check(run.bytes())?;
        let mut fields = bytes.split(|byte| *byte == 0);
        let mut changed = Vec::new();
        while let (Some(head), Some(path)) = (fields.next(), fields.next()) {
            // `:<old mode> <new mode> <old hash> <new hash> <status>`
            let head = String::from_utf8_lossy(head).into_owned();
            let words: Vec<&str> = head.split(' ').collect();
            let &[_, mode, _, hash, status] = words.as_slice() else {
                break;
            };
            let entry = (status != "D").then(|| Entry {
                mode: mode.to_owned(),
                hash: hash.to_owned(),
            });
            changed.push((RelPath::new(path_of(path))?, entry));
        }
        Ok(changed)
    }

    pub(super) fn blobs<'h>(&self, hashes: impl IntoIterator<Item = &'h str>) -> Result<Blobs, MergeError> {
        self.check(Blobs::read(self.run("cat-file"), hashes))
    }

    /// `git NAME` on this repository, with the settings that a merge's result depends on.
    pub(super) fn run(&self, name: &str) -> Run {
        self.git.configured(
            &[
                "merge.conflictStyle=diff3",
                "merge.renames=true",
                // A folder that was renamed does not draw other files with it: yours stay where they are.
                "merge.directoryRenames=false",
            ],
            self.path(),
            name,
        )
    }

    pub(super) fn check<T>(&self, result: Result<T, GitFailure>) -> Result<T, MergeError> {
        result.map_err(|failure| MergeError::of(&failure, self.git))
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(super) fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }
}
