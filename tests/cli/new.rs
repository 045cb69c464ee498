//! The main job, on the built-in template.

use crate::sandbox::{ROOT, Sandbox, snapshot};

fn example(name: &str) -> String {
    format!("{ROOT}/examples/{name}.yml")
}

fn create(sandbox: &Sandbox, name: &str) -> Vec<String> {
    sandbox
        .run(&["new", "my-app", "--answers", &example(name), "--no-discover"])
        .succeeds();
    sandbox.tree("my-app")
}

#[test]
fn each_example_makes_exactly_the_files_of_its_options() {
    for name in ["fargate-full", "lambda-minimal", "fargate-backend"] {
        let files = create(&Sandbox::new(), name);
        insta::assert_snapshot!(name, files.join("\n"));
    }
}

#[test]
fn the_second_time_there_is_nothing_to_do() {
    let sandbox = Sandbox::new();
    create(&sandbox, "fargate-full");
    let before = snapshot(&sandbox.path("my-app"));
    sandbox
        .run(&[
            "new",
            "my-app",
            "--answers",
            &example("fargate-full"),
            "--no-discover",
        ])
        .fails(0, "Nothing to do: [DIR]/my-app is up to date\n");
    assert_eq!(snapshot(&sandbox.path("my-app")), before);
}

#[test]
fn a_dry_run_shows_the_plan_and_writes_nothing() {
    let sandbox = Sandbox::new();
    let arguments = [
        "new",
        "my-app",
        "--answers",
        &example("lambda-minimal"),
        "--no-discover",
        "--dry-run",
    ];
    let outcome = sandbox.run(&arguments).succeeds();
    assert_eq!(outcome.stdout, "");
    insta::assert_snapshot!(outcome.stderr);
    assert!(!sandbox.path("my-app").exists());
}

#[test]
fn json_holds_the_plan_and_then_the_result() {
    let sandbox = Sandbox::new();
    let arguments = [
        "new",
        "my-app",
        "--answers",
        &example("lambda-minimal"),
        "--no-discover",
        "--json",
    ];
    let planned = sandbox.run(&[&arguments[..], &["--dry-run"]].concat()).succeeds();
    assert!(!sandbox.path("my-app").exists());
    let done = sandbox.run(&arguments).succeeds();
    for (outcome, state) in [(planned, "planned"), (done, "done")] {
        assert_eq!(outcome.stderr, "");
        let document: serde_json::Value = serde_json::from_str(&outcome.stdout).expect("JSON");
        assert_eq!(document["schema_version"], 1);
        assert_eq!(document["state"], state);
        let changes = document["changes"].as_array().expect("changes");
        assert_eq!(document["counts"]["create"], changes.len());
        assert!(
            changes
                .iter()
                .any(|change| change["path"] == "README.md" && change["action"] == "create")
        );
    }
}

#[test]
fn answers_come_from_standard_input_files_environment_and_flags_in_this_order() {
    let sandbox = Sandbox::new()
        .variable("SCAFFOLD_ANSWER_B", "environment")
        .variable("SCAFFOLD_ANSWER_C", "environment");
    sandbox
        .file(
            "t/copier.yml",
            "_exclude: [copier.yml]\na: default\nb: default\nc: default\nd: default\ne: default\n",
        )
        .file("t/out.jinja", "{{ a }} {{ b }} {{ c }} {{ d }} {{ e }}\n")
        .file("first.yml", "a: first\nb: first\nd: first\n")
        .file("second.json", r#"{"a": "second"}"#);
    let arguments = [
        "new",
        "p",
        "-t",
        "t",
        "--answers",
        "first.yml",
        "--answers",
        "second.json",
        "--answers",
        "-",
        "-d",
        "c=flag",
    ];
    sandbox.run_with_input(&arguments, "d: input\n").succeeds();
    assert_eq!(sandbox.read("p/out"), "second environment flag input default\n");
}

#[test]
fn a_project_beside_files_of_the_user_leaves_them_alone() {
    let sandbox = Sandbox::new();
    sandbox.file("my-app/notes/mine.txt", "mine");
    create(&sandbox, "lambda-minimal");
    assert_eq!(sandbox.read("my-app/notes/mine.txt"), "mine");
}

#[test]
fn files_with_other_content_are_refused_skipped_or_overwritten() {
    let sandbox = Sandbox::new();
    sandbox.file("my-app/README.md", "mine\n");
    let base = [
        "new",
        "my-app",
        "--answers",
        &example("lambda-minimal"),
        "--no-discover",
    ];
    sandbox.run(&base).fails(
        1,
        "error[files-exist]: `README.md` exists with other content\n\n\
         hint: overwrite them with `--overwrite`, keep them with `--skip PATTERN`, or decide one by one in a terminal\n",
    );
    assert_eq!(sandbox.tree("my-app"), ["README.md"]);
    sandbox
        .run(&[&base[..], &["--skip", "README.md"]].concat())
        .succeeds();
    assert_eq!(sandbox.read("my-app/README.md"), "mine\n");
    sandbox.run(&[&base[..], &["--overwrite"]].concat()).succeeds();
    assert!(sandbox.read("my-app/README.md").starts_with("# my-app"));
}

#[test]
fn a_diff_shows_what_would_be_overwritten() {
    let sandbox = Sandbox::new();
    sandbox
        .file("t/a.txt", "one\ntwo\n")
        .file("p/a.txt", "one\n2\n")
        .file("p/b.bin", "\0");
    sandbox
        .run(&["new", "p", "-t", "t", "--overwrite", "--dry-run", "--diff"])
        .fails(
            0,
            "[DIR]/p\n overwrite  a.txt\n--- a.txt\n+++ a.txt\n@@ -1,2 +1,2 @@\n one\n-2\n+two\n\n\
         would be 1 overwritten; nothing was written\n",
        );
    assert_eq!(sandbox.read("p/a.txt"), "one\n2\n");
}

#[test]
fn the_profile_gives_scope_country_and_environment() {
    let sandbox = Sandbox::new();
    create(&sandbox, "fargate-backend");
    let locals = sandbox.read("my-app/infrastructure/terraform/locals.tf");
    assert!(locals.contains("acme-germany-dev-ca"), "{locals}");
    let environment = sandbox.read("my-app/.env");
    assert!(
        environment.contains("AWS_PROFILE=acme-germany-dev-ca"),
        "{environment}"
    );
}

#[test]
fn a_profile_of_another_form_shows_the_form_and_can_be_overridden() {
    let sandbox = Sandbox::new();
    let base = [
        "new",
        "my-app",
        "--answers",
        &example("lambda-minimal"),
        "--no-discover",
        "-d",
        "aws_profile=default",
    ];
    let outcome = sandbox.run(&base);
    assert_eq!(outcome.code, 1, "{outcome}");
    assert!(
        outcome.stderr.contains("<scope>-<country>-<environment>"),
        "{outcome}"
    );
    let given = ["-d", "scope=acme", "-d", "country=spain", "-d", "env=dev"];
    sandbox.run(&[&base[..], &given].concat()).succeeds();
    assert!(
        sandbox
            .read("my-app/.copier-answers.yml")
            .contains("country: spain")
    );
}
