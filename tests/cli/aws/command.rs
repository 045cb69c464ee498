//! `scaffold discover` on a project that is there.

use super::{Aws, DEV, PROD, Vpc, entry, example, locals, machine, project};
use crate::sandbox::{Sandbox, snapshot};

const LOCALS: &str = "my-app/infrastructure/terraform/locals.tf";

/// Edits as people make them: comments, another order of things, an attribute of their own.
fn edited(sandbox: &Sandbox) -> String {
    let text = locals(sandbox)
        .replace(
            "locals {\n  accounts",
            "locals {\n  # Ask Anna before you add one.\n  accounts",
        )
        .replace(
            "      vpc_id =",
            "      /* by hand */ owner = \"anna\"\n      vpc_id =",
        )
        .replace(
            "create_oidc_provider = true",
            "create_oidc_provider = true # shared",
        );
    assert_eq!(text.matches("Anna").count() + text.matches("anna").count(), 2);
    sandbox.file(LOCALS, &text);
    text
}

#[test]
#[ignore = "needs SCAFFOLD_MOTO_SERVER"]
fn a_refresh_changes_the_named_attributes_and_nothing_else() {
    let aws = Aws::start();
    aws.dev(&[Vpc::complete("main")]);
    let sandbox = aws.sandbox();
    project(&sandbox);
    let before = edited(&sandbox);
    sandbox.file("my-app/.env", sandbox.read("my-app/.env") + "MINE='x'  # kept\n");
    let quiet = sandbox.run(&["discover", "my-app"]).succeeds();
    assert_eq!(quiet.stderr, "Nothing to do: [DIR]/my-app is up to date\n");
    assert_eq!(locals(&sandbox), before);

    let environment = sandbox.read("my-app/.env");
    aws.dev(&[Vpc::complete("other")]);
    let outcome = sandbox.run(&["discover", "my-app"]).succeeds();
    let after = locals(&sandbox);
    let named = [
        "vpc_id",
        "private_subnet_ids",
        "private_security_group_id",
        "public_subnet_ids",
        "public_security_group_id",
    ];
    let changed: Vec<&str> = before
        .lines()
        .zip(after.lines())
        .filter(|(before, after)| before != after)
        .map(|(before, _)| before.trim().split(' ').next().unwrap_or_default())
        .collect();
    assert_eq!(changed, named, "{outcome}");
    assert_eq!(before.lines().count(), after.lines().count());
    assert!(sandbox.read("my-app/.env").ends_with("MINE='x'  # kept\n"));
    for line in [
        "--- infrastructure/terraform/locals.tf",
        "-      vpc_id = ",
        "+      vpc_id = ",
        "-VPC_ID=",
    ] {
        assert!(outcome.stderr.contains(line), "{line}: {outcome}");
    }
    assert_ne!(sandbox.read("my-app/.env"), environment);
}

#[test]
#[ignore = "needs SCAFFOLD_MOTO_SERVER"]
fn a_second_account_is_added_and_refreshed() {
    let aws = Aws::start();
    aws.dev(&[Vpc::complete("dev")]).prod(&[Vpc::complete("prod")]);
    let sandbox = aws.sandbox();
    project(&sandbox);
    edited(&sandbox);
    let (before, environment) = (locals(&sandbox), sandbox.read("my-app/.env"));
    let outcome = sandbox
        .run(&[
            "discover",
            "my-app",
            "--profile",
            PROD,
            "-d",
            "hosted_zone=example.com",
        ])
        .succeeds();
    let after = locals(&sandbox);
    assert_eq!(entry(&after, DEV), entry(&before, DEV));
    let added = entry(&after, PROD);
    for line in [
        "account_id  = \"444455556666\"",
        "environment = \"prod\"",
        "country     = \"italy\"",
        "hosted_zone = \"example.com\"",
        "hostname    = \"my-app-prod.example.com\"",
        "/* by hand */ owner = \"anna\"",
        "create_oidc_provider = true # shared",
    ] {
        assert!(added.contains(line), "{line}: {added}");
    }
    assert_eq!(after.matches("# Ask Anna before you add one.").count(), 1);
    assert_ne!(vpc(added), vpc(entry(&after, DEV)));
    assert_eq!(sandbox.read("my-app/.env"), environment);
    assert_eq!(
        sandbox.read("my-app/infrastructure/terraform/backends/acme-italy-prod.hcl"),
        "bucket = \"acme-italy-prod-terraform-state\"\nkey    = \"my-app/terraform.tfstate\"\nregion = \"eu-west-1\"\n"
    );
    for note in [
        "note: infrastructure/terraform/locals.tf: locals.accounts[\"acme-italy-prod\"] is modelled on acme-italy-dev\n",
        "note: taken over from there, see whether it fits: owner, create_oidc_provider\n",
    ] {
        assert!(outcome.stderr.contains(note), "{note}: {outcome}");
    }

    let files = snapshot(&sandbox.path("my-app"));
    for profiles in [
        &["--profile", PROD][..],
        &["--profile", DEV, "--profile", PROD],
        &[],
    ] {
        let outcome = sandbox
            .run(&[&["discover", "my-app"][..], profiles].concat())
            .succeeds();
        assert!(outcome.stderr.ends_with("is up to date\n"), "{outcome}");
        assert!(files == snapshot(&sandbox.path("my-app")), "no byte changes");
    }

    aws.prod(&[Vpc::complete("moved")]);
    sandbox.run(&["discover", "my-app", "--profile", PROD]).succeeds();
    let moved = locals(&sandbox);
    assert_ne!(vpc(entry(&moved, PROD)), vpc(entry(&after, PROD)));
    assert!(entry(&moved, PROD).contains("hostname    = \"my-app-prod.example.com\""));
    assert_eq!(entry(&moved, DEV), entry(&after, DEV));
}

fn vpc(entry: &str) -> &str {
    let at = entry.find("vpc_id = ").expect("a VPC");
    entry[at..].lines().next().unwrap_or_default()
}

#[test]
#[ignore = "needs SCAFFOLD_MOTO_SERVER"]
fn a_dry_run_shows_and_json_describes_what_would_change() {
    let aws = Aws::start();
    aws.dev(&[Vpc::complete("dev")]).prod(&[Vpc::complete("prod")]);
    let sandbox = aws.sandbox();
    project(&sandbox);
    let files = snapshot(&sandbox.path("my-app"));
    let outcome = sandbox
        .run(&["discover", "my-app", "--profile", PROD, "--dry-run"])
        .succeeds();
    assert!(
        outcome.stderr.contains("+    \"acme-italy-prod\" = {")
            && outcome.stderr.ends_with("; nothing was written\n"),
        "{outcome}"
    );
    let outcome = sandbox
        .run(&[
            "discover",
            "my-app",
            "--profile",
            PROD,
            "--dry-run",
            "--json",
            "--diff",
        ])
        .succeeds();
    assert_eq!(outcome.stderr, "");
    let mut settings = insta::Settings::clone_current();
    settings.add_filter("(vpc|subnet|sg)-[0-9a-f]{8,}", "$1-[ID]");
    settings.add_filter("assumed-role/deploy/[^\"]+", "assumed-role/deploy/[SESSION]");
    settings.bind(|| insta::assert_snapshot!(outcome.stdout));
    assert!(files == snapshot(&sandbox.path("my-app")), "nothing is written");
}

#[test]
#[ignore = "needs SCAFFOLD_MOTO_SERVER"]
fn expressions_stay_and_what_was_chosen_once_is_not_asked_again() {
    let aws = Aws::start();
    aws.dev(&[Vpc::complete("one"), Vpc::complete("two")]);
    let sandbox = aws.sandbox();
    let arguments = [
        "new",
        "my-app",
        "--answers",
        &example("fargate-full"),
        "-d",
        "vpc_name=two",
    ];
    sandbox.run(&arguments).succeeds();
    let chosen = locals(&sandbox);
    let answers = sandbox
        .read("my-app/.copier-answers.yml")
        .replace("vpc_name: two", "vpc_name: ''");
    sandbox.file("my-app/.copier-answers.yml", answers);
    let outcome = sandbox.run(&["discover", "my-app"]).succeeds();
    assert!(
        outcome.stderr.contains("stays as the project has it"),
        "{outcome}"
    );
    assert_eq!(locals(&sandbox), chosen);

    let line = chosen
        .lines()
        .find(|line| line.contains("private_subnet_ids "))
        .expect("it");
    let written = "      private_subnet_ids        = data.aws_subnets.private.ids";
    sandbox.file(LOCALS, chosen.replace(line, written));
    let outcome = sandbox.run(&["discover", "my-app"]).succeeds();
    assert!(
        outcome
            .stderr
            .contains("private_subnet_ids is an expression and stays as it is"),
        "{outcome}"
    );
    assert!(locals(&sandbox).contains(written));
}

#[test]
#[ignore = "needs SCAFFOLD_MOTO_SERVER"]
fn an_account_that_lacks_something_changes_nothing() {
    let aws = Aws::start();
    aws.dev(&[Vpc::complete("dev")]).prod(&[]);
    let sandbox = aws.sandbox();
    project(&sandbox);
    aws.dev(&[Vpc::complete("moved")]);
    let files = snapshot(&sandbox.path("my-app"));
    for (arguments, error) in [
        (
            &["--profile", DEV, "--profile", PROD][..],
            "error[aws-no-vpc]: no VPC in eu-west-1",
        ),
        (&["--profile", "acme-italy-pord"], "error[aws-profile-missing]: "),
        (
            &["--region", "eu-wst-1", "--profile", PROD],
            "error[aws-region-unknown]: ",
        ),
    ] {
        let outcome = sandbox.run(&[&["discover", "my-app"][..], arguments].concat());
        assert_eq!(outcome.code, 5, "{outcome}");
        assert!(outcome.stderr.contains(error), "{error}: {outcome}");
        assert!(!outcome.stderr.contains("--no-discover"), "{outcome}");
    }
    sandbox.run(&["discover", "my-app", "--region", "eu-west-3"]).fails(
        1,
        "error[entry-differs]: the entry of `acme-italy-dev` says `eu-west-1` for `aws_region`, not `eu-west-3`\n\n\
         hint: leave the answer out, or change the entry first: what depends on it lies in other files, too\n",
    );
    assert!(files == snapshot(&sandbox.path("my-app")), "nothing is written");
}

#[test]
#[ignore = "needs SCAFFOLD_MOTO_SERVER"]
fn a_profile_of_another_form_needs_its_parts_once() {
    let aws = Aws::start();
    aws.dev(&[Vpc::complete("dev")]);
    let sandbox = aws.sandbox();
    project(&sandbox);
    let outcome = sandbox.run(&["discover", "my-app", "--profile", "base"]);
    assert_eq!(outcome.code, 1, "{outcome}");
    assert!(
        outcome
            .stderr
            .contains("answer `scope`, `country` and `env` as well"),
        "{outcome}"
    );
    aws.account("", &[Vpc::complete("base")]);
    let parts = ["-d", "scope=acme", "-d", "country=spain", "-d", "env=test"];
    let arguments = ["discover", "my-app", "--profile", "base"];
    sandbox.run(&[&arguments[..], &parts].concat()).succeeds();
    assert!(entry(&locals(&sandbox), "base").contains("environment = \"test\""));
    let again = sandbox.run(&arguments).succeeds();
    assert!(again.stderr.ends_with("is up to date\n"), "{again}");
}

#[test]
fn what_is_no_project_or_declares_nothing_is_told() {
    let sandbox = machine("");
    fs_err::create_dir(sandbox.path("empty")).expect("a folder");
    let outcome = sandbox.run(&["discover", "empty"]);
    assert_eq!(outcome.code, 1, "{outcome}");
    assert!(
        outcome.stderr.starts_with("error[project-unknown]: "),
        "{outcome}"
    );
    sandbox.file("t/copier.yml", "name: x\n").file(
        "t/{{ _copier_conf.answers_file }}.jinja",
        "{{ _copier_answers | to_nice_yaml }}",
    );
    sandbox.run(&["new", "plain", "-t", "t"]).succeeds();
    sandbox.run(&["discover", "plain"]).fails(
        1,
        "error[nothing-to-discover]: the project's template declares nothing to look up\n\n\
         hint: a template says so with `_scaffold_discovery`; docs/discovery.md shows the form\n",
    );
}
