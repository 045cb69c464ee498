//! Filters of numbers.

use std::cmp::Ordering;

use minijinja::Value;

use super::{given, int_or};
use crate::render::fault::{Fault, Outcome};
use crate::render::python::{
    Args, Kind, as_float, compare, float_value, negate, operate, parse_float, parse_integer, round_half_even,
    to_text, truth, type_name,
};
use crate::render::run::Run;
use crate::render::syntax::ast::Operator;

pub(super) fn abs(run: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    args.none("abs")?;
    if let Kind::Undefined(undefined) = Kind::of(value) {
        return Err(undefined.fault());
    }
    let negated = negate(value)
        .map_err(|_| Fault::failed(format!("bad operand type for abs(): '{}'", type_name(value))))?;
    if let Kind::Float(float) = Kind::of(value) {
        return Ok(Value::from(float.abs()));
    }
    let is_negative = compare(value, &negated, "<", &run.budget)? == Some(Ordering::Less);
    if is_negative {
        Ok(negated)
    } else {
        negate(&negated)
    }
}

pub(super) fn int(run: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    let [default, base] = args.bind("int", ["default", "base"], 0)?;
    let base = int_or(base.as_ref(), 10)?;
    let default = default.unwrap_or_else(|| Value::from(0));
    Ok(match Kind::of(value) {
        Kind::Undefined(undefined) => return Err(undefined.fault()),
        Kind::Bool(bool) => Value::from(i64::from(bool)),
        Kind::Int(_) | Kind::Big(_) => value.clone(),
        Kind::Float(float) if float.is_infinite() => {
            return Err(Fault::failed("cannot convert float infinity to integer"));
        }
        Kind::Float(float) => float_value(float).unwrap_or(default),
        Kind::Str(text) => {
            run.budget.reserve(text.len())?;
            int_of_text(text, base)
                .or_else(|| parse_float(text).and_then(float_value))
                .unwrap_or(default)
        }
        _ => default,
    })
}

/// Python's `int(text, base)`.
fn int_of_text(text: &str, base: i64) -> Option<Value> {
    let text = text.trim();
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let lower = digits.to_ascii_lowercase();
    let prefixed = [(16, "0x"), (8, "0o"), (2, "0b")]
        .into_iter()
        .find(|(radix, prefix)| (base == *radix || base == 0) && lower.starts_with(prefix));
    let (radix, digits) = match prefixed {
        Some((radix, prefix)) => (radix, digits[prefix.len()..].trim_start_matches('_')),
        None if base == 0 => (10, digits),
        None => (base, digits),
    };
    let radix = u32::try_from(radix)
        .ok()
        .filter(|radix| (2..=36).contains(radix))?;
    let well_formed = !digits.starts_with('_') && !digits.ends_with('_') && !digits.contains("__");
    let plain = digits.replace('_', "");
    let all_digits = !plain.is_empty() && plain.chars().all(|c| c.is_digit(radix));
    // Python refuses texts that would take it long to convert.
    if !well_formed || !all_digits || plain.len() > 4300 {
        return None;
    }
    let value = parse_integer(&plain, radix)?;
    if negative {
        negate(&value).ok()
    } else {
        Some(value)
    }
}

pub(super) fn float(_: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    let [default] = args.bind("float", ["default"], 0)?;
    let number = match Kind::of(value) {
        Kind::Undefined(undefined) => return Err(undefined.fault()),
        Kind::Str(text) => parse_float(text),
        _ => as_float(value)?,
    };
    Ok(number.map_or_else(|| default.unwrap_or_else(|| Value::from(0.0)), Value::from))
}

pub(super) fn round(run: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    let [precision, method] = args.bind("round", ["precision", "method"], 0)?;
    let precision = int_or(precision.as_ref(), 0)?;
    let method = method.map_or(Ok("common".to_owned()), |method| to_text(&method, &run.budget))?;
    if !matches!(method.as_str(), "common" | "ceil" | "floor") {
        return Err(Fault::failed("method must be common, ceil or floor"));
    }
    if let Kind::Undefined(undefined) = Kind::of(value) {
        return Err(undefined.fault());
    }
    let digits = i32::try_from(precision).unwrap_or(if precision < 0 { i32::MIN + 1 } else { i32::MAX });
    if method == "common" {
        return match Kind::of(value) {
            Kind::Float(float) => Ok(Value::from(round_half_even(float, digits))),
            Kind::Bool(_) | Kind::Int(_) | Kind::Big(_) if digits >= 0 => {
                negate(value).and_then(|value| negate(&value))
            }
            Kind::Bool(_) | Kind::Int(_) | Kind::Big(_) => round_integer(run, value, precision),
            _ => Err(Fault::failed(format!(
                "type {} doesn't define __round__ method",
                type_name(value)
            ))),
        };
    }
    let scale = operate(
        Operator::Power,
        &Value::from(10),
        &Value::from(precision),
        &run.budget,
    )?;
    let scaled = operate(Operator::Multiply, value, &scale, &run.budget)?;
    let Some(float) = as_float(&scaled)? else {
        return Err(Fault::failed(format!(
            "must be real number, not {}",
            type_name(value)
        )));
    };
    let whole = if method == "ceil" {
        float.ceil()
    } else {
        float.floor()
    };
    let whole =
        float_value(whole).ok_or_else(|| Fault::failed("cannot convert float infinity or NaN to integer"))?;
    operate(Operator::Divide, &whole, &scale, &run.budget)
}

/// Rounds an integer to tens, hundreds and so on, half to even.
fn round_integer(run: &Run<'_>, value: &Value, digits: i64) -> Outcome<Value> {
    let calculate = |operator, left: &Value, right: &Value| operate(operator, left, right, &run.budget);
    let (one, two) = (Value::from(1), Value::from(2));
    let scale = calculate(Operator::Power, &Value::from(10), &Value::from(-digits))?;
    let quotient = calculate(Operator::FloorDivide, value, &scale)?;
    let rest = calculate(Operator::Modulo, value, &scale)?;
    let double = calculate(Operator::Multiply, &rest, &two)?;
    let is_odd = truth(&calculate(Operator::Modulo, &quotient, &two)?)?;
    let up = match compare(&double, &scale, "<", &run.budget)? {
        Some(Ordering::Greater) => true,
        Some(Ordering::Equal) => is_odd,
        _ => false,
    };
    let quotient = if up {
        calculate(Operator::Add, &quotient, &one)?
    } else {
        quotient
    };
    calculate(Operator::Multiply, &quotient, &scale)
}

pub(super) fn filesizeformat(run: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    let [binary] = args.bind("filesizeformat", ["binary"], 0)?;
    let binary = given(binary).as_ref().map_or(Ok(false), truth)?;
    let bytes = match Kind::of(value) {
        Kind::Undefined(undefined) => return Err(undefined.fault()),
        Kind::Str(text) => parse_float(text)
            .ok_or_else(|| Fault::failed(format!("could not convert string to float: '{text}'")))?,
        _ => as_float(value)?.ok_or_else(|| {
            Fault::failed(format!(
                "float() argument must be a string or a real number, not '{}'",
                type_name(value)
            ))
        })?,
    };
    run.budget.step(1)?;
    let (base, prefixes) = if binary {
        (
            1024.0_f64,
            ["KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB", "YiB"],
        )
    } else {
        (1000.0, ["kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"])
    };
    #[expect(clippy::float_cmp, reason = "exactly one byte is singular")]
    if bytes == 1.0 {
        return Ok(Value::from("1 Byte"));
    }
    if bytes < base {
        return Ok(Value::from(format!("{:.0} Bytes", bytes.trunc() + 0.0)));
    }
    let mut unit = base;
    let mut prefix = prefixes[0];
    for next in prefixes {
        prefix = next;
        unit *= base;
        if bytes < unit {
            break;
        }
    }
    Ok(Value::from(format!("{:.1} {prefix}", base * bytes / unit)))
}
