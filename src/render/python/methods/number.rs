//! Methods of `int` and `float`.

use minijinja::Value;

use crate::render::fault::{Fault, Outcome};
use crate::render::python::kind::Kind;
use crate::render::python::{Args, int_value, tuple};

pub(super) const INT_NAMES: &[&str] = &["as_integer_ratio", "bit_count", "bit_length", "conjugate"];
pub(super) const FLOAT_NAMES: &[&str] = &["conjugate", "is_integer"];

pub(super) fn call(value: &Value, name: &'static str, args: Args) -> Outcome<Value> {
    args.none(name)?;
    let int = match Kind::of(value) {
        Kind::Bool(bool) => i128::from(bool),
        Kind::Int(int) => int,
        Kind::Float(float) if name == "is_integer" => return Ok(Value::from(float.fract() == 0.0)),
        _ if name == "conjugate" => return Ok(value.clone()),
        _ => return Err(Fault::failed("the integer is too large for this method")),
    };
    Ok(match name {
        "bit_length" => Value::from(128 - int.unsigned_abs().leading_zeros()),
        "bit_count" => Value::from(int.unsigned_abs().count_ones()),
        "as_integer_ratio" => tuple(vec![int_value(int), Value::from(1)]),
        _ => int_value(int),
    })
}

/// Attributes of numbers that are no methods.
pub(crate) fn attribute(value: &Value, name: &str) -> Option<Value> {
    let is_float = match Kind::of(value) {
        Kind::Float(_) => true,
        Kind::Bool(_) | Kind::Int(_) | Kind::Big(_) => false,
        _ => return None,
    };
    let own = || match Kind::of(value) {
        Kind::Bool(bool) => Value::from(i64::from(bool)),
        _ => value.clone(),
    };
    match name {
        "real" => Some(own()),
        "imag" if is_float => Some(Value::from(0.0)),
        "imag" => Some(Value::from(0)),
        "numerator" if !is_float => Some(own()),
        "denominator" if !is_float => Some(Value::from(1)),
        _ => None,
    }
}
