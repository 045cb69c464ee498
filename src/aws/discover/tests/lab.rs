use std::time::Duration;

use tempfile::TempDir;

use crate::aws::profiles::Profiles;
use crate::aws::request::{Network, Patience, Request, Route, SecurityGroupQuery, SubnetQuery, VpcQuery};
use crate::aws::selector::Selector;

pub(super) const PROFILE: &str = "acme-italy-dev";

/// The shared config of a machine whose profiles all go to one local server.
pub(super) struct Machine {
    folder: TempDir,
}

impl Machine {
    /// `sections` is the text of the config file, in which `@` stands for the settings of the endpoint.
    pub(super) fn new(endpoint: &str, sections: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let endpoint = format!("region = eu-south-1\nendpoint_url = {endpoint}\n");
        fs_err::write(folder.path().join("config"), sections.replace('@', &endpoint)).unwrap();
        Self { folder }
    }

    /// One profile with keys of its own.
    pub(super) fn simple(endpoint: &str) -> Self {
        let keys = "aws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = secret\n";
        Self::new(endpoint, &format!("[profile {PROFILE}]\n{keys}@"))
    }

    pub(super) fn profiles(&self) -> Profiles {
        Profiles::read(Some(self.folder.path().join("config")), None, None).unwrap()
    }
}

/// Asks for two subnets by pattern, and for one security group.
pub(super) fn network(subnets: &str, security_group: &str) -> Network {
    Network {
        vpc: VpcQuery {
            selector: Selector::default(),
            answer: Some("vpc_name".to_owned()),
        },
        subnets: vec![subnet_query("private", subnets, Some(Route::Private))],
        security_groups: vec![SecurityGroupQuery {
            group: "private".to_owned(),
            selector: Selector::parse(security_group, "sg-"),
            answer: None,
            many: false,
        }],
    }
}

pub(super) fn subnet_query(group: &str, pattern: &str, route: Option<Route>) -> SubnetQuery {
    SubnetQuery {
        group: group.to_owned(),
        selector: Selector::parse(pattern, "subnet-"),
        answer: Some(format!("{group}_subnets")),
        zones: 2,
        one_per_zone: false,
        route,
    }
}

pub(super) fn request(profile: &str, network: Option<Network>) -> Request {
    let mut request = Request::new(Some(profile.to_owned()), None, network);
    request.patience = Patience {
        total: Duration::from_secs(15),
        ..Patience::default()
    };
    request
}
