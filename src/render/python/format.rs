//! `str.format`.

use minijinja::Value;

use super::spec::format_value;
use super::{Undefined, date, item, repr, to_text, type_name};
use crate::render::budget::Budget;
use crate::render::fault::{Fault, Outcome};

/// Where a field's value comes from.
pub(crate) struct Fields<'f> {
    pub(crate) positional: &'f [Value],
    pub(crate) keyword: &'f dyn Fn(&str) -> Option<Value>,
    pub(crate) budget: &'f Budget,
}

/// Fills the fields of a text such as `{0}`, `{name.year!r:>10}`.
pub(crate) fn format_fields(template: &str, fields: &Fields<'_>) -> Outcome<String> {
    let mut automatic = Some(0);
    fill(template, fields, &mut automatic, 3)
}

fn fill(template: &str, fields: &Fields<'_>, automatic: &mut Option<usize>, depth: usize) -> Outcome<String> {
    if depth == 0 {
        return Err(Fault::failed("Max string recursion exceeded"));
    }
    let mut out = String::new();
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        out.push_str(&rest[..at]);
        let brace = &rest[at..=at];
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix(brace) {
            out.push_str(brace);
            rest = after;
            continue;
        }
        if brace == "}" {
            return Err(Fault::failed("Single '}' encountered in format string"));
        }
        let end = field_end(rest)?;
        out.push_str(&field(&rest[..end], fields, automatic, depth)?);
        fields.budget.output(out.len())?;
        rest = &rest[end + 1..];
    }
    out.push_str(rest);
    fields.budget.reserve(out.len())?;
    Ok(out)
}

fn field_end(text: &str) -> Outcome<usize> {
    let mut depth = 1;
    for (index, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Ok(index);
        }
    }
    Err(Fault::failed(if text.is_empty() {
        "Single '{' encountered in format string"
    } else {
        "expected '}' before end of string"
    }))
}

fn field(text: &str, fields: &Fields<'_>, automatic: &mut Option<usize>, depth: usize) -> Outcome<String> {
    let bracket_end = text.rfind(']').map_or(0, |end| end + 1);
    let name_end = text
        .find(['!', ':'])
        .filter(|end| !text[..*end].contains('['))
        .or_else(|| text[bracket_end..].find(['!', ':']).map(|end| end + bracket_end))
        .unwrap_or(text.len());
    let (name, mut rest) = text.split_at(name_end);
    let value = lookup(name, fields, automatic)?;
    let mut conversion = None;
    if let Some(after) = rest.strip_prefix('!') {
        conversion = after.chars().next();
        rest = &after[conversion.map_or(0, char::len_utf8)..];
        if !rest.is_empty() && !rest.starts_with(':') {
            return Err(Fault::failed("expected ':' after conversion specifier"));
        }
    }
    let spec = fill(rest.strip_prefix(':').unwrap_or(""), fields, automatic, depth - 1)?;
    let value = match conversion {
        None => value,
        Some('s') => Value::from(to_text(&value, fields.budget)?),
        Some('r' | 'a') => Value::from(repr(&value, fields.budget)?),
        Some(other) => {
            return Err(Fault::failed(format!("Unknown conversion specifier {other}")));
        }
    };
    format_value(&value, &spec, fields.budget)
}

fn lookup(name: &str, fields: &Fields<'_>, automatic: &mut Option<usize>) -> Outcome<Value> {
    let first_end = name.find(['.', '[']).unwrap_or(name.len());
    let (first, mut rest) = name.split_at(first_end);
    let mut value = if first.is_empty() || first.bytes().all(|byte| byte.is_ascii_digit()) {
        let index = if first.is_empty() {
            let Some(next) = automatic.as_mut() else {
                return Err(Fault::failed(
                    "cannot switch from manual field specification to automatic field numbering",
                ));
            };
            *next += 1;
            *next - 1
        } else {
            if automatic.is_some_and(|next| next > 0) {
                return Err(Fault::failed(
                    "cannot switch from automatic field numbering to manual field specification",
                ));
            }
            *automatic = None;
            first.parse().unwrap_or(usize::MAX)
        };
        fields.positional.get(index).cloned().ok_or_else(|| {
            Fault::failed(format!(
                "Replacement index {index} out of range for positional args tuple"
            ))
        })?
    } else {
        (fields.keyword)(first).ok_or_else(|| Fault::failed(format!("KeyError: '{first}'")))?
    };
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('.') {
            let end = after.find(['.', '[']).unwrap_or(after.len());
            let attribute = &after[..end];
            let internal = || {
                // The sandbox gives an undefined value for what templates must not reach.
                (attribute.starts_with("__") && attribute.ends_with("__"))
                    .then(|| Undefined::value(format!("access to attribute '{attribute}' is unsafe."), false))
            };
            value = date::attribute(&value, attribute)
                .or_else(internal)
                .ok_or_else(|| {
                    Fault::failed(format!(
                        "'{}' object has no attribute '{attribute}'",
                        type_name(&value)
                    ))
                })?;
            rest = &after[end..];
        } else {
            let inner = rest.strip_prefix('[').unwrap_or(rest);
            let end = inner
                .find(']')
                .ok_or_else(|| Fault::failed("Missing ']' in format string"))?;
            let key = match inner[..end].parse::<i64>() {
                Ok(index) => Value::from(index),
                Err(_) => Value::from(&inner[..end]),
            };
            value =
                item(&value, &key, fields.budget).ok_or_else(|| Fault::failed(format!("KeyError: {key}")))?;
            rest = &inner[end + 1..];
        }
    }
    Ok(value)
}
