//! Filters for HTML and URLs.

use std::fmt::Write as _;

use minijinja::Value;

use super::{soft_text, text_like};
use crate::render::fault::{Fault, Outcome};
use crate::render::python::{
    Args, Kind, escape_html, is_iterable, iterate, methods, repr, to_text, truth, type_name,
};
use crate::render::run::Run;

pub(super) fn safe(run: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    args.none("safe")?;
    to_text(value, &run.budget).map(Value::from_safe_string)
}

pub(super) fn escape(run: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    args.none("escape")?;
    let (text, safe) = soft_text(run, value)?;
    run.budget.reserve(text.len())?;
    Ok(if safe {
        value.clone()
    } else {
        Value::from_safe_string(escape_html(&text))
    })
}

pub(super) fn forceescape(run: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    args.none("forceescape")?;
    let (text, _) = soft_text(run, value)?;
    run.budget.reserve(text.len())?;
    Ok(Value::from_safe_string(escape_html(&text)))
}

pub(super) fn striptags(run: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    args.none("striptags")?;
    let (text, _) = soft_text(run, value)?;
    Ok(Value::from(strip_tags(&text)))
}

/// A text without tags and comments, its white space collapsed and its entities resolved.
pub(crate) fn strip_tags(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        let close = if rest[start..].starts_with("<!--") {
            rest[start + 4..].find("-->").map(|end| start + 4 + end + 3)
        } else {
            rest[start..].find('>').map(|end| start + end + 1)
        };
        let Some(close) = close else { break };
        plain.push_str(&rest[..start]);
        rest = &rest[close..];
    }
    plain.push_str(rest);
    let words: Vec<_> = plain.split_whitespace().collect();
    unescape_html(&words.join(" "))
}

/// A text with its HTML entities resolved.
pub(crate) fn unescape_html(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    // What is neither a tag nor white space passes through unchanged, except for its entities.
    let mut out = String::with_capacity(text.len());
    for part in text.split_inclusive(|c: char| c.is_whitespace() || c == '<' || c == '>') {
        let end = part
            .char_indices()
            .next_back()
            .filter(|(_, c)| c.is_whitespace() || matches!(c, '<' | '>'))
            .map_or(part.len(), |(end, _)| end);
        out.push_str(&minijinja_contrib::filters::striptags(part[..end].to_owned()));
        out.push_str(&part[end..]);
    }
    out
}

/// Percent-encodes all but letters, digits, `_.-~` and what is kept.
fn quote(text: &str, keep: &str, plus: bool) -> String {
    let mut out = String::with_capacity(text.len());
    for &byte in text.as_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' | b'.' | b'-' | b'~' => out.push(char::from(byte)),
            _ if keep.as_bytes().contains(&byte) => out.push(char::from(byte)),
            b' ' if plus => out.push('+'),
            _ => {
                let _ = write!(out, "%{byte:02X}");
            }
        }
    }
    out
}

pub(super) fn urlencode(run: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    args.none("urlencode")?;
    let is_text = matches!(Kind::of(value), Kind::Str(_));
    if is_text || !is_iterable(value) {
        let text = to_text(value, &run.budget)?;
        run.budget.reserve(text.len())?;
        return Ok(Value::from(quote(&text, "/", false)));
    }
    let pairs = match methods::find(value, "items") {
        Some(method) => methods::call(value, method, Args::default(), &run.budget)?,
        None => value.clone(),
    };
    let mut parts = Vec::new();
    for pair in iterate(&pairs, &run.budget)? {
        let [key, value] = <[Value; 2]>::try_from(iterate(&pair, &run.budget)?)
            .map_err(|_| Fault::failed("not enough values to unpack (expected 2)"))?;
        let (key, value) = (to_text(&key, &run.budget)?, to_text(&value, &run.budget)?);
        parts.push(format!("{}={}", quote(&key, "", true), quote(&value, "", true)));
    }
    Ok(Value::from(parts.join("&")))
}

pub(super) fn xmlattr(run: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    let [space] = args.bind("xmlattr", ["autospace"], 0)?;
    let space = space.as_ref().map_or(Ok(true), truth)?;
    let Kind::Dict(dict) = Kind::of(value) else {
        return Err(match Kind::of(value) {
            Kind::Undefined(undefined) => undefined.fault(),
            _ => Fault::failed(format!("'{}' object has no attribute 'items'", type_name(value))),
        });
    };
    let mut parts = Vec::new();
    for (key, value) in dict.pairs() {
        if matches!(Kind::of(&value), Kind::None | Kind::Undefined(_)) {
            continue;
        }
        let Some(name) = key.as_str() else {
            return Err(Fault::failed("expected string or bytes-like object"));
        };
        if name.contains(|c: char| c.is_ascii_whitespace() || matches!(c, '\x0b' | '/' | '>' | '=')) {
            let name = repr(&key, &run.budget)?;
            return Err(Fault::failed(format!(
                "Invalid character in attribute name: {name}"
            )));
        }
        let text = to_text(&value, &run.budget)?;
        let text = if value.is_safe() { text } else { escape_html(&text) };
        parts.push(format!("{}=\"{text}\"", escape_html(name)));
    }
    let mut out = parts.join(" ");
    if space && !out.is_empty() {
        out.insert(0, ' ');
    }
    Ok(text_like(out, run.autoescape))
}
