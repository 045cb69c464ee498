use super::lab::{Lab, lines};

#[test]
fn a_project_that_no_template_made_can_follow_one() {
    let lab = Lab::template(&[("a.txt", &lines(&[])), ("b.txt", "1\n"), ("missing.txt", "1\n")]);
    lab.sandbox
        .file("p/a.txt", lines(&[(1, "mine")]))
        .file("p/b.txt", "1\n")
        .file("p/mine.txt", "m\n");
    lab.sandbox.git("p", &["init", "-q"]);
    lab.commit();
    let outcome = lab.run(&["adopt", "p", "-t", "t", "--defaults"]).succeeds();
    assert_eq!(
        outcome.stderr,
        "    create  .copier-answers.baseline\n    create  .copier-answers.yml\n\n2 created in [DIR]/p\n\
         Of the template's other files 1 are here as it renders them, 1 differ, 1 are missing and stay so; \
         `scaffold diff` shows them.\n"
    );
    assert_eq!(
        lab.git(&["status", "--short"]),
        "?? .copier-answers.baseline\n?? .copier-answers.yml\n"
    );
    lab.commit();
    lab.release(
        "v2",
        &[
            ("a.txt", Some(&lines(&[(10, "theirs")]))),
            ("b.txt", Some("2\n")),
            ("missing.txt", Some("2\n")),
            ("new.txt", Some("n\n")),
        ],
    );
    lab.update(&[]).succeeds();
    assert_eq!(lab.read("a.txt"), lines(&[(1, "mine"), (10, "theirs")]));
    assert_eq!(
        (lab.read("b.txt"), lab.read("new.txt")),
        ("2\n".into(), "n\n".into())
    );
    assert!(!lab.exists("missing.txt"));
}

#[test]
fn a_template_that_records_nothing_cannot_be_followed() {
    let lab = Lab::template(&[("a.txt", "1\n")]);
    fs_err::remove_file(lab.sandbox.path("t/{{ _copier_conf.answers_file }}.jinja")).expect("a file");
    lab.release("v2", &[]);
    lab.sandbox.file("p/a.txt", "1\n");
    let outcome = lab.run(&["adopt", "p", "-t", "t", "--defaults"]);
    assert_eq!(outcome.code, 1);
    assert!(
        outcome.stderr.starts_with("error[no-answers-file]: "),
        "{outcome}"
    );
    assert_eq!(lab.sandbox.tree("p"), ["a.txt"]);
}

#[test]
fn only_a_folder_can_be_adopted() {
    let lab = Lab::template(&[("a.txt", "1\n")]);
    lab.run(&["adopt", "nowhere", "-t", "t", "--defaults"]).fails(
        1,
        "error[project-unknown]: `[DIR]/nowhere` is no folder that could be adopted\n\nhint: `scaffold new` makes a new project\n",
    );
}
