//! Format specifications: the part of a field after its colon, and what `%` formatting shares with it.

use minijinja::Value;
use num_bigint::BigInt;

use super::kind::Kind;
use super::number::Number;
use super::{date, to_text, type_name};
use crate::render::budget::Budget;
use crate::render::fault::{Fault, Outcome};
use crate::yaml::float_repr;

type Chars<'c> = std::iter::Peekable<std::iter::Copied<std::slice::Iter<'c, char>>>;

/// `[[fill]align][sign][#][0][width][grouping][.precision][type]`
#[derive(Debug, Clone, Default)]
pub(super) struct Spec {
    pub(super) fill: Option<char>,
    pub(super) align: Option<char>,
    pub(super) sign: Option<char>,
    pub(super) alternate: bool,
    pub(super) width: usize,
    pub(super) grouping: Option<char>,
    pub(super) precision: Option<usize>,
    pub(super) kind: Option<char>,
}

impl Spec {
    pub(super) fn parse(text: &str) -> Outcome<Self> {
        let chars: Vec<char> = text.chars().collect();
        let is_align = |c: &char| matches!(c, '<' | '>' | '^' | '=');
        let mut spec = Self::default();
        let rest = match chars.as_slice() {
            [fill, align, rest @ ..] if is_align(align) => {
                spec.fill = Some(*fill);
                spec.align = Some(*align);
                rest
            }
            [align, rest @ ..] if is_align(align) => {
                spec.align = Some(*align);
                rest
            }
            rest => rest,
        };
        spec.read(&mut rest.iter().copied().peekable())
            .ok_or_else(|| Fault::failed("Invalid format specifier"))
    }

    fn read(mut self, chars: &mut Chars<'_>) -> Option<Self> {
        let spec = &mut self;
        spec.sign = chars.next_if(|c| matches!(c, '+' | '-' | ' '));
        chars.next_if_eq(&'z');
        spec.alternate = chars.next_if_eq(&'#').is_some();
        if chars.next_if_eq(&'0').is_some() {
            spec.fill = spec.fill.or(Some('0'));
            spec.align = spec.align.or(Some('='));
        }
        spec.width = digits(chars)?.unwrap_or(0);
        spec.grouping = chars.next_if(|c| matches!(c, ',' | '_'));
        if chars.next_if_eq(&'.').is_some() {
            spec.precision = Some(digits(chars)??);
        }
        spec.kind = chars.next();
        chars.next().is_none().then_some(self)
    }
}

/// Decimal digits, if there are any; nothing at all if they are too many.
#[expect(
    clippy::option_option,
    reason = "no digits and too many of them are different"
)]
fn digits(chars: &mut Chars<'_>) -> Option<Option<usize>> {
    let mut number = None;
    while let Some(digit) = chars.peek().and_then(|c| c.to_digit(10)) {
        chars.next();
        number = Some(
            number
                .unwrap_or(0_usize)
                .checked_mul(10)?
                .checked_add(digit as usize)?,
        );
    }
    Some(number)
}

/// Python's `format(value, spec)`.
pub(super) fn format_value(value: &Value, spec: &str, budget: &Budget) -> Outcome<String> {
    if spec.is_empty() {
        return to_text(value, budget);
    }
    if let Some(text) = date::strftime(value, spec) {
        return Ok(text);
    }
    let unsupported = || {
        Fault::failed(format!(
            "unsupported format string passed to {}.__format__",
            type_name(value)
        ))
    };
    let text_spec = Spec::parse(spec);
    let unknown = |kind: char| {
        Fault::failed(format!(
            "Unknown format code '{kind}' for object of type '{}'",
            type_name(value)
        ))
    };
    match Kind::of(value) {
        Kind::Str(text) => {
            let spec = text_spec?;
            if let Some(kind) = spec.kind.filter(|kind| *kind != 's') {
                return Err(unknown(kind));
            }
            if spec.align == Some('=') || spec.sign.is_some() || spec.alternate || spec.grouping.is_some() {
                return Err(Fault::failed("invalid format specifier for a string"));
            }
            let text: String = match spec.precision {
                Some(precision) => text.chars().take(precision).collect(),
                None => text.to_owned(),
            };
            pad(&text, &spec, '<', budget)
        }
        Kind::Undefined(undefined) => {
            undefined.lenient()?;
            Err(unsupported())
        }
        _ => {
            let Some(number) = Number::of(value) else {
                return Err(unsupported());
            };
            let spec = text_spec?;
            let is_bool_text = matches!(Kind::of(value), Kind::Bool(_)) && spec.kind.is_none();
            let text = match (number, spec.kind) {
                (Number::Float(float), kind) => {
                    float_body(float, kind, &spec).ok_or_else(|| unknown(kind.unwrap_or(' ')))?
                }
                (number, Some(kind @ ('e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%'))) => {
                    float_body(number.float()?, Some(kind), &spec).ok_or_else(|| unknown(kind))?
                }
                (_, None) if is_bool_text && spec.width == 0 => to_text(value, budget)?,
                (Number::Int(int), kind) => int_body(&BigInt::from(int), kind, &spec, budget)?
                    .ok_or_else(|| unknown(kind.unwrap_or(' ')))?,
                (Number::Big(int), kind) => {
                    int_body(&int, kind, &spec, budget)?.ok_or_else(|| unknown(kind.unwrap_or(' ')))?
                }
            };
            pad_number(&text, &spec, budget)
        }
    }
}

/// Pads a text to the width.
pub(super) fn pad(text: &str, spec: &Spec, default: char, budget: &Budget) -> Outcome<String> {
    let missing = spec.width.saturating_sub(text.chars().count());
    if missing == 0 {
        return Ok(text.to_owned());
    }
    budget.reserve(spec.width.saturating_mul(4))?;
    let fill = spec.fill.unwrap_or(' ');
    let left = match spec.align.unwrap_or(default) {
        '<' => 0,
        '^' => missing / 2,
        _ => missing,
    };
    let fills = |count: usize| std::iter::repeat_n(fill, count);
    Ok(fills(left)
        .chain(text.chars())
        .chain(fills(missing - left))
        .collect())
}

/// Pads a number: with `=`, between its sign or prefix and its digits.
pub(super) fn pad_number(text: &str, spec: &Spec, budget: &Budget) -> Outcome<String> {
    if spec.align != Some('=') {
        return pad(text, spec, '>', budget);
    }
    let sign = text.len() - text.trim_start_matches(['+', '-', ' ']).len();
    let prefix = if ["0x", "0X", "0o", "0b", "0B"]
        .iter()
        .any(|prefix| text[sign..].starts_with(prefix))
    {
        sign + 2
    } else {
        sign
    };
    let (head, digits) = text.split_at(prefix);
    let rest = Spec {
        width: spec.width.saturating_sub(head.len()),
        ..spec.clone()
    };
    let digits = match spec.grouping {
        Some(separator) if spec.fill == Some('0') => {
            budget.reserve(spec.width.saturating_mul(4))?;
            zeros_in_groups(digits, rest.width, separator)
        }
        _ => pad(digits, &rest, '>', budget)?,
    };
    Ok(format!("{head}{digits}"))
}

fn zeros_in_groups(digits: &str, width: usize, separator: char) -> String {
    let whole_len = digits.find(['.', 'e', 'E', '%']).unwrap_or(digits.len());
    let (whole, rest) = digits.split_at(whole_len);
    let mut whole = whole.replace(separator, "");
    loop {
        let text = grouped(&whole, separator, 3) + rest;
        if text.len() >= width {
            return text;
        }
        whole.insert(0, '0');
    }
}

fn grouped(digits: &str, separator: char, size: usize) -> String {
    let count = digits.chars().count();
    let mut out = String::with_capacity(digits.len() + count / size);
    for (index, c) in digits.chars().enumerate() {
        if index > 0 && (count - index).is_multiple_of(size) {
            out.push(separator);
        }
        out.push(c);
    }
    out
}

fn sign_of(negative: bool, sign: Option<char>) -> &'static str {
    match (negative, sign) {
        (true, _) => "-",
        (false, Some('+')) => "+",
        (false, Some(' ')) => " ",
        _ => "",
    }
}

/// An integer with its sign and prefix; nothing for an unknown type.
pub(super) fn int_body(
    int: &BigInt,
    kind: Option<char>,
    spec: &Spec,
    budget: &Budget,
) -> Outcome<Option<String>> {
    if kind == Some('c') {
        let c = u32::try_from(int).ok().and_then(char::from_u32);
        return c
            .map(|c| Some(c.to_string()))
            .ok_or_else(|| Fault::failed("%c arg not in range(0x110000)"));
    }
    let (radix, prefix) = match kind {
        None | Some('d' | 'n' | 'i' | 'u') => (10, ""),
        Some('x') => (16, "0x"),
        Some('X') => (16, "0X"),
        Some('o') => (8, "0o"),
        Some('b') => (2, "0b"),
        Some(_) => return Ok(None),
    };
    let negative = int.sign() == num_bigint::Sign::Minus;
    let mut digits = int.magnitude().to_str_radix(radix);
    if kind == Some('X') {
        digits.make_ascii_uppercase();
    }
    budget.reserve(digits.len())?;
    if let Some(separator) = spec.grouping {
        digits = grouped(&digits, separator, if radix == 10 { 3 } else { 4 });
    }
    let prefix = if spec.alternate { prefix } else { "" };
    Ok(Some(format!("{}{prefix}{digits}", sign_of(negative, spec.sign))))
}

/// A float with its sign; nothing for an unknown type.
pub(super) fn float_body(float: f64, kind: Option<char>, spec: &Spec) -> Option<String> {
    let sign = sign_of(float.is_sign_negative() && !float.is_nan(), spec.sign);
    let float = float.abs();
    let upper = matches!(kind, Some('E' | 'F' | 'G'));
    // Python would print more digits than anyone reads; no template asks for them.
    let precision = spec.precision.map(|precision| precision.min(1000));
    let mut body = if float.is_finite() {
        match kind {
            None if precision.is_none() => float_repr(float),
            None => general(float, precision.unwrap_or(6), spec.alternate, true),
            Some('e' | 'E') => exponential(float, precision.unwrap_or(6)),
            Some('f' | 'F') => fixed(float, precision.unwrap_or(6), spec.alternate),
            Some('g' | 'G' | 'n') => general(float, precision.unwrap_or(6), spec.alternate, false),
            Some('%') => fixed(float * 100.0, precision.unwrap_or(6), spec.alternate) + "%",
            Some(_) => return None,
        }
    } else if kind == Some('%') {
        float_repr(float) + "%"
    } else {
        float_repr(float)
    };
    if upper {
        body.make_ascii_uppercase();
    }
    if let Some(separator) = spec.grouping {
        let whole = body.find(['.', 'e', 'E', '%']).unwrap_or(body.len());
        body = grouped(&body[..whole], separator, 3) + &body[whole..];
    }
    Some(format!("{sign}{body}"))
}

fn fixed(float: f64, precision: usize, alternate: bool) -> String {
    let point = if alternate && precision == 0 { "." } else { "" };
    format!("{float:.precision$}{point}")
}

fn exponential(float: f64, precision: usize) -> String {
    let text = format!("{float:.precision$e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let (sign, digits) = match exponent.strip_prefix('-') {
        Some(digits) => ('-', digits),
        None => ('+', exponent),
    };
    format!("{mantissa}e{sign}{digits:0>2}")
}

fn general(float: f64, precision: usize, alternate: bool, like_repr: bool) -> String {
    let precision = precision.max(1);
    let scientific = exponential(float, precision - 1);
    let exponent: i64 = scientific
        .split_once('e')
        .and_then(|(_, exponent)| exponent.parse().ok())
        .unwrap_or(0);
    let limit = i64::try_from(precision).unwrap_or(i64::MAX);
    // Without a type, a number of as many digits as the precision still needs one after the point.
    let limit = if like_repr { limit - 1 } else { limit };
    if exponent < -4 || exponent >= limit.max(i64::from(like_repr)) {
        if alternate {
            return scientific;
        }
        let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "+00"));
        return format!("{}e{exponent}", trim_zeros(mantissa));
    }
    let decimals = usize::try_from(i64::try_from(precision).unwrap_or(0) - 1 - exponent).unwrap_or(0);
    let text = fixed(float, decimals, alternate);
    let text = if alternate {
        text
    } else {
        trim_zeros(&text).to_owned()
    };
    if like_repr && !text.contains('.') {
        text + ".0"
    } else {
        text
    }
}

fn trim_zeros(text: &str) -> &str {
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        text
    }
}
