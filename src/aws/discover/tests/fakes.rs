//! What a local imitation of AWS does not do: pages, throttling, refusals, silence.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use miette::Diagnostic as _;

use super::answers::{ordinary, page, refusal, security_group, sts_refusal, subnet, vpc};
use super::fake::{Fake, action};
use super::lab::{Machine, PROFILE, network, request};
use crate::aws::discover::{Outcome, discover};
use crate::aws::error::DiscoverError;
use crate::aws::found::Found;
use crate::aws::request::Request;

fn ask(fake: &Fake) -> Result<Outcome, DiscoverError> {
    let network = network("*PRIVATE_*", "*-private");
    discover(
        &Machine::simple(&fake.endpoint).profiles(),
        &request(PROFILE, Some(network)),
    )
}

fn found(outcome: Result<Outcome, DiscoverError>) -> Found {
    match outcome {
        Ok(Outcome::Found(found)) => *found,
        other => panic!("{other:?}"),
    }
}

fn hint(error: &DiscoverError) -> String {
    error.help().unwrap().to_string()
}

#[test]
fn an_ordinary_account_is_found_in_one_go() {
    let fake = Fake::start(|call, _| ordinary(call));
    let found = found(ask(&fake));
    assert_eq!(
        (found.account_id.as_str(), found.region.as_str()),
        ("111122223333", "eu-south-1")
    );
    assert_eq!(found.registry, "111122223333.dkr.ecr.eu-south-1.amazonaws.com");
    let network = found.network.unwrap();
    assert_eq!(
        (network.vpc.id.as_str(), network.vpc.name.as_deref()),
        ("vpc-1", Some("main"))
    );
    let ids: Vec<_> = network.subnets[0]
        .subnets
        .iter()
        .map(|one| (one.id.as_str(), one.free_addresses))
        .collect();
    assert_eq!(ids, [("subnet-1", 250), ("subnet-2", 250)]);
    assert_eq!(network.security_groups[0].security_groups[0].id, "sg-1");
    let mut actions = fake.actions();
    actions.sort();
    assert_eq!(
        actions,
        [
            "DescribeRouteTables",
            "DescribeSecurityGroups",
            "DescribeSubnets",
            "DescribeVpcs",
            "GetCallerIdentity"
        ]
    );
}

#[test]
fn without_a_network_only_the_identity_is_asked_for() {
    let fake = Fake::start(|call, _| ordinary(call));
    let found = found(discover(
        &Machine::simple(&fake.endpoint).profiles(),
        &request(PROFILE, None),
    ));
    assert_eq!((found.account_id.as_str(), found.network), ("111122223333", None));
    assert_eq!(fake.actions(), ["GetCallerIdentity"]);
}

#[test]
fn all_pages_of_250_subnets_are_read() {
    const PAGE: usize = 10;
    let fake = Fake::start(|call, _| {
        let from: usize = call.get("NextToken").map_or(0, |token| token.parse().unwrap());
        match action(call) {
            "DescribeSubnets" => {
                let numbers = from..from + PAGE;
                let items: String = numbers
                    .map(|at| {
                        subnet(
                            &format!("subnet-{at:04}"),
                            &format!("PRIVATE_{at}"),
                            ["a", "b"][at % 2],
                        )
                    })
                    .collect();
                page(
                    call,
                    "subnetSet",
                    &items,
                    (from + PAGE < 250).then_some(from + PAGE),
                )
            }
            "DescribeVpcs" if from == 0 => page(call, "vpcSet", "", Some(1)),
            "DescribeVpcs" => page(call, "vpcSet", &vpc("vpc-1", "main"), None),
            "DescribeSecurityGroups" if from == 0 => page(call, "securityGroupInfo", "", Some(1)),
            "DescribeSecurityGroups" => page(
                call,
                "securityGroupInfo",
                &security_group("sg-9", "x-private"),
                None,
            ),
            _ => ordinary(call),
        }
    });
    let network = found(ask(&fake)).network.unwrap();
    assert_eq!(network.subnets[0].subnets.len(), 250);
    assert_eq!(network.security_groups[0].security_groups[0].id, "sg-9");
    assert_eq!(
        fake.actions()
            .iter()
            .filter(|action| *action == "DescribeSubnets")
            .count(),
        25
    );
}

#[test]
fn throttled_twice_is_tried_again_until_it_works() {
    let fake = Fake::start(|call, before| match action(call) {
        "DescribeSubnets" if before < 2 => refusal(503, "RequestLimitExceeded", "Request limit exceeded."),
        _ => ordinary(call),
    });
    assert_eq!(found(ask(&fake)).network.unwrap().subnets[0].subnets.len(), 2);
    assert_eq!(
        fake.actions()
            .iter()
            .filter(|action| *action == "DescribeSubnets")
            .count(),
        3
    );
}

#[test]
fn throttled_for_good_is_said() {
    let fake = Fake::start(|call, _| match action(call) {
        "DescribeVpcs" => refusal(503, "RequestLimitExceeded", "Request limit exceeded."),
        _ => ordinary(call),
    });
    let error = ask(&fake).unwrap_err();
    assert_eq!(
        error.to_string(),
        "AWS throttles `ec2:DescribeVpcs`, also after waiting and trying again"
    );
}

#[test]
fn the_denied_action_is_named() {
    let message = "You are not authorized to perform this operation. User: arn:aws:iam::1:user/x is not authorized \
                   to perform: ec2:DescribeSubnets because no identity-based policy allows it";
    let fake = Fake::start(move |call, _| match action(call) {
        "DescribeSubnets" => refusal(403, "UnauthorizedOperation", message),
        _ => ordinary(call),
    });
    let error = ask(&fake).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the profile `acme-italy-dev` may not call `ec2:DescribeSubnets`"
    );
    assert!(
        hint(&error).contains("no identity-based policy"),
        "{}",
        hint(&error)
    );
}

#[test]
fn route_tables_may_be_denied_where_names_decide() {
    let fake = Fake::start(|call, _| match action(call) {
        "DescribeRouteTables" => refusal(403, "UnauthorizedOperation", "no"),
        _ => ordinary(call),
    });
    assert_eq!(found(ask(&fake)).network.unwrap().subnets[0].subnets.len(), 2);
}

#[test]
fn expired_credentials_explain_all_other_failures() {
    let fake = Fake::start(|call, _| match action(call) {
        "GetCallerIdentity" => sts_refusal(
            403,
            "ExpiredToken",
            "The security token included in the request is expired",
        ),
        _ => refusal(
            403,
            "UnauthorizedOperation",
            "You are not authorized to perform this operation.",
        ),
    });
    let error = ask(&fake).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the credentials of the profile `acme-italy-dev` have expired"
    );
    assert_eq!(
        hint(&error),
        "renew them, and try them with `aws sts get-caller-identity --profile acme-italy-dev`"
    );
}

#[test]
fn refused_credentials_and_a_disabled_region_are_told_apart() {
    let refused = || {
        refusal(
            401,
            "AuthFailure",
            "AWS was not able to validate the provided access credentials",
        )
    };
    let fake = Fake::start(move |call, _| match action(call) {
        "GetCallerIdentity" => sts_refusal(403, "InvalidClientTokenId", "The security token is invalid."),
        _ => refused(),
    });
    assert!(matches!(
        ask(&fake),
        Err(DiscoverError::CredentialsRefused { .. })
    ));
    let fake = Fake::start(move |call, _| match action(call) {
        "GetCallerIdentity" => ordinary(call),
        _ => refused(),
    });
    assert!(
        matches!(ask(&fake), Err(DiscoverError::RegionDisabled { region, .. }) if region == "eu-south-1")
    );
}

#[test]
fn a_role_that_may_not_be_assumed_is_an_access_denied() {
    let fake = Fake::start(|call, _| match action(call) {
        "AssumeRole" => sts_refusal(
            403,
            "AccessDenied",
            "User: arn:aws:iam::1:user/x is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::2:role/r",
        ),
        _ => ordinary(call),
    });
    let sections = "[profile base]\naws_access_key_id = A\naws_secret_access_key = s\n@\
                    [profile role]\nrole_arn = arn:aws:iam::444455556666:role/r\nsource_profile = base\n@";
    let machine = Machine::new(&fake.endpoint, sections);
    let error = discover(&machine.profiles(), &request("role", None)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the profile `role` may not call `sts:AssumeRole`"
    );
}

#[test]
fn a_sign_in_page_in_between_is_not_taken_for_aws() {
    let fake = Fake::start(|_, _| (200, "<html><body>Welcome to the airport</body></html>".to_owned()));
    let error = ask(&fake).unwrap_err();
    assert!(
        error
            .to_string()
            .starts_with("AWS cannot be reached: something answers that is not AWS"),
        "{error}"
    );
}

#[test]
fn no_server_and_a_silent_server_end_within_seconds() {
    let started = Instant::now();
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let machine = Machine::simple(&format!("http://{closed}"));
    let error = discover(&machine.profiles(), &request(PROFILE, None)).unwrap_err();
    assert!(matches!(error, DiscoverError::Unreachable { .. }), "{error}");

    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let machine = Machine::simple(&format!("http://{}", silent.local_addr().unwrap()));
    let mut quick: Request = request(PROFILE, None);
    quick.patience.total = Duration::from_secs(2);
    let error = discover(&machine.profiles(), &quick).unwrap_err();
    assert_eq!(error.to_string(), "AWS did not answer within 2 s");
    assert!(
        started.elapsed() < Duration::from_secs(12),
        "{:?}",
        started.elapsed()
    );
}

#[test]
fn credentials_of_a_program_are_used_and_its_failure_is_told() {
    let fake = Fake::start(|call, _| ordinary(call));
    let keys = r#"{"Version":1,"AccessKeyId":"A","SecretAccessKey":"s"}"#;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys.json");
    fs_err::write(&file, keys).unwrap();
    let sections = format!(
        "[profile good]\ncredential_process = cat {}\n@[profile bad]\ncredential_process = cat /nowhere/keys\n@",
        file.display()
    );
    let machine = Machine::new(&fake.endpoint, &sections);
    assert_eq!(
        found(discover(&machine.profiles(), &request("good", None))).account_id,
        "111122223333"
    );
    let error = discover(&machine.profiles(), &request("bad", None)).unwrap_err();
    assert!(
        matches!(error, DiscoverError::CredentialsMissing { .. }),
        "{error}"
    );
}

#[test]
fn a_session_asks_again_after_a_choice() {
    let fake = Fake::start(|call, _| match action(call) {
        "DescribeVpcs" => page(
            call,
            "vpcSet",
            &(vpc("vpc-1a", "one") + &vpc("vpc-2a", "two")),
            None,
        ),
        _ => ordinary(call),
    });
    let machine = Machine::simple(&fake.endpoint);
    let mut request = request(PROFILE, Some(network("*PRIVATE_*", "*-private")));
    let session = crate::aws::discover::Session::open(&machine.profiles(), &request).unwrap();
    let Ok(Outcome::Open(choice)) = session.ask(&request) else {
        panic!()
    };
    assert_eq!(choice.candidates[1].to_string(), "two  vpc-2a  10.0.0.0/16");
    let error = choice.clone().into_error();
    assert_eq!(
        error.to_string(),
        "several VPCs fit:\n  one  vpc-1a  10.0.0.0/16\n  two  vpc-2a  10.0.0.0/16"
    );
    assert_eq!(
        hint(&error),
        "set the answer `vpc_name` to a name, a pattern or an id, or name the one to use"
    );
    request.choose(&choice, "vpc-2a");
    assert_eq!(found(session.ask(&request)).network.unwrap().vpc.id, "vpc-2a");
}
