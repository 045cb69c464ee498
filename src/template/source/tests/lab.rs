use std::path::{Path, PathBuf};
use std::process::Command;

use tempfile::TempDir;

use super::super::{Cache, FetchOptions, Fetched, Location, Reference, SourceError, fetch};
use crate::git::Git;
use crate::tree::{Node, RelPath, Tree};

/// A folder with a home, a cache and repositories.
pub(super) struct Lab {
    folder: TempDir,
    pub(super) git: Git,
    pub(super) cache: Cache,
}

impl Lab {
    pub(super) fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let home = folder.path().join("home");
        fs_err::create_dir(&home).unwrap();
        fs_err::write(
            home.join(".gitconfig"),
            "[user]\nname = T\nemail = t@example.com\n[init]\ndefaultBranch = main\n[protocol \"file\"]\nallow = always\n",
        )
        .unwrap();
        let git = Git::default()
            .with_variable("HOME", &home)
            .with_variable("XDG_CONFIG_HOME", home.join("none"))
            .with_variable("GIT_CONFIG_NOSYSTEM", "1");
        let cache = Cache::new(folder.path().join("cache"));
        Self { folder, git, cache }
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Runs the real git as a user would; gives its stdout.
    pub(super) fn git(&self, repository: &str, args: &[&str]) -> String {
        self.git_at("", repository, args)
    }

    /// Runs git at a date; an empty one is now.
    pub(super) fn git_at(&self, date: &str, repository: &str, args: &[&str]) -> String {
        let output = Command::new("git")
            .current_dir(self.path(repository))
            .env("HOME", self.path("home"))
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env_remove("GIT_DIR")
            .env_remove("GIT_INDEX_FILE")
            .env("GIT_COMMITTER_DATE", date)
            .args(args)
            .output()
            .unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "git {args:?}: {stderr}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    pub(super) fn write(&self, path: &str, content: &str) {
        let path = self.path(path);
        fs_err::create_dir_all(path.parent().unwrap()).unwrap();
        fs_err::write(path, content).unwrap();
    }

    /// Makes a repository with one commit.
    pub(super) fn repository(&self, name: &str) -> &Self {
        fs_err::create_dir_all(self.path(name)).unwrap();
        self.git(name, &["init", "--quiet"]);
        self.commit(name, "a.txt", "one")
    }

    pub(super) fn commit(&self, repository: &str, file: &str, content: &str) -> &Self {
        self.write(&format!("{repository}/{file}"), content);
        self.git(repository, &["add", "--all"]);
        self.git(repository, &["commit", "--quiet", "-m", content]);
        self
    }

    pub(super) fn tag(&self, repository: &str, tag: &str) -> &Self {
        self.git(repository, &["tag", tag]);
        self
    }

    /// The address of a repository that is fetched as a remote one is.
    pub(super) fn url(&self, repository: &str) -> String {
        format!("git+file://{}", self.path(repository).display())
    }

    pub(super) fn fetch(&self, text: &str) -> Result<Fetched, SourceError> {
        self.fetch_at(text, None)
    }

    pub(super) fn fetch_at(
        &self,
        text: &str,
        reference: impl Into<Option<Reference>>,
    ) -> Result<Fetched, SourceError> {
        let location = Location::parse(Some(text), self.folder.path())?;
        let options = FetchOptions {
            reference: reference.into(),
            prereleases: false,
            cache: &self.cache,
            git: &self.git,
        };
        fetch(&location, &options)
    }
}

pub(super) fn named(name: &str) -> Reference {
    Reference::Named(name.to_owned())
}

pub(super) fn node(tree: &Tree, path: impl AsRef<Path>) -> Option<&Node> {
    tree.get(&RelPath::new(path).unwrap())
}

/// The text of a file, if there is one.
pub(super) fn text(tree: &Tree, path: impl AsRef<Path>) -> Option<String> {
    match node(tree, path)? {
        Node::File(file) => Some(String::from_utf8_lossy(&file.bytes).into_owned()),
        Node::Symlink(_) | Node::Folder => None,
    }
}

pub(super) fn names(tree: &Tree) -> Vec<String> {
    tree.iter().map(|(path, _)| path.to_slash()).collect()
}
