use super::lab::{Lab, lines};
use crate::sandbox::{ROOT, Sandbox};

#[test]
fn a_project_in_a_subfolder_of_a_repository() {
    let lab = Lab::template(&[("a.txt", &lines(&[]))]);
    lab.sandbox.file("p/other/file.txt", "not the project's\n");
    lab.run(&["copy", "t", "p/services/one", "--defaults", "--quiet"])
        .succeeds();
    lab.sandbox.git("p", &["init", "-q"]);
    lab.edit("services/one/a.txt", &lines(&[(1, "mine"), (5, "mine")]));
    lab.commit();
    lab.release("v2", &[("a.txt", Some(&lines(&[(5, "theirs"), (10, "theirs")])))]);
    lab.edit("other/file.txt", "work in progress\n");
    let outcome = lab.run(&["update", "p/services/one"]);
    assert_eq!(outcome.code, 3, "{outcome}");
    assert!(
        lab.read("services/one/a.txt")
            .starts_with("mine\n2\n3\n4\n<<<<<<< yours\nmine\n")
    );
    assert!(
        lab.git(&["status", "--short"])
            .contains("UU services/one/a.txt\n")
    );
    assert_eq!(lab.read("other/file.txt"), "work in progress\n");
}

#[test]
fn several_templates_in_one_project() {
    let lab = Lab::template(&[("a.txt", "1\n")]);
    let other = Lab::template(&[("b.txt", "1\n")]);
    let second = other.sandbox.path("t").display().to_string();
    lab.run(&["copy", "t", "p", "-l", "-q", "-a", ".one.yml"])
        .succeeds();
    lab.run(&["copy", &second, "p", "-l", "-q", "-a", ".two.yml"])
        .succeeds();
    assert!(lab.exists(".one.baseline") && lab.exists(".two.baseline"));
    lab.release("v2", &[("a.txt", Some("2\n"))]);
    other.release("v2", &[("b.txt", Some("2\n"))]);
    lab.update(&["-a", ".two.yml"]).succeeds();
    assert_eq!(
        (lab.read("a.txt"), lab.read("b.txt")),
        ("1\n".into(), "2\n".into())
    );
    lab.update(&["-a", ".one.yml"]).succeeds();
    assert_eq!(
        (lab.read("a.txt"), lab.read("b.txt")),
        ("2\n".into(), "2\n".into())
    );
}

#[test]
fn a_folder_that_is_no_repository_named_by_a_relative_path() {
    let sandbox = Sandbox::new();
    sandbox.file("t/a.txt", lines(&[])).file(
        "t/{{ _copier_conf.answers_file }}.jinja",
        "{{ _copier_answers|to_nice_yaml -}}\n",
    );
    sandbox.run(&["new", "deep/p", "-t", "t", "--quiet"]).succeeds();
    sandbox
        .file("deep/p/a.txt", lines(&[(1, "mine")]))
        .file("t/a.txt", lines(&[(10, "theirs")]));
    let output = sandbox
        .command(&["update"])
        .current_dir(sandbox.path("deep/p"))
        .output()
        .expect("it runs");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(
        sandbox.read("deep/p/a.txt"),
        lines(&[(1, "mine"), (10, "theirs")])
    );
}

#[test]
fn a_branch_and_head_can_be_followed() {
    let lab = Lab::new(&[("a.txt", "1\n")]);
    lab.sandbox.git("t", &["switch", "-q", "-c", "next"]);
    lab.release("v2", &[("a.txt", Some("2\n"))]);
    lab.sandbox.file("t/a.txt", "uncommitted\n");
    lab.update(&["--vcs-ref", "next"]).succeeds();
    assert_eq!(lab.read("a.txt"), "2\n");
    lab.commit();
    lab.update(&["--vcs-ref", "HEAD"]).succeeds();
    assert_eq!(lab.read("a.txt"), "uncommitted\n");
}

#[test]
fn the_built_in_template_of_a_newer_program() {
    let sandbox = Sandbox::new();
    // An older program's template: without one file, and with another text in two.
    let copied = std::process::Command::new("cp")
        .arg("-r")
        .arg(format!("{ROOT}/template"))
        .arg(sandbox.path("t"))
        .status();
    assert!(copied.expect("cp").success());
    fs_err::remove_file(sandbox.path("t/project/backend/app/draining.py")).expect("a file");
    let readme = sandbox.read("t/project/README.md.jinja");
    sandbox.file(
        "t/project/README.md.jinja",
        format!("An older first line\n{readme}"),
    );
    let editor = sandbox.read("t/project/.editorconfig");
    sandbox.file("t/project/.editorconfig", editor.replacen("root = true\n", "", 1));
    let answers = format!("{ROOT}/examples/lambda-minimal.yml");
    let old = [
        "new",
        "p",
        "-t",
        "t",
        "--answers",
        &answers,
        "--no-discover",
        "--quiet",
    ];
    sandbox.run(&old).succeeds();
    let recorded = sandbox.read("p/.copier-answers.yml");
    let source = sandbox.path("t").display().to_string();
    let embedded = recorded.replace(&source, "scaffold:embedded");
    assert_ne!(recorded, embedded);
    sandbox.file("p/.copier-answers.yml", format!("_commit: v0.0.1\n{embedded}"));
    let readme = sandbox.read("p/README.md");
    sandbox.file("p/README.md", format!("{readme}\nMine at the end\n"));

    // The template it came from is gone, and nothing but the program is there.
    fs_err::remove_dir_all(sandbox.path("t")).expect("removed");
    sandbox.run(&["update", "p", "--defaults"]).succeeds();
    let readme = sandbox.read("p/README.md");
    assert!(!readme.contains("An older first line") && readme.ends_with("Mine at the end\n"));
    assert!(sandbox.path("p/backend/app/draining.py").exists());
    assert!(sandbox.read("p/.editorconfig").contains("root = true\n"));
    let fresh = Sandbox::new();
    let new = ["new", "p", "--answers", &answers, "--no-discover", "--quiet"];
    fresh.run(&new).succeeds();
    assert_eq!(sandbox.tree("p"), fresh.tree("p"));
}
