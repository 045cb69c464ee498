//! Jinja2's tests: what may stand after `is`.

use std::sync::Arc;

use minijinja::Value;

use super::fault::{Fault, Outcome};
use super::python::{
    Args, Dict, Kind, List, as_index, equal, is_iterable, length, methods, operate, to_text, truth,
};
use super::run::{Run, is_callable};
use super::syntax::ast::{Comparison, Operator};

/// A test of a value.
pub(crate) type Test = fn(&mut Run<'_>, &Value, Args) -> Outcome<bool>;

/// The test of that name.
pub(crate) fn find(name: &str) -> Option<Test> {
    macro_rules! comparison {
        ($comparison:ident) => {
            |run, value, args| {
                let [other] = args.positional("test", 1)?;
                run.holds(Comparison::$comparison, value, &other.unwrap_or_default())
            }
        };
    }
    macro_rules! kind {
        ($pattern:pat) => {
            |_, value, args| {
                args.none("test")
                    .map(|()| matches!(Kind::of(value), $pattern))
            }
        };
    }
    Some(match name {
        "defined" => |_, value, args| args.none("defined").map(|()| !is_undefined(value)),
        "undefined" => |_, value, args| args.none("undefined").map(|()| is_undefined(value)),
        "none" => kind!(Kind::None),
        "boolean" => kind!(Kind::Bool(_)),
        "true" => kind!(Kind::Bool(true)),
        "false" => kind!(Kind::Bool(false)),
        "integer" => kind!(Kind::Int(_) | Kind::Big(_)),
        "float" => kind!(Kind::Float(_)),
        "number" => kind!(Kind::Int(_) | Kind::Big(_) | Kind::Float(_) | Kind::Bool(_)),
        "string" => kind!(Kind::Str(_)),
        "mapping" => |_, value, args| {
            args.none("mapping").map(|()| {
                matches!(Kind::of(value), Kind::Dict(_)) || value.kind() == minijinja::value::ValueKind::Map
            })
        },
        "sequence" => |_, value, args| {
            args.none("sequence")
                .map(|()| is_undefined(value) || (length(value).is_ok() && !is_view(value)))
        },
        "iterable" => |_, value, args| {
            args.none("iterable")?;
            match Kind::of(value) {
                Kind::Undefined(undefined) => undefined.lenient().map(|()| true),
                _ => Ok(is_iterable(value)),
            }
        },
        "callable" => |_, value, args| {
            args.none("callable")
                .map(|()| is_undefined(value) || is_callable(value))
        },
        "odd" => |run, value, args| {
            args.none("odd")
                .and_then(|()| remainder(run, value, &Value::from(2), 1))
        },
        "even" => |run, value, args| {
            args.none("even")
                .and_then(|()| remainder(run, value, &Value::from(2), 0))
        },
        "divisibleby" => |run, value, args| {
            let [by] = args.bind("divisibleby", ["num"], 1)?;
            remainder(run, value, &by.unwrap_or_default(), 0)
        },
        "lower" => |run, value, args| cased(run, value, args, "islower"),
        "upper" => |run, value, args| cased(run, value, args, "isupper"),
        "escaped" => |_, value, args| args.none("escaped").map(|()| value.is_safe()),
        "sameas" => |run, value, args| {
            let [other] = args.bind("sameas", ["other"], 1)?;
            same(run, value, &other.unwrap_or_default())
        },
        "filter" => |run, value, args| {
            args.none("filter")?;
            Ok(value.as_str().is_some_and(|name| run.engine.has_filter(name)))
        },
        "test" => |_, value, args| {
            args.none("test")?;
            Ok(value.as_str().is_some_and(|name| find(name).is_some()))
        },
        "in" => |run, value, args| {
            let [container] = args.bind("in", ["seq"], 1)?;
            run.holds(Comparison::In, value, &container.unwrap_or_default())
        },
        "==" | "eq" | "equalto" => comparison!(Equal),
        "!=" | "ne" => comparison!(NotEqual),
        "<" | "lt" | "lessthan" => comparison!(Less),
        "<=" | "le" => comparison!(LessEqual),
        ">" | "gt" | "greaterthan" => comparison!(Greater),
        ">=" | "ge" => comparison!(GreaterEqual),
        _ => return None,
    })
}

fn is_undefined(value: &Value) -> bool {
    matches!(Kind::of(value), Kind::Undefined(_))
}

fn is_view(value: &Value) -> bool {
    value.downcast_object_ref::<super::python::View>().is_some()
}

fn remainder(run: &mut Run<'_>, value: &Value, by: &Value, wanted: i64) -> Outcome<bool> {
    let remainder = operate(Operator::Modulo, value, by, &run.budget)?;
    equal(&remainder, &Value::from(wanted), &run.budget)
}

fn cased(run: &mut Run<'_>, value: &Value, args: Args, name: &str) -> Outcome<bool> {
    args.none(name)?;
    let text = Value::from(to_text(value, &run.budget)?);
    let method = methods::find(&text, name).ok_or_else(|| Fault::failed("no such test"))?;
    truth(&methods::call(&text, method, Args::default(), &run.budget)?)
}

/// Python's `is`: the same object, or equal values of the types that are shared.
fn same(run: &Run<'_>, left: &Value, right: &Value) -> Outcome<bool> {
    if let (Some(left), Some(right)) = (left.downcast_object::<List>(), right.downcast_object::<List>()) {
        return Ok(Arc::ptr_eq(&left, &right));
    }
    if let (Some(left), Some(right)) = (left.downcast_object::<Dict>(), right.downcast_object::<Dict>()) {
        return Ok(Arc::ptr_eq(&left, &right));
    }
    let is_bool = |value| matches!(Kind::of(value), Kind::Bool(_));
    if is_bool(left) != is_bool(right) || as_index(left).is_some() != as_index(right).is_some() {
        return Ok(false);
    }
    equal(left, right, &run.budget)
}
