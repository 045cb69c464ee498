//! What every generated project must be, whatever was chosen: no trace of the template, no file left half-pruned.

use crate::sandbox::{ROOT, Sandbox, snapshot};

/// Pairs of choices that meet at least once in these projects.
const COMBINATIONS: [&[&str]; 10] = [
    &[
        "compute=fargate",
        "frontend=true",
        "expose_url=true",
        "database=aurora",
        "s3_buckets=[a]",
        "auth=entra",
        "ci=both",
    ],
    &[
        "compute=fargate",
        "frontend=false",
        "expose_url=true",
        "database=none",
        "s3_buckets=[]",
        "auth=none",
        "ci=gitlab",
    ],
    &[
        "compute=fargate",
        "frontend=true",
        "expose_url=false",
        "database=none",
        "s3_buckets=[a]",
        "auth=none",
        "ci=github",
    ],
    &[
        "compute=fargate",
        "frontend=false",
        "expose_url=false",
        "database=aurora",
        "s3_buckets=[]",
        "auth=entra",
        "ci=both",
    ],
    &[
        "compute=lambda",
        "frontend=true",
        "expose_url=true",
        "database=none",
        "s3_buckets=[]",
        "auth=entra",
        "ci=gitlab",
    ],
    &[
        "compute=lambda",
        "frontend=false",
        "expose_url=true",
        "database=aurora",
        "s3_buckets=[a]",
        "auth=none",
        "ci=github",
    ],
    &[
        "compute=lambda",
        "frontend=true",
        "expose_url=false",
        "database=aurora",
        "s3_buckets=[]",
        "auth=none",
        "ci=both",
    ],
    &[
        "compute=lambda",
        "frontend=false",
        "expose_url=false",
        "database=none",
        "s3_buckets=[a]",
        "auth=entra",
        "ci=gitlab",
    ],
    &[
        "compute=fargate",
        "frontend=true",
        "expose_url=true",
        "database=none",
        "s3_buckets=[]",
        "auth=none",
        "ci=github",
        "fargate_spot=false",
    ],
    &[
        "compute=lambda",
        "frontend=true",
        "expose_url=true",
        "database=aurora",
        "s3_buckets=[a]",
        "auth=none",
        "ci=gitlab",
    ],
];

fn project(sandbox: &Sandbox, choices: &[&str]) -> Vec<(String, String)> {
    let base = format!("{ROOT}/examples/fargate-full.yml");
    let mut arguments = vec!["new", "p", "--answers", &base, "--no-discover", "--quiet"];
    for choice in choices {
        arguments.extend(["-d", choice]);
    }
    sandbox.run(&arguments).succeeds();
    let files = snapshot(&sandbox.path("p"));
    files
        .into_iter()
        // Compressed: what the next update compares with.
        .filter(|(path, _)| path != ".copier-answers.baseline")
        .map(|(path, bytes)| (path, String::from_utf8(bytes).expect("text")))
        .collect()
}

#[test]
fn no_combination_leaves_a_trace_of_the_template() {
    for choices in COMBINATIONS {
        for (path, text) in project(&Sandbox::new(), choices) {
            let at = |line: usize| format!("{path}:{} of {choices:?}", line + 1);
            assert!(!path.contains(".jinja") && !path.contains("{{"), "{path}");
            assert!(
                text.ends_with('\n') || text.is_empty(),
                "{path} of {choices:?} ends without a newline"
            );
            assert!(
                !text.starts_with('\n') && !text.contains("\n\n\n\n"),
                "{path} of {choices:?} has blank lines"
            );
            for (number, line) in text.lines().enumerate() {
                let workflow = line.replace("${{", "");
                assert!(
                    !workflow.contains("{%") && !workflow.contains("{#"),
                    "{}: {line}",
                    at(number)
                );
                let jinja =
                    workflow.contains("{{") && !line.contains("style={{") && !path.starts_with("frontend/");
                assert!(!jinja || path.contains("renovate"), "{}: {line}", at(number));
                assert!(
                    line.trim_end() == line || path.ends_with(".md"),
                    "{}: trailing blanks",
                    at(number)
                );
            }
        }
    }
}

#[test]
fn an_option_that_is_off_is_not_mentioned_in_code() {
    let words: [(&str, &[&str], &[&str]); 4] = [
        (
            "database=none",
            &["alembic", "sqlalchemy", "aws_rds"],
            &["compute=fargate", "s3_buckets=[a]"],
        ),
        ("auth=none", &["msal", "entra", "jwks"], &["compute=fargate"]),
        (
            "compute=lambda",
            &["FARGATE_SPOT", "aws_appautoscaling"],
            &["database=none"],
        ),
        (
            "s3_buckets=[]",
            &["aws_s3_bucket\" \"data", "S3_BUCKETS"],
            &["compute=fargate"],
        ),
    ];
    for (choice, absent, with) in words {
        let choices: Vec<&str> = with.iter().copied().chain([choice]).collect();
        for (path, text) in project(&Sandbox::new(), &choices) {
            // Prose may say what could be chosen; the answers file says what was not.
            if path.ends_with(".md") || path.starts_with('.') || path.ends_with(".lock") {
                continue;
            }
            for word in absent {
                assert!(
                    !text.to_lowercase().contains(&word.to_lowercase()),
                    "{path} of {choices:?} mentions {word}"
                );
            }
        }
    }
}

#[test]
fn the_template_names_no_environment() {
    for (path, bytes) in snapshot(std::path::Path::new(&format!("{ROOT}/template"))) {
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        let found = text
            .split(|c: char| !c.is_alphanumeric())
            .find(|word| matches!(*word, "qual" | "gapmgm"));
        assert_eq!(found, None, "{path}");
    }
}
