//! Picks out of what an account holds; pure, so that it can be tried on any account.

mod inventory;
mod security_groups;
mod subnets;
mod vpc;

#[cfg(test)]
mod tests;

pub(super) use inventory::{Association, Inventory, RouteTable};
pub(super) use vpc::pick_vpc;

use super::choice::Choice;
use super::error::DiscoverError;
use super::found::{FoundNetwork, Vpc};
use super::request::Network;

/// A selection, or what a person has to choose first.
#[derive(Debug)]
pub(super) enum Selected<T> {
    One(T),
    Open(Choice),
}

/// Picks subnets and security groups out of the VPC's inventory and adds to the notes how it went.
pub(super) fn select(
    vpc: Vpc,
    network: &Network,
    inventory: &Inventory,
    notes: &mut Vec<String>,
) -> Result<Selected<FoundNetwork>, DiscoverError> {
    let mut groups = Vec::new();
    for query in &network.subnets {
        groups.push(subnets::pick(query, &vpc, inventory, notes)?);
    }
    let mut security_groups = Vec::new();
    for query in &network.security_groups {
        match security_groups::pick(query, &vpc, &inventory.security_groups)? {
            Selected::One(group) => security_groups.push(group),
            Selected::Open(choice) => return Ok(Selected::Open(choice)),
        }
    }
    Ok(Selected::One(FoundNetwork {
        vpc,
        subnets: groups,
        security_groups,
    }))
}

/// Names a resource in a message: by its Name tag, else by its id.
fn label(name: Option<&str>, id: &str) -> String {
    name.unwrap_or(id).to_owned()
}

/// Lists names in order, each once.
fn names(mut labels: Vec<String>) -> Vec<String> {
    labels.sort_unstable();
    labels.dedup();
    labels
}
