//! Adds an entry to a map, modelled on the last one.

use hcl_edit::Span;
use hcl_edit::expr::{Expression, ObjectKey};

use super::insert::{into_empty, neighbour};
use super::literal::quoted;
use super::locate::{Hole, key_name};
use super::tail::{begins_line, line_start, newline, spliced, tail};
use crate::aws::patch::path::is_identifier;

/// Adds `key` and tells the key of the model and its attributes that are not among `named`.
pub(super) fn add(
    text: &str,
    hole: &Hole<'_>,
    key: &str,
    named: &[&str],
) -> Option<(String, Option<String>, Vec<String>)> {
    let object = hole.object?;
    let items: Vec<_> = object.iter().map(|(key, value)| (key, value.expr())).collect();
    let Some((model, value)) = items.last() else {
        let text = into_empty(text, object.span()?.end, &format!("{} = {{}}", quoted(key)))?;
        return Some((text, None, Vec::new()));
    };
    let last = neighbour(model, value.span())?;
    let bare = matches!(
        model,
        ObjectKey::Ident(_) | ObjectKey::Expression(Expression::Variable(_))
    );
    let key = if bare && is_identifier(key) {
        key.to_owned()
    } else {
        quoted(key)
    };
    let entry = format!("{key}{}", &text[last.key_end..last.end]);

    let tail = tail(text, last.end);
    let text = if tail.own_line && begins_line(text, last.start) {
        let newline = newline(text);
        let apart = match items.len().checked_sub(2).map(|at| items[at]) {
            Some((_, previous)) => blank_line_between(text, previous.span()?.end, last.start),
            None => false,
        };
        let lead = &text[line_start(text, last.start)..last.start];
        let comma = if tail.comma { "," } else { "" };
        let gap = if apart { newline } else { "" };
        spliced(
            text,
            tail.end..tail.end,
            &format!("{newline}{gap}{lead}{entry}{comma}"),
        )
    } else {
        spliced(text, last.end..last.end, &format!(", {entry}"))
    };
    let carried_over = match value {
        Expression::Object(attributes) => attributes
            .iter()
            .filter_map(|(key, _)| key_name(key))
            .filter(|name| !named.contains(name))
            .map(str::to_owned)
            .collect(),
        _ => Vec::new(),
    };
    Some((text, key_name(model).map(str::to_owned), carried_over))
}

fn blank_line_between(text: &str, from: usize, to: usize) -> bool {
    text[from..to].replace('\r', "").contains("\n\n")
}
