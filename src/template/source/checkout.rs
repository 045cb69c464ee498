use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::SourceError;
use crate::git::{Git, quoted};

/// A scratch repository that borrows another's objects, to write in what that one must not have.
#[derive(Debug)]
pub(super) struct Checkout<'a> {
    git: &'a Git,
    url: &'a str,
    folder: TempDir,
}

impl<'a> Checkout<'a> {
    /// Makes the repository, still empty; a hash of 64 digits tells that the other one is of the newer format.
    pub(super) fn new(
        git: &'a Git,
        url: &'a str,
        objects: &Path,
        hash_length: usize,
    ) -> Result<Self, SourceError> {
        let folder = TempDir::with_prefix("scaffold-template-")?;
        let checkout = Self { git, url, folder };
        let format = if hash_length == 64 { "sha256" } else { "sha1" };
        let format = format!("--object-format={format}");
        checkout.run("init", &["--quiet", "--template=", &format])?;
        let info = checkout.objects().join("info");
        fs_err::create_dir_all(&info)?;
        fs_err::write(info.join("alternates"), format!("{}\n", quoted(objects)))?;
        Ok(checkout)
    }

    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(super) fn git_dir(&self) -> PathBuf {
        self.path().join(".git")
    }

    pub(super) fn objects(&self) -> PathBuf {
        self.git_dir().join("objects")
    }

    /// Writes the files of a commit, with those of its submodules.
    pub(super) fn fill(&self, commit: &str) -> Result<(), SourceError> {
        // Submodules and large files start from where this repository comes from.
        self.run("config", &["remote.origin.url", self.url])?;
        let quiet = [
            "--quiet",
            "--force",
            "--detach",
            "--no-recurse-submodules",
            commit,
        ];
        self.run("checkout", &quiet)?;
        let modules = self.path().join(".gitmodules");
        if modules.symlink_metadata().is_ok_and(|found| found.is_file()) {
            let all = [
                "--quiet",
                "update",
                "--checkout",
                "--init",
                "--recursive",
                "--force",
            ];
            self.run("submodule", &all)?;
        }
        Ok(())
    }

    pub(super) fn into_folder(self) -> TempDir {
        self.folder
    }

    fn run(&self, name: &str, args: &[&str]) -> Result<(), SourceError> {
        self.git
            .in_folder(self.path(), name)
            .args(args)
            .bytes()
            .map(drop)
            .map_err(|failure| failure.about(self.url))
    }
}
