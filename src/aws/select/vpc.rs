use super::{Selected, label, names};
use crate::aws::choice::{Candidate, Choice, Choosing};
use crate::aws::error::DiscoverError;
use crate::aws::found::Vpc;
use crate::aws::request::VpcQuery;

/// Takes the VPC that fits, or the only one where nothing is asked for.
pub(in crate::aws) fn pick_vpc(
    query: &VpcQuery,
    region: &str,
    mut vpcs: Vec<Vpc>,
) -> Result<Selected<Vpc>, DiscoverError> {
    vpcs.sort_by(|a, b| (a.default, &a.name, &a.id).cmp(&(b.default, &b.name, &b.id)));
    let existing = vpcs
        .iter()
        .map(|vpc| label(vpc.name.as_deref(), &vpc.id))
        .collect();
    let fits = |vpc: &Vpc| query.selector.is_empty() || query.selector.picks(&vpc.id, vpc.name.as_deref());
    vpcs.retain(fits);
    if vpcs.len() > 1 {
        let candidates = vpcs.into_iter().map(candidate).collect();
        return Ok(Selected::Open(Choice {
            of: Choosing::Vpc,
            answer: query.answer.clone(),
            candidates,
        }));
    }
    vpcs.pop().map(Selected::One).ok_or_else(|| DiscoverError::NoVpc {
        region: region.to_owned(),
        pattern: query.selector.to_string(),
        existing: names(existing),
        answer: query.answer.clone(),
    })
}

fn candidate(vpc: Vpc) -> Candidate {
    Candidate {
        id: vpc.id,
        name: vpc.name,
        detail: vpc.cidr,
        default: vpc.default,
    }
}
