//! Which type an unquoted scalar has: the implicit resolvers of YAML 1.1 as PyYAML defines them.

use super::number::{is_float, is_int};
use super::timestamp::Timestamp;

/// The tags of YAML's own types.
pub(in crate::yaml) mod tags {
    pub(in crate::yaml) const PREFIX: &str = "tag:yaml.org,2002:";
    pub(in crate::yaml) const BINARY: &str = "tag:yaml.org,2002:binary";
    pub(in crate::yaml) const BOOL: &str = "tag:yaml.org,2002:bool";
    pub(in crate::yaml) const FLOAT: &str = "tag:yaml.org,2002:float";
    pub(in crate::yaml) const INT: &str = "tag:yaml.org,2002:int";
    pub(in crate::yaml) const MAP: &str = "tag:yaml.org,2002:map";
    pub(in crate::yaml) const MERGE: &str = "tag:yaml.org,2002:merge";
    pub(in crate::yaml) const NULL: &str = "tag:yaml.org,2002:null";
    pub(in crate::yaml) const OMAP: &str = "tag:yaml.org,2002:omap";
    pub(in crate::yaml) const PAIRS: &str = "tag:yaml.org,2002:pairs";
    pub(in crate::yaml) const SEQ: &str = "tag:yaml.org,2002:seq";
    pub(in crate::yaml) const SET: &str = "tag:yaml.org,2002:set";
    pub(in crate::yaml) const STR: &str = "tag:yaml.org,2002:str";
    pub(in crate::yaml) const TIMESTAMP: &str = "tag:yaml.org,2002:timestamp";
    pub(in crate::yaml) const VALUE: &str = "tag:yaml.org,2002:value";
}

/// The tag of a plain scalar.
pub(in crate::yaml) fn implicit_tag(text: &str) -> &'static str {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => tags::NULL,
        "<<" => tags::MERGE,
        "=" => tags::VALUE,
        _ if as_bool(text).is_some() => tags::BOOL,
        _ if is_float(text) => tags::FLOAT,
        _ if is_int(text) => tags::INT,
        _ if Timestamp::is_implicit(text) => tags::TIMESTAMP,
        _ => tags::STR,
    }
}

fn as_bool(text: &str) -> Option<bool> {
    let value = any_case_bool(text)?;
    let rest = text.get(1..)?;
    let upper = text.bytes().all(|b| b.is_ascii_uppercase());
    (upper || rest.bytes().all(|b| b.is_ascii_lowercase())).then_some(value)
}

/// What the words mean; an explicit `!!bool` may write them in any case.
pub(super) fn any_case_bool(text: &str) -> Option<bool> {
    let is = |words: [&str; 3]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if is(["yes", "true", "on"]) {
        Some(true)
    } else if is(["no", "false", "off"]) {
        Some(false)
    } else {
        None
    }
}
