//! Writes JSON as `json.dumps` does.

use std::cmp::Ordering;
use std::fmt::Write as _;

use minijinja::value::{Value, ValueKind};

use super::super::python;
use crate::render::python::{Date, Moment, PosixPath, is_big};

const DEEPEST: usize = 500;

/// The options of `json.dumps`.
#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are the options of `json.dumps`"
)]
pub(super) struct Style {
    /// What one level is indented by; without it everything is one line.
    pub(super) indent: Option<String>,
    pub(super) item_separator: String,
    pub(super) key_separator: String,
    pub(super) sort_keys: bool,
    pub(super) skip_keys: bool,
    pub(super) ensure_ascii: bool,
    pub(super) allow_nan: bool,
    /// Whether dates and bytes have a text, which is copier's extension of `to_json` alone.
    pub(super) lenient: bool,
}

/// Writes a value; the error says what has no place in JSON.
pub(super) fn write(value: &Value, style: &Style) -> Result<String, String> {
    let mut writer = Writer {
        style,
        out: String::new(),
    };
    writer.value(value, 0)?;
    Ok(writer.out)
}

struct Writer<'s> {
    style: &'s Style,
    out: String,
}

impl Writer<'_> {
    fn value(&mut self, value: &Value, depth: usize) -> Result<(), String> {
        if depth > DEEPEST {
            return Err("nested too deeply".to_owned());
        }
        match value.kind() {
            ValueKind::None => self.out.push_str("null"),
            ValueKind::Bool => self.out.push_str(if value.is_true() { "true" } else { "false" }),
            ValueKind::Number => {
                let number = self.number(value)?;
                self.out.push_str(&number);
            }
            ValueKind::String => self.string(value.as_str().unwrap_or_default()),
            ValueKind::Seq | ValueKind::Iterable => {
                let items: Vec<_> = value.try_iter().into_iter().flatten().collect();
                self.container(('[', ']'), &items, depth, |writer, item| {
                    writer.value(item, depth + 1)
                })?;
            }
            ValueKind::Map => {
                let pairs = self.pairs(value)?;
                self.container(('{', '}'), &pairs, depth, |writer, (key, item)| {
                    writer.string(key);
                    writer.out.push_str(&writer.style.key_separator);
                    writer.value(item, depth + 1)
                })?;
            }
            _ if is_big(value) => self.out.push_str(&value.to_string()),
            _ => match self.other(value) {
                Some(text) => self.string(&text),
                None => {
                    return Err(format!(
                        "a value of type `{}` is not JSON serializable",
                        python::type_name(value)
                    ));
                }
            },
        }
        Ok(())
    }

    fn other(&self, value: &Value) -> Option<String> {
        if !self.style.lenient {
            return None;
        }
        if let Some(path) = PosixPath::of(value) {
            return Some(path.to_owned());
        }
        match python::bytes(value) {
            Some(bytes) => String::from_utf8(bytes.to_vec()).ok(),
            None => iso_format(value),
        }
    }

    fn container<T>(
        &mut self,
        (open, close): (char, char),
        items: &[T],
        depth: usize,
        mut write: impl FnMut(&mut Self, &T) -> Result<(), String>,
    ) -> Result<(), String> {
        self.out.push(open);
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                self.out.push_str(&self.style.item_separator);
            }
            self.new_line(depth + 1);
            write(self, item)?;
        }
        if !items.is_empty() {
            self.new_line(depth);
        }
        self.out.push(close);
        Ok(())
    }

    fn new_line(&mut self, depth: usize) {
        if let Some(indent) = &self.style.indent {
            self.out.push('\n');
            self.out.push_str(&indent.repeat(depth));
        }
    }

    fn pairs(&self, value: &Value) -> Result<Vec<(String, Value)>, String> {
        let mut pairs = python::pairs(value);
        if self.style.sort_keys {
            let mut mixed = None;
            pairs.sort_by(|(a, _), (b, _)| match (python::text(a), python::text(b)) {
                (Some(a), Some(b)) => a.cmp(b),
                (None, None) if is_number(a) && is_number(b) => a.cmp(b),
                _ => {
                    mixed = Some((python::type_name(a), python::type_name(b)));
                    Ordering::Equal
                }
            });
            if let Some((a, b)) = mixed {
                return Err(format!("keys of types `{a}` and `{b}` cannot be sorted"));
            }
        }
        let mut named = Vec::with_capacity(pairs.len());
        for (key, item) in pairs {
            match self.key(&key)? {
                Some(name) => named.push((name, item)),
                None if self.style.skip_keys => {}
                None => {
                    let found = python::type_name(&key);
                    return Err(format!(
                        "keys must be strings, numbers, booleans or none, not `{found}`"
                    ));
                }
            }
        }
        Ok(named)
    }

    fn key(&self, key: &Value) -> Result<Option<String>, String> {
        Ok(match key.kind() {
            ValueKind::String => key.as_str().map(str::to_owned),
            ValueKind::Number => Some(self.number(key)?),
            ValueKind::Bool => Some(key.is_true().to_string()),
            ValueKind::None => Some("null".to_owned()),
            _ => None,
        })
    }

    fn number(&self, value: &Value) -> Result<String, String> {
        match python::float(value) {
            None => Ok(value.to_string()),
            Some(number) if number.is_finite() => Ok(crate::yaml::float_repr(number)),
            Some(_) if !self.style.allow_nan => {
                Err("out of range float values are not JSON compliant".to_owned())
            }
            Some(number) if number.is_nan() => Ok("NaN".to_owned()),
            Some(number) if number > 0.0 => Ok("Infinity".to_owned()),
            Some(_) => Ok("-Infinity".to_owned()),
        }
    }

    fn string(&mut self, text: &str) {
        self.out.push('"');
        for character in text.chars() {
            let _ = match character {
                '"' => self.out.write_str("\\\""),
                '\\' => self.out.write_str("\\\\"),
                '\n' => self.out.write_str("\\n"),
                '\r' => self.out.write_str("\\r"),
                '\t' => self.out.write_str("\\t"),
                '\u{8}' => self.out.write_str("\\b"),
                '\u{c}' => self.out.write_str("\\f"),
                ' '..='~' => self.out.write_char(character),
                _ if character >= '\x7f' && !self.style.ensure_ascii => self.out.write_char(character),
                _ => {
                    let mut units = [0; 2];
                    let units = character.encode_utf16(&mut units);
                    units
                        .iter()
                        .try_for_each(|unit| write!(self.out, "\\u{unit:04x}"))
                }
            };
        }
        self.out.push('"');
    }
}

/// Dates as Pydantic, which copier writes them with, does.
fn iso_format(value: &Value) -> Option<String> {
    if value.downcast_object_ref::<Date>().is_some() {
        return Some(value.to_string());
    }
    let text = value.downcast_object_ref::<Moment>()?.isoformat("T");
    Some(
        text.strip_suffix("+00:00")
            .map_or(text.clone(), |utc| format!("{utc}Z")),
    )
}

fn is_number(value: &Value) -> bool {
    matches!(value.kind(), ValueKind::Bool | ValueKind::Number)
}
