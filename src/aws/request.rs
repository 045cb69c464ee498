use std::time::Duration;

use super::choice::{Choice, Choosing};
use super::selector::Selector;

/// What to find out about an account.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    /// Without a name, the credentials come from the environment.
    pub(crate) profile: Option<String>,
    /// Without a code, the profile's region, else the one that the environment names.
    pub(crate) region: Option<String>,
    /// Nothing of EC2 is read without it.
    pub(crate) network: Option<Network>,
    /// Asks the machine's instance metadata for credentials, too; a laptop waits for it in vain.
    pub(crate) instance_metadata: bool,
    pub(crate) patience: Patience,
}

/// The networking to find.
#[derive(Debug, Clone, Default)]
pub(crate) struct Network {
    pub(crate) vpc: VpcQuery,
    pub(crate) subnets: Vec<SubnetQuery>,
    pub(crate) security_groups: Vec<SecurityGroupQuery>,
}

/// The VPC; an empty selector takes the only one.
#[derive(Debug, Clone, Default)]
pub(crate) struct VpcQuery {
    pub(crate) selector: Selector,
    /// The answer that decides, named in messages.
    pub(crate) answer: Option<String>,
}

/// One named group of subnets.
#[derive(Debug, Clone)]
pub(crate) struct SubnetQuery {
    pub(crate) group: String,
    pub(crate) selector: Selector,
    pub(crate) answer: Option<String>,
    /// In how many availability zones the group has to lie, at least.
    pub(crate) zones: usize,
    /// Takes the first subnet of each zone, since a load balancer accepts no second one.
    pub(crate) one_per_zone: bool,
    /// Picks by route table where no name matches.
    pub(crate) route: Option<Route>,
}

/// Whether a route table leads to an internet gateway.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Route {
    Public,
    Private,
}

impl std::fmt::Display for Route {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Public => "public",
            Self::Private => "private",
        })
    }
}

/// One named group of security groups.
#[derive(Debug, Clone)]
pub(crate) struct SecurityGroupQuery {
    pub(crate) group: String,
    pub(crate) selector: Selector,
    pub(crate) answer: Option<String>,
    /// Whether several are welcome; else it has to be one.
    pub(crate) many: bool,
}

/// How long to wait for what.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Patience {
    pub(crate) connect: Duration,
    /// One try of one request.
    pub(crate) attempt: Duration,
    /// Credentials, which may come from a program that a person answers.
    pub(crate) credentials: Duration,
    /// All lookups together.
    pub(crate) total: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(3),
            attempt: Duration::from_secs(6),
            credentials: Duration::from_secs(30),
            total: Duration::from_secs(20),
        }
    }
}

impl Request {
    pub(crate) fn new(profile: Option<String>, region: Option<String>, network: Option<Network>) -> Self {
        Self {
            profile,
            region,
            network,
            instance_metadata: false,
            patience: Patience::default(),
        }
    }

    /// Settles what [`discover`](super::discover) left open.
    pub(crate) fn choose(&mut self, choice: &Choice, id: &str) {
        let Some(network) = &mut self.network else { return };
        match &choice.of {
            Choosing::Vpc => network.vpc.selector = Selector::id(id),
            Choosing::SecurityGroup { group } => {
                for query in network
                    .security_groups
                    .iter_mut()
                    .filter(|query| query.group == *group)
                {
                    query.selector = Selector::id(id);
                }
            }
        }
    }
}
