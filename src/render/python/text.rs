//! `str()` and `repr()` of every value.

use std::fmt::{self, Write as _};

use minijinja::Value;
use minijinja::value::DynObject;

use super::kind::{Kind, MAX_NESTING, too_deep};
use super::{Date, Delta, Generator, Moment, Namespace, PosixPath, Time, View, type_name};
use crate::render::budget::Budget;
use crate::render::fault::Outcome;
use crate::yaml::float_repr;

/// Python's `str(value)`.
pub(crate) fn to_text(value: &Value, budget: &Budget) -> Outcome<String> {
    match Kind::of(value) {
        Kind::Str(text) => Ok(text.to_owned()),
        Kind::Undefined(undefined) => undefined.lenient().map(|()| String::new()),
        Kind::Object if is_printed_by_itself(value) => Ok(value.to_string()),
        _ => repr(value, budget),
    }
}

/// Python's `repr(value)`.
pub(crate) fn repr(value: &Value, budget: &Budget) -> Outcome<String> {
    let mut out = String::new();
    write_repr(&mut out, value, Some(budget), 0)?;
    budget.reserve(out.len())?;
    Ok(out)
}

/// What `Display` of a container shows; values that nest too deeply are cut.
pub(super) fn render(value: &Value, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut out = String::new();
    if write_repr(&mut out, value, None, 0).is_err() {
        out.push_str("...");
    }
    f.write_str(&out)
}

fn is_printed_by_itself(value: &Value) -> bool {
    value.downcast_object_ref::<View>().is_none()
        && value.downcast_object_ref::<Namespace>().is_none()
        && !matches!(type_name(value), "dict" | "list")
}

fn write_repr(out: &mut String, value: &Value, budget: Option<&Budget>, depth: usize) -> Outcome<()> {
    if depth > MAX_NESTING {
        return Err(too_deep());
    }
    if let Some(budget) = budget {
        budget.step(1)?;
        budget.output(out.len())?;
    }
    let items = |out: &mut String, open: &str, items: &[Value], close: &str| -> Outcome<()> {
        out.push_str(open);
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                out.push_str(", ");
            }
            write_repr(out, item, budget, depth + 1)?;
        }
        out.push_str(close);
        Ok(())
    };
    match Kind::of(value) {
        Kind::Undefined(_) => out.push_str("Undefined"),
        Kind::None => out.push_str("None"),
        Kind::Bool(true) => out.push_str("True"),
        Kind::Bool(false) => out.push_str("False"),
        Kind::Int(int) => out.push_str(&int.to_string()),
        Kind::Big(int) => {
            if let Some(budget) = budget {
                let words = usize::try_from(int.bits() / 64).unwrap_or(usize::MAX);
                budget.step(words.saturating_mul(words) / 64)?;
            }
            out.push_str(&int.to_string());
        }
        Kind::Float(float) => out.push_str(&float_repr(float)),
        Kind::Str(text) if value.is_safe() => {
            out.push_str("Markup(");
            out.push_str(&quoted(text));
            out.push(')');
        }
        Kind::Str(text) => out.push_str(&quoted(text)),
        Kind::Bytes(bytes) => out.push_str(&quoted_bytes(bytes)),
        Kind::List(list) => items(out, "[", &list.items(), "]")?,
        Kind::Tuple(tuple) => items(out, "(", tuple, if tuple.len() == 1 { ",)" } else { ")" })?,
        Kind::Dict(dict) => write_pairs(out, &dict.pairs(), budget, depth)?,
        Kind::Object => {
            if let Some(namespace) = value.downcast_object_ref::<Namespace>() {
                out.push_str("<Namespace ");
                write_pairs(out, &namespace.pairs(), budget, depth)?;
                out.push('>');
            } else if let Some(view) = value.downcast_object_ref::<View>() {
                out.push_str(view.type_name());
                items(out, "([", &view.items(), "])")?;
            } else if let Some(date) = value.downcast_object_ref::<Date>() {
                out.push_str(&date.repr());
            } else if let Some(moment) = value.downcast_object_ref::<Moment>() {
                out.push_str(&moment.repr());
            } else if let Some(time) = value.downcast_object_ref::<Time>() {
                out.push_str(&time.repr());
            } else if let Some(delta) = value.downcast_object_ref::<Delta>() {
                out.push_str(&delta.repr());
            } else if let Some(path) = PosixPath::of(value) {
                out.push_str("PurePosixPath(");
                out.push_str(&quoted(path));
                out.push(')');
            } else if value.downcast_object_ref::<Generator>().is_none() && type_name(value) == "dict" {
                let pairs = value.as_object().and_then(DynObject::try_iter_pairs);
                let pairs: Vec<_> = pairs.into_iter().flatten().collect();
                write_pairs(out, &pairs, budget, depth)?;
            } else {
                out.push_str(&value.to_string());
            }
        }
    }
    Ok(())
}

fn write_pairs(
    out: &mut String,
    pairs: &[(Value, Value)],
    budget: Option<&Budget>,
    depth: usize,
) -> Outcome<()> {
    out.push('{');
    for (index, (key, value)) in pairs.iter().enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        write_repr(out, key, budget, depth + 1)?;
        out.push_str(": ");
        write_repr(out, value, budget, depth + 1)?;
    }
    out.push('}');
    Ok(())
}

/// A string as Python's `repr` quotes it.
pub(crate) fn quoted(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') {
        '"'
    } else {
        '\''
    };
    let mut out = String::with_capacity(text.len() + 2);
    out.push(quote);
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            _ if c == quote => out.extend(['\\', c]),
            _ if is_printable(c) => out.push(c),
            _ => {
                let _ = match u32::from(c) {
                    code @ ..=0xff => write!(out, "\\x{code:02x}"),
                    code @ ..=0xffff => write!(out, "\\u{code:04x}"),
                    code => write!(out, "\\U{code:08x}"),
                };
            }
        }
    }
    out.push(quote);
    out
}

/// What Python's `str.isprintable` says of a character.
pub(crate) fn is_printable(c: char) -> bool {
    if c.is_ascii() {
        return (' '..='~').contains(&c);
    }
    // The standard library escapes what is not printable; combining marks only at the start of a text.
    !format!("a{c}").escape_debug().any(|c| c == '\\')
}

fn quoted_bytes(bytes: &[u8]) -> String {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') {
        '"'
    } else {
        '\''
    };
    let mut out = format!("b{quote}");
    for &byte in bytes {
        match byte {
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            _ if char::from(byte) == quote => out.extend(['\\', quote]),
            b' '..=b'~' => out.push(char::from(byte)),
            _ => {
                let _ = write!(out, "\\x{byte:02x}");
            }
        }
    }
    out.push(quote);
    out
}

/// A text with HTML's special characters escaped.
pub(crate) fn escape_html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\'' => out.push_str("&#39;"),
            '"' => out.push_str("&#34;"),
            _ => out.push(c),
        }
    }
    out
}
