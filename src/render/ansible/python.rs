//! Values as Python sees them: `str()`, `repr()`, class names, integers.

use std::fmt::Write as _;

use minijinja::value::{Value, ValueKind};

use crate::render::python;
use crate::yaml::float_repr;

/// The string that a value is; `None` for bytes and everything else.
pub(super) fn text(value: &Value) -> Option<&str> {
    if value.kind() == ValueKind::String {
        value.as_str()
    } else {
        None
    }
}

/// The bytes that a value is, which a string is not.
pub(super) fn bytes(value: &Value) -> Option<&[u8]> {
    if value.kind() == ValueKind::Bytes {
        value.as_bytes()
    } else {
        None
    }
}

/// The integer that a value is; a boolean is one, a float is not.
pub(super) fn integer(value: &Value) -> Option<i128> {
    match value.kind() {
        ValueKind::Bool => Some(i128::from(value.is_true())),
        ValueKind::Number if value.is_integer() => value.clone().try_into().ok(),
        _ => None,
    }
}

/// The float that a value is; an integer is not.
pub(super) fn float(value: &Value) -> Option<f64> {
    if value.is_number() && !value.is_integer() {
        value.clone().try_into().ok()
    } else {
        None
    }
}

/// Whether a value is a list: what a template slices or maps stays lazy here, where Python makes a list.
pub(super) fn is_list(value: &Value) -> bool {
    matches!(value.kind(), ValueKind::Seq | ValueKind::Iterable) && !value.is_tuple()
}

/// Whether a value is a list or a tuple.
pub(super) fn is_sequence(value: &Value) -> bool {
    matches!(value.kind(), ValueKind::Seq | ValueKind::Iterable)
}

pub(super) fn is_dict(value: &Value) -> bool {
    value.kind() == ValueKind::Map
}

/// The key and value pairs of a dictionary.
pub(super) fn pairs(value: &Value) -> Vec<(Value, Value)> {
    let keys = value.try_iter().into_iter().flatten();
    keys.map(|key| {
        let item = value.get_item(&key).unwrap_or_default();
        (key, item)
    })
    .collect()
}

/// The item of a dictionary, which tells a missing key from one that holds nothing.
pub(super) fn dict_get(value: &Value, key: &Value) -> Option<Value> {
    value.as_object()?.get_value(key)
}

/// The name of a value's class.
pub(super) fn type_name(value: &Value) -> &'static str {
    match value.kind() {
        ValueKind::Undefined => "Undefined",
        ValueKind::None => "NoneType",
        ValueKind::Bool => "bool",
        ValueKind::Number if value.is_integer() => "int",
        ValueKind::Number => "float",
        ValueKind::String if value.is_safe() => "Markup",
        ValueKind::String => "str",
        ValueKind::Bytes => "bytes",
        ValueKind::Seq if value.is_tuple() => "tuple",
        ValueKind::Seq => "list",
        ValueKind::Map => "dict",
        ValueKind::Iterable => "generator",
        _ => {
            let name = python::type_name(value);
            name.rsplit('.').next().unwrap_or(name)
        }
    }
}

/// Python's `str(value)`.
pub(super) fn str(value: &Value) -> String {
    match value.kind() {
        ValueKind::Undefined => String::new(),
        ValueKind::String | ValueKind::Plain | ValueKind::Invalid => value.to_string(),
        _ => repr(value),
    }
}

/// Python's `repr(value)`.
pub(super) fn repr(value: &Value) -> String {
    let mut out = String::new();
    write_repr(value, &mut out);
    out
}

fn write_repr(value: &Value, out: &mut String) {
    if let Some(number) = float(value) {
        out.push_str(&float_repr(number));
    } else if let Some(text) = text(value) {
        write_quoted(text, out);
    } else if is_dict(value) {
        write_items(('{', '}'), pairs(value), out, |(key, item), out| {
            write_repr(&key, out);
            out.push_str(": ");
            write_repr(&item, out);
        });
    } else if is_sequence(value) {
        let items: Vec<_> = value.try_iter().into_iter().flatten().collect();
        let lone = value.is_tuple() && items.len() == 1;
        let brackets = if value.is_tuple() { ('(', ')') } else { ('[', ']') };
        write_items(brackets, items, out, |item, out| {
            write_repr(&item, out);
            if lone {
                out.push(',');
            }
        });
    } else if value.is_undefined() {
        out.push_str("Undefined");
    } else {
        let _ = write!(out, "{value:?}");
    }
}

fn write_items<T>(
    (open, close): (char, char),
    items: Vec<T>,
    out: &mut String,
    mut write: impl FnMut(T, &mut String),
) {
    out.push(open);
    for (index, item) in items.into_iter().enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        write(item, out);
    }
    out.push(close);
}

fn write_quoted(text: &str, out: &mut String) {
    let quote = if text.contains('\'') && !text.contains('"') {
        '"'
    } else {
        '\''
    };
    out.push(quote);
    for character in text.chars() {
        let code = u32::from(character);
        let _ = match character {
            '\n' => write!(out, "\\n"),
            '\r' => write!(out, "\\r"),
            '\t' => write!(out, "\\t"),
            '\\' => write!(out, "\\\\"),
            _ if character == quote => write!(out, "\\{quote}"),
            _ if is_printable(character) => write!(out, "{character}"),
            _ if code <= 0xff => write!(out, "\\x{code:02x}"),
            _ if code <= 0xffff => write!(out, "\\u{code:04x}"),
            _ => write!(out, "\\U{code:08x}"),
        };
    }
    out.push(quote);
}

/// Python's `str.isprintable`, without the characters that Unicode has not assigned.
fn is_printable(character: char) -> bool {
    let invisible = matches!(
        character,
        '\u{ad}' | '\u{600}'..='\u{605}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{e000}'..='\u{f8ff}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
    );
    character == ' ' || !(character.is_control() || character.is_whitespace() || invisible)
}
