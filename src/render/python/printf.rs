//! `%` formatting.

use minijinja::Value;
use minijinja::value::ValueKind;
use num_bigint::BigInt;

use super::kind::Kind;
use super::number::{Number, big_of_float};
use super::spec::{Spec, float_body, int_body, pad, pad_number};
use super::{item, repr, to_text, type_name};
use crate::render::budget::Budget;
use crate::render::fault::{Fault, Outcome};

/// `template % argument`: a tuple gives several, a dict gives named ones.
pub(crate) fn printf(template: &str, argument: &Value, budget: &Budget) -> Outcome<String> {
    let mut arguments = match Kind::of(argument) {
        Kind::Tuple(items) => items.to_vec(),
        _ => vec![argument.clone()],
    }
    .into_iter();
    let is_mapping = match Kind::of(argument) {
        Kind::Dict(_) | Kind::List(_) | Kind::Bytes(_) | Kind::Undefined(_) => true,
        Kind::Object => matches!(argument.kind(), ValueKind::Map | ValueKind::Seq),
        _ => false,
    };
    let mut named = false;
    let mut out = String::new();
    let mut rest = template;
    while let Some(percent) = rest.find('%') {
        out.push_str(&rest[..percent]);
        rest = &rest[percent + 1..];
        let mut value = None;
        if let Some(inner) = rest.strip_prefix('(') {
            let end = closing(inner).ok_or_else(|| Fault::failed("incomplete format key"))?;
            if matches!(Kind::of(argument), Kind::Tuple(_)) || !is_mapping {
                return Err(Fault::failed("format requires a mapping"));
            }
            let key = Value::from(&inner[..end]);
            value = Some(
                item(argument, &key, budget).ok_or_else(|| Fault::failed(format!("KeyError: '{key}'")))?,
            );
            named = true;
            rest = &inner[end + 1..];
        }
        let mut next = || {
            arguments
                .next()
                .ok_or_else(|| Fault::failed("not enough arguments for format string"))
        };
        let spec = parse(&mut rest, &mut next)?;
        let kind = spec.kind.ok_or_else(|| Fault::failed("incomplete format"))?;
        if kind == '%' {
            out.push('%');
            continue;
        }
        let value = match value {
            Some(value) => value,
            None => next()?,
        };
        out.push_str(&convert(&value, kind, &spec, budget)?);
        budget.output(out.len())?;
    }
    out.push_str(rest);
    if !named && !is_mapping && arguments.next().is_some() {
        return Err(Fault::failed(
            "not all arguments converted during string formatting",
        ));
    }
    budget.reserve(out.len())?;
    Ok(out)
}

fn closing(text: &str) -> Option<usize> {
    let mut depth = 1;
    text.char_indices().find_map(|(index, c)| {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        (depth == 0).then_some(index)
    })
}

fn parse(rest: &mut &str, next: &mut impl FnMut() -> Outcome<Value>) -> Outcome<Spec> {
    let mut spec = Spec {
        align: Some('>'),
        ..Spec::default()
    };
    let mut zero = false;
    while let Some(flag) = rest
        .chars()
        .next()
        .filter(|c| matches!(c, '#' | '0' | '-' | ' ' | '+'))
    {
        match flag {
            '#' => spec.alternate = true,
            '0' => zero = true,
            '-' => spec.align = Some('<'),
            '+' => spec.sign = Some('+'),
            _ => spec.sign = spec.sign.or(Some(' ')),
        }
        *rest = &rest[1..];
    }
    if zero && spec.align == Some('>') {
        spec.fill = Some('0');
        spec.align = Some('=');
    }
    let mut number = |rest: &mut &str| -> Outcome<Option<i64>> {
        if let Some(after) = rest.strip_prefix('*') {
            *rest = after;
            let value = next()?;
            return super::as_index(&value)
                .map(Some)
                .ok_or_else(|| Fault::failed("* wants int"));
        }
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (digits, after) = rest.split_at(end);
        *rest = after;
        if digits.is_empty() {
            return Ok(None);
        }
        digits
            .parse()
            .map(Some)
            .map_err(|_| Fault::failed("width too big"))
    };
    let width = number(rest)?.unwrap_or(0);
    if width < 0 {
        spec.align = Some('<');
    }
    spec.width = usize::try_from(width.unsigned_abs()).unwrap_or(usize::MAX);
    if let Some(after) = rest.strip_prefix('.') {
        *rest = after;
        let precision = number(rest)?.unwrap_or(0);
        spec.precision = Some(usize::try_from(precision).unwrap_or(0));
    }
    *rest = rest.trim_start_matches(['h', 'l', 'L']);
    spec.kind = rest.chars().next();
    *rest = &rest[spec.kind.map_or(0, char::len_utf8)..];
    Ok(spec)
}

fn convert(value: &Value, kind: char, spec: &Spec, budget: &Budget) -> Outcome<String> {
    match kind {
        's' | 'r' | 'a' => {
            let text = if kind == 's' {
                to_text(value, budget)?
            } else {
                repr(value, budget)?
            };
            let text: String = match spec.precision {
                Some(precision) => text.chars().take(precision).collect(),
                None => text,
            };
            let spec = Spec {
                fill: None,
                align: spec.align.map(|align| if align == '<' { '<' } else { '>' }),
                ..spec.clone()
            };
            pad(&text, &spec, '>', budget)
        }
        'c' => {
            let text = match Kind::of(value) {
                Kind::Str(text) if text.chars().count() == 1 => text.to_owned(),
                _ => int_body(&integer(value, kind)?, Some('c'), spec, budget)?.unwrap_or_default(),
            };
            pad(&text, spec, '>', budget)
        }
        'd' | 'i' | 'u' | 'x' | 'X' | 'o' => {
            let int = integer(value, kind)?;
            let mut body = int_body(&int, Some(kind), spec, budget)?.unwrap_or_default();
            if let Some(precision) = spec.precision {
                let sign = body.len() - body.trim_start_matches(['-', '+', ' ']).len();
                budget.reserve(precision)?;
                body = format!("{}{:0>precision$}", &body[..sign], &body[sign..]);
            }
            pad_number(&body, spec, budget)
        }
        'e' | 'E' | 'f' | 'F' | 'g' | 'G' => {
            let Some(number) = Number::of(value) else {
                return Err(Fault::failed(format!(
                    "must be real number, not {}",
                    type_name(value)
                )));
            };
            let body = float_body(number.float()?, Some(kind), spec).unwrap_or_default();
            pad_number(&body, spec, budget)
        }
        other => Err(Fault::failed(format!("unsupported format character '{other}'"))),
    }
}

fn integer(value: &Value, kind: char) -> Outcome<BigInt> {
    let whole = matches!(kind, 'x' | 'X' | 'o' | 'c');
    match Number::of(value) {
        Some(Number::Int(int)) => Ok(BigInt::from(int)),
        Some(Number::Big(int)) => Ok(int),
        Some(Number::Float(float)) if !whole => big_of_float(float)
            .ok_or_else(|| Fault::failed("cannot convert float infinity or NaN to integer")),
        _ => Err(Fault::failed(format!(
            "%{kind} format: an integer is required, not {}",
            type_name(value)
        ))),
    }
}
