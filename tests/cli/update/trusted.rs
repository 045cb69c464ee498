use super::lab::Lab;

const MIGRATIONS: &str = "_exclude: [copier.yml]\n_tasks: ['echo task >> log']\n_migrations:\n\
                          - {version: v2, command: 'echo $STAGE $VERSION_FROM $VERSION_TO >> log', when: \"{{ _stage == 'before' }}\"}\n\
                          - {version: v2, command: 'echo after {{ _version_pep440_to }} >> log'}\n\
                          - {version: v3, command: 'echo never >> log'}\n\
                          _message_before_update: 'from {{ _copier_conf.dst_path.name }}'\n_message_after_update: 'done with {{ _folder_name }}'\n";

fn lab() -> Lab {
    let lab = Lab::new(&[("copier.yml", MIGRATIONS), ("a.txt", "1\n")]);
    assert_eq!(lab.read("log"), "task\n");
    lab.release("v2", &[("a.txt", Some("2\n"))]);
    lab
}

#[test]
fn tasks_and_migrations_run_once_in_the_project() {
    let lab = lab();
    let outcome = lab.update(&["--trust"]).succeeds();
    assert_eq!(lab.read("log"), "task\nbefore v1 v2\ntask\nafter 2\n");
    assert!(
        outcome.stderr.contains("from p\n") && outcome.stderr.ends_with("done with p\n"),
        "{outcome}"
    );
}

#[test]
fn without_trust_nothing_runs_and_nothing_is_written() {
    let lab = lab();
    let outcome = lab.update(&[]);
    assert_eq!(outcome.code, 4, "{outcome}");
    assert!(
        outcome.stderr.starts_with(
            "error[template-untrusted]: Template uses potentially unsafe features: migrations, tasks.\n"
        ),
        "{outcome}"
    );
    assert_eq!(
        (lab.read("log"), lab.read("a.txt")),
        ("task\n".into(), "1\n".into())
    );
}

#[test]
fn a_dry_run_names_them_and_runs_none() {
    let lab = lab();
    let outcome = lab.update(&["--trust", "--dry-run"]).succeeds();
    for name in [
        "Running migration (before)",
        "Running task 1 of 1",
        "Running migration (after)",
    ] {
        assert!(outcome.stderr.contains(name), "{name}: {outcome}");
    }
    assert_eq!(
        (lab.read("log"), lab.read("a.txt")),
        ("task\n".into(), "1\n".into())
    );
}

#[test]
fn a_migration_before_the_update_wants_a_clean_project() {
    let lab = lab();
    lab.edit("unrelated.txt", "work in progress\n");
    let outcome = lab.update(&["--trust"]);
    assert_eq!((outcome.code, lab.read("log")), (1, "task\n".into()), "{outcome}");
    assert!(
        outcome
            .stderr
            .starts_with("error[project-dirty]: `unrelated.txt` has uncommitted changes\n"),
        "{outcome}"
    );
}
