//! Adds an attribute to an object or to a block.

use hcl_edit::Span;
use hcl_edit::expr::ObjectKey;

use super::literal::quoted;
use super::locate::Hole;
use super::tail::{begins_line, indent, line_start, newline, spliced, tail};
use crate::aws::patch::path::is_identifier;

/// An item beside which another is put.
pub(super) struct Neighbour {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Where the key ends.
    pub(super) key_end: usize,
}

/// Adds `name = value` after the last item; `None` where the layout leaves no clear place.
pub(super) fn attribute(text: &str, hole: &Hole<'_>, name: &str, value: &str) -> Option<String> {
    let key = if is_identifier(name) {
        name.to_owned()
    } else {
        quoted(name)
    };
    let last = match (hole.object, hole.body) {
        (Some(object), _) => object
            .iter()
            .last()
            .map(|(key, value)| neighbour(key, value.expr().span())),
        (None, Some(body)) => body.iter().last().map(|structure| {
            let span = structure.span()?;
            let key = structure
                .as_attribute()
                .map_or(span.start, |one| one.key.span().map_or(span.start, |key| key.end));
            Some(Neighbour {
                start: span.start,
                end: span.end,
                key_end: key,
            })
        }),
        (None, None) => return None,
    };
    match last {
        Some(last) => after(text, &last?, &key, value, hole.object.is_some()),
        None if hole.object.is_some() => {
            into_empty(text, hole.object?.span()?.end, &format!("{key} = {value}"))
        }
        None => match hole.block {
            Some(block) => into_empty(text, block.span()?.end, &format!("{key} = {value}")),
            None => Some(format!("{text}{}{key} = {value}{}", ended(text), newline(text))),
        },
    }
}

pub(super) fn neighbour(key: &ObjectKey, value: Option<std::ops::Range<usize>>) -> Option<Neighbour> {
    let key = match key {
        ObjectKey::Ident(name) => name.span(),
        ObjectKey::Expression(expression) => expression.span(),
    }?;
    Some(Neighbour {
        start: key.start,
        end: value?.end,
        key_end: key.end,
    })
}

fn after(text: &str, last: &Neighbour, key: &str, value: &str, in_object: bool) -> Option<String> {
    let tail = tail(text, last.end);
    if tail.own_line && begins_line(text, last.start) {
        let padding = " ".repeat(sign_column(text, last).saturating_sub(key.chars().count() + 1));
        let comma = if tail.comma { "," } else { "" };
        let line = format!(
            "{}{}{key}{padding} = {value}{comma}",
            newline(text),
            indent(text, last.start)
        );
        return Some(spliced(text, tail.end..tail.end, &line));
    }
    in_object.then(|| spliced(text, last.end..last.end, &format!(", {key} = {value}")))
}

/// How far the sign of an assignment stands from the beginning of its key.
fn sign_column(text: &str, item: &Neighbour) -> usize {
    let between = &text[item.key_end..item.end];
    let spaces = between.len() - between.trim_start_matches(' ').len();
    let aligned = between[spaces..].starts_with('=');
    if aligned {
        text[item.start..item.key_end].chars().count() + spaces
    } else {
        0
    }
}

/// Puts the first item into braces that hold none; `end` is behind the closing one.
pub(super) fn into_empty(text: &str, end: usize, item: &str) -> Option<String> {
    let closing = end.checked_sub(1).filter(|at| text[*at..].starts_with('}'))?;
    let newline = newline(text);
    let outer = indent(text, closing);
    let line = format!("{outer}  {item}{newline}");
    let at = line_start(text, closing);
    if begins_line(text, closing) {
        return Some(spliced(text, at..at, &line));
    }
    let opening = text[..closing].trim_end_matches([' ', '\t']).len();
    text[..opening]
        .ends_with('{')
        .then(|| spliced(text, opening..closing, &format!("{newline}{line}{outer}")))
}

fn ended(text: &str) -> &'static str {
    if text.is_empty() || text.ends_with('\n') {
        ""
    } else {
        newline(text)
    }
}
