use std::path::{Path, PathBuf};

use super::SourceError;
use super::history::History;
use crate::git::{Git, GitFailure, path_of};

/// What git says about the root of a local repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Local {
    pub(super) folder: PathBuf,
    pub(super) is_bare: bool,
    pub(super) is_shallow: bool,
    git_dir: PathBuf,
}

impl Local {
    /// Looks at a folder; nothing is given if it is not the root of a repository.
    pub(super) fn probe(git: &Git, folder: &Path) -> Result<Option<Self>, GitFailure> {
        let answer = git
            .in_folder(folder, "rev-parse")
            .args([
                "--is-bare-repository",
                "--is-inside-work-tree",
                "--is-shallow-repository",
                "--show-prefix",
                "--absolute-git-dir",
            ])
            .bytes();
        let bytes = match answer {
            Ok(bytes) => bytes,
            Err(failure @ GitFailure::Failed { .. }) if !failure.says("dubious ownership") => {
                return Ok(None);
            }
            Err(failure) => return Err(failure),
        };
        // The folder's own name comes last, for it may hold a line break.
        let mut lines = bytes.splitn(5, |byte| *byte == b'\n');
        let mut line = || lines.next().unwrap_or_default();
        let (is_bare, is_inside) = (line() == b"true", line() == b"true");
        let (is_shallow, prefix) = (line() == b"true", line());
        let git_dir = path_of(line().strip_suffix(b"\n").unwrap_or_default());
        let same = |path: &Path| fs_err::canonicalize(path).ok() == fs_err::canonicalize(folder).ok();
        let is_root = if is_bare {
            same(&git_dir)
        } else {
            is_inside && prefix.is_empty()
        };
        Ok(is_root.then(|| Self {
            folder: folder.to_owned(),
            is_bare,
            is_shallow,
            git_dir,
        }))
    }

    /// The folder of its objects, which linked work trees share.
    pub(super) fn objects(&self) -> PathBuf {
        let common = fs_err::read(self.git_dir.join("commondir")).map_or_else(
            |_| self.git_dir.clone(),
            |bytes| self.git_dir.join(path_of(bytes.trim_ascii_end())),
        );
        common.join("objects")
    }

    pub(super) fn is_dirty(&self, git: &Git, url: &str) -> Result<bool, SourceError> {
        if self.is_bare {
            return Ok(false);
        }
        let changes = git
            .in_folder(&self.folder, "status")
            .args(["--porcelain", "-z", "--untracked-files=normal", "--no-renames"])
            .bytes()
            .map_err(|failure| failure.about(url))?;
        Ok(!changes.is_empty())
    }

    /// Commits everything that is not ignored, on top of `parent`.
    ///
    /// Index and objects are written to `scratch`, a git folder that borrows this repository's objects; the
    /// repository itself is only read.
    pub(super) fn commit_changes(
        &self,
        history: &History<'_>,
        parent: Option<&str>,
        scratch: &Path,
    ) -> Result<String, SourceError> {
        let index = scratch.join("changes.index");
        copy_index(&self.git_dir.join("index"), &index)?;
        let about = |failure: GitFailure| failure.about(history.url());
        let run = |name| history.run(name).variable("GIT_INDEX_FILE", &index);
        run("add").args(["--all", "--", "."]).text().map_err(about)?;
        let tree = run("write-tree").text().map_err(about)?;
        let parent = parent.map_or_else(Vec::new, |parent| vec!["-p", parent]);
        let message = "Include the template's uncommitted changes";
        run("commit-tree")
            .args(["-m", message])
            .args(parent)
            .arg(tree)
            .text()
            .map_err(about)
    }
}

/// Copies an index with its time, by which git tells whether a file changed after it was read.
fn copy_index(from: &Path, to: &Path) -> std::io::Result<()> {
    let modified = match fs_err::metadata(from) {
        Ok(metadata) => metadata.modified()?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    };
    fs_err::copy(from, to)?;
    let copy = fs_err::OpenOptions::new().write(true).open(to)?;
    copy.set_modified(modified)
}
