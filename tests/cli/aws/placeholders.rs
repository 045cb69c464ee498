//! Projects that are made before their account is known.

use super::{Aws, DEV, Vpc, entry, example, locals, machine};

#[test]
fn placeholders_are_named_with_the_command_that_fills_them() {
    let sandbox = machine("");
    let arguments = [
        "new",
        "my-app",
        "--answers",
        &example("fargate-full"),
        "--no-discover",
    ];
    let outcome = sandbox.run(&arguments).succeeds();
    let told = "\nPlaceholders wait for `scaffold discover --profile acme-italy-dev`, run in the project:\n\
                \x20 .env: REGISTRY, VPC_ID, PRIVATE_SUBNET_IDS, PUBLIC_SUBNET_IDS, PRIVATE_SECURITY_GROUP_ID, \
                PUBLIC_SECURITY_GROUP_ID\n\
                \x20 infrastructure/terraform/locals.tf: account_id, vpc_id, private_subnet_ids, public_subnet_ids, \
                private_security_group_id, public_security_group_id\n";
    assert!(outcome.stderr.ends_with(told), "{outcome}");
    let locals = locals(&sandbox);
    assert_eq!(
        entry(&locals, DEV).matches("\"PLACEHOLDER\"").count(),
        6,
        "as many as are named: {locals}"
    );
    let environment = sandbox.read("my-app/.env");
    assert_eq!(environment.matches("=PLACEHOLDER").count(), 6, "{environment}");

    let again = sandbox.run(&arguments).succeeds();
    assert!(again.stderr.ends_with("is up to date\n"), "{again}");
    let json = [&arguments[..], &["--json", "--dry-run"]].concat();
    let outcome = sandbox.run(&json).succeeds();
    assert!(outcome.stdout.contains("\"placeholders\": {"), "{outcome}");
}

#[test]
fn a_project_with_placeholders_says_what_fills_them() {
    let sandbox = machine("");
    for name in ["fargate-full", "fargate-backend", "lambda-minimal"] {
        let arguments = [
            "new",
            name,
            "--answers",
            &example(name),
            "--no-discover",
            "-d",
            "project_name=my-app",
        ];
        sandbox.run(&arguments).succeeds();
        for (file, command) in [
            (
                "infrastructure/terraform/main.tf",
                "scaffold discover --profile ${var.profile}",
            ),
            ("README.md", "`scaffold discover`"),
            ("scripts/bootstrap", "scaffold discover --profile $profile"),
        ] {
            let text = sandbox.read(&format!("{name}/{file}"));
            assert!(text.contains(command), "{file} of {name}");
        }
    }
}

#[test]
#[ignore = "needs SCAFFOLD_MOTO_SERVER"]
fn placeholders_are_filled_later_as_if_at_once() {
    let aws = Aws::start();
    aws.dev(&[Vpc::complete("main")]);
    let sandbox = aws.sandbox();
    for (folder, more) in [("at-once/my-app", &[][..]), ("later/my-app", &["--no-discover"])] {
        let answers = example("fargate-full");
        let arguments = ["new", folder, "--answers", &answers];
        sandbox.run(&[&arguments[..], more].concat()).succeeds();
    }
    sandbox.run(&["discover", "later/my-app"]).succeeds();
    for file in [".env", "infrastructure/terraform/locals.tf"] {
        assert_eq!(
            sandbox.read(&format!("later/my-app/{file}")),
            sandbox.read(&format!("at-once/my-app/{file}"))
        );
    }
}
