//! The replacement of `re.sub`: text with references to groups.

use fancy_regex::Captures;

use super::class::octal;
use super::cursor::{Cursor, is_identifier};
use super::pattern::Pattern;

#[derive(Debug)]
enum Piece {
    Text(String),
    Group(usize),
}

/// A replacement in Python's syntax.
#[derive(Debug)]
pub(super) struct Replacement(Vec<Piece>);

impl Replacement {
    /// Reads a replacement for the matches of a pattern, whose groups it may name.
    pub(super) fn parse(text: &str, pattern: &Pattern) -> Result<Self, String> {
        let mut cursor = Cursor::new(text);
        let mut pieces = Vec::new();
        loop {
            pieces.push(Piece::Text(
                cursor.take_while(usize::MAX, |character| character != '\\'),
            ));
            if cursor.next().is_none() {
                return Ok(Self(pieces));
            }
            let letter = cursor
                .next()
                .ok_or_else(|| cursor.problem("bad escape at the end"))?;
            pieces.push(match letter {
                'g' => named_group(&mut cursor, pattern)?,
                '0'..='9' => number(&mut cursor, letter, pattern)?,
                _ => Piece::Text(plain_escape(&cursor, letter)?),
            });
        }
    }

    /// Appends the replacement of one match; a group that took no part is empty.
    pub(super) fn expand(&self, captures: &Captures<'_, str>, out: &mut String) {
        for piece in &self.0 {
            match piece {
                Piece::Text(text) => out.push_str(text),
                Piece::Group(group) => out.push_str(captures.get(*group).map_or("", |group| group.as_str())),
            }
        }
    }
}

fn group(cursor: &Cursor, number: usize, pattern: &Pattern) -> Result<Piece, String> {
    if number > pattern.groups {
        return Err(cursor.problem(format!("invalid group reference {number}")));
    }
    Ok(Piece::Group(number))
}

fn named_group(cursor: &mut Cursor, pattern: &Pattern) -> Result<Piece, String> {
    if !cursor.take("<") {
        return Err(cursor.problem("missing <"));
    }
    let name = cursor
        .take_until('>')
        .ok_or_else(|| cursor.problem("missing >, unterminated name"))?;
    if is_identifier(&name) {
        let number = pattern.group(&name);
        return number
            .map(Piece::Group)
            .ok_or_else(|| format!("unknown group name `{name}`"));
    }
    match name.parse() {
        Ok(number) if name.bytes().all(|digit| digit.is_ascii_digit()) => group(cursor, number, pattern),
        _ => Err(cursor.problem(format!("bad group name `{name}`"))),
    }
}

/// Reads a group's number of one or two digits, or an octal number: three octal digits, or a zero in front.
fn number(cursor: &mut Cursor, first: char, pattern: &Pattern) -> Result<Piece, String> {
    let start = cursor.at;
    let octals = cursor.take_while(2, |digit| digit.is_digit(8));
    if first == '0' || first.is_digit(8) && octals.len() == 2 {
        let character = octal(&format!("{first}{octals}")).map_err(|problem| cursor.problem(problem))?;
        return Ok(Piece::Text(character.to_string()));
    }
    cursor.at = start;
    let digits = format!("{first}{}", cursor.take_while(1, |digit| digit.is_ascii_digit()));
    group(cursor, digits.parse().unwrap_or(usize::MAX), pattern)
}

/// An escape of the replacement; one that Python does not know stays with its backslash, unless it is a letter.
fn plain_escape(cursor: &Cursor, letter: char) -> Result<String, String> {
    let character = match letter {
        'a' => '\u{7}',
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'v' => '\u{b}',
        '\\' => '\\',
        _ if letter.is_ascii_alphabetic() => return Err(cursor.problem(format!("bad escape `\\{letter}`"))),
        _ => return Ok(format!("\\{letter}")),
    };
    Ok(character.to_string())
}
