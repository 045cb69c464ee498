use std::cmp::Ordering;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_yaml::{Number, Value};

use crate::yaml::read::Timestamp;
use crate::yaml::tagged::{big_int, binary, timestamp};

/// A mapping's key as Python compares it.
enum Key<'v> {
    Int(i128),
    /// An integer beyond even that.
    BigInt(&'v str),
    Float(f64),
    Text(&'v str),
    Bytes(Vec<u8>),
    Moment(Timestamp),
    Incomparable,
}

/// Sorts entries by key as Python sorts them; if it could not compare two keys, none is moved.
pub(super) fn sort(entries: &mut Vec<(&Value, &Value)>) {
    let mut keyed: Vec<_> = entries.iter().map(|entry| (Key::new(entry.0), *entry)).collect();
    let comparable = keyed
        .windows(2)
        .all(|pair| pair[0].0.compare(&pair[1].0).is_some());
    if comparable {
        keyed.sort_by(|one, two| one.0.compare(&two.0).unwrap_or(Ordering::Equal));
        *entries = keyed.into_iter().map(|(_, entry)| entry).collect();
    }
}

impl<'v> Key<'v> {
    fn new(value: &'v Value) -> Self {
        match value {
            Value::Bool(bool) => Self::Int((*bool).into()),
            Value::Number(number) => Self::number(number),
            Value::String(text) => Self::Text(text),
            Value::Tagged(_) => Self::tagged(value).unwrap_or(Self::Incomparable),
            _ => Self::Incomparable,
        }
    }

    fn number(number: &Number) -> Self {
        let int = number
            .as_i64()
            .map(i128::from)
            .or_else(|| number.as_u64().map(i128::from));
        int.map_or_else(|| Self::Float(number.as_f64().unwrap_or(f64::NAN)), Self::Int)
    }

    fn tagged(value: &'v Value) -> Option<Self> {
        if let Some(digits) = big_int(value) {
            return Some(digits.parse().map_or(Self::BigInt(digits), Self::Int));
        }
        if let Some(text) = timestamp(value) {
            return Timestamp::parse(text).map(Self::Moment);
        }
        STANDARD.decode(binary(value)?).ok().map(Self::Bytes)
    }

    fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Int(one), Self::Int(two)) => Some(one.cmp(two)),
            (Self::Text(one), Self::Text(two)) => Some(one.cmp(two)),
            (Self::Bytes(one), Self::Bytes(two)) => Some(one.cmp(two)),
            (Self::Moment(one), Self::Moment(two)) => one.compare(two),
            (Self::BigInt(one), Self::BigInt(two)) => Some(compare_digits(one, two)),
            _ => {
                let (one, two) = (self.as_f64()?, other.as_f64()?);
                Some(one.partial_cmp(&two).unwrap_or(Ordering::Equal))
            }
        }
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "only integers next to a float are compared this way"
    )]
    fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Int(number) => Some(*number as f64),
            Self::BigInt(digits) => digits.parse().ok(),
            Self::Float(number) => Some(*number),
            _ => None,
        }
    }
}

fn compare_digits(one: &str, two: &str) -> Ordering {
    let magnitude = |text: &str| (text.len(), text.to_owned());
    match (one.starts_with('-'), two.starts_with('-')) {
        (false, true) => Ordering::Greater,
        (true, false) => Ordering::Less,
        (false, false) => magnitude(one).cmp(&magnitude(two)),
        (true, true) => magnitude(two).cmp(&magnitude(one)),
    }
}
