//! Discovery with a person at the terminal.

use super::{Aws, DEV, Vpc, entry, example, locals, machine};
use crate::pty::{DOWN, Terminal};
use crate::sandbox::Sandbox;

#[test]
#[ignore = "needs SCAFFOLD_MOTO_SERVER"]
fn several_vpcs_are_a_menu() {
    let aws = Aws::start();
    aws.dev(&[Vpc::complete("one"), Vpc::complete("two")]);
    let sandbox = aws.sandbox();
    let answers = example("fargate-full");
    let arguments = ["new", "my-app", "--answers", &answers, "--defaults"];
    let rest = Terminal::open(&sandbox, &arguments).interrupts("two  vpc-");
    assert!(
        rest.contains("error[interrupted]: interrupted; nothing was written"),
        "{rest}"
    );
    assert!(!sandbox.path("my-app").exists());

    let mut terminal = Terminal::open(&sandbox, &arguments);
    terminal
        .sees("Which VPC?")
        .sees("one  vpc-")
        .sees("10.0.0.0/16")
        .answer("two  vpc-", &format!("{DOWN}\r"));
    terminal.ends_with(0);
    assert!(entry(&locals(&sandbox), DEV).contains("vpc_id = \"vpc-"));
    let listed = sandbox
        .run(&["discover", "my-app", "-d", "vpc_name=two"])
        .succeeds();
    assert!(
        listed.stderr.ends_with("is up to date\n"),
        "the second was chosen: {listed}"
    );
}

#[test]
#[ignore = "needs SCAFFOLD_MOTO_SERVER"]
fn a_profile_is_searched_and_a_wrong_one_can_be_put_right() {
    let aws = Aws::start();
    aws.dev(&[Vpc::complete("main")]);
    let sandbox = aws.sandbox().variable("AWS_PROFILE", super::PROD);
    all_but_the_account(&sandbox);
    let mut terminal = Terminal::open(&sandbox, &["new", "my-app", "--answers", "answers.yml"]);
    terminal
        // The current profile stands first, each with its account and region.
        .sees("> acme-italy-prod  444455556666  eu-west-1")
        .sees("acme-italy-dev   111122223333  eu-west-1")
        .answer("base", "base\r")
        .sees("not of the form <scope>-<country>-<environment>")
        .answer("AWS profile to deploy with", "acme-italy-de")
        .answer("acme-italy-de   (as typed)", &format!("{DOWN}\r"))
        .answer("AWS region", "\r")
        .answer("Go on?", "\r");
    terminal
        .sees("error[aws-profile-missing]: the AWS profile `acme-italy-de` does not exist on this machine")
        .sees("did you mean `acme-italy-dev`?");
    let config = format!(
        "{}\n[profile acme-italy-de]\nregion = eu-west-1\nrole_arn = arn:aws:iam::111122223333:role/deploy\nsource_profile = base\n",
        super::PROFILES
    );
    sandbox.file("aws", config);
    terminal.answer("Try again", "\r");
    terminal.ends_with(0);
    assert!(entry(&locals(&sandbox), "acme-italy-de").contains("account_id  = \"111122223333\""));
}

/// Answers every question of the built-in template, whatever they are, but those about the account.
fn all_but_the_account(sandbox: &Sandbox) {
    let minimal = example("lambda-minimal");
    sandbox
        .run(&["new", "other", "--answers", &minimal, "--no-discover"])
        .succeeds();
    let answers = sandbox.read("other/.copier-answers.yml");
    let others: Vec<&str> = answers.lines().filter(|line| !line.starts_with("aws_")).collect();
    assert_eq!(answers.lines().count() - others.len(), 2, "{answers}");
    sandbox.file("answers.yml", others.join("\n"));
}

#[test]
fn ctrl_c_in_the_list_of_profiles_ends_everything() {
    let sandbox = machine(super::PROFILES);
    let mut terminal = Terminal::open(&sandbox, &["new", "my-app", "--no-discover"]);
    for question in ["Name of the project", "One sentence", "Path of the repository"] {
        terminal.answer(question, "\r");
    }
    let rest = terminal.interrupts("acme-italy-dev");
    assert!(
        rest.contains("error[interrupted]: interrupted; nothing was written"),
        "{rest}"
    );
    assert!(!sandbox.path("my-app").exists());
}

#[test]
fn after_a_failure_one_can_go_on_with_placeholders_or_cancel() {
    let sandbox = machine("").variable("AWS_EC2_METADATA_DISABLED", "true");
    let answers = example("fargate-full");
    let arguments = ["new", "my-app", "--answers", &answers, "--defaults"];
    let mut terminal = Terminal::open(&sandbox, &arguments);
    terminal
        .sees("error[aws-profile-missing]: ")
        .answer("Cancel", &format!("{DOWN}{DOWN}\r"));
    terminal.ends_with(5);
    assert!(!sandbox.path("my-app").exists());

    let mut terminal = Terminal::open(&sandbox, &arguments);
    terminal.answer("Cancel", &format!("{DOWN}\r"));
    let rest = terminal.ends_with(0);
    assert!(
        rest.contains("Placeholders wait for `scaffold discover --profile acme-italy-dev`"),
        "{rest}"
    );
    assert!(entry(&locals(&sandbox), DEV).contains("PLACEHOLDER"));
}
