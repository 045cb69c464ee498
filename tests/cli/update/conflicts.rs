use super::lab::Lab;

const MARKED: &str = "<<<<<<< yours\nmine\n||||||| last update\n1\n=======\ntheirs\n>>>>>>> template\n";

fn conflicted() -> Lab {
    let lab = Lab::new(&[
        ("a.txt", "1\n"),
        ("b.bin", "\0 1"),
        ("c.txt", "1\n"),
        ("d.txt", "1\n"),
    ]);
    lab.edit("a.txt", "mine\n")
        .edit("b.bin", "\0 mine")
        .edit("c.txt", "mine\n");
    lab.commit();
    lab.release(
        "v2",
        &[
            ("a.txt", Some("theirs\n")),
            ("b.bin", Some("\0 theirs")),
            ("c.txt", None),
            ("d.txt", Some("theirs\n")),
        ],
    );
    lab
}

#[test]
fn each_conflict_is_named_and_the_exit_code_says_so() {
    let lab = conflicted();
    let outcome = lab.update(&[]);
    assert_eq!(outcome.code, 3, "{outcome}");
    let told = "  conflict  a.txt: both changed the same lines\n  \
                conflict  b.bin: both changed it, and it is no text; yours stays; the template's lies in b.bin.template\n  \
                conflict  c.txt: the template deleted it and you changed it; yours stays\n\n\
                3 updated, 3 in conflict in [DIR]/p\nSolve the conflicts, then commit; `git mergetool` knows the text files.\n";
    assert!(outcome.stderr.ends_with(told), "{outcome}");
    assert_eq!(lab.read("a.txt"), MARKED);
    assert_eq!(
        (lab.read("b.bin"), lab.read("b.bin.template")),
        ("\0 mine".into(), "\0 theirs".into())
    );
    assert_eq!(
        (lab.read("c.txt"), lab.read("d.txt")),
        ("mine\n".into(), "theirs\n".into())
    );
}

#[test]
fn git_knows_the_conflicts_and_nothing_else_is_added_to_it() {
    let lab = conflicted();
    let refs = lab.git(&["for-each-ref"]);
    lab.update(&[]);
    let stages = lab.git(&["ls-files", "-u", "--abbrev=1"]);
    let stages: Vec<&str> = stages
        .lines()
        .filter_map(|line| line.get(line.find(' ')? + 1..))
        .collect();
    let names: Vec<String> = stages
        .iter()
        .map(|line| {
            line.split_once(' ')
                .map_or("", |(_, rest)| rest)
                .replace('\t', " ")
        })
        .collect();
    assert_eq!(
        names,
        [
            "1 a.txt", "2 a.txt", "3 a.txt", "1 b.bin", "2 b.bin", "3 b.bin", "1 c.txt", "2 c.txt"
        ]
    );
    assert_eq!(lab.git(&["for-each-ref"]), refs);
    // Of the eight stages only the template's two contents are new to the repository.
    let loose = lab.git(&["cat-file", "--batch-all-objects", "--batch-check"]);
    assert_eq!(lab.git(&["fsck", "--no-dangling"]), "");
    let theirs = lab.git(&["show", ":3:a.txt"]);
    assert_eq!(theirs, "theirs\n", "{loose}");
    let dangling = lab.git(&["fsck", "--dangling", "--no-reflogs"]);
    assert_eq!(dangling, "");
    // What `git mergetool` and `git checkout` do with a conflict works.
    lab.git(&["checkout", "--theirs", "a.txt"]);
    assert_eq!(lab.read("a.txt"), "theirs\n");
}

#[test]
fn conflicts_can_be_patches_beside_the_files() {
    let lab = conflicted();
    let outcome = lab.update(&["--conflict", "rej"]);
    assert_eq!(outcome.code, 3, "{outcome}");
    assert_eq!(lab.read("a.txt"), "mine\n");
    assert_eq!(
        lab.read("a.txt.rej"),
        "--- a.txt\n+++ a.txt\n@@ -1 +1 @@\n-mine\n+theirs\n"
    );
    assert!(
        outcome.stderr.contains("the template's lies in a.txt.rej\n"),
        "{outcome}"
    );
}

#[test]
fn a_project_without_git_is_merged_all_the_same() {
    let lab = Lab::without_git(&[("a.txt", "1\n"), ("b.txt", "1\n2\n3\n4\n5\n")]);
    lab.edit("a.txt", "mine\n").edit("b.txt", "1\n2\n3\n4\nfive\n");
    lab.release(
        "v2",
        &[("a.txt", Some("theirs\n")), ("b.txt", Some("one\n2\n3\n4\n5\n"))],
    );
    let outcome = lab.update(&[]);
    assert_eq!(outcome.code, 3, "{outcome}");
    assert_eq!(
        (lab.read("a.txt"), lab.read("b.txt")),
        (MARKED.into(), "one\n2\n3\n4\nfive\n".into())
    );
    assert!(!lab.exists(".git"));
}

#[test]
fn line_ends_are_the_projects_in_a_conflict_too() {
    let lab = Lab::new(&[("a.txt", "1\n")]);
    lab.edit("a.txt", "mine\r\n");
    lab.commit();
    lab.release("v2", &[("a.txt", Some("theirs\n"))]);
    assert_eq!(lab.update(&[]).code, 3);
    assert_eq!(lab.read("a.txt"), MARKED.replace('\n', "\r\n"));
    assert_eq!(lab.git(&["show", ":3:a.txt"]), "theirs\r\n");
}
