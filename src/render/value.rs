//! YAML values as templates see them, and back.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use indexmap::IndexMap;
use jiff::civil;
use minijinja::Value;
use minijinja::value::{DynObject, ValueKind};
use serde_yaml::value::{Tag, TaggedValue};
use serde_yaml::{Mapping, Value as Yaml};

use super::python::{Date, Moment, Zone, parse_integer};

/// The value that a template sees for a YAML value.
pub(crate) fn to_jinja(yaml: &Yaml) -> Value {
    match yaml {
        Yaml::Null => Value::from(()),
        Yaml::Bool(bool) => Value::from(*bool),
        Yaml::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(int), _) => Value::from(int),
            (None, Some(int)) => Value::from(int),
            (None, None) => Value::from(number.as_f64()),
        },
        Yaml::String(text) => Value::from(text.as_str()),
        Yaml::Sequence(items) => Value::from(items.iter().map(to_jinja).collect::<Vec<_>>()),
        Yaml::Mapping(entries) => {
            let entries = entries
                .iter()
                .map(|(key, value)| (to_jinja(key), to_jinja(value)));
            Value::from(entries.collect::<IndexMap<_, _>>())
        }
        Yaml::Tagged(tagged) => of_tagged(tagged).unwrap_or_else(|| to_jinja(&tagged.value)),
    }
}

fn of_tagged(tagged: &TaggedValue) -> Option<Value> {
    let text = tagged.value.as_str()?;
    match tagged.tag.to_string().trim_start_matches('!') {
        "timestamp" => parse_timestamp(text),
        "int" => match text.strip_prefix('-') {
            Some(digits) => super::python::negate(&parse_integer(digits, 10)?).ok(),
            None => parse_integer(text, 10),
        },
        "binary" => STANDARD.decode(text).ok().map(Value::from_bytes),
        _ => None,
    }
}

/// Reads Python's `isoformat()` of a date or a date with a time.
fn parse_timestamp(text: &str) -> Option<Value> {
    if let Ok(date) = text.parse::<civil::Date>()
        && text.len() == 10
    {
        return Some(Value::from_object(Date(date)));
    }
    let time_at = text.find(['T', ' '])? + 1;
    let (clock, zone) = match text[time_at..].find(['+', '-', 'Z']) {
        Some(at) => (&text[..time_at + at], parse_zone(&text[time_at + at..])),
        None => (text, None),
    };
    let at = clock.replacen(' ', "T", 1).parse().ok()?;
    Some(Value::from_object(Moment { at, zone }))
}

fn parse_zone(text: &str) -> Option<Zone> {
    if text == "Z" {
        return Some(Zone(0));
    }
    let mut parts = text[1..].split(':').map(|part| part.parse::<i32>().ok());
    let hours = parts.next()??;
    let minutes = parts.next().flatten().unwrap_or(0);
    let seconds = parts.next().flatten().unwrap_or(0);
    let offset = hours
        .checked_mul(3600)?
        .checked_add(minutes.checked_mul(60)?)?
        .checked_add(seconds)?;
    Some(Zone(if text.starts_with('-') {
        offset.checked_neg()?
    } else {
        offset
    }))
}

/// The YAML value that records what a template computed; what YAML has no type for is recorded as its text.
pub(crate) fn from_jinja(value: &Value) -> Yaml {
    let tagged = |tag: &str, text: String| {
        Yaml::Tagged(Box::new(TaggedValue {
            tag: Tag::new(tag),
            value: Yaml::String(text),
        }))
    };
    match value.kind() {
        ValueKind::Undefined | ValueKind::None => Yaml::Null,
        ValueKind::Bool => Yaml::Bool(value.is_true()),
        ValueKind::Number if value.is_integer() => match (value.as_i64(), u64::try_from(value.clone())) {
            (Some(int), _) => Yaml::Number(int.into()),
            (None, Ok(int)) => Yaml::Number(int.into()),
            _ => tagged("int", value.to_string()),
        },
        ValueKind::Number => {
            f64::try_from(value.clone()).map_or(Yaml::Null, |float| Yaml::Number(float.into()))
        }
        ValueKind::String => Yaml::String(value.as_str().unwrap_or_default().to_owned()),
        ValueKind::Bytes => tagged("binary", STANDARD.encode(value.as_bytes().unwrap_or_default())),
        ValueKind::Seq | ValueKind::Iterable => {
            let items = value.as_object().and_then(DynObject::try_iter);
            Yaml::Sequence(
                items
                    .into_iter()
                    .flatten()
                    .map(|item| from_jinja(&item))
                    .collect(),
            )
        }
        ValueKind::Map => {
            let pairs = value.as_object().and_then(DynObject::try_iter_pairs);
            let pairs = pairs.into_iter().flatten();
            Yaml::Mapping(
                pairs
                    .map(|(key, value)| (from_jinja(&key), from_jinja(&value)))
                    .collect::<Mapping>(),
            )
        }
        _ if value.downcast_object_ref::<Date>().is_some() => tagged("timestamp", value.to_string()),
        _ => match value.downcast_object_ref::<Moment>() {
            Some(moment) => tagged("timestamp", moment.isoformat("T")),
            None if super::python::is_big(value) => tagged("int", value.to_string()),
            None => Yaml::String(value.to_string()),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::{from_jinja, to_jinja};

    #[test]
    fn yaml_survives_the_way_to_templates_and_back() {
        let yaml: serde_yaml::Value = serde_yaml::from_str(
            "{a: [1, -2, 1.5, true, ~, text], 18446744073709551615: x, day: !timestamp '2024-02-29', \
             at: !timestamp '2024-02-29T01:02:03.000004+02:00', big: !int '123456789012345678901234567890123456789012', \
             less: !int '-170141183460469231731687303715884105', bytes: !binary aGk=}",
        )
        .unwrap();
        assert_eq!(from_jinja(&to_jinja(&yaml)), yaml);
    }
}
