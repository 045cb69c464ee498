//! Methods of `dict`.

use indexmap::IndexMap;
use minijinja::Value;

use crate::render::budget::Budget;
use crate::render::fault::{Fault, Outcome};
use crate::render::python::kind::Kind;
use crate::render::python::{Args, Dict, Part, View, hashable, item, iterate, repr, tuple, type_name};

pub(super) const NAMES: &[&str] = &[
    "clear",
    "copy",
    "fromkeys",
    "get",
    "items",
    "keys",
    "pop",
    "popitem",
    "setdefault",
    "update",
    "values",
];
pub(super) const READING_NAMES: &[&str] = &["copy", "get", "items", "keys", "values"];

pub(super) fn call(value: &Value, own: &Dict, name: &str, args: Args, budget: &Budget) -> Outcome<Value> {
    let none = || Value::from(());
    match name {
        "get" => {
            let [key, default] = args.positional(name, 1)?;
            let key = key.unwrap_or_default();
            hashable(&key, budget)?;
            Ok(own.get(&key).or(default).unwrap_or_else(none))
        }
        "keys" | "values" | "items" => {
            args.none(name)?;
            Ok(View::value(
                value,
                match name {
                    "keys" => Part::Keys,
                    "values" => Part::Values,
                    _ => Part::Items,
                },
            ))
        }
        "copy" => {
            args.none(name)?;
            Ok(Value::from_object(Dict::from(
                own.change(|entries| entries.clone()),
            )))
        }
        "clear" => {
            args.none(name)?;
            drop(own.change(std::mem::take));
            Ok(none())
        }
        "pop" => {
            let [key, default] = args.positional(name, 1)?;
            let key = key.unwrap_or_default();
            hashable(&key, budget)?;
            match own.change(|entries| entries.shift_remove(&key)).or(default) {
                Some(value) => Ok(value),
                None => Err(Fault::failed(format!("KeyError: {}", repr(&key, budget)?))),
            }
        }
        "popitem" => {
            args.none(name)?;
            own.change(IndexMap::pop)
                .map(|(key, value)| tuple(vec![key, value]))
                .ok_or_else(|| Fault::failed("popitem(): dictionary is empty"))
        }
        "setdefault" => {
            let [key, default] = args.positional(name, 1)?;
            let key = key.unwrap_or_default();
            hashable(&key, budget)?;
            budget.reserve(2 * size_of::<Value>())?;
            let default = default.unwrap_or_else(none);
            Ok(own.change(|entries| entries.entry(key).or_insert(default).clone()))
        }
        "update" => {
            update(own, args, budget)?;
            Ok(none())
        }
        _ => {
            let [keys, value] = args.positional(name, 1)?;
            let value = value.unwrap_or_else(none);
            let made = Dict::default();
            for key in iterate(&keys.unwrap_or_default(), budget)? {
                hashable(&key, budget)?;
                made.insert(key, value.clone());
            }
            Ok(Value::from_object(made))
        }
    }
}

/// What `dict(…)` and `update(…)` do: entries of a mapping or of pairs, then keyword arguments.
pub(crate) fn update(own: &Dict, mut args: Args, budget: &Budget) -> Outcome<()> {
    let keyword = std::mem::take(&mut args.keyword);
    let [source] = args.positional("update", 0)?;
    if let Some(source) = source {
        for (key, value) in entries(&source, budget)? {
            hashable(&key, budget)?;
            budget.reserve(2 * size_of::<Value>())?;
            own.insert(key, value);
        }
    }
    for (name, value) in keyword {
        own.insert(Value::from(&*name), value);
    }
    Ok(())
}

fn entries(source: &Value, budget: &Budget) -> Outcome<Vec<(Value, Value)>> {
    if let Kind::Dict(dict) = Kind::of(source) {
        return Ok(dict.pairs());
    }
    let is_mapping = source.kind() == minijinja::value::ValueKind::Map;
    let mut pairs = Vec::new();
    for (index, entry) in iterate(source, budget)?.into_iter().enumerate() {
        if is_mapping {
            let value = item(source, &entry, budget).unwrap_or_default();
            pairs.push((entry, value));
            continue;
        }
        let parts = iterate(&entry, budget).map_err(|_| {
            Fault::failed(format!(
                "cannot convert dictionary update sequence element #{index} to a sequence ({})",
                type_name(&entry)
            ))
        })?;
        let [key, value] = <[Value; 2]>::try_from(parts).map_err(|parts| {
            Fault::failed(format!(
                "dictionary update sequence element #{index} has length {}; 2 is required",
                parts.len()
            ))
        })?;
        pairs.push((key, value));
    }
    Ok(pairs)
}
