use super::{Selected, label, names};
use crate::aws::choice::{Candidate, Choice, Choosing};
use crate::aws::error::DiscoverError;
use crate::aws::found::{SecurityGroup, SecurityGroupGroup, Vpc};
use crate::aws::request::SecurityGroupQuery;

/// Takes the security groups that fit by id, Name tag or group name.
pub(super) fn pick(
    query: &SecurityGroupQuery,
    vpc: &Vpc,
    all: &[SecurityGroup],
) -> Result<Selected<SecurityGroupGroup>, DiscoverError> {
    let absent = query
        .selector
        .ids
        .iter()
        .find(|id| all.iter().all(|one| one.id != **id));
    let fits = |one: &&SecurityGroup| query.selector.picks(&one.id, called(one));
    let mut fitting: Vec<SecurityGroup> = all.iter().filter(fits).cloned().collect();
    fitting.sort_by(|a, b| (&a.name, &a.group_name, &a.id).cmp(&(&b.name, &b.group_name, &b.id)));
    if absent.is_some() || fitting.is_empty() {
        return Err(DiscoverError::NoSecurityGroup {
            group: query.group.clone(),
            vpc: label(vpc.name.as_deref(), &vpc.id),
            pattern: absent.cloned().unwrap_or_else(|| query.selector.to_string()),
            existing: names(all.iter().flat_map(called).map(str::to_owned).collect()),
            answer: query.answer.clone(),
        });
    }
    if fitting.len() > 1 && !query.many {
        return Ok(Selected::Open(Choice {
            of: Choosing::SecurityGroup {
                group: query.group.clone(),
            },
            answer: query.answer.clone(),
            candidates: fitting.into_iter().map(candidate).collect(),
        }));
    }
    Ok(Selected::One(SecurityGroupGroup {
        group: query.group.clone(),
        many: query.many,
        security_groups: fitting,
    }))
}

fn called(one: &SecurityGroup) -> impl Iterator<Item = &str> {
    one.name.as_deref().into_iter().chain([one.group_name.as_str()])
}

fn candidate(one: SecurityGroup) -> Candidate {
    let default = one.group_name == "default";
    let name = one.name.unwrap_or(one.group_name);
    Candidate {
        id: one.id,
        name: Some(name),
        detail: one.description,
        default,
    }
}
