use std::fmt::Write as _;

use super::error::PatchError;

/// Sets variables in the text of a `.env` file; those it does not hold yet are added at its end.
///
/// Of a variable that stands several times the last line counts, as every reader of such files takes it.
///
/// # Errors
/// A key that is no variable's name, a value of several lines, or a text in which no place is sure.
pub(crate) fn env(text: &str, values: &[(String, String)]) -> Result<String, PatchError> {
    let mut text = text.to_owned();
    for (key, value) in values {
        let letters = key
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        if !letters || key.is_empty() || key.starts_with(|first: char| first.is_ascii_digit()) {
            return Err(PatchError::Key { key: key.clone() });
        }
        if value.contains(['\n', '\r']) {
            return Err(PatchError::LineBreak { key: key.clone() });
        }
        match last(&text, key) {
            Some(line) if line.value(&text) == *value => continue,
            Some(line) => text.replace_range(line.start..line.end, &line.quoting.write(value)),
            None => append(&mut text, key, value),
        }
        // A quote that is left open somewhere above can swallow the line.
        if last(&text, key).is_none_or(|line| line.value(&text) != *value) {
            return Err(PatchError::Unclear { path: key.clone() });
        }
    }
    Ok(text)
}

/// Takes the value of each variable over from one text to another, with its quotes. Variables that one of the texts
/// does not have are passed over.
pub(crate) fn carry<'k>(from: &str, into: &str, keys: impl IntoIterator<Item = &'k str>) -> String {
    let mut text = into.to_owned();
    for key in keys {
        if let (Some(source), Some(target)) = (last(from, key), last(&text, key)) {
            text.replace_range(target.start..target.end, &from[source.start..source.end]);
        }
    }
    text
}

/// The value of a variable in the text of a `.env` file.
pub(crate) fn env_value(text: &str, key: &str) -> Option<String> {
    last(text, key).map(|line| line.value(text))
}

fn last(text: &str, key: &str) -> Option<Assignment> {
    assignments(text).into_iter().rfind(|line| line.key == key)
}

/// `KEY=value`, with the place of the value and of the quotes around it.
struct Assignment {
    key: String,
    start: usize,
    end: usize,
    quoting: Quoting,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Quoting {
    Bare,
    Single,
    Double,
}

impl Assignment {
    fn value(&self, text: &str) -> String {
        let written = &text[self.start..self.end];
        match self.quoting {
            Quoting::Bare => written.to_owned(),
            Quoting::Single => written[1..written.len() - 1].to_owned(),
            Quoting::Double => unescaped(&written[1..written.len() - 1]),
        }
    }
}

impl Quoting {
    /// Writes a value in this style, or in the nearest one that can hold it.
    fn write(self, value: &str) -> String {
        let bare = |sign: char| sign.is_alphanumeric() || "_-./:@,+*%".contains(sign);
        match self {
            Self::Bare if value.chars().all(bare) => value.to_owned(),
            Self::Single if !value.contains('\'') => format!("'{value}'"),
            _ => {
                let mut quoted = String::from('"');
                for sign in value.chars() {
                    if matches!(sign, '"' | '\\' | '$' | '`') {
                        quoted.push('\\');
                    }
                    quoted.push(sign);
                }
                quoted.push('"');
                quoted
            }
        }
    }
}

fn unescaped(text: &str) -> String {
    let mut plain = String::new();
    let mut signs = text.chars();
    while let Some(sign) = signs.next() {
        plain.push(match sign {
            '\\' => match signs.next() {
                Some('n') => '\n',
                Some('r') => '\r',
                Some('t') => '\t',
                Some(literal) => literal,
                None => sign,
            },
            sign => sign,
        });
    }
    plain
}

/// Finds every assignment; what stands in a quoted value of several lines is none.
fn assignments(text: &str) -> Vec<Assignment> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let line_end = text[at..].find('\n').map_or(text.len(), |offset| at + offset);
        let assignment = assignment(text, at, line_end);
        let read_to = assignment.as_ref().map_or(line_end, |one| one.end.max(line_end));
        found.extend(assignment);
        at = text[read_to..]
            .find('\n')
            .map_or(text.len(), |offset| read_to + offset + 1);
    }
    found
}

fn assignment(text: &str, at: usize, line_end: usize) -> Option<Assignment> {
    let line = &text[at..line_end];
    let (before, after) = line.split_once('=')?;
    let name = before.trim();
    let key = name
        .strip_prefix("export")
        .filter(|rest| rest.starts_with([' ', '\t']))
        .map_or(name, str::trim_start);
    if key.is_empty() || key.starts_with('#') || key.contains(char::is_whitespace) {
        return None;
    }
    let value_at = at + before.len() + 1;
    let start = value_at + (after.len() - after.trim_start().len());
    let quoted = |quote: char, quoting| {
        let end = start + 1 + closing(&text[start + 1..], quote)? + 1;
        let rest = text[end..].lines().next().unwrap_or_default();
        let closes = end <= line_end || rest.trim_start().is_empty() || rest.starts_with([' ', '\t', '#']);
        closes.then_some((end, quoting))
    };
    let (end, quoting) = match text[start..line_end].chars().next() {
        Some('\'') => quoted('\'', Quoting::Single),
        Some('"') => quoted('"', Quoting::Double),
        _ => None,
    }
    .unwrap_or_else(|| (value_at + bare_length(&text[value_at..line_end]), Quoting::Bare));
    // An empty value stands directly after the sign: a comment needs white space before it.
    let (start, end) = if end <= start {
        (value_at, value_at)
    } else {
        (start, end)
    };
    Some(Assignment {
        key: key.to_owned(),
        start,
        end,
        quoting,
    })
}

/// Finds the closing quote; only double quotes know an escape.
fn closing(text: &str, quote: char) -> Option<usize> {
    let mut signs = text.char_indices();
    while let Some((at, sign)) = signs.next() {
        match sign {
            '\\' if quote == '"' => drop(signs.next()),
            sign if sign == quote => return Some(at),
            _ => {}
        }
    }
    None
}

/// Ends a bare value before a comment and the white space at its end.
fn bare_length(text: &str) -> usize {
    let comment = text.char_indices().find_map(|(at, sign)| {
        let spaced = text[..at].ends_with([' ', '\t']);
        (sign == '#' && spaced).then_some(at)
    });
    text[..comment.unwrap_or(text.len())].trim_end().len()
}

fn append(text: &mut String, key: &str, value: &str) {
    let newline = if text.contains("\r\n") { "\r\n" } else { "\n" };
    if !text.is_empty() && !text.ends_with('\n') {
        text.push_str(newline);
    }
    let _ = write!(text, "{key}={}{newline}", Quoting::Bare.write(value));
}

#[cfg(test)]
mod tests;
