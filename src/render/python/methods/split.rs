//! Methods of `str` that cut it.

use minijinja::Value;

use super::{given, int_of, text_of};
use crate::render::budget::Budget;
use crate::render::fault::{Fault, Outcome};
use crate::render::python::{Args, list, truth, tuple};

pub(super) const NAMES: &[&str] = &[
    "lstrip",
    "partition",
    "rpartition",
    "rsplit",
    "rstrip",
    "split",
    "splitlines",
    "strip",
];

pub(super) fn call(text: &str, name: &str, args: Args, budget: &Budget) -> Outcome<Value> {
    budget.reserve(text.len())?;
    match name {
        "strip" | "lstrip" | "rstrip" => {
            let [chars] = args.positional(name, 0)?;
            let chars = given(chars);
            let chars = chars.as_ref().map(|chars| text_of(chars, name)).transpose()?;
            Ok(Value::from(strip(
                text,
                chars,
                name != "rstrip",
                name != "lstrip",
            )))
        }
        "partition" | "rpartition" => {
            let [separator] = args.positional(name, 1)?;
            let separator = separator.unwrap_or_default();
            let separator = text_of(&separator, name)?;
            if separator.is_empty() {
                return Err(Fault::failed("empty separator"));
            }
            let last = name == "rpartition";
            let cut = if last {
                text.rsplit_once(separator)
            } else {
                text.split_once(separator)
            };
            let parts = match cut {
                Some((left, right)) => [left, separator, right],
                None if last => ["", "", text],
                None => [text, "", ""],
            };
            Ok(tuple(parts.into_iter().map(Value::from).collect()))
        }
        "splitlines" => {
            let [keep] = args.bind(name, ["keepends"], 0)?;
            let keep = keep.as_ref().map(truth).transpose()?.unwrap_or(false);
            Ok(list(lines(text, keep).into_iter().map(Value::from).collect()))
        }
        _ => {
            let [separator, most] = args.bind(name, ["sep", "maxsplit"], 0)?;
            let most = most.as_ref().map(int_of).transpose()?.unwrap_or(-1);
            let most = usize::try_from(most).unwrap_or(usize::MAX);
            let from_right = name == "rsplit";
            let parts = match given(separator) {
                None => words(text, most, from_right),
                Some(separator) => separated(text, text_of(&separator, name)?, most, from_right)?,
            };
            budget.step(parts.len())?;
            Ok(list(parts.into_iter().map(Value::from).collect()))
        }
    }
}

fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\x1c'..='\x1f')
}

/// Strips white space or a set of characters.
pub(crate) fn strip<'t>(text: &'t str, chars: Option<&str>, left: bool, right: bool) -> &'t str {
    let belongs = |c: char| chars.map_or_else(|| is_space(c), |chars| chars.contains(c));
    let text = if left {
        text.trim_start_matches(belongs)
    } else {
        text
    };
    if right {
        text.trim_end_matches(belongs)
    } else {
        text
    }
}

fn separated<'t>(text: &'t str, separator: &str, most: usize, from_right: bool) -> Outcome<Vec<&'t str>> {
    if separator.is_empty() {
        return Err(Fault::failed("empty separator"));
    }
    let most = most.saturating_add(1);
    Ok(if from_right {
        let mut parts: Vec<_> = text.rsplitn(most, separator).collect();
        parts.reverse();
        parts
    } else {
        text.splitn(most, separator).collect()
    })
}

fn words(text: &str, most: usize, from_right: bool) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = if from_right {
        text.trim_end_matches(is_space)
    } else {
        text.trim_start_matches(is_space)
    };
    while !rest.is_empty() {
        let cut = if from_right {
            rest.rfind(is_space)
        } else {
            rest.find(is_space)
        };
        match cut.filter(|_| parts.len() < most) {
            Some(at) if from_right => {
                let word = at + rest[at..].chars().next().map_or(0, char::len_utf8);
                parts.push(&rest[word..]);
                rest = rest[..at].trim_end_matches(is_space);
            }
            Some(at) => {
                parts.push(&rest[..at]);
                rest = rest[at..].trim_start_matches(is_space);
            }
            None => {
                parts.push(strip(rest, None, from_right, false));
                break;
            }
        }
    }
    if from_right {
        parts.reverse();
    }
    parts
}

/// Lines as Python cuts them: at every character that ends a line.
pub(crate) fn lines(text: &str, keep_ends: bool) -> Vec<&str> {
    let mut lines = Vec::new();
    let mut start = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if !matches!(
            c,
            '\n' | '\r' | '\x0b' | '\x0c' | '\x1c'..='\x1e' | '\u{85}' | '\u{2028}' | '\u{2029}'
        ) {
            continue;
        }
        let mut end = at + c.len_utf8();
        if c == '\r' && chars.next_if(|(_, next)| *next == '\n').is_some() {
            end += 1;
        }
        lines.push(&text[start..if keep_ends { end } else { at }]);
        start = end;
    }
    if start < text.len() {
        lines.push(&text[start..]);
    }
    lines
}
