//! Filters that apply attributes, other filters and tests.

use minijinja::Value;

use crate::render::fault::{Fault, Outcome};
use crate::render::python::{Args, Generator, Kind, as_index, iterate, parse_integer, to_text, truth};
use crate::render::run::Run;

/// The keys of a path such as `address.city` or `0.name`.
pub(super) fn attribute_parts(attribute: &Value) -> Vec<Value> {
    match Kind::of(attribute) {
        Kind::Str(path) => path.split('.').map(key).collect(),
        _ => vec![attribute.clone()],
    }
}

fn key(part: &str) -> Value {
    let is_number = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    is_number
        .then(|| parse_integer(part, 10))
        .flatten()
        .unwrap_or_else(|| Value::from(part))
}

/// Follows a path from a value.
pub(super) fn attribute_path(
    run: &mut Run<'_>,
    value: &Value,
    parts: &[Value],
    default: Option<&Value>,
) -> Outcome<Value> {
    let mut value = value.clone();
    for part in parts {
        value = run.item(&value, part)?;
        if let (Kind::Undefined(_), Some(default)) = (Kind::of(&value), default) {
            value = default.clone();
        }
    }
    Ok(value)
}

pub(super) fn default(_: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    let [default, boolean] = args.bind("default", ["default_value", "boolean"], 0)?;
    let replace = match Kind::of(value) {
        Kind::Undefined(_) => true,
        _ => boolean.as_ref().map_or(Ok(false), truth)? && !truth(value)?,
    };
    Ok(if replace {
        default.unwrap_or_else(|| Value::from(""))
    } else {
        value.clone()
    })
}

pub(super) fn attr(run: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    let [name] = args.bind("attr", ["name"], 1)?;
    let name = to_text(&name.unwrap_or_default(), &run.budget)?;
    if let Kind::Undefined(undefined) = Kind::of(value) {
        return Err(undefined.fault());
    }
    let found = run.own_attribute(value, &name)?;
    Ok(found.unwrap_or_else(|| run.undefined(format!("the object has no attribute '{name}'"))))
}

fn is_empty(value: &Value) -> Outcome<bool> {
    truth(value).map(|truth| !truth)
}

pub(super) fn map(run: &mut Run<'_>, value: &Value, mut args: Args) -> Outcome<Value> {
    if is_empty(value)? {
        return Ok(Generator::value(Vec::new()));
    }
    let mut mapped = Vec::new();
    if args.positional.is_empty() && args.keyword.iter().any(|(name, _)| &**name == "attribute") {
        let [attribute, default] = args.bind("map", ["attribute", "default"], 1)?;
        let parts = attribute_parts(&attribute.unwrap_or_default());
        let default = super::given(default);
        for item in iterate(value, &run.budget)? {
            mapped.push(attribute_path(run, &item, &parts, default.as_ref())?);
        }
    } else {
        if args.positional.is_empty() {
            return Err(Fault::failed("map requires a filter argument"));
        }
        let name = args.positional.remove(0);
        let name = to_text(&name, &run.budget)?;
        for item in iterate(value, &run.budget)? {
            mapped.push(run.filter(&name, &item, args.clone())?);
        }
    }
    Ok(Generator::value(mapped))
}

pub(super) fn select(run: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    choose(run, value, args, false, true)
}

pub(super) fn reject(run: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    choose(run, value, args, false, false)
}

pub(super) fn selectattr(run: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    choose(run, value, args, true, true)
}

pub(super) fn rejectattr(run: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    choose(run, value, args, true, false)
}

fn choose(
    run: &mut Run<'_>,
    value: &Value,
    mut args: Args,
    by_attribute: bool,
    wanted: bool,
) -> Outcome<Value> {
    if is_empty(value)? {
        return Ok(Generator::value(Vec::new()));
    }
    let mut take = || (!args.positional.is_empty()).then(|| args.positional.remove(0));
    let parts = if by_attribute {
        let attribute = take().ok_or_else(|| Fault::failed("Missing parameter for attribute name"))?;
        attribute_parts(&attribute)
    } else {
        Vec::new()
    };
    let test = take().map(|name| to_text(&name, &run.budget)).transpose()?;
    let mut chosen = Vec::new();
    for item in iterate(value, &run.budget)? {
        let subject = attribute_path(run, &item, &parts, None)?;
        let holds = match &test {
            Some(test) => run.test(test, &subject, args.clone())?,
            None => truth(&subject)?,
        };
        if holds == wanted {
            chosen.push(item);
        }
    }
    Ok(Generator::value(chosen))
}

/// A key without the difference between upper and lower case.
pub(super) fn fold_case(value: Value) -> Value {
    match value.as_str() {
        Some(text) => Value::from(text.to_lowercase()),
        None => value,
    }
}

/// A key in which a boolean is the number that Python takes it for.
pub(super) fn hash_key(value: Value) -> Value {
    match Kind::of(&value) {
        Kind::Bool(_) => as_index(&value).map_or(value, Value::from),
        _ => value,
    }
}
