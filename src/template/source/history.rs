use std::path::{Path, PathBuf};

use super::SourceError;
use crate::git::{Git, GitFailure, Run};

/// A repository whose tags and commits are read, never written.
#[derive(Debug)]
pub(super) struct History<'a> {
    git: &'a Git,
    folder: &'a Path,
    is_mirror: bool,
    /// Where objects lie that the repository itself does not have.
    objects: Option<PathBuf>,
    /// What errors name.
    url: &'a str,
}

/// A branch, a tag or the remote's HEAD.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ref {
    /// The whole name, with `refs/`.
    pub(super) name: String,
    /// What it points to, through an annotated tag.
    pub(super) commit: String,
    /// When the tag was made, else its commit; seconds since 1970.
    pub(super) date: i64,
}

impl Ref {
    pub(super) fn tag(&self) -> Option<&str> {
        self.name.strip_prefix("refs/tags/")
    }

    pub(super) fn branch(&self) -> Option<&str> {
        self.name.strip_prefix("refs/heads/")
    }
}

/// Where a mirror keeps what the remote's HEAD points to.
pub(super) const REMOTE_HEAD: &str = "refs/scaffold/head";

impl<'a> History<'a> {
    pub(super) fn of_folder(git: &'a Git, folder: &'a Path, url: &'a str) -> Self {
        Self {
            git,
            folder,
            is_mirror: false,
            objects: None,
            url,
        }
    }

    pub(super) fn of_mirror(git: &'a Git, mirror: &'a Path, url: &'a str) -> Self {
        Self {
            git,
            folder: mirror,
            is_mirror: true,
            objects: None,
            url,
        }
    }

    /// Reads objects from a further folder, in which new ones are written too.
    #[must_use]
    pub(super) fn with_objects(mut self, objects: PathBuf) -> Self {
        self.objects = Some(objects);
        self
    }

    pub(super) fn url(&self) -> &str {
        self.url
    }

    pub(super) fn run(&self, name: &str) -> Run {
        let run = if self.is_mirror {
            self.git.in_mirror(self.folder, name)
        } else {
            self.git.in_folder(self.folder, name)
        };
        match &self.objects {
            Some(objects) => run.variable("GIT_OBJECT_DIRECTORY", objects),
            None => run,
        }
    }

    /// All branches and tags in the order of their names.
    pub(super) fn refs(&self) -> Result<Vec<Ref>, SourceError> {
        const FORMAT: &str = "--format=%(objectname)%00%(*objectname)%00%(taggerdate:unix)%00\
            %(*committerdate:unix)%00%(creatordate:unix)%00%(refname)";
        let text = self
            .run("for-each-ref")
            .args([FORMAT, "refs/heads", "refs/tags", REMOTE_HEAD])
            .text()
            .map_err(|failure| failure.about(self.url))?;
        Ok(text.lines().filter_map(parse_ref).collect())
    }

    /// The commit that a text names, in any of git's ways to name one.
    pub(super) fn resolve(&self, text: &str) -> Result<Option<String>, SourceError> {
        let run = self.run("rev-parse").args(["--verify", "--quiet"]);
        match run.arg(format!("{text}^{{commit}}")).text() {
            Ok(hash) => Ok(Some(hash)),
            Err(failure @ GitFailure::Failed { .. }) if !failure.says("dubious ownership") => Ok(None),
            Err(failure) => Err(failure.about(self.url)),
        }
    }

    /// What is recorded as `_commit`: the nearest tag, the commits since, and the short hash.
    pub(super) fn describe(&self, commit: &str) -> Result<String, SourceError> {
        self.text("describe", &["--tags", "--always", commit])
    }

    pub(super) fn text(&self, name: &str, args: &[&str]) -> Result<String, SourceError> {
        self.run(name)
            .args(args)
            .text()
            .map_err(|failure| failure.about(self.url))
    }
}

fn parse_ref(line: &str) -> Option<Ref> {
    let fields: Vec<_> = line.split('\0').collect();
    let &[hash, peeled, tagged, committed, created, name] = fields.as_slice() else {
        return None;
    };
    let first = |texts: &[&str]| texts.iter().find_map(|text| text.parse().ok());
    Some(Ref {
        name: name.to_owned(),
        commit: if peeled.is_empty() { hash } else { peeled }.to_owned(),
        date: first(&[tagged, committed, created]).unwrap_or_default(),
    })
}
