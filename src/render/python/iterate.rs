//! Truth, length, iteration and membership.

use minijinja::Value;
use minijinja::value::ValueKind;

use super::kind::Kind;
use super::{Generator, Range, View, equal, hashable, type_name};
use crate::render::budget::Budget;
use crate::render::fault::{Fault, Outcome};

/// Whether a value counts as true.
pub(crate) fn truth(value: &Value) -> Outcome<bool> {
    Ok(match Kind::of(value) {
        Kind::Undefined(undefined) => {
            undefined.lenient()?;
            false
        }
        Kind::Float(float) => float != 0.0,
        Kind::Big(_) => true,
        _ => value.is_true(),
    })
}

/// `len(value)`.
pub(crate) fn length(value: &Value) -> Outcome<usize> {
    let without = || Fault::failed(format!("object of type '{}' has no len()", type_name(value)));
    match Kind::of(value) {
        Kind::Undefined(undefined) => undefined.lenient().map(|()| 0),
        Kind::Str(text) => Ok(text.chars().count()),
        Kind::Bytes(bytes) => Ok(bytes.len()),
        Kind::List(list) => Ok(list.len()),
        Kind::Tuple(tuple) => Ok(tuple.len()),
        Kind::Dict(dict) => Ok(dict.len()),
        Kind::Object if value.downcast_object_ref::<Generator>().is_some() => Err(without()),
        Kind::Object => value.len().ok_or_else(without),
        _ => Err(without()),
    }
}

/// All items of what can be iterated over.
pub(crate) fn iterate(value: &Value, budget: &Budget) -> Outcome<Vec<Value>> {
    let items = match Kind::of(value) {
        Kind::Undefined(undefined) => undefined.lenient().map(|()| Vec::new())?,
        Kind::Str(text) => {
            budget.reserve(text.len() * size_of::<Value>())?;
            text.chars().map(Value::from).collect()
        }
        Kind::Bytes(bytes) => bytes.iter().map(|byte| Value::from(*byte)).collect(),
        Kind::List(list) => list.items(),
        Kind::Tuple(tuple) => tuple.to_vec(),
        Kind::Dict(dict) => dict.keys(),
        Kind::Object => {
            if let Some(range) = value.downcast_object_ref::<Range>() {
                budget.step(range.len())?;
                budget.reserve(range.len().saturating_mul(size_of::<Value>()))?;
                range.items()
            } else if let Some(generator) = value.downcast_object_ref::<Generator>() {
                generator.drain()
            } else if let Some(view) = value.downcast_object_ref::<View>() {
                view.items()
            } else if is_iterable(value) {
                value.try_iter()?.collect()
            } else {
                return Err(not_iterable(value));
            }
        }
        _ => return Err(not_iterable(value)),
    };
    budget.step(items.len())?;
    Ok(items)
}

/// Whether `for` could loop over it.
pub(crate) fn is_iterable(value: &Value) -> bool {
    match Kind::of(value) {
        Kind::Undefined(_)
        | Kind::Str(_)
        | Kind::Bytes(_)
        | Kind::List(_)
        | Kind::Tuple(_)
        | Kind::Dict(_) => true,
        Kind::Object => matches!(
            value.kind(),
            ValueKind::Seq | ValueKind::Map | ValueKind::Iterable
        ),
        _ => false,
    }
}

fn not_iterable(value: &Value) -> Fault {
    Fault::failed(format!("'{}' object is not iterable", type_name(value)))
}

/// `value in container`.
pub(crate) fn contains(container: &Value, value: &Value, budget: &Budget) -> Outcome<bool> {
    match (Kind::of(container), Kind::of(value)) {
        (Kind::Str(text), Kind::Str(part)) => {
            budget.scan(text.len() + part.len())?;
            Ok(text.contains(part))
        }
        (Kind::Str(_), Kind::Undefined(undefined)) => Err(undefined.fault()),
        (Kind::Str(_), _) => Err(Fault::failed(format!(
            "'in <string>' requires string as left operand, not {}",
            type_name(value)
        ))),
        (Kind::Bytes(bytes), Kind::Bytes(part)) => {
            budget.scan(bytes.len() + part.len())?;
            Ok(part.is_empty() || bytes.windows(part.len()).any(|window| window == part))
        }
        (Kind::Bytes(_), Kind::Str(_)) => Err(Fault::failed("a bytes-like object is required, not 'str'")),
        (Kind::Dict(dict), _) => {
            hashable(value, budget)?;
            Ok(dict.get(value).is_some())
        }
        (Kind::Object, _) if container.kind() == ValueKind::Map => {
            hashable(value, budget)?;
            Ok(container
                .as_object()
                .is_some_and(|object| object.get_value(value).is_some()))
        }
        (Kind::None | Kind::Bool(_) | Kind::Int(_) | Kind::Big(_) | Kind::Float(_), _) => Err(Fault::failed(
            format!("argument of type '{}' is not iterable", type_name(container)),
        )),
        _ => {
            for item in iterate(container, budget)? {
                if equal(&item, value, budget)? {
                    return Ok(true);
                }
            }
            Ok(false)
        }
    }
}
