//! Which of Python's types a value has.

use std::cmp::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use indexmap::IndexMap;
use minijinja::Value;
use minijinja::value::{self, DynObject, Object, ValueKind};
use num_bigint::BigInt;

use super::number::Big;
use super::{Date, Delta, Dict, Generator, List, Moment, PosixPath, Range, Time, Tuple, Undefined, View};
use crate::render::budget::Budget;
use crate::render::fault::{Fault, Outcome};

/// A value seen as one of Python's own types, or as some other object.
#[derive(Debug)]
pub(crate) enum Kind<'v> {
    Undefined(&'v Undefined),
    None,
    Bool(bool),
    Int(i128),
    /// An integer beyond 128 bits.
    Big(&'v BigInt),
    Float(f64),
    Str(&'v str),
    Bytes(&'v [u8]),
    List(&'v List),
    Tuple(&'v Tuple),
    Dict(&'v Dict),
    Object,
}

impl<'v> Kind<'v> {
    pub(crate) fn of(value: &'v Value) -> Self {
        match value.kind() {
            ValueKind::None | ValueKind::Undefined => Self::None,
            ValueKind::Bool => Self::Bool(value.is_true()),
            ValueKind::Number if value.is_integer() => {
                i128::try_from(value.clone()).map_or(Self::Object, Self::Int)
            }
            ValueKind::Number => f64::try_from(value.clone()).map_or(Self::Object, Self::Float),
            ValueKind::String => value.as_str().map_or(Self::Object, Self::Str),
            ValueKind::Bytes => value.as_bytes().map_or(Self::Object, Self::Bytes),
            _ => Self::of_object(value),
        }
    }

    fn of_object(value: &'v Value) -> Self {
        if let Some(list) = value.downcast_object_ref::<List>() {
            Self::List(list)
        } else if let Some(dict) = value.downcast_object_ref::<Dict>() {
            Self::Dict(dict)
        } else if let Some(tuple) = value.downcast_object_ref::<Tuple>() {
            Self::Tuple(tuple)
        } else if let Some(undefined) = value.downcast_object_ref::<Undefined>() {
            Self::Undefined(undefined)
        } else if let Some(Big(big)) = value.downcast_object_ref::<Big>() {
            Self::Big(big)
        } else {
            Self::Object
        }
    }
}

/// The name of a value's type as Python's messages have it.
pub(crate) fn type_name(value: &Value) -> &'static str {
    match Kind::of(value) {
        Kind::Undefined(_) => "Undefined",
        Kind::None => "NoneType",
        Kind::Bool(_) => "bool",
        Kind::Int(_) | Kind::Big(_) => "int",
        Kind::Float(_) => "float",
        Kind::Str(_) if value.is_safe() => "Markup",
        Kind::Str(_) => "str",
        Kind::Bytes(_) => "bytes",
        Kind::List(_) => "list",
        Kind::Tuple(_) => "tuple",
        Kind::Dict(_) => "dict",
        Kind::Object => {
            macro_rules! names {
                ($($object:ty => $name:expr),*) => {
                    $(if value.downcast_object_ref::<$object>().is_some() { return $name; })*
                };
            }
            if let Some(view) = value.downcast_object_ref::<View>() {
                return view.type_name();
            }
            names!(
                Range => "range", Generator => "generator", Date => "datetime.date",
                Moment => "datetime.datetime", Time => "datetime.time", Delta => "datetime.timedelta", PosixPath => "pathlib.PurePosixPath"
            );
            match value.kind() {
                ValueKind::Map => "dict",
                ValueKind::Seq => "list",
                _ => "object",
            }
        }
    }
}

/// A list as Python's, which can change.
pub(crate) fn list(items: Vec<Value>) -> Value {
    Value::from_object(List::from(items))
}

/// A tuple.
pub(crate) fn tuple(items: Vec<Value>) -> Value {
    Value::from_object(Tuple::from(items))
}

/// Locks, also after a panic elsewhere.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Compares two objects of a type by whether they are the same one.
pub(crate) fn by_identity<T: Object + 'static>(own: &Arc<T>, other: &DynObject) -> Option<Ordering> {
    let other = other.downcast_ref::<T>()?;
    Some(std::ptr::from_ref::<T>(own).cmp(&std::ptr::from_ref(other)))
}

/// How deep containers may nest where each level takes stack.
pub(super) const MAX_NESTING: usize = 200;

pub(super) fn too_deep() -> Fault {
    Fault::limit("the value is nested too deeply")
}

/// Makes lists and dicts that come from outside changeable, as deep as they go.
pub(crate) fn thaw(value: &Value, budget: &Budget) -> Outcome<Value> {
    thaw_below(value, budget, 0)
}

fn thaw_below(value: &Value, budget: &Budget, depth: usize) -> Outcome<Value> {
    budget.step(1)?;
    if depth > MAX_NESTING {
        return Err(too_deep());
    }
    if value.is_undefined() {
        return Ok(Undefined::value("the value is undefined", false));
    }
    let all = |items: &mut dyn Iterator<Item = Value>| -> Outcome<Vec<Value>> {
        items.map(|item| thaw_below(&item, budget, depth + 1)).collect()
    };
    if let Some(items) = value.downcast_object_ref::<value::Tuple>() {
        return Ok(tuple(all(&mut items.iter().cloned())?));
    }
    if let Some(pairs) = value.downcast_object_ref::<IndexMap<Value, Value>>() {
        let pairs: Outcome<IndexMap<_, _>> = pairs
            .iter()
            .map(|(key, item)| {
                Ok((
                    thaw_below(key, budget, depth + 1)?,
                    thaw_below(item, budget, depth + 1)?,
                ))
            })
            .collect();
        return Ok(Value::from_object(Dict::from(pairs?)));
    }
    if value.kind() == ValueKind::Seq && matches!(Kind::of(value), Kind::Object) {
        if value.downcast_object_ref::<Range>().is_some() {
            return Ok(value.clone());
        }
        return Ok(list(all(&mut value.try_iter()?)?));
    }
    Ok(value.clone())
}

/// Makes a value of plain, unchangeable parts for code outside of the template.
pub(crate) fn freeze(value: &Value, budget: &Budget) -> Outcome<Value> {
    freeze_below(value, budget, 0)
}

fn freeze_below(value: &Value, budget: &Budget, depth: usize) -> Outcome<Value> {
    budget.step(1)?;
    if depth > MAX_NESTING {
        return Err(too_deep());
    }
    let all = |items: Vec<Value>| -> Outcome<Vec<Value>> {
        items
            .iter()
            .map(|item| freeze_below(item, budget, depth + 1))
            .collect()
    };
    Ok(match Kind::of(value) {
        Kind::Undefined(_) => Value::UNDEFINED,
        Kind::List(list) => Value::from(all(list.items())?),
        Kind::Tuple(tuple) => Value::from(value::Tuple::from(all(tuple.to_vec())?)),
        Kind::Dict(dict) => {
            let pairs: Outcome<IndexMap<_, _>> = dict
                .pairs()
                .iter()
                .map(|(key, item)| {
                    Ok((
                        freeze_below(key, budget, depth + 1)?,
                        freeze_below(item, budget, depth + 1)?,
                    ))
                })
                .collect();
            Value::from(pairs?)
        }
        Kind::Object => {
            if let Some(view) = value.downcast_object_ref::<View>() {
                Value::from(all(view.items())?)
            } else if let Some(generator) = value.downcast_object_ref::<Generator>() {
                Value::from(all(generator.drain())?)
            } else if let Some(range) = value.downcast_object_ref::<Range>() {
                Value::from(range.items())
            } else {
                value.clone()
            }
        }
        _ => value.clone(),
    })
}
