use super::*;
use crate::aws::found::{SecurityGroup, Subnet};
use crate::aws::request::{Route, SecurityGroupQuery, SubnetQuery, VpcQuery};
use crate::aws::selector::Selector;

fn vpc(id: &str, name: &str, default: bool) -> Vpc {
    Vpc {
        id: id.to_owned(),
        name: Some(name.to_owned()),
        cidr: "10.0.0.0/16".to_owned(),
        default,
    }
}

fn subnet(id: &str, name: &str, zone: &str) -> Subnet {
    Subnet {
        id: id.to_owned(),
        name: Some(name.to_owned()),
        zone: zone.to_owned(),
        cidr: "10.0.0.0/24".to_owned(),
        free_addresses: 251,
    }
}

fn security_group(id: &str, name: Option<&str>, group_name: &str) -> SecurityGroup {
    SecurityGroup {
        id: id.to_owned(),
        name: name.map(str::to_owned),
        group_name: group_name.to_owned(),
        description: String::new(),
    }
}

fn inventory() -> Inventory {
    Inventory {
        subnets: vec![
            subnet("subnet-b2", "PRIVATE_b2", "b"),
            subnet("subnet-b", "PRIVATE_b", "b"),
            subnet("subnet-a", "PRIVATE_a", "a"),
            subnet("subnet-n1", "edge-1", "a"),
            subnet("subnet-n2", "edge-2", "b"),
        ],
        security_groups: vec![
            security_group("sg-1", None, "default"),
            security_group("sg-2", Some("acme-private"), "terraform-123"),
            security_group("sg-3", Some("other-private"), "terraform-124"),
        ],
        route_tables: Ok(vec![
            RouteTable {
                associations: vec![Association::Main],
                to_internet: false,
            },
            RouteTable {
                associations: ["subnet-n1", "subnet-n2"]
                    .map(|id| Association::Subnet(id.to_owned()))
                    .into(),
                to_internet: true,
            },
        ]),
    }
}

fn subnets(pattern: &str) -> SubnetQuery {
    SubnetQuery {
        group: "app".to_owned(),
        selector: Selector::parse(pattern, "subnet-"),
        answer: Some("app_subnets".to_owned()),
        zones: 2,
        one_per_zone: false,
        route: None,
    }
}

fn security_groups(pattern: &str, many: bool) -> SecurityGroupQuery {
    let selector = Selector::parse(pattern, "sg-");
    SecurityGroupQuery {
        group: "app".to_owned(),
        selector,
        answer: None,
        many,
    }
}

/// Ids, the route that decided, notes.
type Picked = (Vec<String>, Option<Route>, Vec<String>);

fn pick(query: SubnetQuery) -> Result<Picked, DiscoverError> {
    pick_in(query, &inventory())
}

fn pick_in(query: SubnetQuery, inventory: &Inventory) -> Result<Picked, DiscoverError> {
    let network = Network {
        subnets: vec![query],
        ..Network::default()
    };
    let mut notes = Vec::new();
    match select(vpc("vpc-1", "main", false), &network, inventory, &mut notes)? {
        Selected::One(found) => {
            let group = &found.subnets[0];
            let ids = group.subnets.iter().map(|one| one.id.clone()).collect();
            Ok((ids, group.by_route, notes))
        }
        Selected::Open(choice) => panic!("{choice:?}"),
    }
}

#[test]
fn the_only_vpc_is_taken_and_of_several_the_named_one() {
    let query = |text: &str| VpcQuery {
        selector: Selector::parse(text, "vpc-"),
        answer: None,
    };
    let all = || vec![vpc("vpc-1", "main", false), vpc("vpc-2", "other", true)];
    let taken = |query, vpcs| match pick_vpc(&query, "eu-west-1", vpcs) {
        Ok(Selected::One(vpc)) => vpc.id,
        other => panic!("{other:?}"),
    };
    assert_eq!(taken(query(""), vec![vpc("vpc-9", "x", true)]), "vpc-9");
    assert_eq!(taken(query("oth*"), all()), "vpc-2");
    assert_eq!(taken(query("vpc-1"), all()), "vpc-1");
    assert!(
        matches!(pick_vpc(&query(""), "eu-west-1", all()), Ok(Selected::Open(choice)) if choice.candidates.len() == 2)
    );
    let error = pick_vpc(&query("none*"), "eu-west-1", all()).unwrap_err();
    assert_eq!(error.to_string(), "no VPC in eu-west-1 fits `none*`");
    let error = pick_vpc(&query(""), "eu-west-1", Vec::new()).unwrap_err();
    assert_eq!(error.to_string(), "no VPC in eu-west-1");
}

#[test]
fn subnets_are_picked_by_name_in_the_order_of_their_zones() {
    let (ids, by_route, notes) = pick(subnets("PRIVATE_*")).unwrap();
    assert_eq!(ids, ["subnet-a", "subnet-b", "subnet-b2"]);
    assert_eq!((by_route, notes.len()), (None, 0));
    let (ids, ..) = pick(SubnetQuery {
        one_per_zone: true,
        ..subnets("PRIVATE_*")
    })
    .unwrap();
    assert_eq!(ids, ["subnet-a", "subnet-b"]);
    let (ids, ..) = pick(subnets("subnet-b, edge-1")).unwrap();
    assert_eq!(ids, ["subnet-n1", "subnet-b"]);
}

#[test]
fn routes_decide_where_no_name_fits_and_that_is_said() {
    let (ids, by_route, notes) = pick(SubnetQuery {
        route: Some(Route::Public),
        ..subnets("*NAT_*")
    })
    .unwrap();
    assert_eq!(ids, ["subnet-n1", "subnet-n2"]);
    assert_eq!(by_route, Some(Route::Public));
    assert_eq!(
        notes,
        [
            "app subnets: no subnet's name fits `*NAT_*`, so those with a route to an internet gateway are taken: \
          edge-1 (a), edge-2 (b)"
        ]
    );
    let (ids, ..) = pick(SubnetQuery {
        route: Some(Route::Private),
        ..subnets("")
    })
    .unwrap();
    assert_eq!(ids, ["subnet-a", "subnet-b", "subnet-b2"]);
}

#[test]
fn subnets_without_a_table_follow_the_main_one() {
    let main = RouteTable {
        associations: vec![Association::Main],
        to_internet: true,
    };
    let inventory = Inventory {
        route_tables: Ok(vec![main]),
        ..inventory()
    };
    let query = SubnetQuery {
        route: Some(Route::Public),
        ..subnets("")
    };
    assert_eq!(pick_in(query, &inventory).unwrap().0.len(), 5);
}

#[test]
fn unreadable_routes_matter_only_where_they_are_needed() {
    let denied = || DiscoverError::Throttled {
        action: "ec2:DescribeRouteTables".to_owned(),
    };
    let inventory = Inventory {
        route_tables: Err(denied()),
        ..inventory()
    };
    let query = |pattern| SubnetQuery {
        route: Some(Route::Public),
        ..subnets(pattern)
    };
    assert!(pick_in(query("PRIVATE_*"), &inventory).is_ok());
    assert!(matches!(
        pick_in(query("*NAT_*"), &inventory),
        Err(DiscoverError::Throttled { .. })
    ));
}

#[test]
fn what_is_missing_is_told_with_what_there_is() {
    let error = pick(subnets("*NAT_*")).unwrap_err();
    assert_eq!(error.to_string(), "no app subnet in main fits `*NAT_*`");
    let hint = miette::Diagnostic::help(&error).unwrap().to_string();
    assert_eq!(
        hint,
        "set the answer `app_subnets` to a name, a pattern or an id, or create them in the VPC; \
         the subnets are `PRIVATE_a`, `PRIVATE_b`, `PRIVATE_b2`, `edge-1`, `edge-2`"
    );
    let error = pick(subnets("subnet-a, subnet-0bad")).unwrap_err();
    assert_eq!(error.to_string(), "no app subnet in main fits `subnet-0bad`");
    let error = pick(subnets("PRIVATE_b*")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the app subnets lie in 1 availability zone and have to lie in 2: PRIVATE_b (b), PRIVATE_b2 (b)"
    );
}

#[test]
fn security_groups_go_by_name_tag_or_group_name_and_have_to_be_one() {
    let pick = |pattern: &str, many: bool| {
        let network = Network {
            security_groups: vec![security_groups(pattern, many)],
            ..Network::default()
        };
        select(
            vpc("vpc-1", "main", false),
            &network,
            &inventory(),
            &mut Vec::new(),
        )
    };
    let ids = |pattern: &str, many: bool| match pick(pattern, many) {
        Ok(Selected::One(found)) => found.security_groups[0]
            .security_groups
            .iter()
            .map(|one| one.id.clone())
            .collect(),
        other => panic!("{other:?}"),
    };
    let one: Vec<String> = ids("default", false);
    assert_eq!(one, ["sg-1"]);
    assert_eq!(ids("acme-*", false), ["sg-2"]);
    assert_eq!(ids("*-private", true), ["sg-2", "sg-3"]);
    let Ok(Selected::Open(choice)) = pick("*-private", false) else {
        panic!()
    };
    assert_eq!(
        choice.into_error().to_string(),
        "several app security groups fit:\n  acme-private  sg-2\n  other-private  sg-3"
    );
    let error = pick("*-none", false).unwrap_err();
    assert_eq!(error.to_string(), "no app security group in main fits `*-none`");
}
