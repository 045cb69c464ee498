//! A real pseudo-terminal: prompts, the summary, conflicts and Ctrl-C.

use crate::pty::{DOWN, Terminal};
use crate::sandbox::{ROOT, Sandbox, snapshot};

#[test]
fn typed_answers_give_the_same_project_as_a_file() {
    let sandbox = Sandbox::new();
    let example = format!("{ROOT}/examples/lambda-minimal.yml");
    sandbox
        .run(&["new", "a/my-app", "--answers", &example, "--no-discover"])
        .succeeds();
    let mut terminal = Terminal::open(&sandbox, &["new", "b/my-app", "--no-discover"]);
    terminal
        .answer("Name of the project", "\r")
        .answer("One sentence", "Nightly clean-up of old orders\r")
        .answer("Path of the repository", "shop/my-app\r")
        .answer("AWS profile", "acme-france-dev\r")
        .answer("AWS region", "eu-west-3\r")
        .answer("Where does the container run", &format!("{DOWN}\r"))
        .answer("React frontend", "n")
        .answer("Expose a URL", "n")
        .answer("Database", "\r")
        .answer("S3 buckets", "\r")
        .answer("Sign-in", "\r")
        .answer("CI provider", "\r")
        .answer("Let Claude explain", "n")
        .answer("Go on?", "\r");
    terminal.ends_with(0);
    assert_eq!(
        snapshot(&sandbox.path("b/my-app")),
        snapshot(&sandbox.path("a/my-app"))
    );
}

#[test]
fn a_wrong_answer_is_asked_for_again() {
    let sandbox = Sandbox::new();
    sandbox
        .file("t/copier.yml", "_exclude: [copier.yml]\ncount:\n  type: int\n  validator: '{% if count < 3 %}too small{% endif %}'\n")
        .file("t/a.jinja", "{{ count }}");
    let mut terminal = Terminal::open(&sandbox, &["new", "p", "-t", "t"]);
    terminal
        .answer("count (int)", "many\r")
        .sees("invalid literal for int()")
        .answer("count (int)", "\x7f\x7f\x7f\x7f2\r")
        .sees("too small")
        .answer("count (int)", "\x7f7\r")
        .answer("Go on?", "\r");
    terminal.ends_with(0);
    assert_eq!(sandbox.read("p/a"), "7");
}

#[test]
fn the_summary_can_be_corrected_and_derived_answers_follow() {
    let sandbox = Sandbox::new();
    sandbox
        .file(
            "t/copier.yml",
            "_exclude: [copier.yml]\nname: first\nhost: '{{ name }}.example.com'\nkept: default\n",
        )
        .file("t/a.jinja", "{{ name }} {{ host }} {{ kept }}");
    let mut terminal = Terminal::open(&sandbox, &["new", "p", "-t", "t"]);
    terminal
        .answer("name", "\r")
        .answer("host", "\r")
        .answer("kept", "mine\r")
        .sees("first.example.com")
        .answer("Go on?", &format!("{DOWN}\r"))
        .answer("Which one?", "\r")
        .answer("name", "second\r")
        .sees("second.example.com")
        .answer("Go on?", "\r");
    terminal.ends_with(0);
    assert_eq!(sandbox.read("p/a"), "second second.example.com mine");
}

#[test]
fn choices_secrets_lists_and_several_lines() {
    let sandbox = Sandbox::new();
    let colours: Vec<String> = (0..20).map(|n| format!("colour-{n}")).collect();
    sandbox
        .file(
            "t/copier.yml",
            format!(
                "_exclude: [copier.yml]\npick:\n  type: str\n  choices: [a, b, c]\n\
                 many:\n  type: str\n  choices: [x, y, z]\n  multiselect: true\n  default: [z]\n\
                 long:\n  type: str\n  choices: [{list}]\n\
                 longs:\n  type: str\n  choices: [{list}]\n  multiselect: true\n  default: []\n\
                 word:\n  type: str\n  secret: true\n  default: none\n\
                 text:\n  type: str\n  multiline: true\n  default: ''\n",
                list = colours.join(", ")
            ),
        )
        .file(
            "t/a.jinja",
            "{{ pick }} {{ many }} {{ long }} {{ longs }} {{ word }} {{ text }}",
        );
    let mut terminal = Terminal::open(&sandbox, &["new", "p", "-t", "t"]);
    terminal
        .answer("pick", &format!("{DOWN}\r"))
        .answer("many", " \r")
        .answer("long", "17\r")
        .answer("Done, 0 chosen", "r-12\r")
        .answer("Done, 1 chosen", "Done\r")
        .answer("word", "hush\r")
        .answer("text", "one\r")
        .answer("one", "two\r.\r")
        .answer("Go on?", "\r");
    let screen = terminal.ends_with(0);
    assert!(!screen.contains("hush"), "{screen}");
    assert_eq!(
        sandbox.read("p/a"),
        "b ['x', 'z'] colour-17 ['colour-12'] hush one\ntwo"
    );
}

#[test]
fn conflicts_are_shown_and_decided_one_by_one() {
    let sandbox = Sandbox::new();
    for name in ["a", "b", "c"] {
        sandbox
            .file(&format!("t/{name}"), "template\n")
            .file(&format!("p/{name}"), "mine\n");
    }
    let mut terminal = Terminal::open(&sandbox, &["new", "p", "-t", "t"]);
    terminal
        .sees("-mine")
        .sees("+template")
        .answer("a exists (1 of 3)", "\r")
        .answer("b exists (2 of 3)", &format!("{DOWN}\r"))
        .answer("c exists (3 of 3)", &format!("{DOWN}{DOWN}\r"));
    terminal.ends_with(0);
    assert_eq!(
        ["a", "b", "c"].map(|name| sandbox.read(&format!("p/{name}"))),
        ["template\n", "mine\n", "template\n"]
    );
}

#[test]
fn ctrl_c_at_a_prompt_writes_nothing_and_shows_the_cursor() {
    let sandbox = Sandbox::new();
    sandbox
        .file(
            "t/copier.yml",
            "name:\n  type: str\npick:\n  type: str\n  choices: [a, b]\n",
        )
        .file("t/a", "a");
    for (prompt, typed) in [("name", ""), ("pick", "x\r")] {
        let mut terminal = Terminal::open(&sandbox, &["new", "p", "-t", "t"]);
        if !typed.is_empty() {
            terminal.answer("name", typed);
        }
        let rest = terminal.interrupts(prompt);
        assert!(
            rest.contains("\r\nerror[interrupted]: interrupted; nothing was written"),
            "{rest:?}"
        );
        assert!(
            rest.contains("\x1b[?25h") || !rest.contains("\x1b[?25l"),
            "{rest:?}"
        );
        assert!(!sandbox.path("p").exists());
    }
}

#[test]
fn ctrl_c_while_answers_are_read_writes_nothing_and_says_so() {
    let sandbox = Sandbox::new();
    sandbox.file("t/a", "a");
    let terminal = Terminal::open(&sandbox, &["new", "p", "-t", "t", "--answers", "-"]);
    // Nothing on the screen tells that it waits.
    std::thread::sleep(std::time::Duration::from_secs(1));
    let rest = terminal.interrupts("");
    assert!(
        rest.contains("\r\nerror[interrupted]: interrupted; nothing was written"),
        "{rest:?}"
    );
    assert!(!sandbox.path("p").exists());
}
