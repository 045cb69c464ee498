use super::lab::{Lab, lines};

fn edited() -> Lab {
    let lab = Lab::new(&[("a.txt", &lines(&[])), ("b.txt", "1\n")]);
    lab.edit("a.txt", &lines(&[(1, "mine")]));
    lab.commit();
    lab.release(
        "v2",
        &[("a.txt", Some(&lines(&[(10, "theirs")]))), ("b.txt", Some("2\n"))],
    );
    lab
}

#[test]
fn without_a_baseline_the_old_version_is_rendered_from_history() {
    let lab = edited();
    lab.remove(".copier-answers.baseline").commit();
    lab.update(&[]).succeeds();
    assert_eq!(lab.read("a.txt"), lines(&[(1, "mine"), (10, "theirs")]));
    assert!(lab.exists(".copier-answers.baseline"));
}

#[test]
fn a_damaged_baseline_is_told_and_done_without() {
    let lab = edited();
    lab.edit(".copier-answers.baseline", "<<<<<<< HEAD\n").commit();
    let outcome = lab.update(&[]).succeeds();
    assert!(
        outcome.stderr.starts_with(
            "warning[BaselineWarning]: the baseline `.copier-answers.baseline` is damaged: it has no header; doing without it\n"
        ),
        "{outcome}"
    );
    assert_eq!(lab.read("a.txt"), lines(&[(1, "mine"), (10, "theirs")]));
}

#[test]
fn without_anything_to_compare_with_the_user_decides() {
    let lab = edited();
    let answers = lab.read(".copier-answers.yml");
    lab.edit(
        ".copier-answers.yml",
        &answers.replace("_commit: v1\n", "_commit: v0.9\n"),
    );
    lab.remove(".copier-answers.baseline").commit();
    let refused = lab.update(&[]);
    assert_eq!(refused.code, 1);
    assert!(
        refused.stderr.starts_with(
            "error[no-base]: there is nothing to compare with: `.copier-answers.baseline` is missing, and "
        ),
        "{refused}"
    );
    let outcome = lab.update(&["--two-way"]);
    assert_eq!(outcome.code, 3, "{outcome}");
    assert!(lab.read("a.txt").contains("<<<<<<< yours\nmine\n"));
    assert!(
        outcome
            .stderr
            .contains("  conflict  b.txt: both added the file\n"),
        "{outcome}"
    );
    lab.edit("a.txt", "solved\n").commit();
    lab.update(&[]).succeeds();
    assert_eq!(lab.read("a.txt"), "solved\n");
}

#[test]
fn a_project_without_answers_is_told() {
    let lab = Lab::template(&[("a.txt", "1\n")]);
    lab.sandbox.file("p/a.txt", "1\n");
    lab.update(&[]).fails(
        1,
        "error[project-unknown]: Cannot update because cannot obtain old template references from `[DIR]/p/.copier-answers.yml`.\n\n\
         hint: run this in a project made from a template, or name its answers file with `-a`\n",
    );
}

#[test]
fn no_secret_gets_into_the_baseline() {
    let lab = Lab::template(&[
        (
            "copier.yml",
            "_exclude: [copier.yml]\ntoken: {type: str, secret: true, default: none}\n",
        ),
        ("env.jinja", "# first\nTOKEN={{ token }}\n"),
    ]);
    lab.run(&["copy", "t", "p", "-q", "-l", "-d", "token=hunter2"])
        .succeeds();
    assert_eq!(lab.read("env"), "# first\nTOKEN=hunter2\n");
    let baseline = fs_err::read(lab.sandbox.path("p/.copier-answers.baseline")).expect("a baseline");
    let archive = zstd::decode_all(baseline.as_slice()).expect("an archive");
    let text = String::from_utf8_lossy(&archive);
    assert!(text.contains("TOKEN=none") && !text.contains("hunter2"), "{text}");
    lab.release("v2", &[("env.jinja", Some("# second\nTOKEN={{ token }}\n"))]);
    lab.update(&["--defaults"]);
    assert!(lab.read("env").contains("TOKEN=hunter2\n"), "{}", lab.read("env"));
    assert!(!lab.read(".copier-answers.yml").contains("token"));
}

#[test]
fn the_same_project_has_the_same_baseline() {
    let bytes = || {
        let lab = Lab::new(&[("a.txt", "1\n")]);
        fs_err::read(lab.sandbox.path("p/.copier-answers.baseline")).expect("a baseline")
    };
    assert_eq!(bytes(), bytes());
}
