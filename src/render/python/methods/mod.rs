//! The methods of Python's types.

mod bytes;
mod dates;
mod dict;
mod list;
mod number;
mod predicate;
mod split;
mod text;

use minijinja::Value;
use minijinja::value::{DynObject, ValueKind};

use super::kind::Kind;
use super::{Args, Dict, Range, type_name};
use crate::render::budget::Budget;
use crate::render::fault::{Fault, Outcome};

pub(crate) use dict::update;
pub(crate) use number::attribute;
pub(crate) use split::{lines, strip};
pub(crate) use text::{capitalize, center, replace};

/// The method of that name, if the value's type has one.
pub(crate) fn find(value: &Value, name: &str) -> Option<&'static str> {
    let names: &[&[&'static str]] = match Kind::of(value) {
        Kind::Str(_) => &[text::NAMES, predicate::NAMES, split::NAMES],
        Kind::Bytes(_) => &[bytes::NAMES],
        Kind::List(_) => &[list::NAMES],
        Kind::Tuple(_) => &[list::TUPLE_NAMES],
        Kind::Dict(_) => &[dict::NAMES],
        Kind::Int(_) | Kind::Big(_) | Kind::Bool(_) => &[number::INT_NAMES],
        Kind::Float(_) => &[number::FLOAT_NAMES],
        Kind::Object if value.downcast_object_ref::<Range>().is_some() => &[list::TUPLE_NAMES],
        Kind::Object if value.kind() == ValueKind::Map => &[dict::READING_NAMES],
        Kind::Object => &[dates::names(value)],
        _ => return None,
    };
    names
        .iter()
        .flat_map(|names| names.iter())
        .find(|own| **own == name)
        .copied()
}

/// Calls a method that [`find`] has found.
pub(crate) fn call(value: &Value, name: &'static str, args: Args, budget: &Budget) -> Outcome<Value> {
    match Kind::of(value) {
        Kind::Str(text) => {
            let result = if predicate::NAMES.contains(&name) {
                args.none(name)?;
                return Ok(Value::from(predicate::call(text, name)));
            } else if split::NAMES.contains(&name) {
                split::call(text, name, args, budget)?
            } else {
                text::call(value, text, name, args, budget)?
            };
            Ok(if value.is_safe() {
                keep_safe(result)
            } else {
                result
            })
        }
        Kind::Bytes(bytes) => bytes::call(bytes, name, args),
        Kind::List(list) => list::call(value, list, name, args, budget),
        Kind::Tuple(tuple) => list::read(tuple, name, args, budget),
        Kind::Dict(dict) => dict::call(value, dict, name, args, budget),
        Kind::Object if value.downcast_object_ref::<Range>().is_some() => {
            list::read(&super::iterate(value, budget)?, name, args, budget)
        }
        Kind::Object if value.kind() == ValueKind::Map => {
            let pairs = value.as_object().and_then(DynObject::try_iter_pairs);
            let dict = Dict::from(pairs.into_iter().flatten().collect::<indexmap::IndexMap<_, _>>());
            dict::call(value, &dict, name, args, budget)
        }
        Kind::Int(_) | Kind::Big(_) | Kind::Bool(_) | Kind::Float(_) => number::call(value, name, args),
        Kind::Object => dates::call(value, name, args),
        _ => Err(Fault::failed(format!(
            "'{}' object has no attribute '{name}'",
            type_name(value)
        ))),
    }
}

/// What a method of a safe string makes is safe, too.
fn keep_safe(result: Value) -> Value {
    match Kind::of(&result) {
        Kind::Str(text) => Value::from_safe_string(text.to_owned()),
        Kind::List(items) => super::list(items.items().into_iter().map(keep_safe).collect()),
        Kind::Tuple(items) => super::tuple(items.iter().cloned().map(keep_safe).collect()),
        _ => result,
    }
}

/// A text argument.
fn text_of<'v>(value: &'v Value, function: &str) -> Outcome<&'v str> {
    value.as_str().ok_or_else(|| {
        Fault::failed(format!(
            "{function}() argument must be str, not {}",
            type_name(value)
        ))
    })
}

/// An integer argument.
fn int_of(value: &Value) -> Outcome<i64> {
    super::as_index(value).ok_or_else(|| {
        Fault::failed(format!(
            "'{}' object cannot be interpreted as an integer",
            type_name(value)
        ))
    })
}

/// An argument that may be absent or `None`.
fn given(value: Option<Value>) -> Option<Value> {
    value.filter(|value| !value.is_none())
}
