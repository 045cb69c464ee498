use std::collections::BTreeSet;

use super::{Inventory, label, names};
use crate::aws::error::DiscoverError;
use crate::aws::found::{Subnet, SubnetGroup, Vpc};
use crate::aws::request::{Route, SubnetQuery};

/// Takes the subnets that fit by id or name, else those that fit by route, and checks their zones.
pub(super) fn pick(
    query: &SubnetQuery,
    vpc: &Vpc,
    inventory: &Inventory,
    notes: &mut Vec<String>,
) -> Result<SubnetGroup, DiscoverError> {
    let existing = || {
        names(
            inventory
                .subnets
                .iter()
                .map(|one| label(one.name.as_deref(), &one.id))
                .collect(),
        )
    };
    let missing = |pattern: String| DiscoverError::NoSubnet {
        group: query.group.clone(),
        vpc: label(vpc.name.as_deref(), &vpc.id),
        pattern,
        existing: existing(),
        answer: query.answer.clone(),
    };
    let given = query
        .selector
        .ids
        .iter()
        .find(|id| inventory.subnets.iter().all(|subnet| subnet.id != **id));
    if let Some(absent) = given {
        return Err(missing(absent.clone()));
    }

    let mut subnets = by_name(query, &inventory.subnets);
    let mut by_route = None;
    if let (true, Some(route)) = (subnets.is_empty(), query.route) {
        subnets = routed(route, inventory)?;
        by_route = Some(route);
    }
    subnets.sort_by(|a, b| (&a.zone, &a.name, &a.id).cmp(&(&b.zone, &b.name, &b.id)));
    if query.one_per_zone {
        subnets.dedup_by(|later, first| later.zone == first.zone);
    }
    if subnets.is_empty() {
        return Err(missing(query.selector.to_string()));
    }
    let zones: BTreeSet<&str> = subnets.iter().map(|subnet| subnet.zone.as_str()).collect();
    if zones.len() < query.zones {
        return Err(DiscoverError::TooFewZones {
            group: query.group.clone(),
            wanted: query.zones,
            zones: zones.len(),
            subnets: subnets.iter().map(described).collect(),
            existing: existing(),
            answer: query.answer.clone(),
        });
    }
    if let Some(route) = by_route {
        notes.push(by_route_note(query, route, &subnets));
    }
    Ok(SubnetGroup {
        group: query.group.clone(),
        by_route,
        subnets,
    })
}

fn by_name(query: &SubnetQuery, subnets: &[Subnet]) -> Vec<Subnet> {
    subnets
        .iter()
        .filter(|subnet| query.selector.picks(&subnet.id, subnet.name.as_deref()))
        .cloned()
        .collect()
}

fn routed(route: Route, inventory: &Inventory) -> Result<Vec<Subnet>, DiscoverError> {
    let mut subnets = Vec::new();
    for subnet in &inventory.subnets {
        if inventory.route(&subnet.id)? == route {
            subnets.push(subnet.clone());
        }
    }
    Ok(subnets)
}

fn by_route_note(query: &SubnetQuery, route: Route, subnets: &[Subnet]) -> String {
    let reason = if query.selector.is_empty() {
        "no name is asked for".to_owned()
    } else {
        format!("no subnet's name fits `{}`", query.selector)
    };
    let taken: Vec<String> = subnets.iter().map(described).collect();
    let means = match route {
        Route::Public => "with a route to an internet gateway",
        Route::Private => "without a route to an internet gateway",
    };
    format!(
        "{} subnets: {reason}, so those {means} are taken: {}",
        query.group,
        taken.join(", ")
    )
}

fn described(subnet: &Subnet) -> String {
    format!("{} ({})", label(subnet.name.as_deref(), &subnet.id), subnet.zone)
}
