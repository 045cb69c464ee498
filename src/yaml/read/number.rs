//! Numbers of YAML 1.1: octal `010`, binary, sexagesimal `1:30`, underscores anywhere.

use std::fmt::Write as _;

use serde_yaml::Value;
use serde_yaml::value::{Tag, TaggedValue};

/// Python refuses to convert longer decimal numbers, and the conversion here is quadratic.
const MOST_DIGITS: usize = 4300;

/// Whether a plain scalar is an integer.
pub(super) fn is_int(text: &str) -> bool {
    let text = unsigned(text);
    let all =
        |digits: &str, radix| !digits.is_empty() && digits.chars().all(|c| c == '_' || c.is_digit(radix));
    if let Some(digits) = text.strip_prefix("0b") {
        return all(digits, 2);
    }
    if let Some(digits) = text.strip_prefix("0x") {
        return all(digits, 16);
    }
    if let Some(digits) = text.strip_prefix('0') {
        return digits.is_empty() || all(digits, 8);
    }
    let (head, tail) = text
        .split_once(':')
        .map_or((text, None), |(head, tail)| (head, Some(tail)));
    starts_with_digit(head) && all(head, 10) && tail.is_none_or(|tail| tail.split(':').all(is_sixtieth))
}

/// Whether a plain scalar is a floating-point number.
pub(super) fn is_float(text: &str) -> bool {
    let number = unsigned(text);
    if matches!(number, ".inf" | ".Inf" | ".INF") || matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let Some((whole, fraction)) = number.split_once('.') else {
        return false;
    };
    let (digits, exponent) = match fraction.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, Some(exponent)),
        None => (fraction, None),
    };
    let exponent_is_fine = exponent.is_none_or(|exponent| {
        let digits = exponent.strip_prefix(['+', '-']).unwrap_or_default();
        !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())
    });
    if !digits.bytes().all(is_digit) || !exponent_is_fine {
        return false;
    }
    if whole.is_empty() {
        // PyYAML knows no sign here: `-.5` is a string.
        return number == text && starts_with_digit(digits);
    }
    match whole.split_once(':') {
        None => starts_with_digit(whole) && whole.bytes().all(is_digit),
        Some((head, tail)) => {
            exponent.is_none()
                && starts_with_digit(head)
                && head.bytes().all(is_digit)
                && tail.split(':').all(is_sixtieth)
        }
    }
}

fn unsigned(text: &str) -> &str {
    text.strip_prefix(['+', '-']).unwrap_or(text)
}

fn is_digit(byte: u8) -> bool {
    byte == b'_' || byte.is_ascii_digit()
}

fn starts_with_digit(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
}

/// Whether the text counts minutes or seconds: one digit, or two below sixty.
fn is_sixtieth(text: &str) -> bool {
    matches!(text.as_bytes(), [b'0'..=b'9'] | [b'0'..=b'5', b'0'..=b'9'])
}

/// The value of an integer; one beyond 64 bits is a string tagged `!int`.
pub(super) fn parse_int(text: &str) -> Option<Value> {
    let text = text.replace('_', "");
    let negative = text.starts_with('-');
    let text = unsigned(&text);
    let (radix, digits) = if let Some(digits) = text.strip_prefix("0b") {
        (2, digits)
    } else if let Some(digits) = text.strip_prefix("0x") {
        (16, digits)
    } else if text != "0" && text.starts_with('0') {
        (8, text)
    } else {
        (10, text)
    };
    if digits.len() > MOST_DIGITS {
        return None;
    }
    let mut parts = digits.split(':');
    let mut number = Natural::default();
    for digit in parts.next().filter(|first| !first.is_empty())?.chars() {
        number.multiply_add(radix, digit.to_digit(radix)?);
    }
    for part in parts {
        if radix != 10 {
            return None;
        }
        number.multiply_add(60, part.parse().ok().filter(|_| starts_with_digit(part))?);
    }
    let decimal = number.to_decimal();
    let decimal = if negative && decimal != "0" {
        format!("-{decimal}")
    } else {
        decimal
    };
    Some(int_value(decimal))
}

/// The value that a whole decimal number has.
fn int_value(decimal: String) -> Value {
    if let Ok(number) = decimal.parse::<i64>() {
        number.into()
    } else if let Ok(number) = decimal.parse::<u64>() {
        number.into()
    } else {
        let value = Value::String(decimal);
        Value::Tagged(Box::new(TaggedValue {
            tag: Tag::new("int"),
            value,
        }))
    }
}

/// The value of a floating-point number.
pub(super) fn parse_float(text: &str) -> Option<f64> {
    let text = text.replace('_', "").to_ascii_lowercase();
    let sign = if text.starts_with('-') { -1.0 } else { 1.0 };
    let text = unsigned(&text);
    match text {
        ".inf" => return Some(sign * f64::INFINITY),
        ".nan" => return Some(f64::NAN),
        _ => {}
    }
    let mut value = 0.0;
    let mut base = 1.0;
    for part in text.rsplit(':') {
        value += part.trim().parse::<f64>().ok()? * base;
        base *= 60.0;
    }
    Some(sign * value)
}

/// A whole number of any size, in limbs of nine decimal digits, the lowest first.
#[derive(Default)]
struct Natural(Vec<u32>);

impl Natural {
    const LIMB: u64 = 1_000_000_000;

    fn multiply_add(&mut self, factor: u32, summand: u32) {
        let mut carry = u64::from(summand);
        for limb in &mut self.0 {
            carry += u64::from(*limb) * u64::from(factor);
            *limb = u32::try_from(carry % Self::LIMB).unwrap_or_default();
            carry /= Self::LIMB;
        }
        while carry > 0 {
            self.0.push(u32::try_from(carry % Self::LIMB).unwrap_or_default());
            carry /= Self::LIMB;
        }
    }

    fn to_decimal(&self) -> String {
        let Some((highest, lower)) = self.0.split_last() else {
            return "0".to_owned();
        };
        let mut text = highest.to_string();
        for limb in lower.iter().rev() {
            let _ = write!(text, "{limb:09}");
        }
        text
    }
}
