//! Integers of any size and floats.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;

use minijinja::Value;
use minijinja::value::{Object, ObjectRepr};
use num_bigint::{BigInt, Sign};

use super::kind::Kind;
use super::type_name;
use crate::render::budget::Budget;
use crate::render::fault::{Fault, Outcome};
use crate::render::syntax::ast::Operator;

/// Bytes of the largest integer; Python itself refuses to print those of more than 4,300 digits.
const MAX_INTEGER: usize = 64 << 10;

/// An integer beyond 128 bits.
#[derive(Debug)]
pub(super) struct Big(pub(super) BigInt);

impl Object for Big {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// Whether a value is an integer beyond 128 bits.
pub(crate) fn is_big(value: &Value) -> bool {
    value.downcast_object_ref::<Big>().is_some()
}

/// A number on its own; booleans are integers.
#[derive(Debug, Clone)]
pub(super) enum Number {
    Int(i128),
    Big(BigInt),
    Float(f64),
}

impl Number {
    pub(super) fn of(value: &Value) -> Option<Self> {
        match Kind::of(value) {
            Kind::Bool(bool) => Some(Self::Int(i128::from(bool))),
            Kind::Int(int) => Some(Self::Int(int)),
            Kind::Big(int) => Some(Self::Big(int.clone())),
            Kind::Float(float) => Some(Self::Float(float)),
            _ => None,
        }
    }

    fn big(&self) -> Option<BigInt> {
        match self {
            Self::Int(int) => Some(BigInt::from(*int)),
            Self::Big(int) => Some(int.clone()),
            Self::Float(_) => None,
        }
    }

    pub(super) fn float(&self) -> Outcome<f64> {
        let float = match self {
            #[expect(clippy::cast_precision_loss, reason = "Python rounds as well")]
            Self::Int(int) => *int as f64,
            Self::Big(int) => int.to_string().parse().unwrap_or(f64::INFINITY),
            Self::Float(float) => return Ok(*float),
        };
        if float.is_infinite() {
            return Err(Fault::failed("int too large to convert to float"));
        }
        Ok(float)
    }

    pub(super) fn compare(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Int(left), Self::Int(right)) => Some(left.cmp(right)),
            (Self::Float(left), Self::Float(right)) => left.partial_cmp(right),
            (Self::Float(left), right) => Self::compare_float(*left, &right.big()?),
            (left, Self::Float(right)) => Self::compare_float(*right, &left.big()?).map(Ordering::reverse),
            (left, right) => Some(left.big()?.cmp(&right.big()?)),
        }
    }

    fn compare_float(left: f64, right: &BigInt) -> Option<Ordering> {
        if left.is_nan() {
            return None;
        }
        let Some(whole) = big_of_float(left) else {
            return Some(if left > 0.0 {
                Ordering::Greater
            } else {
                Ordering::Less
            });
        };
        let fraction = left - left.trunc();
        Some(whole.cmp(right).then(fraction.partial_cmp(&0.0)?))
    }
}

/// The integer that lies between a finite float and zero.
pub(super) fn big_of_float(float: f64) -> Option<BigInt> {
    float
        .is_finite()
        .then(|| format!("{:.0}", float.trunc()).parse().ok())
        .flatten()
}

/// An integer as a value.
pub(crate) fn int_value(int: i128) -> Value {
    i64::try_from(int).map_or_else(|_| Value::from(int), Value::from)
}

pub(super) fn big_value(int: BigInt) -> Value {
    i128::try_from(&int).map_or_else(|_| Value::from_object(Big(int)), int_value)
}

/// A finite or infinite float cut to an integer, as `int(x)` does.
pub(crate) fn float_value(float: f64) -> Option<Value> {
    big_of_float(float).map(big_value)
}

/// Reads the digits of an integer without white space or underscores.
pub(crate) fn parse_integer(digits: &str, radix: u32) -> Option<Value> {
    if let Ok(int) = i128::from_str_radix(digits, radix) {
        return Some(int_value(int));
    }
    BigInt::parse_bytes(digits.as_bytes(), radix).map(big_value)
}

/// Reads a float as Python's `float(text)` does.
pub(crate) fn parse_float(text: &str) -> Option<f64> {
    let text = text.trim().replace('_', "");
    let plain = text
        .strip_prefix(['+', '-'])
        .unwrap_or(&text)
        .to_ascii_lowercase();
    let is_number = plain.starts_with(|c: char| c.is_ascii_digit() || c == '.');
    (is_number || matches!(plain.as_str(), "inf" | "infinity" | "nan"))
        .then(|| text.parse().ok())
        .flatten()
}

/// A number as a float.
pub(crate) fn as_float(value: &Value) -> Outcome<Option<f64>> {
    Number::of(value).map(|number| number.float()).transpose()
}

/// An integer for counting and indexing; one that is too large becomes the largest.
pub(crate) fn as_index(value: &Value) -> Option<i64> {
    match Number::of(value)? {
        Number::Int(int) => Some(i64::try_from(int).unwrap_or(if int < 0 { i64::MIN } else { i64::MAX })),
        Number::Big(int) if int.sign() == Sign::Minus => Some(i64::MIN),
        Number::Big(_) => Some(i64::MAX),
        Number::Float(_) => None,
    }
}

/// Rounds half to even to some digits after the point, or before it if they are negative.
pub(crate) fn round_half_even(float: f64, digits: i32) -> f64 {
    if !float.is_finite() || digits > 300 {
        return float;
    }
    if let Ok(digits) = usize::try_from(digits) {
        return format!("{float:.digits$}").parse().unwrap_or(float);
    }
    let scale = 10_f64.powi(-digits);
    (float / scale).round_ties_even() * scale
}

/// `-value`.
pub(crate) fn negate(value: &Value) -> Outcome<Value> {
    Ok(match Number::of(value) {
        Some(Number::Int(int)) => int
            .checked_neg()
            .map_or_else(|| big_value(-BigInt::from(int)), int_value),
        Some(Number::Big(int)) => big_value(-int),
        Some(Number::Float(float)) => Value::from(-float),
        None => {
            return Err(Fault::failed(format!(
                "bad operand type for unary -: '{}'",
                type_name(value)
            )));
        }
    })
}

/// Calculates with two numbers.
pub(super) fn calculate(
    operator: Operator,
    left: &Number,
    right: &Number,
    budget: &Budget,
) -> Outcome<Value> {
    if let (Number::Int(left), Number::Int(right)) = (left, right)
        && let Some(int) = small(operator, *left, *right)
    {
        return Ok(int_value(int));
    }
    match (left.big(), right.big()) {
        (Some(left), Some(right)) if operator != Operator::Divide => {
            integers(operator, &left, &right, budget)
        }
        _ => floats(operator, left.float()?, right.float()?),
    }
}

fn small(operator: Operator, left: i128, right: i128) -> Option<i128> {
    match operator {
        Operator::Add => left.checked_add(right),
        Operator::Subtract => left.checked_sub(right),
        Operator::Multiply => left.checked_mul(right),
        Operator::Power => left.checked_pow(u32::try_from(right).ok()?),
        Operator::FloorDivide | Operator::Modulo => {
            let (quotient, remainder) = (left.checked_div(right)?, left.checked_rem(right)?);
            let adjust = remainder != 0 && (remainder < 0) != (right < 0);
            Some(match operator {
                Operator::FloorDivide => quotient - i128::from(adjust),
                _ => remainder + if adjust { right } else { 0 },
            })
        }
        Operator::Divide => None,
    }
}

fn integers(operator: Operator, left: &BigInt, right: &BigInt, budget: &Budget) -> Outcome<Value> {
    let zero = BigInt::ZERO;
    if *right == zero && matches!(operator, Operator::FloorDivide | Operator::Modulo) {
        return Err(Fault::failed(if operator == Operator::Modulo {
            "integer modulo by zero"
        } else {
            "integer division or modulo by zero"
        }));
    }
    Ok(big_value(match operator {
        Operator::Add => left + right,
        Operator::Subtract => left - right,
        Operator::Multiply => {
            effort(size(left), size(right), budget)?;
            left * right
        }
        Operator::FloorDivide | Operator::Modulo => {
            let (quotient, remainder) = (left / right, left % right);
            let adjust =
                remainder != zero && (remainder.sign() == Sign::Minus) != (right.sign() == Sign::Minus);
            match (operator, adjust) {
                (Operator::FloorDivide, true) => quotient - 1,
                (Operator::FloorDivide, false) => quotient,
                (_, true) => remainder + right,
                (_, false) => remainder,
            }
        }
        Operator::Power if right.sign() == Sign::Minus => {
            return floats(
                operator,
                Number::Big(left.clone()).float()?,
                Number::Big(right.clone()).float()?,
            );
        }
        Operator::Power | Operator::Divide => {
            let Ok(exponent) = u32::try_from(right) else {
                return Err(Fault::limit("the power is too large"));
            };
            let bytes = size(left).saturating_mul(exponent as usize);
            effort(bytes, bytes, budget)?;
            left.pow(exponent)
        }
    }))
}

/// Takes the steps that a product costs, and refuses integers that no template needs.
fn effort(left: usize, right: usize, budget: &Budget) -> Outcome<()> {
    if left.saturating_add(right) > MAX_INTEGER {
        return Err(Fault::limit("the integer is too large"));
    }
    budget.reserve(left + right)?;
    budget.step((left / 8 + 1) * (right / 8 + 1) / 64)
}

fn size(int: &BigInt) -> usize {
    usize::try_from(int.bits() / 8 + 1).unwrap_or(usize::MAX)
}

fn floats(operator: Operator, left: f64, right: f64) -> Outcome<Value> {
    if right == 0.0 {
        match operator {
            Operator::Divide => return Err(Fault::failed("division by zero")),
            Operator::FloorDivide => return Err(Fault::failed("float floor division by zero")),
            Operator::Modulo => return Err(Fault::failed("float modulo by zero")),
            _ => {}
        }
    }
    Ok(Value::from(match operator {
        Operator::Add => left + right,
        Operator::Subtract => left - right,
        Operator::Multiply => left * right,
        Operator::Divide => left / right,
        Operator::FloorDivide => divide_and_floor(left, right).0,
        Operator::Modulo => divide_and_floor(left, right).1,
        Operator::Power => power(left, right)?,
    }))
}

fn divide_and_floor(left: f64, right: f64) -> (f64, f64) {
    let mut remainder = left % right;
    let mut quotient = (left - remainder) / right;
    if remainder == 0.0 {
        remainder = 0.0_f64.copysign(right);
    } else if (remainder < 0.0) != (right < 0.0) {
        remainder += right;
        quotient -= 1.0;
    }
    let floored = if quotient == 0.0 {
        0.0_f64.copysign(left / right)
    } else {
        let floored = quotient.floor();
        if quotient - floored > 0.5 {
            floored + 1.0
        } else {
            floored
        }
    };
    (floored, remainder)
}

fn power(left: f64, right: f64) -> Outcome<f64> {
    if left == 0.0 && right < 0.0 {
        return Err(Fault::failed("0.0 cannot be raised to a negative power"));
    }
    if left < 0.0 && right.is_finite() && right.fract() != 0.0 {
        return Err(Fault::failed("the power is a complex number"));
    }
    let result = left.powf(right);
    if result.is_infinite() && left.is_finite() && right.is_finite() {
        return Err(Fault::failed("(34, 'Numerical result out of range')"));
    }
    Ok(result)
}
