use crate::sandbox::{ROOT, Sandbox};

#[test]
fn the_built_in_template_in_every_format() {
    for format in ["table", "json-schema", "answers"] {
        let outcome = Sandbox::new().run(&["questions", "--format", format]).succeeds();
        assert_eq!(outcome.stderr, "");
        insta::assert_snapshot!(format!("questions-{format}"), outcome.stdout);
    }
}

#[test]
fn the_json_holds_every_question_in_order() {
    let outcome = Sandbox::new().run(&["questions", "--format", "json"]).succeeds();
    let questions: serde_json::Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    let names: Vec<&str> = questions
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|q| q["name"].as_str())
        .collect();
    assert_eq!(
        names[..5],
        [
            "project_name",
            "description",
            "repository",
            "aws_profile",
            "scope"
        ]
    );
    assert!(names.contains(&"private_security_group"));
}

#[test]
fn the_schema_knows_every_key_of_the_examples() {
    let outcome = Sandbox::new()
        .run(&["questions", "--format", "json-schema"])
        .succeeds();
    let schema: serde_json::Value = serde_json::from_str(&outcome.stdout).expect("JSON");
    for example in fs_err::read_dir(format!("{ROOT}/examples")).expect("examples") {
        let text = fs_err::read_to_string(example.expect("an entry").path()).expect("text");
        for key in text
            .lines()
            .filter(|line| !line.starts_with(['#', ' ']))
            .filter_map(|l| l.split(':').next())
        {
            assert!(schema["properties"][key].is_object(), "{key}");
        }
    }
}

#[test]
fn the_starter_file_names_what_is_missing() {
    let sandbox = Sandbox::new();
    let starter = sandbox
        .run(&["questions", "--format", "answers"])
        .succeeds()
        .stdout;
    sandbox.file("answers.yml", &starter);
    let outcome = sandbox.run(&["new", "p", "--answers", "answers.yml"]);
    assert_eq!(outcome.code, 1, "{outcome}");
    assert!(outcome.stderr.contains("aws_profile (str)"), "{outcome}");
    assert!(!sandbox.path("p").exists());
}
