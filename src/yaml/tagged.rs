//! The values that YAML 1.1 has and [`Value`] lacks.

use serde_yaml::value::{Tag, TaggedValue};
use serde_yaml::{Mapping, Value};

/// Python's `isoformat()` of a date or, with a `T` within, of a moment.
pub(crate) fn timestamp(value: &Value) -> Option<&str> {
    content(value, "timestamp")?.as_str()
}

/// Bytes in base64.
pub(crate) fn binary(value: &Value) -> Option<&str> {
    content(value, "binary")?.as_str()
}

/// The decimal digits of an integer beyond 64 bits.
pub(crate) fn big_int(value: &Value) -> Option<&str> {
    content(value, "int")?.as_str()
}

/// The members of a set, as the keys of a mapping.
pub(crate) fn set(value: &Value) -> Option<&Mapping> {
    content(value, "set")?.as_mapping()
}

fn content<'v>(value: &'v Value, tag: &str) -> Option<&'v Value> {
    match value {
        Value::Tagged(tagged) if tagged.tag == tag => Some(&tagged.value),
        _ => None,
    }
}

/// A value that YAML 1.1 has and [`Value`] lacks, under its tag.
pub(crate) fn tagged(tag: &str, value: Value) -> Value {
    Value::Tagged(Box::new(TaggedValue {
        tag: Tag::new(tag),
        value,
    }))
}
