//! Equality and order.

use std::cmp::Ordering;

use minijinja::Value;

use super::kind::{Kind, MAX_NESTING, too_deep};
use super::number::Number;
use super::{Dict, Range, View, date, type_name};
use crate::render::budget::Budget;
use crate::render::fault::{Fault, Outcome};

type EqualItems<'e> = &'e dyn Fn(&[Value], &[Value]) -> Outcome<bool>;

/// `left == right`.
pub(crate) fn equal(left: &Value, right: &Value, budget: &Budget) -> Outcome<bool> {
    equal_below(left, right, budget, 0)
}

fn equal_below(left: &Value, right: &Value, budget: &Budget, depth: usize) -> Outcome<bool> {
    budget.step(1)?;
    if depth > MAX_NESTING {
        return Err(too_deep());
    }
    if let (Some(left), Some(right)) = (Number::of(left), Number::of(right)) {
        return Ok(left.compare(&right) == Some(Ordering::Equal));
    }
    let items = |left: &[Value], right: &[Value]| -> Outcome<bool> {
        if left.len() != right.len() {
            return Ok(false);
        }
        for (left, right) in left.iter().zip(right) {
            if !equal_below(left, right, budget, depth + 1)? {
                return Ok(false);
            }
        }
        Ok(true)
    };
    Ok(match (Kind::of(left), Kind::of(right)) {
        (Kind::Undefined(left), Kind::Undefined(_)) => {
            left.lenient()?;
            true
        }
        (Kind::Undefined(undefined), _) | (_, Kind::Undefined(undefined)) => {
            undefined.lenient()?;
            false
        }
        (Kind::None, Kind::None) => true,
        (Kind::Str(left), Kind::Str(right)) => {
            budget.scan(left.len().min(right.len()))?;
            left == right
        }
        (Kind::Bytes(left), Kind::Bytes(right)) => left == right,
        (Kind::List(left), Kind::List(right)) => items(&left.items(), &right.items())?,
        (Kind::Tuple(left), Kind::Tuple(right)) => items(left, right)?,
        (Kind::Dict(left), Kind::Dict(right)) => same_entries(left, right, budget, depth)?,
        (Kind::Object, Kind::Object) => equal_objects(left, right, &items)?,
        _ => false,
    })
}

fn equal_objects(left: &Value, right: &Value, items: EqualItems<'_>) -> Outcome<bool> {
    if let (Some(left), Some(right)) = (
        left.downcast_object_ref::<Range>(),
        right.downcast_object_ref::<Range>(),
    ) {
        return items(&left.items(), &right.items());
    }
    if let (Some(left), Some(right)) = (
        left.downcast_object_ref::<View>(),
        right.downcast_object_ref::<View>(),
    ) {
        return items(&left.items(), &right.items());
    }
    if let Some(order) = date::compare(left, right) {
        return Ok(order == Some(Ordering::Equal));
    }
    Ok(left.kind() == right.kind() && left == right)
}

fn same_entries(left: &Dict, right: &Dict, budget: &Budget, depth: usize) -> Outcome<bool> {
    if left.len() != right.len() {
        return Ok(false);
    }
    for (key, value) in left.pairs() {
        match right.get(&key) {
            Some(other) if equal_below(&value, &other, budget, depth + 1)? => {}
            _ => return Ok(false),
        }
    }
    Ok(true)
}

/// The order of two values, if they have one: a comparison with NaN never holds.
///
/// # Errors
/// Values of different types cannot be compared; `operator` is for the message.
pub(crate) fn compare(
    left: &Value,
    right: &Value,
    operator: &str,
    budget: &Budget,
) -> Outcome<Option<Ordering>> {
    compare_below(left, right, operator, budget, 0)
}

fn compare_below(
    left: &Value,
    right: &Value,
    operator: &str,
    budget: &Budget,
    depth: usize,
) -> Outcome<Option<Ordering>> {
    budget.step(1)?;
    if depth > MAX_NESTING {
        return Err(too_deep());
    }
    if let (Some(left), Some(right)) = (Number::of(left), Number::of(right)) {
        return Ok(left.compare(&right));
    }
    let items = |left: &[Value], right: &[Value]| -> Outcome<Option<Ordering>> {
        for (left, right) in left.iter().zip(right) {
            if !equal_below(left, right, budget, depth + 1)? {
                return compare_below(left, right, operator, budget, depth + 1);
            }
        }
        Ok(Some(left.len().cmp(&right.len())))
    };
    match (Kind::of(left), Kind::of(right)) {
        (Kind::Undefined(undefined), _) | (_, Kind::Undefined(undefined)) => Err(undefined.fault()),
        (Kind::Str(left), Kind::Str(right)) => {
            budget.scan(left.len().min(right.len()))?;
            Ok(Some(left.cmp(right)))
        }
        (Kind::Bytes(left), Kind::Bytes(right)) => Ok(Some(left.cmp(right))),
        (Kind::List(left), Kind::List(right)) => items(&left.items(), &right.items()),
        (Kind::Tuple(left), Kind::Tuple(right)) => items(left, right),
        _ => match date::compare(left, right) {
            Some(Some(order)) => Ok(Some(order)),
            Some(None) => Err(Fault::failed(
                "can't compare offset-naive and offset-aware datetimes",
            )),
            None => Err(Fault::failed(format!(
                "'{operator}' not supported between instances of '{}' and '{}'",
                type_name(left),
                type_name(right)
            ))),
        },
    }
}

/// Sorts stably by keys that may not be comparable.
pub(crate) fn sort_by<T: Clone>(
    items: Vec<T>,
    key: impl Fn(&T) -> &Value,
    reverse: bool,
    budget: &Budget,
) -> Outcome<Vec<T>> {
    let mut sorted = items;
    let mut width = 1;
    while width < sorted.len() {
        let mut merged = Vec::with_capacity(sorted.len());
        for pair in sorted.chunks(2 * width) {
            let (left, right) = pair.split_at(width.min(pair.len()));
            let (mut left, mut right) = (left.iter().peekable(), right.iter().peekable());
            while let (Some(a), Some(b)) = (left.peek(), right.peek()) {
                let swap = if reverse {
                    compare(key(a), key(b), "<", budget)?
                } else {
                    compare(key(b), key(a), "<", budget)?
                } == Some(Ordering::Less);
                merged.extend(if swap { right.next() } else { left.next() }.cloned());
            }
            merged.extend(left.chain(right).cloned());
        }
        sorted = merged;
        width *= 2;
    }
    Ok(sorted)
}

/// Refuses values that cannot be a key.
pub(crate) fn hashable(value: &Value, budget: &Budget) -> Outcome<()> {
    fn check(value: &Value, budget: &Budget, depth: usize) -> Outcome<()> {
        budget.step(1)?;
        if depth > MAX_NESTING {
            return Err(too_deep());
        }
        match Kind::of(value) {
            Kind::List(_) | Kind::Dict(_) => {
                Err(Fault::failed(format!("unhashable type: '{}'", type_name(value))))
            }
            Kind::Tuple(items) => items.iter().try_for_each(|item| check(item, budget, depth + 1)),
            Kind::Undefined(undefined) => undefined.lenient(),
            _ => Ok(()),
        }
    }
    check(value, budget, 0)
}
