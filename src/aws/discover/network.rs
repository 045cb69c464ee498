use aws_sdk_ec2::Client;
use aws_sdk_ec2::types::{self, Filter, Tag};
use futures_util::future::join3;

use super::failure::failure;
use super::place::Place;
use crate::aws::error::DiscoverError;
use crate::aws::found::{FoundNetwork, SecurityGroup, Subnet, Vpc};
use crate::aws::request::Network;
use crate::aws::select::{Association, Inventory, RouteTable, Selected, pick_vpc, select};

/// The largest pages that EC2 gives.
const PAGE: i32 = 1000;
const PAGE_OF_ROUTE_TABLES: i32 = 100;

/// Reads the VPCs, then all that the picked one holds, every page of it.
pub(super) async fn read(
    ec2: &Client,
    place: &Place,
    network: &Network,
    notes: &mut Vec<String>,
) -> Result<Selected<FoundNetwork>, DiscoverError> {
    let vpc = match pick_vpc(&network.vpc, &place.region, vpcs(ec2, place).await?)? {
        Selected::One(vpc) => vpc,
        Selected::Open(choice) => return Ok(Selected::Open(choice)),
    };
    let subnets = async {
        if network.subnets.is_empty() {
            Ok(Vec::new())
        } else {
            subnets(ec2, place, &vpc.id).await
        }
    };
    let security_groups = async {
        if network.security_groups.is_empty() {
            Ok(Vec::new())
        } else {
            security_groups(ec2, place, &vpc.id).await
        }
    };
    let route_tables = async {
        let needless = network.subnets.iter().all(|query| query.route.is_none());
        if needless {
            Ok(Vec::new())
        } else {
            route_tables(ec2, place, &vpc.id).await
        }
    };
    let (subnets, security_groups, route_tables) = join3(subnets, security_groups, route_tables).await;
    let inventory = Inventory {
        subnets: subnets?,
        security_groups: security_groups?,
        route_tables,
    };
    select(vpc, network, &inventory, notes)
}

async fn vpcs(ec2: &Client, place: &Place) -> Result<Vec<Vpc>, DiscoverError> {
    let pages = ec2
        .describe_vpcs()
        .into_paginator()
        .page_size(PAGE)
        .items()
        .send();
    let vpcs = pages
        .try_collect()
        .await
        .map_err(|error| failure(&error, "ec2:DescribeVpcs", place))?;
    Ok(vpcs.into_iter().map(vpc).collect())
}

async fn subnets(ec2: &Client, place: &Place, vpc: &str) -> Result<Vec<Subnet>, DiscoverError> {
    let pages = ec2
        .describe_subnets()
        .filters(in_vpc(vpc))
        .into_paginator()
        .page_size(PAGE)
        .items()
        .send();
    let subnets = pages
        .try_collect()
        .await
        .map_err(|error| failure(&error, "ec2:DescribeSubnets", place))?;
    Ok(subnets.into_iter().map(subnet).collect())
}

async fn security_groups(
    ec2: &Client,
    place: &Place,
    vpc: &str,
) -> Result<Vec<SecurityGroup>, DiscoverError> {
    let pages = ec2
        .describe_security_groups()
        .filters(in_vpc(vpc))
        .into_paginator()
        .page_size(PAGE)
        .items()
        .send();
    let groups = pages
        .try_collect()
        .await
        .map_err(|error| failure(&error, "ec2:DescribeSecurityGroups", place))?;
    Ok(groups.into_iter().map(security_group).collect())
}

async fn route_tables(ec2: &Client, place: &Place, vpc: &str) -> Result<Vec<RouteTable>, DiscoverError> {
    let pages = ec2.describe_route_tables().filters(in_vpc(vpc)).into_paginator();
    let pages = pages.page_size(PAGE_OF_ROUTE_TABLES).items().send();
    let tables = pages
        .try_collect()
        .await
        .map_err(|error| failure(&error, "ec2:DescribeRouteTables", place))?;
    Ok(tables.iter().map(route_table).collect())
}

fn in_vpc(vpc: &str) -> Filter {
    Filter::builder().name("vpc-id").values(vpc).build()
}

fn name(tags: &[Tag]) -> Option<String> {
    let tag = tags.iter().find(|tag| tag.key() == Some("Name"))?;
    tag.value().filter(|name| !name.is_empty()).map(str::to_owned)
}

fn vpc(one: types::Vpc) -> Vpc {
    Vpc {
        name: name(one.tags()),
        id: one.vpc_id.unwrap_or_default(),
        cidr: one.cidr_block.unwrap_or_default(),
        default: one.is_default.unwrap_or_default(),
    }
}

fn subnet(one: types::Subnet) -> Subnet {
    Subnet {
        name: name(one.tags()),
        id: one.subnet_id.unwrap_or_default(),
        zone: one.availability_zone.unwrap_or_default(),
        cidr: one.cidr_block.unwrap_or_default(),
        free_addresses: one.available_ip_address_count.unwrap_or_default(),
    }
}

fn security_group(one: types::SecurityGroup) -> SecurityGroup {
    SecurityGroup {
        name: name(one.tags()),
        id: one.group_id.unwrap_or_default(),
        group_name: one.group_name.unwrap_or_default(),
        description: one.description.unwrap_or_default(),
    }
}

fn route_table(one: &types::RouteTable) -> RouteTable {
    let to_internet = one.routes().iter().any(|route| {
        let everywhere = route.destination_cidr_block() == Some("0.0.0.0/0")
            || route.destination_ipv6_cidr_block() == Some("::/0");
        everywhere
            && route
                .gateway_id()
                .is_some_and(|gateway| gateway.starts_with("igw-"))
    });
    let associations = one
        .associations()
        .iter()
        .filter_map(|association| match association.subnet_id() {
            Some(subnet) => Some(Association::Subnet(subnet.to_owned())),
            None => association
                .main()
                .unwrap_or_default()
                .then_some(Association::Main),
        });
    RouteTable {
        associations: associations.collect(),
        to_internet,
    }
}
