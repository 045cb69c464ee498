use serde_yaml::Value;

use super::compose::Composer;
use super::decode::decode;
use super::node::{Kind, Node};
use super::resolve::tags;
use crate::yaml::error::YamlError;
use crate::yaml::limits::Limits;
use crate::yaml::mark::{Mark, Span};

type Result<T> = std::result::Result<T, YamlError>;

/// Reads a single document; an empty text is null.
pub(crate) fn load(text: &str) -> Result<Value> {
    let load = || match single(text)? {
        Some(node) => node.to_value(),
        None => Ok(Value::Null),
    };
    load().map_err(|error| error.in_text("yaml", text))
}

/// Reads a single document in UTF-8 or UTF-16.
pub(crate) fn load_bytes(bytes: &[u8]) -> Result<Value> {
    load(&decode(bytes)?)
}

/// Reads all documents.
pub(crate) fn load_all(text: &str) -> Result<Vec<Value>> {
    let values = parse(text, &Limits::default())?
        .into_iter()
        .map(|node| node.to_value());
    values
        .collect::<Result<_>>()
        .map_err(|error| error.in_text("yaml", text))
}

/// Reads the nodes of all documents, with their positions and tags.
pub(crate) fn parse(text: &str, limits: &Limits) -> Result<Vec<Node>> {
    let parse = || {
        let mut composer = composer(text, limits)?;
        let mut nodes = Vec::new();
        while let Some(node) = composer.document(nodes.is_empty())? {
            nodes.push(node);
        }
        Ok(nodes)
    };
    parse().map_err(|error: YamlError| error.in_text("yaml", text))
}

/// Reads a list and returns its items as they are written, without the quotes around a string.
///
/// # Errors
/// Refuses anything that is not a single list.
pub(crate) fn list_items(text: &str) -> Result<Vec<String>> {
    let read = || {
        let node = single(text)?;
        let Some(Kind::Sequence(items)) = node.as_ref().map(|node| &node.value) else {
            let span = node.map(|node| node.span).unwrap_or_default();
            return Err(YamlError::new("expected a list", span));
        };
        Ok(items.iter().map(|item| raw(item, text)).collect())
    };
    read().map_err(|error| error.in_text("yaml", text))
}

fn raw(item: &Node, text: &str) -> String {
    let Span { start, end } = item.span;
    let raw = text.get(start.offset..end.offset).unwrap_or_default().trim();
    let unquoted = |quote| raw.strip_prefix(quote).and_then(|raw| raw.strip_suffix(quote));
    let is_string = item.as_str().is_some() && item.tag == tags::STR;
    let inner = if is_string {
        unquoted('"').or_else(|| unquoted('\''))
    } else {
        None
    };
    inner.unwrap_or(raw).to_owned()
}

fn single(text: &str) -> Result<Option<Node>> {
    let mut composer = composer(text, &Limits::default())?;
    let node = composer.document(true)?;
    if node.is_some()
        && let Some(span) = composer.another()?
    {
        let message = "expected a single document in the stream, but found another document";
        return Err(YamlError::new(message, span));
    }
    Ok(node)
}

fn composer<'t>(text: &'t str, limits: &Limits) -> Result<Composer<'t>> {
    if text.len() > limits.bytes {
        let message = format!("the document has more than {} bytes", limits.bytes);
        return Err(YamlError::new(message, Span::default()));
    }
    if let Some((offset, c)) = text.char_indices().find(|(_, c)| !is_printable(*c)) {
        let before = text.get(..offset).unwrap_or_default();
        let line = before.rsplit('\n').next().unwrap_or_default();
        let mark = Mark {
            offset,
            index: before.chars().count(),
            row: before.matches('\n').count(),
            indent: line.chars().count(),
        };
        let message = format!(
            "unacceptable character #x{:04x}: special characters are not allowed",
            u32::from(c)
        );
        return Err(YamlError::new(message, Span::empty(mark)));
    }
    Ok(Composer::new(text, *limits))
}

/// YAML 1.1 §5.1, but for the line separators that only some versions name.
fn is_printable(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}
