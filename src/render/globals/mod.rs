//! Functions that every template can call.

mod counter;
mod lipsum;
mod namespace;
mod path;

use std::fmt::Write as _;

use minijinja::Value;
use sha2::{Digest, Sha512};

use super::fault::{Fault, Outcome};
use super::python::{Args, Dict, Moment, Range, as_index, methods, type_name};
use super::run::{Function, Run};

/// What the sandbox allows a `range` to hold.
const MAX_RANGE: usize = 100_000;

/// The global of that name.
pub(crate) fn find(name: &str) -> Option<Value> {
    Some(match name {
        "range" => Function::value("range", range),
        "dict" => Function::value("dict", |run, args| {
            let dict = Dict::default();
            methods::update(&dict, args, &run.budget)?;
            Ok(Value::from_object(dict))
        }),
        "lipsum" => Function::value("lipsum", lipsum::lipsum),
        "cycler" => Function::value("cycler", counter::cycler),
        "joiner" => Function::value("joiner", counter::joiner),
        "namespace" => Function::value("namespace", namespace::namespace),
        "pathjoin" => Function::value("pathjoin", path::pathjoin),
        "now" => Function::value("now", |run, args| {
            args.none("now")?;
            run.engine.deprecations.note("now");
            Ok(Value::from_object(Moment::now()))
        }),
        "make_secret" => Function::value("make_secret", make_secret),
        _ => return None,
    })
}

/// An attribute of what these functions make.
pub(crate) fn attribute(value: &Value, name: &str) -> Option<Value> {
    namespace::attribute(value, name).or_else(|| counter::attribute(value, name))
}

fn range(run: &mut Run<'_>, args: Args) -> Outcome<Value> {
    let [first, second, stride] = args.positional("range", 1)?;
    let bound = |value: Value| {
        as_index(&value).ok_or_else(|| {
            Fault::failed(format!(
                "'{}' object cannot be interpreted as an integer",
                type_name(&value)
            ))
        })
    };
    let first = bound(first.unwrap_or_default())?;
    let (start, end) = match second {
        Some(end) => (first, bound(end)?),
        None => (0, first),
    };
    let step = stride.map(bound).transpose()?.unwrap_or(1);
    if step == 0 {
        return Err(Fault::failed("range() arg 3 must not be zero"));
    }
    let range = Range { start, end, step };
    run.budget.step(1)?;
    if range.len() > MAX_RANGE {
        return Err(Fault::limit(format!(
            "Range too big. The sandbox blocks ranges larger than MAX_RANGE ({MAX_RANGE})."
        )));
    }
    Ok(Value::from_object(range))
}

/// 128 random hexadecimal digits.
fn make_secret(run: &mut Run<'_>, args: Args) -> Outcome<Value> {
    args.none("make_secret")?;
    run.engine.deprecations.note("make_secret");
    let random: [u8; 48] = rand::random();
    let digest = Sha512::digest(random);
    Ok(Value::from(digest.iter().fold(
        String::new(),
        |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        },
    )))
}
