use std::collections::BTreeMap;

use serde::Deserialize;

use crate::aws::request::Route;

/// The setting as it is written.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Declaration {
    /// The answer that names the profile.
    pub(crate) profile: String,
    /// The answer that names the region.
    pub(crate) region: String,
    #[serde(default)]
    pub(super) account_id: Option<Fact>,
    #[serde(default)]
    pub(super) registry: Option<Fact>,
    #[serde(default)]
    pub(super) vpc: Option<VpcLookup>,
    #[serde(default)]
    pub(super) subnets: BTreeMap<String, SubnetLookup>,
    #[serde(default)]
    pub(super) security_groups: BTreeMap<String, SecurityGroupLookup>,
    #[serde(default)]
    pub(super) new_entry: Vec<Extra>,
}

/// Something that every account has.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fact {
    #[serde(default)]
    pub(super) when: Option<Condition>,
    #[serde(default)]
    pub(super) to: Vec<Target>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VpcLookup {
    #[serde(default)]
    pub(super) when: Option<Condition>,
    #[serde(default)]
    pub(super) answer: Option<String>,
    #[serde(default)]
    pub(super) pattern: Option<String>,
    #[serde(default)]
    pub(super) to: Vec<Target>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SubnetLookup {
    #[serde(default)]
    pub(super) when: Option<Condition>,
    #[serde(default)]
    pub(super) answer: Option<String>,
    #[serde(default)]
    pub(super) pattern: Option<String>,
    #[serde(default = "one")]
    pub(super) zones: usize,
    #[serde(default)]
    pub(super) one_per_zone: bool,
    #[serde(default)]
    pub(super) route: Option<Route>,
    #[serde(default)]
    pub(super) to: Vec<Target>,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SecurityGroupLookup {
    #[serde(default)]
    pub(super) when: Option<Condition>,
    #[serde(default)]
    pub(super) answer: Option<String>,
    #[serde(default)]
    pub(super) pattern: Option<String>,
    #[serde(default)]
    pub(super) many: bool,
    #[serde(default)]
    pub(super) to: Vec<Target>,
}

/// A boolean, or a template that renders to one.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub(super) enum Condition {
    Fixed(bool),
    Template(String),
}

/// Where a value goes: an attribute in HCL or a variable in `.env`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub(super) enum Target {
    Hcl(HclTarget),
    Env(EnvTarget),
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HclTarget {
    pub(super) file: String,
    pub(super) path: String,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EnvTarget {
    pub(super) file: String,
    pub(super) key: String,
}

/// An attribute of a new entry that no lookup gives.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(try_from = "ExtraForm")]
pub(super) struct Extra {
    pub(super) when: Option<Condition>,
    pub(super) file: String,
    pub(super) path: String,
    pub(super) content: Content,
}

/// Where such an attribute's value comes from.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Content {
    /// A template.
    Value(String),
    /// An answer that each account has its own of; an entry that is there tells it.
    Answer(String),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ExtraForm {
    when: Option<Condition>,
    file: String,
    path: String,
    value: Option<String>,
    answer: Option<String>,
}

impl TryFrom<ExtraForm> for Extra {
    type Error = &'static str;

    fn try_from(form: ExtraForm) -> Result<Self, Self::Error> {
        let content = match (form.value, form.answer) {
            (Some(value), None) => Content::Value(value),
            (None, Some(answer)) => Content::Answer(answer),
            _ => return Err("an item of `new_entry` holds either `value` or `answer`"),
        };
        Ok(Self {
            when: form.when,
            file: form.file,
            path: form.path,
            content,
        })
    }
}

fn one() -> usize {
    1
}
