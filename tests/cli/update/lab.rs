use crate::sandbox::{Outcome, Sandbox};

const ANSWERS: &str = "{{ _copier_answers|to_nice_yaml -}}\n";

/// A template with versions in `t`, and a project in `p` that git keeps.
pub(super) struct Lab {
    pub(super) sandbox: Sandbox,
}

/// What a file of the template holds in the next version; nothing if it is gone.
pub(super) type Change<'a> = (&'a str, Option<&'a str>);

impl Lab {
    /// A template at `v1`, and a project made from it.
    pub(super) fn new(files: &[(&str, &str)]) -> Self {
        let lab = Self::without_git(files);
        lab.sandbox.git("p", &["init", "-q"]);
        lab.commit();
        lab
    }

    /// A project that no repository holds.
    pub(super) fn without_git(files: &[(&str, &str)]) -> Self {
        let lab = Self::template(files);
        lab.run(&["copy", "t", "p", "--defaults", "--quiet", "--trust"])
            .succeeds();
        lab
    }

    /// A template at `v1` alone.
    pub(super) fn template(files: &[(&str, &str)]) -> Self {
        let lab = Self {
            sandbox: Sandbox::new(),
        };
        lab.sandbox
            .file("t/{{ _copier_conf.answers_file }}.jinja", ANSWERS);
        lab.sandbox.git("t", &["init", "-q"]);
        let changes: Vec<Change<'_>> = files.iter().map(|(path, text)| (*path, Some(*text))).collect();
        lab.release("v1", &changes);
        lab
    }

    /// Changes the template and tags the version.
    pub(super) fn release(&self, version: &str, changes: &[Change<'_>]) {
        for (path, text) in changes {
            match text {
                Some(text) => {
                    self.sandbox.file(&format!("t/{path}"), text);
                }
                None => fs_err::remove_file(self.sandbox.path(&format!("t/{path}"))).expect("a file"),
            }
        }
        let message = ["commit", "-q", "--allow-empty", "-m", version];
        self.sandbox.git("t", &["add", "-A"]).git("t", &message);
        self.sandbox.git("t", &["tag", version]);
    }

    /// Writes a file of the project.
    pub(super) fn edit(&self, path: &str, text: &str) -> &Self {
        self.sandbox.file(&format!("p/{path}"), text);
        self
    }

    pub(super) fn remove(&self, path: &str) -> &Self {
        fs_err::remove_file(self.sandbox.path(&format!("p/{path}"))).expect("a file");
        self
    }

    pub(super) fn commit(&self) {
        let message = ["commit", "-q", "--allow-empty", "-m", "x"];
        self.sandbox.git("p", &["add", "-A"]).git("p", &message);
    }

    pub(super) fn read(&self, path: &str) -> String {
        self.sandbox.read(&format!("p/{path}"))
    }

    pub(super) fn exists(&self, path: &str) -> bool {
        self.sandbox.path(&format!("p/{path}")).symlink_metadata().is_ok()
    }

    pub(super) fn run(&self, arguments: &[&str]) -> Outcome {
        self.sandbox.run(arguments)
    }

    /// `scaffold update p` with further arguments.
    pub(super) fn update(&self, arguments: &[&str]) -> Outcome {
        self.run(&[&["update", "p"], arguments].concat())
    }

    /// What git says of the project, a line a file.
    pub(super) fn git(&self, arguments: &[&str]) -> String {
        let output = std::process::Command::new("git")
            .args(arguments)
            .current_dir(self.sandbox.path("p"))
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .output()
            .expect("git runs");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

/// Ten lines, with some of them replaced.
pub(super) fn lines(replaced: &[(usize, &str)]) -> String {
    let line = |number: usize| {
        let found = replaced.iter().find(|(at, _)| *at == number);
        found.map_or_else(|| number.to_string(), |(_, text)| (*text).to_owned())
    };
    (1..=10).map(|number| line(number) + "\n").collect()
}
