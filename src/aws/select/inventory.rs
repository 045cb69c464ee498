use crate::aws::error::DiscoverError;
use crate::aws::found::{SecurityGroup, Subnet};
use crate::aws::request::Route;

/// All that was read of one VPC.
#[derive(Debug)]
pub(in crate::aws) struct Inventory {
    pub(in crate::aws) subnets: Vec<Subnet>,
    pub(in crate::aws) security_groups: Vec<SecurityGroup>,
    /// A failure matters only to a query that needs the routes.
    pub(in crate::aws) route_tables: Result<Vec<RouteTable>, DiscoverError>,
}

#[derive(Debug)]
pub(in crate::aws) struct RouteTable {
    pub(in crate::aws) associations: Vec<Association>,
    /// Holds a route to an internet gateway.
    pub(in crate::aws) to_internet: bool,
}

/// Whose routes a table tells.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::aws) enum Association {
    /// Every subnet of the VPC that no other table names.
    Main,
    Subnet(String),
}

impl Inventory {
    /// Tells a subnet's route by its own table, else by the VPC's main one.
    pub(super) fn route(&self, subnet: &str) -> Result<Route, DiscoverError> {
        let tables = self.route_tables.as_ref().map_err(Clone::clone)?;
        let associated =
            |wanted: &Association| tables.iter().find(|table| table.associations.contains(wanted));
        let own = associated(&Association::Subnet(subnet.to_owned()));
        let to_internet = own
            .or_else(|| associated(&Association::Main))
            .is_some_and(|table| table.to_internet);
        Ok(if to_internet {
            Route::Public
        } else {
            Route::Private
        })
    }
}
