use super::lab::Lab;
use crate::pty::{DOWN, Terminal};

const FIRST: &str = "_exclude: ['copier.yml', '{% if not docs %}docs.md{% endif %}']\nname: {type: str, default: x}\n\
                     docs: {type: bool, default: true}\nold: {type: str, default: o}\n";
const SECOND: &str = "_exclude: ['copier.yml', '{% if not docs %}docs.md{% endif %}']\nname: {type: str, default: x}\n\
                      docs: {type: bool, default: true}\nfresh: {type: str}\n";

fn lab() -> Lab {
    let lab = Lab::template(&[
        ("copier.yml", FIRST),
        ("a.txt.jinja", "{{ name }}\n"),
        ("docs.md.jinja", "# {{ name }}\n"),
    ]);
    lab.run(&["copy", "t", "p", "-q", "-l", "-d", "name=given"])
        .succeeds();
    lab.sandbox.git("p", &["init", "-q"]);
    lab.commit();
    lab
}

#[test]
fn recorded_answers_stay_new_questions_are_asked_and_old_ones_go() {
    let lab = lab();
    lab.release(
        "v2",
        &[
            ("copier.yml", Some(SECOND)),
            ("a.txt.jinja", Some("{{ name }} {{ fresh }}\n")),
        ],
    );
    lab.update(&[]).fails(
        1,
        "error[interactive-required]: Interactive session required: Use `--defaults` and/or `--data`/`--data-file`\n\n  \
         fresh (str): missing\n\n\
         hint: give them in a file (`--answers FILE` with the line `fresh: VALUE`), as a flag (`-d fresh=VALUE`) or in the \
         environment (`SCAFFOLD_ANSWER_FRESH=VALUE`)\n",
    );
    lab.update(&["-d", "fresh=f"]).succeeds();
    assert_eq!(lab.read("a.txt"), "given f\n");
    let recorded = lab.read(".copier-answers.yml");
    assert!(
        recorded.contains("fresh: f\n") && recorded.contains("name: given\n"),
        "{recorded}"
    );
    assert!(!recorded.contains("old:"), "{recorded}");
}

#[test]
fn a_changed_answer_adds_and_removes_files() {
    let lab = lab();
    lab.update(&["-d", "docs=false"]).succeeds();
    assert!(!lab.exists("docs.md"));
    lab.commit();
    lab.update(&["-d", "docs=true", "-d", "name=other"]).succeeds();
    assert_eq!(
        (lab.read("docs.md"), lab.read("a.txt")),
        ("# other\n".into(), "other\n".into())
    );
}

#[test]
fn a_file_that_an_answer_removes_stays_if_it_was_changed() {
    let lab = lab();
    lab.edit("docs.md", "# given\n\nMine.\n").commit();
    let outcome = lab.update(&["-d", "docs=false"]);
    assert_eq!(
        (outcome.code, lab.read("docs.md")),
        (3, "# given\n\nMine.\n".into()),
        "{outcome}"
    );
}

#[test]
fn a_wrong_answer_changes_nothing() {
    let lab = lab();
    let before = lab.git(&["status", "--short"]);
    lab.sandbox.file("answers.yml", "docs: perhaps\n");
    let outcome = lab.update(&["--answers", "answers.yml"]);
    assert_eq!(outcome.code, 1, "{outcome}");
    assert_eq!(lab.git(&["status", "--short"]), before);
}

#[test]
fn at_a_terminal_new_questions_are_asked_and_the_plan_is_shown_first() {
    let lab = lab();
    lab.release(
        "v2",
        &[
            ("copier.yml", Some(SECOND)),
            ("a.txt.jinja", Some("{{ name }} {{ fresh }}\n")),
        ],
    );
    let mut terminal = Terminal::open(&lab.sandbox, &["update", "p"]);
    terminal
        .answer("fresh", "typed\r")
        .sees("update  a.txt")
        .answer("Go on?", &format!("{DOWN}\r"))
        .sees("-given")
        .sees("+given typed")
        .answer("Go on?", &format!("{DOWN}{DOWN}\r"));
    terminal.ends_with(130);
    assert_eq!(lab.git(&["status", "--short"]), "");
    let mut terminal = Terminal::open(&lab.sandbox, &["update", "p"]);
    terminal
        .answer("fresh", "typed\r")
        .answer("Go on?", "\r")
        .sees("3 updated in");
    terminal.ends_with(0);
    assert_eq!(lab.read("a.txt"), "given typed\n");
}
