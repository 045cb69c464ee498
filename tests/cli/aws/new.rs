//! Discovery at the making of a project.

use super::{Aws, DEV, GROUPS, SUBNETS, Vpc, entry, example, locals, machine, project};
use crate::sandbox::Sandbox;

#[test]
#[ignore = "needs SCAFFOLD_MOTO_SERVER"]
fn a_new_project_holds_the_networking_of_its_account() {
    let aws = Aws::start();
    aws.dev(&[Vpc::complete("main")]);
    let sandbox = aws.sandbox();
    project(&sandbox);
    let locals = locals(&sandbox);
    let entry = entry(&locals, DEV);
    assert!(!entry.contains("PLACEHOLDER"), "{entry}");
    assert!(entry.contains("account_id  = \"111122223333\""), "{entry}");
    assert!(
        entry.contains("vpc_id = \"vpc-") && entry.matches("\"subnet-").count() == 4,
        "{entry}"
    );
    assert_eq!(
        entry.matches("_security_group_id = \"sg-").count()
            + entry.matches("_security_group_id  = \"sg-").count(),
        2,
        "{entry}"
    );
    let environment = sandbox.read("my-app/.env");
    assert!(
        environment.contains("VPC_ID=vpc-") && !environment.contains("PLACEHOLDER"),
        "{environment}"
    );
    assert!(
        environment.contains("\nREGISTRY=111122223333.dkr.ecr.eu-west-1.amazonaws.com\n"),
        "{environment}"
    );
    let again = sandbox
        .run(&["new", "my-app", "--answers", &example("fargate-full")])
        .succeeds();
    assert!(again.stderr.contains("Nothing to do"), "{again}");
}

#[test]
#[ignore = "needs SCAFFOLD_MOTO_SERVER"]
fn of_several_vpcs_the_answer_decides_and_without_it_all_are_listed() {
    let aws = Aws::start();
    aws.dev(&[Vpc::complete("one"), Vpc::complete("two")]);
    let sandbox = aws.sandbox();
    let arguments = ["new", "my-app", "--answers", &example("fargate-full")];
    let outcome = sandbox.run(&arguments);
    assert_eq!(outcome.code, 5, "{outcome}");
    let lines: Vec<&str> = outcome.stderr.lines().collect();
    assert_eq!(
        lines[0], "error[aws-vpc-ambiguous]: several VPCs fit:",
        "{outcome}"
    );
    for (line, name) in [(lines[1], "one"), (lines[2], "two")] {
        assert!(
            line.starts_with(&format!("  {name}  vpc-")) && line.ends_with("  10.0.0.0/16"),
            "{outcome}"
        );
    }
    assert!(
        outcome.stderr.contains("set the answer `vpc_name`")
            && outcome.stderr.contains("--no-discover")
            && outcome.stderr.contains("`scaffold discover`"),
        "{outcome}"
    );
    assert!(!sandbox.path("my-app").exists());

    let named = [&arguments[..], &["-d", "vpc_name=tw?"]].concat();
    sandbox.run(&named).succeeds();
    assert!(entry(&locals(&sandbox), DEV).contains("vpc_id = \"vpc-"));
}

#[test]
#[ignore = "needs SCAFFOLD_MOTO_SERVER"]
fn what_the_account_lacks_is_told_and_nothing_is_written() {
    let aws = Aws::start();
    let lacking: [(&str, &[Vpc<'_>]); 3] = [
        ("error[aws-no-vpc]: no VPC in eu-west-1\n", &[]),
        (
            "error[aws-too-few-zones]: ",
            &[Vpc {
                name: "main",
                subnets: &["X_PRIVATE_A", "X_NAT_A", "X_NAT_B"],
                groups: &GROUPS,
            }],
        ),
        (
            "error[aws-no-security-group]: no private security group in main fits `*-private`\n",
            &[Vpc {
                name: "main",
                subnets: &SUBNETS,
                groups: &["x-default"],
            }],
        ),
    ];
    for (error, vpcs) in lacking {
        aws.dev(vpcs);
        let sandbox = aws.sandbox();
        let outcome = sandbox.run(&["new", "my-app", "--answers", &example("fargate-full")]);
        assert_eq!(outcome.code, 5, "{outcome}");
        assert!(outcome.stderr.contains(error), "{outcome}");
        assert!(!sandbox.path("my-app").exists());
    }
}

#[test]
#[ignore = "needs SCAFFOLD_MOTO_SERVER"]
fn patterns_are_answers_and_routes_decide_where_no_name_fits() {
    let aws = Aws::start();
    aws.dev(&[Vpc {
        name: "main",
        subnets: &["inner-1", "inner-2", "X_NAT_A", "X_NAT_B"],
        groups: &GROUPS,
    }]);
    let sandbox = aws.sandbox();
    let by_name = [
        "new",
        "a/my-app",
        "--answers",
        &example("fargate-full"),
        "-d",
        "private_subnets=inner-?",
    ];
    let outcome = sandbox.run(&by_name).succeeds();
    assert!(!outcome.stderr.contains("note: "), "{outcome}");
    let outcome = sandbox
        .run(&["new", "b/my-app", "--answers", &example("fargate-full")])
        .succeeds();
    assert!(
        outcome
            .stderr
            .contains("note: private subnets: no subnet's name fits `*PRIVATE_*`"),
        "{outcome}"
    );
}

#[test]
#[ignore = "needs SCAFFOLD_MOTO_SERVER"]
fn json_tells_what_was_found() {
    let aws = Aws::start();
    aws.dev(&[Vpc::complete("main")]);
    let sandbox = aws.sandbox();
    let outcome = sandbox
        .run(&[
            "new",
            "my-app",
            "--answers",
            &example("fargate-full"),
            "--dry-run",
            "--json",
        ])
        .succeeds();
    for field in [
        "\"state\": \"planned\"",
        "\"profile\": \"acme-italy-dev\"",
        "\"account_id\": \"111122223333\"",
        "\"registry\": \"111122223333.dkr.ecr.eu-west-1.amazonaws.com\"",
        "\"partition\": \"aws\"",
    ] {
        assert!(outcome.stdout.contains(field), "{field}: {outcome}");
    }
    assert_eq!(outcome.stderr, "");
}

#[test]
fn a_profile_that_does_not_exist_is_told_at_once() {
    let sandbox = machine("[profile acme-italy-dve]\nregion = eu-west-1\n")
        .variable("AWS_EC2_METADATA_DISABLED", "true");
    let outcome = sandbox.run(&["new", "my-app", "--answers", &example("fargate-full")]);
    outcome.fails(
        5,
        "error[aws-profile-missing]: the AWS profile `acme-italy-dev` does not exist on this machine\n\n\
         hint: did you mean `acme-italy-dve`? Otherwise create it with `aws configure sso`;\n      \
         or make the project with `--no-discover`, and run `scaffold discover` in it later\n",
    );
    assert!(!sandbox.path("my-app").exists());
}

/// A project without networking, whose account is not asked.
fn minimal(sandbox: &Sandbox, more: &[&str]) -> crate::sandbox::Outcome {
    let base = [
        "new",
        "my-app",
        "--no-discover",
        "-d",
        "compute=lambda",
        "-d",
        "expose_url=false",
    ];
    sandbox.run(&[&base[..], more].concat())
}

#[test]
fn flags_answer_the_questions_that_the_template_names() {
    let sandbox = machine("");
    minimal(&sandbox, &["--profile", DEV, "--region", "eu-south-1"]).succeeds();
    let entry = entry(&locals(&sandbox), DEV).to_owned();
    assert!(
        entry.contains("region      = \"eu-south-1\"") && entry.contains("country     = \"italy\""),
        "{entry}"
    );
    minimal(&sandbox, &["--profile", DEV, "-d", "aws_profile=acme-italy-prod"]).fails(
        2,
        "error[answered-twice]: `--profile` and `-d aws_profile=…` both answer `aws_profile`\n\n\
         hint: give one of them\n",
    );
    sandbox.file("t/copier.yml", "name: x\n");
    sandbox
        .run(&["new", "other", "-t", "t", "--region", "eu-west-1"])
        .fails(
            2,
            "error[nothing-to-answer]: `--region` answers no question of this template\n\n\
             hint: it declares no lookups (`_scaffold_discovery`); give its answers with `-d`\n",
        );
    let outcome = minimal(&sandbox, &["--profile", "sandbox"]);
    assert_eq!(outcome.code, 1, "{outcome}");
    assert!(
        outcome.stderr.contains("<scope>-<country>-<environment>")
            && outcome
                .stderr
                .contains("answer `scope`, `country` and `env` as well"),
        "{outcome}"
    );
}

#[test]
fn the_region_of_the_profile_goes_before_the_templates_default() {
    let profiles =
        "[profile acme-italy-dev]\nregion = eu-central-2\n[profile acme-italy-odd]\nregion = nowhere\n";
    for (more, region) in [
        (&["--profile", DEV][..], "eu-central-2"),
        (&["--profile", DEV, "--region", "eu-west-3"], "eu-west-3"),
        (&["--profile", DEV, "-d", "aws_region=eu-west-2"], "eu-west-2"),
        (&["--profile", "acme-italy-unknown"], "eu-west-1"),
        (&["--profile", "acme-italy-odd"], "eu-west-1"),
    ] {
        let sandbox = machine(profiles);
        minimal(&sandbox, more).succeeds();
        assert!(
            sandbox
                .read("my-app/.env")
                .contains(&format!("\nAWS_REGION={region}\n")),
            "{more:?}"
        );
    }
}
