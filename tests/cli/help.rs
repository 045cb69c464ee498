//! The whole reference as snapshots, so that it cannot drift unseen.

use crate::sandbox::{ROOT, Sandbox};

#[test]
fn every_help_text() {
    let sandbox = Sandbox::new();
    let mut text = String::new();
    for command in [
        "",
        "new",
        "copy",
        "recopy",
        "discover",
        "questions",
        "completions",
        "man",
    ] {
        let arguments: Vec<&str> = if command.is_empty() {
            vec!["--help"]
        } else {
            vec![command, "--help"]
        };
        let outcome = sandbox.run(&arguments).succeeds();
        text += &format!("$ scaffold {}\n{}\n", arguments.join(" "), outcome.stdout);
    }
    insta::assert_snapshot!(text);
}

#[test]
fn the_version_is_the_packages() {
    for flag in ["--version", "-v"] {
        let outcome = Sandbox::new().run(&[flag]).succeeds();
        assert_eq!(
            outcome.stdout,
            format!("scaffold {}\n", env!("CARGO_PKG_VERSION"))
        );
    }
}

#[test]
fn wrong_usage_is_exit_2() {
    let outcome = Sandbox::new().run(&["new", "a", "--answer", "x"]);
    assert_eq!(outcome.code, 2, "{outcome}");
    assert!(outcome.stderr.contains("'--answers"), "{outcome}");
}

#[test]
fn completions_and_manual_name_every_command() {
    let sandbox = Sandbox::new();
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = sandbox.run(&["completions", shell]).succeeds().stdout;
        for command in ["new", "copy", "recopy", "discover", "questions"] {
            assert!(script.contains(command), "{shell}: {command}");
        }
    }
    let manual = sandbox.run(&["man"]).succeeds().stdout;
    assert!(manual.contains(".TH") && manual.contains("recopy"));
}

#[test]
fn the_documented_exit_codes_are_those_of_the_help() {
    let page = fs_err::read_to_string(format!("{ROOT}/docs/cli.md")).expect("the page");
    let help = Sandbox::new().run(&["--help"]).stdout.replace('\n', " ");
    let section = page
        .split("## Exit codes")
        .nth(1)
        .and_then(|rest| rest.split("\n## ").next())
        .expect("it");
    let codes: Vec<&str> = section
        .lines()
        .filter_map(|line| line.strip_prefix("| ")?.split(' ').next())
        .collect();
    for code in codes.iter().filter(|code| code.parse::<i32>().is_ok()) {
        assert!(
            help.contains(&format!("{code} ")),
            "exit code {code} is not in the help"
        );
    }
    assert!(codes.contains(&"130"));
}

#[test]
fn every_command_in_the_readme_is_one() {
    let readme = fs_err::read_to_string(format!("{ROOT}/README.md")).expect("the readme");
    let mut checked = 0;
    for line in readme
        .lines()
        .filter(|line| line.starts_with("scaffold ") || line.contains("cargo run -- "))
    {
        let typed = line
            .split('#')
            .next()
            .unwrap_or(line)
            .split('>')
            .next()
            .unwrap_or(line);
        let typed = typed
            .trim_start_matches("scaffold ")
            .rsplit("cargo run -- ")
            .next()
            .unwrap_or(typed);
        let mut arguments: Vec<&str> = typed.split_whitespace().collect();
        arguments.push("--help");
        let outcome = Sandbox::new().run(&arguments);
        assert_eq!(outcome.code, 0, "`{line}`: {outcome}");
        checked += 1;
    }
    assert!(checked >= 6, "the readme shows {checked} commands");
}
