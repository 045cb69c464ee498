//! `tojson`.

use std::fmt::Write as _;

use minijinja::Value;

use super::given;
use crate::render::budget::Budget;
use crate::render::fault::{Fault, Outcome};
use crate::render::python::{Args, Kind, as_index, sort_by, type_name};
use crate::render::run::Run;
use crate::yaml::float_repr;

/// JSON as `json.dumps(…, sort_keys=True)` writes it, safe to stand in HTML.
pub(super) fn tojson(run: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    let [indent] = args.bind("tojson", ["indent"], 0)?;
    let indent = given(indent)
        .map(|indent| indentation(run, &indent))
        .transpose()?;
    let mut writer = Writer {
        out: String::new(),
        indent,
        budget: &run.budget,
    };
    writer.value(value, 0)?;
    let text = writer.out;
    run.budget.reserve(text.len())?;
    let text = text
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\'', "\\u0027");
    Ok(Value::from_safe_string(text))
}

fn indentation(run: &Run<'_>, indent: &Value) -> Outcome<String> {
    if let Some(text) = indent.as_str() {
        return Ok(text.to_owned());
    }
    let width = as_index(indent).ok_or_else(|| Fault::failed("the indent must be an integer"))?;
    let width = usize::try_from(width).unwrap_or(0);
    run.budget.reserve(width)?;
    Ok(" ".repeat(width))
}

struct Writer<'b> {
    out: String,
    indent: Option<String>,
    budget: &'b Budget,
}

impl Writer<'_> {
    fn value(&mut self, value: &Value, depth: usize) -> Outcome<()> {
        self.budget.step(1)?;
        self.budget.output(self.out.len())?;
        if depth > 200 {
            return Err(Fault::limit("the value is nested too deeply"));
        }
        match Kind::of(value) {
            Kind::None => self.out.push_str("null"),
            Kind::Bool(bool) => self.out.push_str(if bool { "true" } else { "false" }),
            Kind::Int(int) => self.out.push_str(&int.to_string()),
            Kind::Big(int) => self.out.push_str(&int.to_string()),
            Kind::Float(float) => self.out.push_str(&number(float)),
            Kind::Str(text) => self.text(text),
            Kind::List(list) => self.items(&list.items(), depth)?,
            Kind::Tuple(tuple) => self.items(tuple, depth)?,
            Kind::Dict(dict) => self.entries(dict.pairs(), depth)?,
            _ => {
                return Err(Fault::failed(format!(
                    "Object of type {} is not JSON serializable",
                    type_name(value).rsplit('.').next().unwrap_or_default()
                )));
            }
        }
        Ok(())
    }

    fn items(&mut self, items: &[Value], depth: usize) -> Outcome<()> {
        self.out.push('[');
        for (index, item) in items.iter().enumerate() {
            self.separate(index, depth + 1)?;
            self.value(item, depth + 1)?;
        }
        self.close(items.is_empty(), depth, ']')
    }

    fn entries(&mut self, entries: Vec<(Value, Value)>, depth: usize) -> Outcome<()> {
        self.out.push('{');
        let entries = sort_by(entries, |(key, _)| key, false, self.budget)?;
        for (index, (key, value)) in entries.iter().enumerate() {
            self.separate(index, depth + 1)?;
            let name = match Kind::of(key) {
                Kind::Str(text) => text.to_owned(),
                Kind::None => "null".to_owned(),
                Kind::Bool(bool) => bool.to_string(),
                Kind::Int(int) => int.to_string(),
                Kind::Float(float) => number(float),
                _ => {
                    return Err(Fault::failed(format!(
                        "keys must be str, int, float, bool or None, not {}",
                        type_name(key)
                    )));
                }
            };
            self.text(&name);
            self.out.push_str(": ");
            self.value(value, depth + 1)?;
        }
        self.close(entries.is_empty(), depth, '}')
    }

    fn separate(&mut self, index: usize, depth: usize) -> Outcome<()> {
        if index > 0 {
            self.out.push_str(if self.indent.is_some() { "," } else { ", " });
        }
        self.newline(depth)
    }

    fn close(&mut self, is_empty: bool, depth: usize, bracket: char) -> Outcome<()> {
        if !is_empty {
            self.newline(depth)?;
        }
        self.out.push(bracket);
        Ok(())
    }

    fn newline(&mut self, depth: usize) -> Outcome<()> {
        if let Some(indent) = &self.indent {
            self.budget.reserve(indent.len() * depth)?;
            self.out.push('\n');
            self.out.push_str(&indent.repeat(depth));
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        self.out.push('"');
        for c in text.chars() {
            match c {
                '"' => self.out.push_str("\\\""),
                '\\' => self.out.push_str("\\\\"),
                '\n' => self.out.push_str("\\n"),
                '\r' => self.out.push_str("\\r"),
                '\t' => self.out.push_str("\\t"),
                '\x08' => self.out.push_str("\\b"),
                '\x0c' => self.out.push_str("\\f"),
                ' '..='~' => self.out.push(c),
                _ => {
                    let mut units = [0; 2];
                    for unit in c.encode_utf16(&mut units) {
                        let _ = write!(self.out, "\\u{unit:04x}");
                    }
                }
            }
        }
        self.out.push('"');
    }
}

fn number(float: f64) -> String {
    if float.is_nan() {
        "NaN".to_owned()
    } else if float.is_infinite() {
        if float > 0.0 { "Infinity" } else { "-Infinity" }.to_owned()
    } else {
        float_repr(float)
    }
}
