//! copier's commands: `copy` and `recopy`.

use crate::sandbox::Sandbox;

const ANSWERS: (&str, &str) = (
    "t/{{ _copier_conf.answers_file }}.jinja",
    "{{ _copier_answers|to_nice_yaml -}}",
);

#[test]
fn recopy_keeps_the_answers_and_overwrites_the_files() {
    let sandbox = Sandbox::new();
    sandbox
        .file("t/copier.yml", "_exclude: [copier.yml]\nname: x\n")
        .file("t/a.jinja", "{{ name }}\n")
        .file(ANSWERS.0, ANSWERS.1);
    sandbox
        .run(&["copy", "t", "p", "-d", "name=given", "--defaults"])
        .succeeds();
    assert_eq!(
        sandbox.read("p/.copier-answers.yml"),
        format!("_src_path: {}\nname: given\n", sandbox.path("t").display())
    );
    sandbox
        .file("t/a.jinja", "now {{ name }}\n")
        .file("p/a", "mine\n");
    sandbox
        .run(&["recopy", "p", "--defaults", "--overwrite"])
        .succeeds();
    assert_eq!(sandbox.read("p/a"), "now given\n");
}

#[test]
fn recopy_outside_of_a_project_says_what_to_do() {
    Sandbox::new().run(&["recopy"]).fails(
        1,
        "error[project-unknown]: Cannot recopy because cannot obtain old template references from `[DIR]/.copier-answers.yml`.\n\n\
         hint: run this in a project made from a template, or name its answers file with `-a`\n",
    );
}

#[test]
fn copy_without_a_terminal_wants_answers_or_defaults() {
    let sandbox = Sandbox::new();
    sandbox.file("t/copier.yml", "name: x\ncount:\n  type: int\n  help: How many\n");
    sandbox.run(&["copy", "t", "p"]).fails(
        1,
        "error[interactive-required]: Interactive session required: Use `--defaults` and/or `--data`/`--data-file`\n\n  \
         name (str): missing\n  count (int): missing\n      How many\n\n\
         hint: give them in a file (`--answers FILE` with the line `name: VALUE`), as a flag (`-d name=VALUE`) or in the \
         environment (`SCAFFOLD_ANSWER_NAME=VALUE`)\n",
    );
    assert!(!sandbox.path("p").exists());
}

#[test]
fn the_latest_version_of_a_git_template_is_taken() {
    let sandbox = Sandbox::new();
    sandbox.file("t/version.txt", "1\n").file(ANSWERS.0, ANSWERS.1);
    sandbox.git("t", &["init", "-q"]);
    for (version, tag) in [
        ("2", "v2.0"),
        ("10", "v10.0"),
        ("11", "v11.0a1"),
        ("head", "none"),
    ] {
        sandbox
            .file("t/version.txt", format!("{version}\n"))
            .git("t", &["add", "."]);
        sandbox
            .git("t", &["commit", "-qm", version])
            .git("t", &["tag", tag]);
    }
    sandbox.run(&["copy", "t", "latest", "--defaults"]).succeeds();
    assert_eq!(sandbox.read("latest/version.txt"), "10\n");
    assert!(
        sandbox
            .read("latest/.copier-answers.yml")
            .starts_with("_commit: v10.0\n")
    );
    sandbox
        .run(&["copy", "t", "pre", "--defaults", "--prereleases"])
        .succeeds();
    assert_eq!(sandbox.read("pre/version.txt"), "11\n");
    sandbox
        .run(&["copy", "t", "old", "--defaults", "--vcs-ref", "v2.0"])
        .succeeds();
    assert_eq!(sandbox.read("old/version.txt"), "2\n");
}

#[test]
fn tasks_run_only_when_the_template_is_trusted() {
    let sandbox = Sandbox::new();
    sandbox
        .file(
            "t/copier.yml",
            "_exclude: [copier.yml]\n_tasks: ['echo done > task.txt']\n",
        )
        .file("t/a", "a");
    let outcome = sandbox.run(&["copy", "t", "p", "--defaults"]);
    assert_eq!(outcome.code, 4, "{outcome}");
    assert!(!sandbox.path("p").exists());
    sandbox
        .run(&["copy", "t", "p", "--defaults", "--skip-tasks"])
        .succeeds();
    assert_eq!(sandbox.tree("p"), ["a"]);
    sandbox
        .run(&["copy", "t", "p", "--defaults", "--trust"])
        .succeeds();
    assert_eq!(sandbox.tree("p"), ["a", "task.txt"]);
}

#[test]
fn a_failed_task_takes_a_new_project_away_again() {
    let sandbox = Sandbox::new();
    sandbox
        .file("t/copier.yml", "_tasks: ['exit 3']\n")
        .file("t/a", "a");
    let outcome = sandbox.run(&["copy", "t", "p", "--defaults", "--trust"]);
    assert_eq!(outcome.code, 1, "{outcome}");
    assert!(
        outcome
            .stderr
            .contains("error[task-failed]: Task 'exit 3' returned non-zero exit status 3."),
        "{outcome}"
    );
    assert!(!sandbox.path("p").exists());
    sandbox.run(&["copy", "t", "p", "--defaults", "--trust", "--no-cleanup"]);
    assert_eq!(sandbox.tree("p"), ["a"]);
}

#[test]
fn bytes_modes_and_links_arrive_as_they_are() {
    use std::os::unix::fs::PermissionsExt;
    let sandbox = Sandbox::new();
    sandbox
        .file(
            "t/copier.yml",
            "_exclude: [copier.yml]\n_preserve_symlinks: true\n",
        )
        .file("t/crlf.txt.jinja", "a {{ 1 }}\r\nb\r\n")
        .file("t/lf.jinja", "a {{ 1 }}\nb")
        .file("t/binary", b"\x00\xff\r\n")
        .file("t/tool", "#!/bin/sh\n");
    std::fs::set_permissions(sandbox.path("t/tool"), PermissionsExt::from_mode(0o755)).expect("a mode");
    std::os::unix::fs::symlink("nowhere", sandbox.path("t/dangling")).expect("a link");
    sandbox.run(&["copy", "t", "p", "--defaults"]).succeeds();
    assert_eq!(
        sandbox.tree("p"),
        ["binary", "crlf.txt", "dangling -> nowhere", "lf", "tool*"]
    );
    assert_eq!(sandbox.read("p/crlf.txt"), "a 1\r\nb\r\n");
    assert_eq!(sandbox.read("p/lf"), "a 1\nb");
    assert_eq!(
        fs_err::read(sandbox.path("p/binary")).expect("bytes"),
        b"\x00\xff\r\n"
    );
}
