use super::lab::{Lab, lines};

#[test]
fn both_sides_changes_come_together() {
    let lab = Lab::new(&[("a.txt", &lines(&[])), ("gone.txt", "x\n"), ("same.txt", "x\n")]);
    lab.edit("a.txt", &lines(&[(1, "mine")])).edit("mine.txt", "m\n");
    lab.commit();
    lab.release(
        "v2",
        &[
            ("a.txt", Some(&lines(&[(10, "theirs")]))),
            ("gone.txt", None),
            ("new.txt", Some("n\n")),
        ],
    );
    let outcome = lab.update(&[]).succeeds();
    assert_eq!(
        outcome.stderr,
        "Updating from v1 to v2\n    create  new.txt\n    update  .copier-answers.baseline\n    update  .copier-answers.yml\n    \
         update  a.txt\n    delete  gone.txt\n\n1 added, 3 updated, 1 removed in [DIR]/p\n"
    );
    assert_eq!(outcome.stdout, "");
    assert_eq!(lab.read("a.txt"), lines(&[(1, "mine"), (10, "theirs")]));
    assert_eq!(
        (
            lab.exists("gone.txt"),
            lab.exists("new.txt"),
            lab.exists("mine.txt")
        ),
        (false, true, true)
    );
    assert_eq!(
        lab.update(&[]).succeeds().stderr,
        "Nothing to do: [DIR]/p is up to date\n"
    );
}

#[test]
fn a_dry_run_shows_everything_and_writes_nothing() {
    let lab = Lab::new(&[("a.txt", "1\n2\n3\n"), ("b.txt", "x\n")]);
    lab.edit("b.txt", "mine\n");
    lab.commit();
    lab.release(
        "v2",
        &[("a.txt", Some("1\ntwo\n3\n")), ("b.txt", Some("theirs\n"))],
    );
    let before = crate::sandbox::snapshot(&lab.sandbox.path("p"));
    let outcome = lab.update(&["--dry-run", "--diff"]);
    assert_eq!(outcome.code, 3, "{outcome}");
    let shown = outcome.stderr;
    for part in [
        "Updating from v1 to v2\n",
        "    update  a.txt\n",
        "  conflict  b.txt: both changed the same lines\n",
        "--- a.txt\n+++ a.txt\n@@ -1,3 +1,3 @@\n 1\n-2\n+two\n 3\n",
        "would be 3 updated, 1 in conflict; nothing was written\n",
    ] {
        assert!(shown.contains(part), "{part:?} in {shown}");
    }
    assert!(crate::sandbox::snapshot(&lab.sandbox.path("p")) == before);
}

#[test]
fn the_plan_can_be_read_by_machines() {
    let lab = Lab::new(&[("a.txt", "1\n"), ("b.txt", "x\n"), ("c.txt", "c\n")]);
    lab.edit("b.txt", "mine\n").remove("c.txt");
    lab.commit();
    lab.release(
        "v2",
        &[
            ("a.txt", Some("2\n")),
            ("b.txt", Some("theirs\n")),
            ("c.txt", Some("changed\n")),
        ],
    );
    let outcome = lab.update(&["--json"]);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (3, ""));
    insta::assert_snapshot!("update-json", outcome.stdout);
}

#[test]
fn a_rename_is_followed() {
    let lab = Lab::new(&[("a.txt", &lines(&[]))]);
    lab.sandbox.git("p", &["mv", "a.txt", "renamed.txt"]);
    lab.commit();
    lab.release("v2", &[("a.txt", Some(&lines(&[(10, "theirs")])))]);
    lab.update(&[]).succeeds();
    assert_eq!(lab.read("renamed.txt"), lines(&[(10, "theirs")]));
    assert!(!lab.exists("a.txt"));
}

#[test]
fn what_the_user_deleted_stays_deleted_and_is_named() {
    let lab = Lab::new(&[("a.txt", "1\n"), ("b.txt", "1\n")]);
    lab.remove("a.txt");
    lab.commit();
    lab.release("v2", &[("a.txt", Some("2\n")), ("b.txt", Some("2\n"))]);
    let outcome = lab.update(&[]).succeeds();
    assert!(outcome.stderr.contains("  left out  a.txt\n"), "{outcome}");
    assert!(!lab.exists("a.txt"));
}

#[test]
fn executable_bits_and_line_ends_are_kept() {
    let lab = Lab::new(&[("run.sh", "#!/bin/sh\n"), ("a.txt", &lines(&[]))]);
    lab.edit("a.txt", &lines(&[(1, "mine")]).replace('\n', "\r\n"));
    lab.commit();
    lab.sandbox.git("t", &["update-index", "--chmod=+x", "run.sh"]);
    let run = lab.sandbox.path("t/run.sh");
    std::process::Command::new("chmod")
        .arg("+x")
        .arg(&run)
        .status()
        .expect("chmod");
    lab.release("v2", &[("a.txt", Some(&lines(&[(10, "theirs")])))]);
    lab.update(&[]).succeeds();
    assert_eq!(
        lab.read("a.txt"),
        lines(&[(1, "mine"), (10, "theirs")]).replace('\n', "\r\n")
    );
    assert!(lab.sandbox.tree("p").contains(&"run.sh*".to_owned()));
}

#[test]
fn existing_files_that_match_skip_if_exists_are_left_alone() {
    let lab = Lab::new(&[
        (
            "copier.yml",
            "_exclude: [copier.yml]\n_skip_if_exists: [keep.txt, gone.txt]\n",
        ),
        ("keep.txt", "1\n"),
        ("gone.txt", "1\n"),
    ]);
    lab.remove("gone.txt");
    lab.commit();
    lab.release("v2", &[("keep.txt", Some("2\n")), ("gone.txt", Some("2\n"))]);
    lab.update(&[]).succeeds();
    assert_eq!(
        (lab.read("keep.txt"), lab.read("gone.txt")),
        ("1\n".into(), "2\n".into())
    );
}

#[test]
fn only_files_that_the_update_touches_must_be_clean() {
    let lab = Lab::new(&[("a.txt", &lines(&[])), ("b.txt", "1\n")]);
    lab.release("v2", &[("a.txt", Some(&lines(&[(10, "theirs")])))]);
    lab.edit("b.txt", "work in progress\n")
        .edit("new.txt", "untracked\n");
    lab.edit("a.txt", &lines(&[(1, "mine")]));
    lab.update(&[]).fails(
        1,
        "error[project-dirty]: `a.txt` has uncommitted changes\n\n\
         hint: the update would touch them: commit them first, or merge into them with `--allow-dirty`\n",
    );
    lab.update(&["--allow-dirty"]).succeeds();
    assert_eq!(lab.read("a.txt"), lines(&[(1, "mine"), (10, "theirs")]));
    lab.edit("a.txt", &lines(&[])).commit();
    lab.release("v3", &[("a.txt", Some(&lines(&[(10, "later")])))]);
    lab.edit("b.txt", "again in progress\n");
    let outcome = lab.update(&[]);
    assert_eq!(
        (outcome.code, lab.read("b.txt")),
        (3, "again in progress\n".into()),
        "{outcome}"
    );
}

#[test]
fn an_older_version_is_refused() {
    let lab = Lab::new(&[("a.txt", "1\n")]);
    lab.release("v2", &[("a.txt", Some("2\n"))]);
    lab.update(&[]).succeeds();
    lab.commit();
    lab.update(&["--vcs-ref", "v1"]).fails(
        1,
        "error[downgrade]: You are downgrading from 2 to 1. Downgrades are not supported.\n\n\
         hint: name a later version with `--vcs-ref`, or install the newer program that made the project\n",
    );
}

#[test]
fn a_git_that_cannot_merge_is_told() {
    let lab = Lab::without_git(&[("a.txt", "1\n")]);
    lab.release("v2", &[("a.txt", Some("2\n"))]);
    let git = "#!/bin/sh\nfor argument; do case $argument in\n\
               version) echo 'git version 2.30.2'; exit 0;;\nmerge-tree) echo 'usage: git merge-tree' >&2; exit 129;;\nesac; done\n\
               PATH=${PATH#*:} exec git \"$@\"\n";
    lab.sandbox.file("bin/git", git);
    let bin = lab.sandbox.path("bin");
    std::process::Command::new("chmod")
        .args(["-R", "+x"])
        .arg(&bin)
        .status()
        .expect("chmod");
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").expect("a PATH"));
    let output = lab
        .sandbox
        .command(&["update", "p"])
        .env("PATH", path)
        .output()
        .expect("it runs");
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "error[git-too-old]: git 2.30.2 is too old to merge with\n\nhint: install git 2.38 or newer\n"
    );
    assert_eq!(lab.read("a.txt"), "1\n");
}
