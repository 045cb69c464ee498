use std::ffi::{OsStr, OsString};
use std::io;
use std::path::Path;
use std::process::{Command, Stdio};

use super::GitFailure;

/// Variables that tie git to one repository; a hook that starts this program leaves them set.
const REPOSITORY_VARIABLES: &[&str] = &[
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_ATTR_SOURCE",
    "GIT_COMMON_DIR",
    "GIT_CONFIG",
    "GIT_DIR",
    "GIT_GRAFT_FILE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_INTERNAL_SUPER_PREFIX",
    "GIT_NAMESPACE",
    "GIT_NO_REPLACE_OBJECTS",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_QUARANTINE_PATH",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
    "GIT_EXTERNAL_DIFF",
    "GIT_LITERAL_PATHSPECS",
    "GIT_GLOB_PATHSPECS",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
    "GIT_DEFAULT_HASH",
    "GIT_DEFAULT_REF_FORMAT",
    "LANGUAGE",
];

/// Settings under which a template's bytes stay exact and nothing it holds is run.
const SETTINGS: &[&str] = &[
    "advice.addEmbeddedRepo=false",
    "core.autocrlf=false",
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.safecrlf=false",
    "core.splitIndex=false",
    "core.untrackedCache=false",
    #[cfg(unix)]
    "core.symlinks=true",
    "gc.auto=0",
    "maintenance.auto=false",
    "protocol.ext.allow=never",
    "safe.bareRepository=all",
];

/// The `git` program and the variables it is started with.
#[derive(Debug, Clone, Default)]
pub(crate) struct Git {
    variables: Vec<(OsString, OsString)>,
}

/// One run of git that is being put together.
#[derive(Debug)]
pub(crate) struct Run {
    command: Command,
    name: String,
}

impl Git {
    /// Sets a variable for every run, as a test needs for a home of its own.
    #[cfg(test)]
    pub(crate) fn with_variable(mut self, name: impl Into<OsString>, value: impl Into<OsString>) -> Self {
        self.variables.push((name.into(), value.into()));
        self
    }

    /// Starts `git NAME` in a folder; git itself looks for the repository there.
    pub(crate) fn in_folder(&self, folder: &Path, name: &str) -> Run {
        self.run([OsStr::new("-C"), folder.as_os_str()], name)
    }

    /// Starts `git NAME` on a bare repository.
    pub(crate) fn in_mirror(&self, mirror: &Path, name: &str) -> Run {
        let mut flag = OsString::from("--git-dir=");
        flag.push(mirror);
        self.run([flag.as_os_str()], name)
    }

    /// Starts `git NAME` on a bare repository with settings of its own.
    pub(crate) fn configured(&self, settings: &[&str], mirror: &Path, name: &str) -> Run {
        let mut flag = OsString::from("--git-dir=");
        flag.push(mirror);
        self.start(&[flag.as_os_str()], SETTINGS.iter().chain(settings), name)
    }

    /// Starts `git NAME` in a user's project, with the user's own settings: they say how its files are stored.
    pub(crate) fn in_project(&self, folder: &Path, name: &str) -> Run {
        self.start(
            &[OsStr::new("-C"), folder.as_os_str()],
            &["core.hooksPath=/dev/null", "gc.auto=0", "maintenance.auto=false"],
            name,
        )
    }

    /// The version of git, as it says it and as numbers.
    pub(crate) fn version(&self) -> Option<(String, (u32, u32))> {
        let text = self.start(&[], &[], "version").text().ok()?;
        let found = text.strip_prefix("git version ")?.to_owned();
        let mut numbers = found.split('.').map_while(|part| part.parse().ok());
        let version = (numbers.next()?, numbers.next()?);
        Some((found, version))
    }

    fn run<'a>(&self, place: impl IntoIterator<Item = &'a OsStr>, name: &str) -> Run {
        let place: Vec<&OsStr> = place.into_iter().collect();
        self.start(&place, SETTINGS, name)
    }

    fn start<'s>(
        &self,
        place: &[&OsStr],
        settings: impl IntoIterator<Item = &'s &'s str>,
        name: &str,
    ) -> Run {
        let mut command = Command::new("git");
        command.args(place);
        for setting in settings {
            command.args(["-c", setting]);
        }
        command.arg(name).stdin(Stdio::null());
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        for variable in REPOSITORY_VARIABLES {
            command.env_remove(variable);
        }
        command
            .env("LC_ALL", "C")
            .env("GIT_OPTIONAL_LOCKS", "0")
            .env("GIT_TERMINAL_PROMPT", "0");
        for role in ["AUTHOR", "COMMITTER"] {
            command
                .env(format!("GIT_{role}_NAME"), "scaffold")
                .env(format!("GIT_{role}_EMAIL"), "scaffold@localhost");
        }
        Run {
            command,
            name: name.to_owned(),
        }
    }
}

impl Run {
    pub(crate) fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.command.arg(arg);
        self
    }

    pub(crate) fn args<S: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.command.args(args);
        self
    }

    /// Runs with a work tree, in it.
    #[cfg(test)]
    pub(crate) fn in_work_tree(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder).env("GIT_WORK_TREE", folder);
        self
    }

    pub(crate) fn variable(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Hands a file over as stdin.
    pub(crate) fn input(mut self, file: std::fs::File) -> Self {
        self.command.stdin(file);
        self
    }

    /// Runs to the end; gives what was written to stdout.
    pub(crate) fn bytes(self) -> Result<Vec<u8>, GitFailure> {
        self.bytes_or(None).map(|(_, bytes)| bytes)
    }

    /// Runs to the end; exit code 1 is an answer too, as git's merges and comparisons have it.
    pub(crate) fn answer(self) -> Result<(bool, Vec<u8>), GitFailure> {
        self.bytes_or(Some(1))
    }

    fn bytes_or(mut self, no: Option<i32>) -> Result<(bool, Vec<u8>), GitFailure> {
        let output = self.command.output().map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => GitFailure::Missing,
            _ => GitFailure::Start(error),
        })?;
        let success = output.status.success();
        if success || (no.is_some() && output.status.code() == no) {
            return Ok((success, output.stdout));
        }
        Err(GitFailure::Failed {
            command: self.name,
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        })
    }

    /// Runs to the end; gives stdout without the white space around it.
    pub(crate) fn text(self) -> Result<String, GitFailure> {
        let bytes = self.bytes()?;
        Ok(String::from_utf8_lossy(&bytes).trim().to_owned())
    }
}

/// Takes the user name and password out of a URL, which belong in no message and no cache key.
pub(crate) fn redact(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    format!("{scheme}://{host}{path}")
}

#[cfg(test)]
mod tests {
    use super::redact;

    #[test]
    fn credentials_are_taken_out_of_urls() {
        for (url, plain) in [
            ("https://me:secret@host/a.git", "https://host/a.git"),
            ("https://token@host:8443/a@b.git", "https://host:8443/a@b.git"),
            ("https://host/a@b.git", "https://host/a@b.git"),
            ("ssh://git@host/a.git", "ssh://host/a.git"),
            ("git@host:a.git", "git@host:a.git"),
            ("/srv/a.git", "/srv/a.git"),
        ] {
            assert_eq!(redact(url), plain);
        }
    }
}
