//! Values as HCL writes them.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use hcl_edit::Span;
use hcl_edit::expr::{Array, Expression};

use super::tail::{begins_line, indent, newline, spliced, tail};
use crate::aws::patch::value::Value;

/// What an expression says without being evaluated.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Literal<'a> {
    Text(&'a str),
    List(Vec<&'a str>),
    /// A constant of another type, to be replaced.
    Constant,
    /// Something that somebody thought of: a reference, a call, a template.
    Other,
}

impl<'a> Literal<'a> {
    pub(super) fn of(expression: &'a Expression) -> Self {
        match expression {
            Expression::String(text) => Self::Text(text.as_str()),
            Expression::Null(_) | Expression::Bool(_) | Expression::Number(_) => Self::Constant,
            Expression::Array(items) => items
                .iter()
                .map(Expression::as_str)
                .collect::<Option<_>>()
                .map_or(Self::Other, Self::List),
            _ => Self::Other,
        }
    }

    /// Whether it says the same; the order of a list does not count.
    pub(super) fn means(&self, value: &Value) -> bool {
        match (self, value) {
            (Self::Text(is), Value::Text(wanted)) => is == wanted,
            (Self::List(is), Value::List(wanted)) => {
                is.len() == wanted.len()
                    && is.iter().copied().collect::<BTreeSet<_>>()
                        == wanted.iter().map(String::as_str).collect()
            }
            _ => false,
        }
    }
}

pub(super) fn write(value: &Value) -> String {
    match value {
        Value::Text(text) => quoted(text),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(|item| quoted(item)).collect();
            format!("[{}]", items.join(", "))
        }
    }
}

pub(super) fn quoted(text: &str) -> String {
    Expression::from(text).to_string()
}

/// Puts a value in the place of an expression; a list keeps its layout and the comments beside items that stay.
pub(super) fn replace(text: &str, expression: &Expression, value: &Value) -> Option<String> {
    let span = expression.span()?;
    let written = match (expression, value) {
        (Expression::Array(array), Value::List(items))
            if text[span.clone()].contains('\n') && !items.is_empty() =>
        {
            lines(text, array, span.end, items)?
        }
        _ => write(value),
    };
    Some(spliced(text, span, &written))
}

/// Writes a list with one item a line.
fn lines(text: &str, array: &Array, end: usize, items: &[String]) -> Option<String> {
    let newline = newline(text);
    let closing = indent(text, end - 1);
    let first = array
        .iter()
        .find_map(Expression::span)
        .filter(|span| begins_line(text, span.start));
    let inner = first.map_or_else(
        || format!("{closing}  "),
        |span| indent(text, span.start).to_owned(),
    );
    let mut written = String::from("[");
    for item in items {
        let present = array.iter().find(|one| one.as_str() == Some(item));
        let comment = match present.and_then(Expression::span) {
            Some(span) => comment(text, span.end)?,
            None => String::new(),
        };
        let _ = write!(written, "{newline}{inner}{},{comment}", quoted(item));
    }
    let _ = write!(written, "{newline}{closing}]");
    Some(written)
}

/// The comment on the line after an item, with the white space before it.
fn comment(text: &str, from: usize) -> Option<String> {
    let tail = tail(text, from);
    if !tail.own_line {
        return Some(String::new());
    }
    let rest = text.get(from..tail.end)?;
    let comment = rest.replacen(',', "", usize::from(tail.comma));
    Some(comment.trim_end().to_owned())
}
