//! What the operators do to values of every type.

use minijinja::Value;

use super::kind::Kind;
use super::number::{self, Number};
use super::text::escape_html;
use super::{Delta, as_index, date, list, path, printf, to_text, tuple, type_name};
use crate::render::budget::Budget;
use crate::render::fault::{Fault, Outcome};
use crate::render::syntax::ast::Operator;

/// `left OP right`.
pub(crate) fn operate(operator: Operator, left: &Value, right: &Value, budget: &Budget) -> Outcome<Value> {
    let (left_kind, right_kind) = (Kind::of(left), Kind::of(right));
    if operator == Operator::Modulo {
        match left_kind {
            Kind::Str(template) if left.is_safe() => {
                let arguments = escaped_arguments(right, budget)?;
                return printf(template, &arguments, budget).map(Value::from_safe_string);
            }
            Kind::Str(template) => return printf(template, right, budget).map(Value::from),
            _ => {}
        }
    }
    if let Kind::Undefined(undefined) = left_kind {
        return Err(undefined.fault());
    }
    if let Kind::Undefined(undefined) = right_kind {
        return Err(undefined.fault());
    }
    if let (Some(left), Some(right)) = (Number::of(left), Number::of(right)) {
        return number::calculate(operator, &left, &right, budget);
    }
    match operator {
        Operator::Add => add(left, right, budget),
        Operator::Multiply => match (as_index(left), as_index(right)) {
            (_, Some(times)) => repeat(left, times, budget),
            (Some(times), None) => repeat(right, times, budget),
            (None, None) => None,
        }
        .unwrap_or_else(|| Err(unsupported(operator, left, right))),
        Operator::Subtract => {
            date::subtract(left, right).unwrap_or_else(|| Err(unsupported(operator, left, right)))
        }
        Operator::Divide | Operator::FloorDivide => {
            let joined = (operator == Operator::Divide).then(|| path::divide(left, right));
            (joined.flatten().map(Ok))
                .or_else(|| date::divide(left, right, operator))
                .unwrap_or_else(|| Err(unsupported(operator, left, right)))
        }
        _ => Err(unsupported(operator, left, right)),
    }
}

fn unsupported(operator: Operator, left: &Value, right: &Value) -> Fault {
    Fault::failed(format!(
        "unsupported operand type(s) for {}: '{}' and '{}'",
        operator.symbol(),
        type_name(left),
        type_name(right)
    ))
}

fn add(left: &Value, right: &Value, budget: &Budget) -> Outcome<Value> {
    match (Kind::of(left), Kind::of(right)) {
        (Kind::Str(left_text), Kind::Str(right_text)) => {
            budget.reserve(left_text.len() + right_text.len())?;
            Ok(if left.is_safe() || right.is_safe() {
                Value::from_safe_string(escaped(left, left_text) + &escaped(right, right_text))
            } else {
                Value::from([left_text, right_text].concat())
            })
        }
        (Kind::Str(_), _) => Err(Fault::failed(format!(
            "can only concatenate str (not \"{}\") to str",
            type_name(right)
        ))),
        (Kind::Bytes(left), Kind::Bytes(right)) => Ok(Value::from_bytes([left, right].concat())),
        (Kind::List(left), Kind::List(right)) => {
            budget.reserve((left.len() + right.len()) * size_of::<Value>())?;
            Ok(list([left.items(), right.items()].concat()))
        }
        (Kind::List(_), _) => Err(Fault::failed(format!(
            "can only concatenate list (not \"{}\") to list",
            type_name(right)
        ))),
        (Kind::Tuple(left), Kind::Tuple(right)) => {
            budget.reserve((left.len() + right.len()) * size_of::<Value>())?;
            Ok(tuple([&**left, &**right].concat()))
        }
        _ => date::add(left, right).unwrap_or_else(|| Err(unsupported(Operator::Add, left, right))),
    }
}

fn escaped(value: &Value, text: &str) -> String {
    if value.is_safe() {
        text.to_owned()
    } else {
        escape_html(text)
    }
}

/// What a safe string's `%` puts in: escaped texts.
fn escaped_arguments(value: &Value, budget: &Budget) -> Outcome<Value> {
    Ok(match Kind::of(value) {
        Kind::Tuple(items) => {
            let items: Outcome<Vec<_>> = items.iter().map(|item| escaped_arguments(item, budget)).collect();
            tuple(items?)
        }
        Kind::Str(text) => Value::from(escaped(value, text)),
        Kind::Int(_)
        | Kind::Big(_)
        | Kind::Float(_)
        | Kind::Bool(_)
        | Kind::Dict(_)
        | Kind::List(_)
        | Kind::Bytes(_) => value.clone(),
        _ => Value::from(escape_html(&to_text(value, budget)?)),
    })
}

fn repeat(value: &Value, times: i64, budget: &Budget) -> Option<Outcome<Value>> {
    let times = usize::try_from(times).unwrap_or(0);
    let items = |items: Vec<Value>| -> Outcome<Vec<Value>> {
        budget.reserve(
            items
                .len()
                .saturating_mul(times)
                .saturating_mul(size_of::<Value>()),
        )?;
        Ok(std::iter::repeat_n(items, times).flatten().collect())
    };
    Some(match Kind::of(value) {
        Kind::Str(text) => budget.reserve(text.len().saturating_mul(times)).map(|()| {
            if value.is_safe() {
                Value::from_safe_string(text.repeat(times))
            } else {
                Value::from(text.repeat(times))
            }
        }),
        Kind::Bytes(bytes) => budget
            .reserve(bytes.len().saturating_mul(times))
            .map(|()| Value::from_bytes(bytes.repeat(times))),
        Kind::List(value) => items(value.items()).map(list),
        Kind::Tuple(value) => items(value.to_vec()).map(tuple),
        _ => {
            let delta = value.downcast_object_ref::<Delta>()?;
            Ok(Value::from_object(
                delta.times(i64::try_from(times).unwrap_or(i64::MAX)),
            ))
        }
    })
}
