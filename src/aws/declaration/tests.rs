use std::collections::BTreeMap;
use std::convert::Infallible;

use super::*;
use crate::aws::choice::{Candidate, Choice, Choosing};
use crate::aws::found::{Found, FoundNetwork, Subnet, SubnetGroup, Vpc};
use crate::aws::patch::patch_all;
use crate::aws::request::Route;

const DECLARATION: &str = r#"
profile: aws_profile
region: aws_region
account_id:
  to: [{file: locals.tf, path: 'locals.accounts["<aws_profile>"].account_id'}]
vpc:
  answer: vpc_name
  to:
    - {file: locals.tf, path: 'locals.accounts["<aws_profile>"].vpc_id'}
    - {file: .env, key: VPC_ID}
subnets:
  private:
    pattern: "<private_subnets>"
    answer: private_subnets
    zones: 2
    route: private
    to: [{file: .env, key: SUBNET_IDS}]
  public:
    when: "<expose_url>"
    pattern: "*NAT_*"
security_groups:
  private: {answer: groups, many: true}
new_entry:
  - {file: locals.tf, path: 'locals.accounts["<aws_profile>"].scope', answer: scope}
  - {file: locals.tf, path: 'locals.accounts["<aws_profile>"].team', value: "<scope>-team"}
"#;

/// Stands in for a template engine: `<name>` is an answer.
struct Answers(BTreeMap<&'static str, &'static str>);

impl Resolve for Answers {
    type Error = Infallible;

    fn render(&self, template: &str) -> Result<String, Infallible> {
        Ok(self.0.iter().fold(template.to_owned(), |text, (name, value)| {
            text.replace(&format!("<{name}>"), value)
        }))
    }

    fn answer(&self, name: &str) -> Result<String, Infallible> {
        Ok(self.0.get(name).copied().unwrap_or_default().to_owned())
    }
}

fn answers() -> Answers {
    Answers(BTreeMap::from([
        ("aws_profile", "acme-italy-dev"),
        ("vpc_name", "main*"),
        ("private_subnets", "*PRIVATE_*"),
        ("expose_url", "False"),
        ("groups", "sg-0a, app-*"),
        ("scope", "acme"),
    ]))
}

fn lookups() -> Lookups {
    let declaration: Declaration = serde_yaml::from_str(DECLARATION).unwrap();
    let Ok(lookups) = declaration.resolve(&answers());
    lookups
}

fn found() -> Found {
    let subnet = |id: &str| Subnet {
        id: id.to_owned(),
        name: None,
        zone: "a".to_owned(),
        cidr: String::new(),
        free_addresses: 1,
    };
    let vpc = Vpc {
        id: "vpc-1".to_owned(),
        name: None,
        cidr: String::new(),
        default: false,
    };
    Found {
        profile: None,
        region: "eu-west-1".to_owned(),
        account_id: "111122223333".to_owned(),
        identity: String::new(),
        partition: "aws".to_owned(),
        registry: String::new(),
        network: Some(FoundNetwork {
            vpc,
            subnets: vec![SubnetGroup {
                group: "private".to_owned(),
                by_route: None,
                subnets: vec![subnet("subnet-1"), subnet("subnet-2")],
            }],
            security_groups: Vec::new(),
        }),
        notes: Vec::new(),
    }
}

#[test]
fn answers_become_queries_and_false_conditions_leave_them_out() {
    let network = lookups().network.unwrap();
    assert_eq!(network.vpc.selector.patterns, ["main*"]);
    assert_eq!(network.vpc.answer.as_deref(), Some("vpc_name"));
    let [private] = network.subnets.as_slice() else {
        panic!("{:?}", network.subnets)
    };
    assert_eq!((private.zones, private.route), (2, Some(Route::Private)));
    assert_eq!(private.selector.patterns, ["*PRIVATE_*"]);
    let [groups] = network.security_groups.as_slice() else {
        panic!()
    };
    assert_eq!(
        (
            groups.selector.ids.len(),
            groups.selector.patterns.len(),
            groups.many
        ),
        (1, 1, true)
    );
}

#[test]
fn without_networking_nothing_of_ec2_is_read() {
    let declaration: Declaration =
        serde_yaml::from_str("{profile: p, region: r, account_id: {}, vpc: {when: '<expose_url>'}}").unwrap();
    let Ok(lookups) = declaration.resolve(&answers());
    assert!(lookups.network.is_none());
}

#[test]
fn findings_go_where_the_declaration_says() {
    let locals = "locals {\n  accounts = {\n    acme-italy-dev = {\n      account_id = \"\"\n      vpc_id = \"\"\n    }\n  }\n}\n";
    let files = BTreeMap::from([("locals.tf", locals), (".env", "VPC_ID=\n")]);
    let read = |file: &str| files.get(file).map(|text| (*text).to_owned());

    let placements_of = |own| placements(&lookups(), &found(), own).unwrap();
    let patched = patch_all(&placements_of(true), read).unwrap();
    assert_eq!(
        patched.changed[".env"],
        "VPC_ID=vpc-1\nSUBNET_IDS=subnet-1,subnet-2\n"
    );
    let expected = locals.replace("account_id = \"\"", "account_id = \"111122223333\"");
    assert_eq!(
        patched.changed["locals.tf"],
        expected.replace("vpc_id = \"\"", "vpc_id = \"vpc-1\"")
    );

    let patched = patch_all(&placements_of(false), read).unwrap();
    assert_eq!(patched.changed.keys().collect::<Vec<_>>(), ["locals.tf"]);
    let patched = patch_all(&placements_of(true), |_| None).unwrap();
    assert_eq!(patched.missing, [".env", "locals.tf"]);
}

#[test]
fn an_entry_that_is_there_tells_its_own_answers() {
    let declaration: Declaration = serde_yaml::from_str(DECLARATION).unwrap();
    assert_eq!(declaration.account_answers().collect::<Vec<_>>(), ["scope"]);
    let told = |locals: &str| {
        let read = |_: &str| Some(locals.to_owned());
        let Ok(told) = declaration.told_by_entry(&answers(), &read);
        told
    };
    let locals = |scope: &str| {
        format!("locals {{\n  accounts = {{\n    acme-italy-dev = {{ scope = {scope} }}\n  }}\n}}\n")
    };
    assert_eq!(
        told(&locals("\"other\"")),
        [("scope".to_owned(), "other".to_owned())]
    );
    assert_eq!(told(&locals("var.scope")), []);
    assert_eq!(told("locals {}\n"), []);
    assert_eq!(told("no HCL"), []);
}

#[test]
fn a_new_entry_gets_the_answers_of_its_account() {
    let locals =
        "locals {\n  accounts = {\n    other = {\n      scope = \"x\"\n      team  = \"y\"\n    }\n  }\n}\n";
    let patched = patch_all(&placements(&lookups(), &found(), false).unwrap(), |file| {
        (file == "locals.tf").then(|| locals.to_owned())
    });
    let text = &patched.unwrap().changed["locals.tf"];
    let entry = text.split("acme-italy-dev").nth(1).unwrap();
    assert!(
        entry.contains("scope = \"acme\"") && entry.contains("team  = \"acme-team\""),
        "{text}"
    );
}

#[test]
fn a_choice_that_the_files_settle_is_known() {
    let candidate = |id: &str| Candidate {
        id: id.to_owned(),
        name: None,
        detail: String::new(),
        default: false,
    };
    let choice = Choice {
        of: Choosing::Vpc,
        answer: None,
        candidates: vec![candidate("vpc-1"), candidate("vpc-2")],
    };
    let lookups = lookups();
    let settled = |env: &'static str| {
        let read = move |file: &str| (file == ".env").then(|| env.to_owned());
        named_already(&lookups, &choice, &read).map(|one| one.id.as_str())
    };
    assert_eq!(settled("VPC_ID='vpc-2'\n"), Some("vpc-2"));
    assert_eq!(settled("VPC_ID=vpc-3\n"), None);
    assert_eq!(settled(""), None);
}

#[test]
fn findings_are_carried_and_answers_are_not() {
    let text = |vpc: &str, scope: &str| {
        format!(
            "locals {{\n  accounts = {{\n    acme-italy-dev = {{\n      vpc_id = \"{vpc}\"\n      scope  = \"{scope}\"\n    }}\n  }}\n}}\n"
        )
    };
    let carried = lookups().carry("locals.tf", &text("vpc-1", "old"), &text("PLACEHOLDER", "new"));
    assert_eq!(carried, text("vpc-1", "new"));
}

#[test]
fn what_waits_for_discovery_is_named_by_file() {
    let names = unfilled(&lookups());
    assert_eq!(names[".env"], ["VPC_ID", "SUBNET_IDS"]);
    assert_eq!(names["locals.tf"], ["account_id", "vpc_id"]);
}

#[test]
fn a_misspelt_key_of_the_declaration_is_refused() {
    for wrong in [
        "{profile: p}",
        "{profile: p, region: r, vpcs: {}}",
        "{profile: p, region: r, subnets: {a: {zone: 2}}}",
        "{profile: p, region: r, vpc: {to: [{file: .env}]}}",
        "{profile: p, region: r, new_entry: [{file: f, path: p}]}",
        "{profile: p, region: r, new_entry: [{file: f, path: p, value: v, answer: a}]}",
    ] {
        assert!(serde_yaml::from_str::<Declaration>(wrong).is_err(), "{wrong}");
    }
}
