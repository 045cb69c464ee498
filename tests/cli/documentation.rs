//! What the documents show can be typed.

use std::collections::BTreeMap;

use crate::sandbox::{ROOT, Sandbox};

const DOCUMENTS: [&str; 9] = [
    "README.md",
    "CLAUDE.md",
    "CONTRIBUTING.md",
    "docs/architecture.md",
    "docs/cli.md",
    "docs/copier.md",
    "docs/discovery.md",
    "docs/templates.md",
    "docs/updates.md",
];

/// Everything in a document that stands as code: lines of fenced blocks, and what is in backticks.
fn code(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut fenced = false;
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if fenced {
            found.push(line.split(" #").next().unwrap_or(line).trim().to_owned());
        } else {
            found.extend(line.split('`').skip(1).step_by(2).map(str::to_owned));
        }
    }
    found
}

fn document(path: &str) -> String {
    fs_err::read_to_string(format!("{ROOT}/{path}")).expect("a document")
}

#[test]
fn every_command_and_flag_that_is_shown_exists() {
    let sandbox = Sandbox::new();
    let mut help: BTreeMap<String, String> = BTreeMap::new();
    let mut seen = 0;
    for path in DOCUMENTS {
        for line in code(&document(path)) {
            let Some(at) = line.find("scaffold ") else {
                continue;
            };
            if !line[..at].is_empty() && !line[..at].ends_with([' ', ';', '(']) {
                continue;
            }
            let words: Vec<&str> = line[at..].split_whitespace().skip(1).collect();
            let Some(command) = words
                .first()
                .filter(|word| word.starts_with(|c: char| c.is_ascii_lowercase()))
            else {
                continue;
            };
            let command = command.trim_end_matches([';', ')', ',']);
            let text = help.entry(command.to_owned()).or_insert_with(|| {
                let outcome = sandbox.run(&["help", command]);
                assert_eq!(outcome.code, 0, "{path}: `{line}`: {outcome}");
                outcome.stdout
            });
            for flag in words.iter().filter(|word| word.starts_with('-')) {
                let flag = flag.split('=').next().unwrap_or(flag);
                let flag = flag.trim_end_matches([';', ')', ',', '.']);
                let known = text.split(|c: char| c.is_whitespace() || matches!(c, ',' | '[' | ']' | '='));
                assert!(
                    known.into_iter().any(|word| word == flag),
                    "{path}: `{line}`: {flag}"
                );
                seen += 1;
            }
            seen += 1;
        }
    }
    assert!(seen > 30, "only {seen} commands and flags were found");
}

#[test]
fn every_make_target_that_is_shown_exists() {
    let makefile = document("Makefile");
    let mut seen = 0;
    for path in DOCUMENTS {
        for line in code(&document(path)) {
            let Some(rest) = line.strip_prefix("make ") else {
                continue;
            };
            for target in rest
                .split_whitespace()
                .filter(|word| word.chars().all(|c| c.is_ascii_lowercase() || c == '-'))
            {
                let found = makefile
                    .lines()
                    .any(|line| line.starts_with(&format!("{target}:")));
                assert!(found, "{path}: `make {target}`");
                seen += 1;
            }
        }
    }
    assert!(seen > 5, "only {seen} targets were found");
}

#[test]
fn every_file_that_is_linked_exists() {
    for path in DOCUMENTS {
        let folder = std::path::Path::new(ROOT).join(path);
        let folder = folder.parent().expect("a folder");
        for link in document(path)
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
        {
            if !link.contains("://") {
                assert!(folder.join(link).exists(), "{path}: {link}");
            }
        }
    }
}
