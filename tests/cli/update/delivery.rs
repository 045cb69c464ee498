//! The delivery project of the built-in template, followed for years.

use super::lab::Lab;
use crate::sandbox::{ROOT, Sandbox};

const LOCALS: &str = "infrastructure/terraform/locals.tf";
const ROUTES: &str = "backend/app/routes/v1.py";

/// A project of everything the built-in template has, made from a copy of it with versions.
fn lab() -> Lab {
    let lab = Lab {
        sandbox: Sandbox::new(),
    };
    let copied = std::process::Command::new("cp")
        .arg("-r")
        .arg(format!("{ROOT}/template"))
        .arg(lab.sandbox.path("t"))
        .status();
    assert!(copied.expect("cp").success());
    lab.sandbox.git("t", &["init", "-q"]);
    lab.release("v1", &[]);
    let answers = format!("{ROOT}/examples/fargate-full.yml");
    let new = [
        "new",
        "p",
        "-t",
        "t",
        "--answers",
        &answers,
        "--no-discover",
        "--quiet",
    ];
    lab.run(&new).succeeds();
    lab.sandbox.git("p", &["init", "-q"]);
    lab.commit();
    lab
}

/// Replaces a text that must be there.
fn replace(text: &str, from: &str, to: &str) -> String {
    assert!(text.contains(from), "{from:?} in {text}");
    text.replace(from, to)
}

#[test]
fn discovered_values_and_edits_survive_a_template_that_changes_all_around_them() {
    let lab = lab();
    // What discovery writes, and a note of the user's beside it.
    let mut locals = lab.read(LOCALS);
    for (attribute, value) in [
        ("account_id", "\"123456789012\""),
        ("vpc_id", "\"vpc-1\""),
        ("private_subnet_ids", "[\"subnet-1\", \"subnet-2\"]"),
        ("private_security_group_id", "\"sg-1\""),
        ("public_subnet_ids", "[\"subnet-3\", \"subnet-4\"]"),
        ("public_security_group_id", "\"sg-2\""),
    ] {
        locals = locals
            .lines()
            .map(|line| match line.split_once('=') {
                Some((name, _)) if name.trim() == attribute => format!("{name}= {value}\n"),
                _ => format!("{line}\n"),
            })
            .collect();
    }
    locals.push_str("\n# Mine: peering with the data platform.\nlocals {\n  peer = \"pcx-1\"\n}\n");
    let variables = replace(&lab.read(".env"), "VPC_ID=PLACEHOLDER", "VPC_ID=vpc-1");
    let routes =
        lab.read(ROUTES) + "\n\n@router.get(\"/orders\")\nasync def orders() -> list[str]:\n    return []\n";
    lab.edit(LOCALS, &locals)
        .edit(".env", &variables)
        .edit(ROUTES, &routes)
        .edit(
            "infrastructure/terraform/queue.tf",
            "resource \"aws_sqs_queue\" \"mine\" {}\n",
        );
    lab.commit();

    // A version that changes every line around the values.
    let template = |path: &str| lab.sandbox.read(&format!("t/project/{path}"));
    let around: String = template(&format!("{LOCALS}.jinja"))
        .lines()
        .flat_map(|line| {
            let note = line
                .contains("PLACEHOLDER\"")
                .then(|| format!("{}# By `scaffold discover`.\n", " ".repeat(6)));
            [note.unwrap_or_default(), format!("{line}\n")]
        })
        .collect();
    let env = template(".env.jinja").replace("\n# ", "\n# (new words) ");
    let first_line = template(&format!("{ROUTES}.jinja"));
    lab.release(
        "v2",
        &[
            (&format!("project/{LOCALS}.jinja"), Some(&around)),
            ("project/.env.jinja", Some(&env)),
            (
                &format!("project/{ROUTES}.jinja"),
                Some(&format!("# v2\n{first_line}")),
            ),
        ],
    );
    lab.update(&["--defaults"]).succeeds();

    let updated = lab.read(LOCALS);
    let notes = updated
        .lines()
        .filter(|line| line.contains("By `scaffold discover`"))
        .count();
    assert!(notes >= 6, "{updated}");
    for line in locals.lines() {
        assert!(updated.contains(line), "{line:?} in {updated}");
    }
    assert!(lab.read(".env").contains("\nVPC_ID=vpc-1\n") && lab.read(".env").contains("(new words)"));
    let merged = lab.read(ROUTES);
    assert!(merged.starts_with("# v2\n") && merged.ends_with("return []\n"));
    assert!(lab.exists("infrastructure/terraform/queue.tf"));
}

#[test]
fn ten_updates_in_a_row_with_an_option_switched_on_and_off() {
    let lab = lab();
    let files: Vec<String> = lab
        .sandbox
        .tree("p")
        .into_iter()
        .filter(|path| !path.starts_with(".git/"))
        .collect();
    let mine = "resource \"aws_sqs_queue\" \"mine\" {}\n";
    lab.edit("infrastructure/terraform/queue.tf", mine);
    lab.edit("README.md", &(lab.read("README.md") + "\nMine, version 0.\n"));
    lab.commit();
    let readme = lab.sandbox.read("t/project/README.md.jinja");
    for version in 2..=11 {
        let first = format!("<!-- Template {version} -->\n{readme}");
        lab.release(
            &format!("v{version}"),
            &[("project/README.md.jinja", Some(&first))],
        );
        let switched = match version {
            4 => vec!["-d", "compute=lambda"],
            6 => vec!["-d", "compute=fargate", "-d", "frontend=false"],
            8 => vec!["-d", "frontend=true"],
            _ => vec![],
        };
        let outcome = lab.update(&[&["--defaults"], switched.as_slice()].concat());
        assert_eq!(outcome.code, 0, "v{version}: {outcome}");
        let text = lab.read("README.md");
        assert!(
            text.starts_with(&format!("<!-- Template {version} -->\n")),
            "v{version}"
        );
        assert!(text.ends_with(&format!(
            "Mine, version {}.\n",
            if version == 2 { 0 } else { version - 1 }
        )));
        assert_eq!(
            lab.exists("infrastructure/terraform/lambda.tf"),
            (4..6).contains(&version),
            "v{version}"
        );
        assert_eq!(
            lab.exists("frontend/package.json"),
            !(6..8).contains(&version),
            "v{version}"
        );
        lab.edit(
            "README.md",
            &replace(
                &text,
                &text[text.rfind("Mine,").expect("mine")..],
                &format!("Mine, version {version}.\n"),
            ),
        );
        lab.commit();
    }
    let mut left: Vec<String> = lab
        .sandbox
        .tree("p")
        .into_iter()
        .filter(|path| !path.starts_with(".git/"))
        .collect();
    left.retain(|path| path != "infrastructure/terraform/queue.tf");
    assert_eq!(left, files);
    assert_eq!(lab.read("infrastructure/terraform/queue.tf"), mine);
}
