//! Subscripts and slices.

use minijinja::Value;
use minijinja::value::ValueKind;

use super::kind::Kind;
use super::{Range, as_index, hashable, list, tuple};
use crate::render::budget::Budget;
use crate::render::fault::{Fault, Outcome};

/// `container[key]`, or nothing where Python raises a `LookupError` or `TypeError`.
pub(crate) fn item(container: &Value, key: &Value, budget: &Budget) -> Option<Value> {
    let at = |length: usize| index_of(as_index(key)?, length);
    match Kind::of(container) {
        Kind::Str(text) => {
            let index = at(text.chars().count())?;
            let c = text.chars().nth(index)?;
            Some(if container.is_safe() {
                Value::from_safe_string(c.to_string())
            } else {
                Value::from(c)
            })
        }
        Kind::Bytes(bytes) => bytes.get(at(bytes.len())?).copied().map(Value::from),
        Kind::List(list) => list.get(at(list.len())?),
        Kind::Tuple(tuple) => tuple.get(at(tuple.len())?).cloned(),
        Kind::Dict(dict) => {
            hashable(key, budget).ok()?;
            dict.get(key)
        }
        Kind::Object => {
            if let Some(range) = container.downcast_object_ref::<Range>() {
                return range.get(at(range.len())?).map(Value::from);
            }
            match container.kind() {
                ValueKind::Seq => {
                    let index = at(container.len()?)?;
                    container.as_object()?.get_value(&Value::from(index))
                }
                ValueKind::Map => {
                    hashable(key, budget).ok()?;
                    container.as_object()?.get_value(key)
                }
                _ => None,
            }
        }
        _ => None,
    }
}

/// Where an index that may count from the end lies.
pub(crate) fn index_of(index: i64, length: usize) -> Option<usize> {
    let length = i64::try_from(length).ok()?;
    let index = if index < 0 { index + length } else { index };
    (0..length)
        .contains(&index)
        .then(|| usize::try_from(index).ok())
        .flatten()
}

/// `value[start:stop:step]`, or nothing if the value cannot be sliced.
pub(crate) fn slice(value: &Value, bounds: [Option<Value>; 3]) -> Option<Outcome<Value>> {
    enum Part<'v> {
        Text(Vec<char>, bool),
        Bytes(&'v [u8]),
        List(Vec<Value>),
        Tuple(Vec<Value>),
    }
    let part = match Kind::of(value) {
        Kind::Str(text) => Part::Text(text.chars().collect(), value.is_safe()),
        Kind::Bytes(bytes) => Part::Bytes(bytes),
        Kind::List(list) => Part::List(list.items()),
        Kind::Tuple(tuple) => Part::Tuple(tuple.to_vec()),
        _ if value.downcast_object_ref::<Range>().is_some() => {
            let range = value.downcast_object_ref::<Range>()?;
            return Some(indices(range.len(), bounds).map(|(start, end, step)| {
                Value::from_object(Range {
                    start: range.start.saturating_add(start.saturating_mul(range.step)),
                    end: range.start.saturating_add(end.saturating_mul(range.step)),
                    step: range.step.saturating_mul(step).max(-i64::MAX),
                })
            }));
        }
        _ => return None,
    };
    let length = match &part {
        Part::Text(items, _) => items.len(),
        Part::Bytes(items) => items.len(),
        Part::List(items) | Part::Tuple(items) => items.len(),
    };
    let (start, end, step) = match indices(length, bounds) {
        Ok(bounds) => bounds,
        Err(fault) => return Some(Err(fault)),
    };
    let places = Range { start, end, step };
    let chosen = (0..places.len()).filter_map(|index| usize::try_from(places.get(index)?).ok());
    Some(Ok(match part {
        Part::Text(items, safe) => {
            let text: String = chosen.filter_map(|index| items.get(index)).collect();
            if safe {
                Value::from_safe_string(text)
            } else {
                Value::from(text)
            }
        }
        Part::Bytes(items) => {
            Value::from_bytes(chosen.filter_map(|index| items.get(index).copied()).collect())
        }
        Part::List(items) => list(chosen.filter_map(|index| items.get(index).cloned()).collect()),
        Part::Tuple(items) => tuple(chosen.filter_map(|index| items.get(index).cloned()).collect()),
    }))
}

fn indices(length: usize, [start, end, stride]: [Option<Value>; 3]) -> Outcome<(i64, i64, i64)> {
    let bound = |value: Option<Value>| match value.as_ref().map(Kind::of) {
        None | Some(Kind::None) => Ok(None),
        _ => match value.as_ref().and_then(as_index) {
            Some(index) => Ok(Some(index)),
            None => Err(Fault::failed(
                "slice indices must be integers or None or have an __index__ method",
            )),
        },
    };
    let step = bound(stride)?.unwrap_or(1).max(-i64::MAX);
    if step == 0 {
        return Err(Fault::failed("slice step cannot be zero"));
    }
    let length = i64::try_from(length).unwrap_or(i64::MAX);
    let (low, high) = if step > 0 { (0, length) } else { (-1, length - 1) };
    let place = |index: i64| {
        let index = if index < 0 {
            index.saturating_add(length)
        } else {
            index
        };
        index.clamp(low, high)
    };
    let start = bound(start)?.map_or(if step > 0 { low } else { high }, place);
    let end = bound(end)?.map_or(if step > 0 { high } else { low }, place);
    Ok((start, end, step))
}
