//! Characters and sets of characters.

use super::cursor::Cursor;

/// Python's `\w`: what `str.isalnum` accepts, and the underscore; Unicode's own `\w` has more.
const WORD: &str = r"\p{L}\p{N}_";
const SPACE: &str =
    r"\x{9}-\x{d}\x{1c}-\x{20}\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}";

/// One item of a set.
#[derive(Debug, PartialEq)]
pub(super) enum Item {
    Character(char),
    /// One of `\d \D \s \S \w \W`, as a set in the syntax of the engine.
    Class(String),
}

/// The set behind the letter of a class, in the syntax of the engine.
pub(super) fn named(letter: char, ascii: bool) -> Option<String> {
    let members = match (letter.to_ascii_lowercase(), ascii) {
        ('d', false) => r"\p{Nd}",
        ('d', true) => "0-9",
        ('s', false) => SPACE,
        ('s', true) => r"\x{9}-\x{d}\x{20}",
        ('w', false) => WORD,
        ('w', true) => "A-Za-z0-9_",
        _ => return None,
    };
    let caret = if letter.is_ascii_uppercase() { "^" } else { "" };
    Some(format!("[{caret}{members}]"))
}

/// A character as the engine reads it, in a set or outside of it.
pub(super) fn literal(character: char) -> String {
    if character.is_alphanumeric() || character == '_' {
        character.to_string()
    } else {
        format!("\\x{{{:x}}}", u32::from(character))
    }
}

/// Reads an escape that means one character wherever it stands; the letter behind the backslash has been taken.
pub(super) fn character_escape(cursor: &mut Cursor, letter: char) -> Result<Option<char>, String> {
    let hex = |cursor: &mut Cursor, digits: usize| {
        let text = cursor.take_while(digits, |digit| digit.is_ascii_hexdigit());
        let code = u32::from_str_radix(&text, 16)
            .ok()
            .filter(|_| text.len() == digits);
        match code.and_then(char::from_u32) {
            Some(character) => Ok(Some(character)),
            None => Err(cursor.problem(format!("incomplete escape `\\{letter}{text}`"))),
        }
    };
    match letter {
        'a' => Ok(Some('\u{7}')),
        'f' => Ok(Some('\u{c}')),
        'n' => Ok(Some('\n')),
        'r' => Ok(Some('\r')),
        't' => Ok(Some('\t')),
        'v' => Ok(Some('\u{b}')),
        'x' => hex(cursor, 2),
        'u' => hex(cursor, 4),
        'U' => hex(cursor, 8),
        'N' => Err(cursor.problem("characters by name are not available")),
        _ if letter.is_ascii_digit() || letter.is_ascii_alphabetic() => Ok(None),
        _ => Ok(Some(letter)),
    }
}

/// The character of an octal number; the error is one beyond a byte.
pub(super) fn octal(digits: &str) -> Result<char, String> {
    let code = u32::from_str_radix(digits, 8).unwrap_or(0);
    let character = u8::try_from(code).map(char::from);
    character.map_err(|_| format!("octal escape `\\{digits}` outside of range 0-0o377"))
}

/// Reads a set whose opening bracket has been taken, into the syntax of the engine.
pub(super) fn set(cursor: &mut Cursor, ascii: bool) -> Result<String, String> {
    let mut out = String::from(if cursor.take("^") { "[^" } else { "[" });
    let first = cursor.at;
    loop {
        if cursor.at > first && cursor.take("]") {
            break;
        }
        let low = item(cursor, ascii)?;
        let ranges = cursor.take("-");
        if !ranges {
            push(&mut out, &low);
            continue;
        }
        if cursor.take("]") {
            push(&mut out, &low);
            push(&mut out, &Item::Character('-'));
            break;
        }
        match (low, item(cursor, ascii)?) {
            (Item::Character(low), Item::Character(high)) if low <= high => {
                out.extend([literal(low), "-".to_owned(), literal(high)]);
            }
            _ => return Err(cursor.problem("bad character range")),
        }
    }
    out.push(']');
    Ok(out)
}

fn push(set: &mut String, item: &Item) {
    match item {
        Item::Character(character) => set.push_str(&literal(*character)),
        Item::Class(class) => set.push_str(class),
    }
}

fn item(cursor: &mut Cursor, ascii: bool) -> Result<Item, String> {
    let unterminated = |cursor: &Cursor| cursor.problem("unterminated character set");
    let character = cursor.next().ok_or_else(|| unterminated(cursor))?;
    if character != '\\' {
        return Ok(Item::Character(character));
    }
    let letter = cursor
        .next()
        .ok_or_else(|| cursor.problem("bad escape at the end"))?;
    if let Some(class) = named(letter, ascii) {
        return Ok(Item::Class(class));
    }
    if letter == 'b' {
        return Ok(Item::Character('\u{8}'));
    }
    if letter.is_digit(8) {
        let digits = format!("{letter}{}", cursor.take_while(2, |digit| digit.is_digit(8)));
        return octal(&digits)
            .map(Item::Character)
            .map_err(|problem| cursor.problem(problem));
    }
    match character_escape(cursor, letter)? {
        Some(character) => Ok(Item::Character(character)),
        None => Err(cursor.problem(format!("bad escape `\\{letter}`"))),
    }
}
