//! A fresh folder with a home of its own, and the binary run in it.

use std::collections::BTreeMap;
use std::fmt;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_scaffold");

/// The root of the repository: examples and the built-in template's sources.
pub(crate) const ROOT: &str = env!("CARGO_MANIFEST_DIR");

pub(crate) struct Sandbox {
    temp: TempDir,
    environment: Vec<(String, String)>,
}

/// What one run of the binary left behind. Paths of the sandbox read `[DIR]`.
#[derive(PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Sandbox {
    pub(crate) fn new() -> Self {
        let temp = tempfile::tempdir().expect("a temporary folder");
        for folder in ["home", "work"] {
            fs_err::create_dir(temp.path().join(folder)).expect("a folder");
        }
        Self {
            temp,
            environment: Vec::new(),
        }
    }

    /// The folder that commands run in.
    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.temp.path().join("work").join(relative)
    }

    pub(crate) fn file(&self, relative: &str, content: impl AsRef<[u8]>) -> &Self {
        let path = self.path(relative);
        fs_err::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs_err::write(path, content).expect("a file");
        self
    }

    pub(crate) fn variable(mut self, name: &str, value: &str) -> Self {
        self.environment.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn read(&self, relative: &str) -> String {
        let path = self.path(relative);
        fs_err::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    /// A command with nothing of this machine in its environment but the `PATH`.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(BINARY);
        command
            .args(arguments)
            .current_dir(self.path(""))
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", self.temp.path().join("home"))
            .env("TMPDIR", self.temp.path())
            .env("LANG", "C.UTF-8")
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .envs(self.environment.iter().map(|(name, value)| (name, value)));
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Outcome {
        self.run_with_input(arguments, "")
    }

    pub(crate) fn run_with_input(&self, arguments: &[&str], input: &str) -> Outcome {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        // A program that does not read its input closes it; that is no failure.
        let _ = child.stdin.take().expect("a pipe").write_all(input.as_bytes());
        let output = child.wait_with_output().expect("the binary ends");
        let text = |bytes: &[u8]| {
            String::from_utf8_lossy(bytes).replace(&self.path("").display().to_string(), "[DIR]/")
        };
        Outcome {
            code: output.status.code().unwrap_or(-1),
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
        }
    }

    /// Runs git as a fixed author.
    pub(crate) fn git(&self, folder: &str, arguments: &[&str]) -> &Self {
        let author = [
            "-c",
            "user.name=T",
            "-c",
            "user.email=t@example.com",
            "-c",
            "init.defaultBranch=main",
        ];
        let status = Command::new("git")
            .args(author)
            .args(arguments)
            .current_dir(self.path(folder))
            .env("HOME", self.temp.path().join("home"))
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .expect("git runs");
        assert!(status.success(), "git {arguments:?}");
        self
    }

    /// All paths below a folder; links with their target, executable files with a star.
    pub(crate) fn tree(&self, relative: &str) -> Vec<String> {
        snapshot(&self.path(relative)).into_keys().collect()
    }
}

/// Paths of a folder with their content; it tells any two states of the folder apart.
pub(crate) fn snapshot(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![root.to_owned()];
    while let Some(folder) = open.pop() {
        let Ok(entries) = fs_err::read_dir(&folder) else {
            continue;
        };
        let mut empty = true;
        for entry in entries.map(|entry| entry.expect("an entry")) {
            empty = false;
            let path = entry.path();
            let name = path.strip_prefix(root).expect("below").display().to_string();
            let kind = entry.file_type().expect("a type");
            if kind.is_symlink() {
                let target = fs_err::read_link(&path).expect("a link");
                found.insert(format!("{name} -> {}", target.display()), Vec::new());
            } else if kind.is_dir() {
                open.push(path);
            } else {
                let star = if is_executable(&path) { "*" } else { "" };
                found.insert(format!("{name}{star}"), fs_err::read(&path).expect("a file"));
            }
        }
        if empty && folder != root {
            let name = folder.strip_prefix(root).expect("below").display().to_string();
            found.insert(format!("{name}/"), Vec::new());
        }
    }
    found
}

fn is_executable(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    path.metadata()
        .is_ok_and(|meta| meta.permissions().mode() & 0o111 != 0)
}

impl Outcome {
    /// Asserts success with nothing on standard output.
    #[track_caller]
    pub(crate) fn succeeds(self) -> Self {
        assert_eq!(self.code, 0, "{self}");
        self
    }

    /// Asserts an exit code and the whole of standard error, with nothing on standard output.
    #[track_caller]
    pub(crate) fn fails(self, code: i32, stderr: &str) {
        let expected = Self {
            code,
            stdout: String::new(),
            stderr: stderr.to_owned(),
        };
        assert_eq!(self.to_string(), expected.to_string());
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "exit {}\n--- stdout\n{}--- stderr\n{}",
            self.code, self.stdout, self.stderr
        )
    }
}

impl fmt::Debug for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}
