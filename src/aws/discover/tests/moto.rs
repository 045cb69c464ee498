//! Against a real local imitation of AWS: `SCAFFOLD_MOTO_SERVER` names the program.

use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::{Filter, ResourceType, Tag, TagSpecification};

use super::lab::{Machine, network, request, subnet_query};
use crate::aws::discover::{Outcome, Session, discover};
use crate::aws::error::DiscoverError;
use crate::aws::found::Found;
use crate::aws::request::{Network, Route};
use crate::aws::selector::Selector;

const SECTIONS: &str = "\
[profile base]
aws_access_key_id = test
aws_secret_access_key = test
@
[profile dev]
role_arn = arn:aws:iam::111122223333:role/deploy
source_profile = base
@
[profile prod]
role_arn = arn:aws:iam::444455556666:role/deploy
source_profile = base
@
";

/// A server of its own for every test.
struct Moto {
    process: Child,
    machine: Machine,
}

impl Moto {
    fn start() -> Self {
        let program =
            std::env::var_os("SCAFFOLD_MOTO_SERVER").expect("SCAFFOLD_MOTO_SERVER names moto_server");
        let port = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let mut command = Command::new(program);
        command
            .args(["-H", "127.0.0.1", "-p", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let process = command.spawn().unwrap();
        let machine = Machine::new(&format!("http://127.0.0.1:{port}"), SECTIONS);
        let moto = Self { process, machine };
        for _ in 0..600 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return moto;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("moto_server does not listen");
    }

    /// Works on the account of a profile, with the session's own client.
    fn within<T>(&self, profile: &str, work: impl AsyncFnOnce(&Client) -> T) -> T {
        let mut request = request(profile, None);
        // Making is not repeated: a slow answer would leave things there twice.
        request.patience.attempt = Duration::from_mins(1);
        let session = Session::open(&self.machine.profiles(), &request).unwrap();
        session.runtime.as_ref().unwrap().block_on(work(&session.ec2))
    }

    fn ask(&self, profile: &str, network: Network) -> Result<Outcome, DiscoverError> {
        discover(&self.machine.profiles(), &request(profile, Some(network)))
    }

    fn found(&self, profile: &str, network: Network) -> Found {
        match self.ask(profile, network) {
            Ok(Outcome::Found(found)) => *found,
            other => panic!("{other:?}"),
        }
    }
}

impl Drop for Moto {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn named(kind: ResourceType, name: &str) -> TagSpecification {
    TagSpecification::builder()
        .resource_type(kind)
        .tags(Tag::builder().key("Name").value(name).build())
        .build()
}

/// Takes the default VPC away that every region begins with.
async fn clear(ec2: &Client) {
    let vpcs = ec2.describe_vpcs().send().await.unwrap();
    for vpc in vpcs.vpcs() {
        let id = vpc.vpc_id().unwrap();
        let of_vpc = Filter::builder().name("vpc-id").values(id).build();
        for subnet in ec2
            .describe_subnets()
            .filters(of_vpc)
            .send()
            .await
            .unwrap()
            .subnets()
        {
            ec2.delete_subnet()
                .subnet_id(subnet.subnet_id().unwrap())
                .send()
                .await
                .unwrap();
        }
        ec2.delete_vpc().vpc_id(id).send().await.unwrap();
    }
}

/// Makes a VPC with two private and two public subnets and gives the ids, the VPC's first.
async fn build(ec2: &Client, name: &str) -> Vec<String> {
    let tags = named(ResourceType::Vpc, name);
    let vpc = ec2
        .create_vpc()
        .cidr_block("10.0.0.0/16")
        .tag_specifications(tags)
        .send()
        .await
        .unwrap();
    let vpc = vpc.vpc().unwrap().vpc_id().unwrap().to_owned();
    let mut ids = vec![vpc.clone()];
    for (at, (subnet, zone)) in [
        ("PRIVATE_a", "a"),
        ("PRIVATE_b", "b"),
        ("edge_a", "a"),
        ("edge_b", "b"),
    ]
    .into_iter()
    .enumerate()
    {
        let made = ec2
            .create_subnet()
            .vpc_id(&vpc)
            .cidr_block(format!("10.0.{at}.0/24"))
            .availability_zone(format!("eu-south-1{zone}"))
            .tag_specifications(named(ResourceType::Subnet, &format!("{name}-{subnet}")));
        ids.push(
            made.send()
                .await
                .unwrap()
                .subnet()
                .unwrap()
                .subnet_id()
                .unwrap()
                .to_owned(),
        );
    }
    let gateway = ec2.create_internet_gateway().send().await.unwrap();
    let gateway = gateway
        .internet_gateway()
        .unwrap()
        .internet_gateway_id()
        .unwrap()
        .to_owned();
    ec2.attach_internet_gateway()
        .vpc_id(&vpc)
        .internet_gateway_id(&gateway)
        .send()
        .await
        .unwrap();
    let table = ec2.create_route_table().vpc_id(&vpc).send().await.unwrap();
    let table = table.route_table().unwrap().route_table_id().unwrap().to_owned();
    let route = ec2
        .create_route()
        .route_table_id(&table)
        .destination_cidr_block("0.0.0.0/0");
    route.gateway_id(&gateway).send().await.unwrap();
    for subnet in &ids[3..] {
        ec2.associate_route_table()
            .route_table_id(&table)
            .subnet_id(subnet)
            .send()
            .await
            .unwrap();
    }
    let group = ec2
        .create_security_group()
        .vpc_id(&vpc)
        .group_name(format!("{name}-private"))
        .description("d");
    ids.push(group.send().await.unwrap().group_id().unwrap().to_owned());
    ids
}

fn subnets(found: &Found, at: usize) -> Vec<&str> {
    found.network.as_ref().unwrap().subnets[at]
        .subnets
        .iter()
        .map(|subnet| subnet.id.as_str())
        .collect()
}

#[test]
#[ignore = "needs SCAFFOLD_MOTO_SERVER"]
fn one_vpc_is_taken_with_its_subnets_by_wildcard_and_by_route() {
    let moto = Moto::start();
    let ids = moto.within("dev", async |ec2| {
        clear(ec2).await;
        build(ec2, "acme").await
    });
    let mut network = network("*PRIVATE_?", "acme-*");
    network
        .subnets
        .push(subnet_query("public", "*NAT_*", Some(Route::Public)));
    let found = moto.found("dev", network.clone());
    assert_eq!(found.account_id, "111122223333");
    assert_eq!(found.network.as_ref().unwrap().vpc.id, ids[0]);
    assert_eq!(subnets(&found, 0), [&ids[1], &ids[2]]);
    assert_eq!(subnets(&found, 1), [&ids[3], &ids[4]]);
    assert!(
        found.notes[0].starts_with("public subnets: no subnet's name fits `*NAT_*`"),
        "{:?}",
        found.notes
    );
    assert_eq!(
        found.network.as_ref().unwrap().security_groups[0].security_groups[0].id,
        ids[5]
    );
    assert_eq!(moto.found("dev", network).network, found.network);

    let error = moto
        .ask("dev", super::lab::network("*private_?", "acme-*"))
        .map(drop);
    assert!(
        error.is_ok(),
        "the route decides where the case differs: {error:?}"
    );
    let mut by_name = super::lab::network("*private_?", "acme-*");
    by_name.subnets[0].route = None;
    let error = moto.ask("dev", by_name).unwrap_err();
    assert_eq!(error.to_string(), "no private subnet in acme fits `*private_?`");
}

#[test]
#[ignore = "needs SCAFFOLD_MOTO_SERVER"]
fn of_several_vpcs_one_has_to_be_chosen_or_named() {
    let moto = Moto::start();
    let (one, two) = moto.within("dev", async |ec2| {
        (build(ec2, "one").await, build(ec2, "two").await)
    });
    let Ok(Outcome::Open(choice)) = moto.ask("dev", network("*PRIVATE_*", "*-private")) else {
        panic!()
    };
    let names: Vec<_> = choice
        .candidates
        .iter()
        .map(|one| (one.name.as_deref(), one.default))
        .collect();
    assert_eq!(names, [(Some("one"), false), (Some("two"), false), (None, true)]);

    let mut with_vpc = network("*PRIVATE_*", "*-private");
    with_vpc.vpc.selector = Selector::parse("tw?", "vpc-");
    assert_eq!(
        moto.found("dev", with_vpc.clone()).network.unwrap().vpc.id,
        two[0]
    );
    with_vpc.vpc.selector = Selector::parse(&one[0], "vpc-");
    assert_eq!(
        subnets(&moto.found("dev", with_vpc.clone()), 0),
        [&one[1], &one[2]]
    );
    with_vpc.vpc.selector = Selector::parse("vpc-00000000", "vpc-");
    assert!(
        matches!(moto.ask("dev", with_vpc), Err(DiscoverError::NoVpc { existing, .. }) if existing.len() == 3)
    );
}

#[test]
#[ignore = "needs SCAFFOLD_MOTO_SERVER"]
fn no_vpc_is_an_error() {
    let moto = Moto::start();
    moto.within("dev", clear);
    let error = moto.ask("dev", network("*", "*")).unwrap_err();
    assert_eq!(error.to_string(), "no VPC in eu-south-1");
}

#[test]
#[ignore = "needs SCAFFOLD_MOTO_SERVER"]
fn each_role_finds_its_own_account() {
    let moto = Moto::start();
    let made = ["dev", "prod"].map(|profile| {
        moto.within(profile, async |ec2| {
            clear(ec2).await;
            build(ec2, profile).await
        })
    });
    for (profile, account, ids) in [
        ("dev", "111122223333", &made[0]),
        ("prod", "444455556666", &made[1]),
    ] {
        let found = moto.found(profile, network("*PRIVATE_*", "*-private"));
        assert_eq!(found.account_id, account);
        assert_eq!(found.network.as_ref().unwrap().vpc.id, ids[0]);
        assert_eq!(subnets(&found, 0), [&ids[1], &ids[2]]);
    }
}
