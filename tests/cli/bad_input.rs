//! Mistakes: each has a clear error, an exit code, and leaves nothing behind.

use crate::sandbox::{BINARY, Outcome, ROOT, Sandbox};

/// Makes a project of a template with this `copier.yml` and asserts that nothing was written.
#[track_caller]
fn refused(files: &[(&str, &str)], arguments: &[&str]) -> Outcome {
    let sandbox = Sandbox::new();
    for (path, content) in files {
        sandbox.file(&format!("t/{path}"), content);
    }
    let outcome = sandbox.run(&[&["new", "p", "-t", "t"], arguments].concat());
    assert!(!sandbox.path("p").exists(), "something was written: {outcome}");
    assert!(!outcome.stderr.contains("panicked"), "{outcome}");
    outcome
}

#[test]
fn broken_yaml_names_line_and_column() {
    let outcome = refused(&[("copier.yml", "a: 1\nb: [1,\nc: 2\n")], &[]);
    insta::assert_snapshot!(outcome);
}

#[test]
fn a_template_error_shows_file_line_and_caret() {
    insta::assert_snapshot!(refused(&[("sub/a.txt.jinja", "ok\n{{ 1 | }}\n")], &[]));
}

#[test]
fn an_undefined_variable_is_an_error_when_strict() {
    let files = [
        ("copier.yml", "_envops: {undefined: jinja2.StrictUndefined}\n"),
        ("a.jinja", "x\n  {{ nmae }}\n"),
    ];
    insta::assert_snapshot!(refused(&files, &[]));
    let lenient = [("a.jinja", "x {{ nmae }}\n")];
    insta::assert_snapshot!(refused(&lenient, &["--strict"]));
}

#[test]
fn rendered_paths_cannot_leave_the_project() {
    for (name, reason) in [
        ("../x", "leaves the folder"),
        ("a/../../x", "leaves the folder"),
        ("/etc/x", "is absolute"),
        (".git/config", "lies in a `.git` folder"),
        ("sub/.GIT/hooks/x", "lies in a `.git` folder"),
        ("nul.txt", "is the name of a device"),
    ] {
        let outcome = refused(
            &[("{{ name }}", "x"), ("copier.yml", "name: x\n")],
            &["-d", &format!("name={name}")],
        );
        assert_eq!(outcome.code, 1, "{outcome}");
        assert!(outcome.stderr.starts_with("error[forbidden-path]: "), "{outcome}");
        assert!(outcome.stderr.contains(reason), "{name}: {outcome}");
    }
}

#[test]
fn a_symlink_out_of_the_template_is_refused() {
    let sandbox = Sandbox::new();
    sandbox.file("secret.txt", "secret").file("t/a", "a");
    std::os::unix::fs::symlink("../secret.txt", sandbox.path("t/link")).expect("a link");
    let outcome = sandbox.run(&["new", "p", "-t", "t"]);
    assert!(outcome.stderr.starts_with("error[forbidden-path]: "), "{outcome}");
    assert!(!sandbox.path("p").exists());
}

#[test]
fn a_symlink_in_the_target_is_not_followed_out_of_it() {
    let sandbox = Sandbox::new();
    sandbox
        .file("t/sub/a", "new")
        .file("outside/keep", "keep")
        .file("p/b", "b");
    std::os::unix::fs::symlink("../outside", sandbox.path("p/sub")).expect("a link");
    let outcome = sandbox.run(&["new", "p", "-t", "t"]);
    assert!(outcome.stderr.starts_with("error[forbidden-path]: "), "{outcome}");
    assert_eq!(sandbox.tree("outside"), ["keep"]);
}

#[test]
fn a_billion_laughs_end_at_once() {
    let mut yaml = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..10 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        yaml += &format!("a{level}: &a{level} [{aliases}]\n");
    }
    let outcome = refused(&[("copier.yml", &yaml)], &[]);
    assert_eq!(outcome.code, 1, "{outcome}");
    assert!(
        outcome.stderr.starts_with("error[manifest-invalid]: "),
        "{outcome}"
    );
}

#[test]
fn endless_and_enormous_templates_are_stopped() {
    for text in [
        "{% for a in range(99999999) %}{% for b in range(99999999) %}{% endfor %}{% endfor %}",
        "{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}",
        "{% for i in range(3000000) %}{{ 'x' * 1000 }}{% endfor %}",
        "{{ 'x' * 10000000000 }}",
        "{% include 'a.jinja' %}",
    ] {
        let outcome = refused(&[("a.jinja", text)], &["--max-size", "8"]);
        assert_eq!(outcome.code, 1, "{text}: {outcome}");
        assert!(
            outcome.stderr.starts_with("error[template-limit]: "),
            "{text}: {outcome}"
        );
    }
}

#[test]
fn answers_of_a_wrong_type_unknown_or_missing_are_told_at_once() {
    let manifest = "count:\n  type: int\n  help: How many\nflag:\n  type: bool\nname:\n  type: str\ncolour:\n  type: str\n  choices: [red, blue]\n";
    let sandbox = Sandbox::new();
    sandbox
        .file("t/copier.yml", manifest)
        .file("a.yml", "count: many\nflag: maybe\ncolour: green\n");
    insta::assert_snapshot!(sandbox.run(&["new", "p", "-t", "t", "--answers", "a.yml"]));
    sandbox.file("b.yml", "cuont: 1\nnmae: x\nzzz: 1\n");
    insta::assert_snapshot!(sandbox.run(&["new", "p", "-t", "t", "--answers", "b.yml"]));
    sandbox.file("c.yml", "- a list\n");
    insta::assert_snapshot!(sandbox.run(&["new", "p", "-t", "t", "--answers", "c.yml"]));
    insta::assert_snapshot!(sandbox.run(&["new", "p", "-t", "t", "--answers", "none.yml"]));
    assert!(!sandbox.path("p").exists());
}

#[test]
fn a_target_that_is_a_file_is_refused() {
    let sandbox = Sandbox::new();
    sandbox.file("p", "a file").file("t/a", "a");
    let outcome = sandbox.run(&["new", "p", "-t", "t"]);
    assert!(
        outcome.stderr.starts_with("error[target-not-folder]: "),
        "{outcome}"
    );
    assert_eq!(sandbox.read("p"), "a file");
}

#[test]
fn a_template_that_does_not_exist_is_told() {
    insta::assert_snapshot!(Sandbox::new().run(&["new", "p", "-t", "nowhere"]));
}

#[test]
fn an_unknown_reference_is_told() {
    let sandbox = Sandbox::new();
    sandbox
        .file("t/a", "a")
        .git("t", &["init", "-q"])
        .git("t", &["add", "."])
        .git("t", &["commit", "-qm", "a"]);
    sandbox.git("t", &["tag", "v1.0.0"]);
    let outcome = sandbox.run(&["new", "p", "-t", "t", "--vcs-ref", "v1.0.1"]);
    assert_eq!(outcome.code, 1, "{outcome}");
    assert!(
        outcome.stderr.contains("v1.0.0"),
        "the nearest tag is named: {outcome}"
    );
}

#[test]
fn unknown_keys_of_a_template_are_warned_about() {
    let sandbox = Sandbox::new();
    sandbox.file(
        "t/copier.yml",
        "_exclud: [x]\nq:\n  type: str\n  defualt: a\n  default: b\n",
    );
    let outcome = sandbox.run(&["new", "p", "-t", "t"]).succeeds();
    assert!(
        outcome.stderr.contains(
            "warning[unknown-key]: copier.yml:1: unknown setting `_exclud` (did you mean `_exclude`?)"
        ),
        "{outcome}"
    );
    assert!(
        outcome.stderr.contains(
            "warning[unknown-key]: copier.yml:4: unknown question key `defualt` (did you mean `default`?)"
        ),
        "{outcome}"
    );
}

#[test]
fn a_full_disk_leaves_nothing_behind() {
    let (code, left, told) = on_a_disk_of_its_own("mount -t tmpfs -o size=64k tmpfs disk");
    assert_eq!(code, Some(1), "{told}");
    assert!(told.starts_with("error[write-failed]: "), "{told}");
    assert_eq!(left, "");
}

#[test]
fn a_read_only_target_is_refused() {
    let mount = "mount -t tmpfs -o size=9m tmpfs disk && mount -o remount,ro disk";
    let (code, left, told) = on_a_disk_of_its_own(mount);
    assert_eq!(code, Some(1), "{told}");
    assert!(told.starts_with("error[target-read-only]: "), "{told}");
    assert_eq!(left, "");
}

/// Makes a project on a disk that is mounted for it; gives the exit code, what lies on the disk and what was told.
///
/// The disk is in a mount namespace of its own, for which nobody needs to be root; it is gone with the shell.
fn on_a_disk_of_its_own(mount: &str) -> (Option<i32>, String, String) {
    let sandbox = Sandbox::new();
    fs_err::create_dir(sandbox.path("disk")).expect("a folder");
    let example = format!("{ROOT}/examples/fargate-full.yml");
    let script = format!(
        "{{ {mount}; }} || exit 99\n\
         \"$0\" new disk/my-app --answers \"$1\" --no-discover\ncode=$?\nls -A disk\nexit $code"
    );
    let run = sandbox
        .command(&[])
        .get_envs()
        .fold(
            std::process::Command::new("unshare"),
            |mut command, (name, value)| {
                command.env(name, value.unwrap_or_default());
                command
            },
        )
        .args(["-rm", "sh", "-c", &script, BINARY, &example])
        .current_dir(sandbox.path(""))
        .output()
        .expect("unshare runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let (left, told) = (text(&run.stdout), text(&run.stderr));
    assert_ne!(run.status.code(), Some(99), "no disk could be made: {told}");
    (run.status.code(), left, told)
}

#[test]
fn a_question_of_no_known_type_is_the_templates_mistake() {
    let outcome = refused(&[("copier.yml", "name:\n  type: strr\n")], &["--defaults"]);
    assert_eq!(outcome.code, 1, "{outcome}");
    assert!(outcome.stderr.starts_with("error[question-type]: "), "{outcome}");
    assert!(outcome.stderr.contains("\nhint: "), "{outcome}");
}
