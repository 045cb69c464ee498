use super::resolve::{Lookups, RenderedTarget, Source};
use crate::aws::found::{Found, FoundNetwork};
use crate::aws::patch::{HclPath, HclSetting, PatchError, Value};

/// A value and where it goes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Placement {
    /// Relative to the project.
    pub(crate) file: String,
    pub(crate) place: Place,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    Hcl(HclSetting),
    Env { key: String, value: Value },
}

/// Joins the findings with their targets, in the order of the declaration.
///
/// Only those of the project's own account go into `.env`, which knows one account: `own` says whether this is it.
///
/// # Errors
/// A target's path is none.
pub(crate) fn placements(lookups: &Lookups, found: &Found, own: bool) -> Result<Vec<Placement>, PatchError> {
    let mut placements = Vec::new();
    for (source, target) in &lookups.targets {
        let Some(value) = value(source, found) else {
            continue;
        };
        let placement = match target {
            RenderedTarget::Hcl { file, path } => {
                let only_new = matches!(source, Source::Text(_));
                let setting = HclSetting {
                    path: HclPath::parse(path)?,
                    value,
                    only_new,
                };
                Placement {
                    file: file.clone(),
                    place: Place::Hcl(setting),
                }
            }
            RenderedTarget::Env { .. } if !own => continue,
            RenderedTarget::Env { file, key } => Placement {
                file: file.clone(),
                place: Place::Env {
                    key: key.clone(),
                    value,
                },
            },
        };
        placements.push(placement);
    }
    Ok(placements)
}

fn value(source: &Source, found: &Found) -> Option<Value> {
    let network = found.network.as_ref();
    Some(match source {
        Source::AccountId => Value::Text(found.account_id.clone()),
        Source::Registry => Value::Text(found.registry.clone()),
        Source::Text(text) => Value::Text(text.clone()),
        Source::Vpc => Value::Text(network?.vpc.id.clone()),
        Source::Subnets(group) => subnets(network?, group)?,
        Source::SecurityGroups(group) => security_groups(network?, group)?,
    })
}

fn subnets(network: &FoundNetwork, group: &str) -> Option<Value> {
    let found = network.subnets.iter().find(|one| one.group == group)?;
    Some(Value::List(
        found.subnets.iter().map(|subnet| subnet.id.clone()).collect(),
    ))
}

fn security_groups(network: &FoundNetwork, group: &str) -> Option<Value> {
    let found = network.security_groups.iter().find(|one| one.group == group)?;
    let mut ids: Vec<String> = found.security_groups.iter().map(|one| one.id.clone()).collect();
    if found.many {
        Some(Value::List(ids))
    } else {
        ids.pop().map(Value::Text)
    }
}
