//! Sums, differences and order of dates.

use std::cmp::Ordering;

use minijinja::Value;

use super::moment::{DAY, Date, Delta, Moment, Time};
use crate::render::fault::{Fault, Outcome};
use crate::render::python::{as_float, int_value};
use crate::render::syntax::ast::Operator;

fn delta(value: &Value) -> Option<Delta> {
    value.downcast_object_ref().copied()
}

fn overflow() -> Fault {
    Fault::failed("date value out of range")
}

/// `left + right`, if one of them is a date or a span of time.
pub(in crate::render::python) fn add(left: &Value, right: &Value) -> Option<Outcome<Value>> {
    match (delta(left), delta(right)) {
        (Some(left), Some(right)) => Some(Ok(Value::from_object(Delta(left.0.saturating_add(right.0))))),
        (None, Some(right)) => shift(left, right.0),
        (Some(left), None) => shift(right, left.0),
        (None, None) => None,
    }
}

fn shift(value: &Value, micros: i64) -> Option<Outcome<Value>> {
    if let Some(moment) = value.downcast_object_ref::<Moment>() {
        let shifted = moment
            .local_micros()
            .checked_add(micros)
            .and_then(|micros| Moment::from_micros(micros, moment.zone));
        return Some(shifted.map(Value::from_object).ok_or_else(overflow));
    }
    let Date(date) = value.downcast_object_ref()?;
    let days = jiff::Span::new().try_days(micros.div_euclid(DAY)).ok();
    let shifted = days.and_then(|days| date.checked_add(days).ok());
    Some(
        shifted
            .map(|date| Value::from_object(Date(date)))
            .ok_or_else(overflow),
    )
}

/// `left - right`, if they are dates or spans of time.
pub(in crate::render::python) fn subtract(left: &Value, right: &Value) -> Option<Outcome<Value>> {
    if let Some(right) = delta(right) {
        return match delta(left) {
            Some(left) => Some(Ok(Value::from_object(Delta(left.0.saturating_sub(right.0))))),
            None => shift(left, right.0.checked_neg()?),
        };
    }
    if let (Some(left), Some(right)) = (
        left.downcast_object_ref::<Moment>(),
        right.downcast_object_ref::<Moment>(),
    ) {
        if left.zone.is_some() != right.zone.is_some() {
            return Some(Err(Fault::failed(
                "can't subtract offset-naive and offset-aware datetimes",
            )));
        }
        return Some(Ok(Value::from_object(Delta(left.micros() - right.micros()))));
    }
    let (Date(left), Date(right)) = (left.downcast_object_ref()?, right.downcast_object_ref()?);
    let days = i64::from(right.until(*left).ok()?.get_days());
    Some(Ok(Value::from_object(Delta(days * DAY))))
}

/// `left / right` and `left // right`, if `left` is a span of time.
pub(in crate::render::python) fn divide(
    left: &Value,
    right: &Value,
    operator: Operator,
) -> Option<Outcome<Value>> {
    let left = delta(left)?;
    let floor = operator == Operator::FloorDivide;
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "spans are far smaller"
    )]
    let divided = match delta(right) {
        Some(Delta(0)) => return Some(Err(Fault::failed("division by zero"))),
        Some(right) if floor => int_value(i128::from(left.0.div_euclid(right.0))),
        Some(right) => Value::from(left.0 as f64 / right.0 as f64),
        None => {
            let divisor = as_float(right).ok()??;
            if divisor == 0.0 {
                return Some(Err(Fault::failed("division by zero")));
            }
            let micros = left.0 as f64 / divisor;
            let micros = if floor {
                micros.floor()
            } else {
                micros.round_ties_even()
            };
            Value::from_object(Delta(micros as i64))
        }
    };
    Some(Ok(divided))
}

/// The order of two values of these types; `Some(None)` if only one has a zone.
#[expect(
    clippy::option_option,
    reason = "other types and an unknown order are different"
)]
pub(in crate::render::python) fn compare(left: &Value, right: &Value) -> Option<Option<Ordering>> {
    if let (Some(left), Some(right)) = (delta(left), delta(right)) {
        return Some(Some(left.cmp(&right)));
    }
    if let (Some(left), Some(right)) = (
        left.downcast_object_ref::<Moment>(),
        right.downcast_object_ref::<Moment>(),
    ) {
        let comparable = left.zone.is_some() == right.zone.is_some();
        return Some(comparable.then(|| left.micros().cmp(&right.micros())));
    }
    if let (Some(left), Some(right)) = (
        left.downcast_object_ref::<Time>(),
        right.downcast_object_ref::<Time>(),
    ) {
        return Some((left.zone == right.zone).then(|| left.at.cmp(&right.at)));
    }
    let (Date(left), Date(right)) = (left.downcast_object_ref()?, right.downcast_object_ref()?);
    Some(Some(left.cmp(right)))
}
