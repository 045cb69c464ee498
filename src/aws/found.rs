use serde::Serialize;

use super::request::Route;

/// What an account told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Found {
    pub(crate) profile: Option<String>,
    pub(crate) region: String,
    pub(crate) account_id: String,
    /// The ARN of the identity that asked.
    pub(crate) identity: String,
    pub(crate) partition: String,
    /// The host of the account's container registry.
    pub(crate) registry: String,
    #[serde(flatten)]
    pub(crate) network: Option<FoundNetwork>,
    /// What a person should know: choices that were not by name, credentials from elsewhere.
    pub(crate) notes: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct FoundNetwork {
    pub(crate) vpc: Vpc,
    pub(crate) subnets: Vec<SubnetGroup>,
    pub(crate) security_groups: Vec<SecurityGroupGroup>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Vpc {
    pub(crate) id: String,
    pub(crate) name: Option<String>,
    pub(crate) cidr: String,
    /// The region's default VPC.
    pub(crate) default: bool,
}

/// The subnets of one group, ordered by zone, name and id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct SubnetGroup {
    pub(crate) group: String,
    /// Set where the route tables decided and not the names.
    pub(crate) by_route: Option<Route>,
    pub(crate) subnets: Vec<Subnet>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Subnet {
    pub(crate) id: String,
    pub(crate) name: Option<String>,
    pub(crate) zone: String,
    pub(crate) cidr: String,
    pub(crate) free_addresses: i32,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct SecurityGroupGroup {
    pub(crate) group: String,
    /// Whether the query welcomed several.
    pub(crate) many: bool,
    pub(crate) security_groups: Vec<SecurityGroup>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct SecurityGroup {
    pub(crate) id: String,
    /// The Name tag.
    pub(crate) name: Option<String>,
    pub(crate) group_name: String,
    pub(crate) description: String,
}

impl Serialize for Route {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
