//! The repository that a project lies in, which may be larger than the project.

use std::collections::BTreeSet;
use std::io::{Seek as _, Write as _};
use std::path::{Path, PathBuf};

use miette::Diagnostic;
use thiserror::Error;

use crate::git::{Git, GitFailure, path_of};
use crate::merge::Conflict;
use crate::tree::{Node, RelPath};

#[derive(Debug, Error, Diagnostic)]
pub(crate) enum RepositoryError {
    #[error("the project's repository cannot be asked: {reason}")]
    #[diagnostic(
        code("repository-failed"),
        help("run `git status` in the project to see what is wrong")
    )]
    Git { reason: String },

    #[error("the conflicts cannot be marked in git's index: {reason}")]
    #[diagnostic(
        code("conflicts-unmarked"),
        help("the files themselves are written; solve the conflicts in them")
    )]
    Unmarked { reason: String },
}

/// A project that git keeps.
#[derive(Debug)]
pub(crate) struct Repository<'a> {
    git: &'a Git,
    project: &'a Path,
    top: PathBuf,
    /// The way from the top to the project.
    prefix: PathBuf,
}

impl<'a> Repository<'a> {
    /// Finds the repository around a project; without git or a repository there is none.
    pub(crate) fn find(git: &'a Git, project: &'a Path) -> Result<Option<Self>, RepositoryError> {
        let run = git
            .in_project(project, "rev-parse")
            .args(["--show-toplevel", "--show-prefix"]);
        match run.bytes() {
            Ok(bytes) => {
                let mut lines = bytes.split(|byte| *byte == b'\n');
                let top = path_of(lines.next().unwrap_or_default());
                let prefix = path_of(lines.next().unwrap_or_default());
                Ok((!top.as_os_str().is_empty()).then_some(Self {
                    git,
                    project,
                    top,
                    prefix,
                }))
            }
            Err(failure) if failure.says("dubious ownership") => Err(asked(&failure)),
            Err(_) => Ok(None),
        }
    }

    /// The paths of the project that git does not have as they are: changed, staged, new and not ignored.
    pub(crate) fn uncommitted(&self) -> Result<BTreeSet<RelPath>, RepositoryError> {
        let bytes = self
            .git
            .in_project(self.project, "status")
            .args([
                "--porcelain=v1",
                "-z",
                "--untracked-files=all",
                "--no-renames",
                "--",
                ".",
            ])
            .bytes()
            .map_err(|failure| asked(&failure))?;
        let paths = bytes.split(|byte| *byte == 0).filter_map(|line| line.get(3..));
        Ok(paths.filter_map(|path| self.inside(path)).collect())
    }

    /// Leaves the versions of the files in conflict in git's index, as a merge of git's does, for those that it has.
    pub(crate) fn mark(&self, conflicts: &[Conflict]) -> Result<(), RepositoryError> {
        let tracked = self.tracked(conflicts)?;
        let marked: Vec<&Conflict> = conflicts
            .iter()
            .filter(|conflict| {
                tracked.contains(&conflict.path) && conflict.stages.iter().flatten().count() > 1
            })
            .collect();
        if marked.is_empty() {
            return Ok(());
        }
        let unmarked = |reason: String| RepositoryError::Unmarked { reason };
        let nodes: Vec<&Node> = marked
            .iter()
            .flat_map(|conflict| conflict.stages.iter().flatten())
            .collect();
        let hashes = self.store(&nodes).map_err(|failure| unmarked(failure.reason()))?;
        let mut hashes = hashes.lines();
        let mut index = Vec::new();
        for conflict in marked {
            let path = self.prefix.join(&conflict.path);
            let path = path.as_os_str().as_encoded_bytes();
            let zeros = "0".repeat(40);
            index.extend_from_slice(format!("0 {zeros}\t").as_bytes());
            index.extend_from_slice(path);
            index.push(0);
            for (number, stage) in conflict.stages.iter().enumerate() {
                let Some(node) = stage else { continue };
                let hash = hashes.next().unwrap_or_default();
                index.extend_from_slice(format!("{} {hash} {}\t", mode(node), number + 1).as_bytes());
                index.extend_from_slice(path);
                index.push(0);
            }
        }
        let input = written(&index).map_err(|error| unmarked(error.to_string()))?;
        self.git
            .in_project(&self.top, "update-index")
            .args(["-z", "--index-info"])
            .input(input)
            .bytes()
            .map(drop)
            .map_err(|failure| unmarked(failure.reason()))
    }

    /// Adds contents to the repository; their hashes come back one a line.
    fn store(&self, nodes: &[&Node]) -> Result<String, GitFailure> {
        let folder = tempfile::tempdir().map_err(GitFailure::Start)?;
        let mut names = Vec::new();
        for (number, node) in nodes.iter().enumerate() {
            let path = folder.path().join(number.to_string());
            let content = match node {
                Node::File(file) => file.bytes.as_ref(),
                Node::Symlink(target) => target.as_os_str().as_encoded_bytes(),
                Node::Folder => &[],
            };
            fs_err::write(&path, content).map_err(GitFailure::Start)?;
            names.extend_from_slice(path.as_os_str().as_encoded_bytes());
            names.push(b'\n');
        }
        self.git
            .in_project(self.project, "hash-object")
            .args(["-w", "--stdin-paths"])
            .input(written(&names).map_err(GitFailure::Start)?)
            .text()
    }

    fn tracked(&self, conflicts: &[Conflict]) -> Result<BTreeSet<RelPath>, RepositoryError> {
        if conflicts.is_empty() {
            return Ok(BTreeSet::new());
        }
        let bytes = self
            .git
            .in_project(self.project, "ls-files")
            .args(["-z", "--full-name", "--"])
            .args(conflicts.iter().map(|conflict| conflict.path.as_path()))
            .variable("GIT_LITERAL_PATHSPECS", "1")
            .bytes()
            .map_err(|failure| asked(&failure))?;
        Ok(bytes
            .split(|byte| *byte == 0)
            .filter_map(|path| self.inside(path))
            .collect())
    }

    /// A path as git names it, from the project on.
    fn inside(&self, path: &[u8]) -> Option<RelPath> {
        RelPath::new(path_of(path).strip_prefix(&self.prefix).ok()?).ok()
    }
}

fn asked(failure: &GitFailure) -> RepositoryError {
    RepositoryError::Git {
        reason: failure.reason(),
    }
}

fn written(bytes: &[u8]) -> std::io::Result<std::fs::File> {
    let mut file = tempfile::tempfile()?;
    file.write_all(bytes)?;
    file.rewind()?;
    Ok(file)
}

fn mode(node: &Node) -> &'static str {
    match node {
        Node::File(file) if file.executable => "100755",
        Node::Symlink(_) => "120000",
        Node::File(_) | Node::Folder => "100644",
    }
}
