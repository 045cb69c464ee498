//! Numbers and strings as Python writes them.

use minijinja::Value;

use crate::render::python;

/// Bytes that a number takes at the start of a text, and whether it is a float.
pub(super) fn number(rest: &str, after_dot: bool) -> Option<(usize, bool)> {
    let bytes = rest.as_bytes();
    if !bytes.first()?.is_ascii_digit() {
        return None;
    }
    if !after_dot && let Some(length) = float(bytes) {
        return Some((length, true));
    }
    Some((integer(bytes), false))
}

fn float(bytes: &[u8]) -> Option<usize> {
    let whole = digits(bytes, 0)?;
    let fraction = (bytes.get(whole) == Some(&b'.'))
        .then(|| digits(bytes, whole + 1))
        .flatten();
    let mut end = fraction.unwrap_or(whole);
    let mut is_float = fraction.is_some();
    if matches!(bytes.get(end), Some(b'e' | b'E')) {
        let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
        if let Some(exponent) = digits(bytes, end + 1 + sign) {
            end = exponent;
            is_float = true;
        }
    }
    is_float.then_some(end)
}

/// The end of a run of digits, in which single underscores may stand between digits.
fn digits(bytes: &[u8], start: usize) -> Option<usize> {
    run(bytes, start, u8::is_ascii_digit)
}

fn run(bytes: &[u8], start: usize, is_digit: fn(&u8) -> bool) -> Option<usize> {
    if !bytes.get(start).is_some_and(is_digit) {
        return None;
    }
    let mut end = start + 1;
    loop {
        match bytes.get(end) {
            Some(byte) if is_digit(byte) => end += 1,
            Some(b'_') if bytes.get(end + 1).is_some_and(is_digit) => end += 2,
            _ => return Some(end),
        }
    }
}

fn integer(bytes: &[u8]) -> usize {
    let is_digit: Option<fn(&u8) -> bool> = match bytes.get(..2) {
        Some(b"0b" | b"0B") => Some(|byte| matches!(byte, b'0' | b'1')),
        Some(b"0o" | b"0O") => Some(|byte| matches!(byte, b'0'..=b'7')),
        Some(b"0x" | b"0X") => Some(u8::is_ascii_hexdigit),
        _ => None,
    };
    if let Some(is_digit) = is_digit {
        let start = 2 + usize::from(bytes.get(2) == Some(&b'_'));
        if let Some(end) = run(bytes, start, is_digit) {
            return end;
        }
    }
    let is_digit: fn(&u8) -> bool = if bytes[0] == b'0' {
        |byte| *byte == b'0'
    } else {
        u8::is_ascii_digit
    };
    run(bytes, 0, is_digit).unwrap_or(1)
}

/// The value of an integer's text.
pub(super) fn integer_value(text: &str) -> Option<Value> {
    let text = text.replace('_', "");
    let (radix, digits) = match text.get(..2) {
        Some("0b" | "0B") => (2, &text[2..]),
        Some("0o" | "0O") => (8, &text[2..]),
        Some("0x" | "0X") => (16, &text[2..]),
        _ => (10, text.as_str()),
    };
    python::parse_integer(digits, radix)
}

/// Bytes that a quoted string takes at the start of a text.
pub(super) fn string(rest: &str) -> Option<usize> {
    let quote = rest.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    let mut escaped = false;
    for (index, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if c == quote => return Some(index + 1),
            _ => {}
        }
    }
    None
}

/// Resolves the escapes of a string's inner text.
///
/// # Errors
/// Says what is wrong in Python's words.
pub(super) fn unescape(text: &str) -> Result<String, &'static str> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let escape = &rest[at + 1..];
        let Some(c) = escape.chars().next() else {
            return Err("\\ at end of string");
        };
        let simple = match c {
            '\n' => Some(None),
            '\\' | '\'' | '"' => Some(Some(c)),
            'a' => Some(Some('\x07')),
            'b' => Some(Some('\x08')),
            'f' => Some(Some('\x0c')),
            'n' => Some(Some('\n')),
            'r' => Some(Some('\r')),
            't' => Some(Some('\t')),
            'v' => Some(Some('\x0b')),
            _ => None,
        };
        let taken = if let Some(simple) = simple {
            out.extend(simple);
            c.len_utf8()
        } else {
            match c {
                'x' => hexadecimal(&mut out, escape, 2, "truncated \\xXX escape")?,
                'u' => hexadecimal(&mut out, escape, 4, "truncated \\uXXXX escape")?,
                'U' => hexadecimal(&mut out, escape, 8, "truncated \\UXXXXXXXX escape")?,
                'N' => return Err("unknown Unicode character name"),
                '0'..='7' => octal(&mut out, escape),
                _ => {
                    out.push('\\');
                    0
                }
            }
        };
        rest = &escape[taken..];
    }
    out.push_str(rest);
    Ok(out)
}

fn hexadecimal(
    out: &mut String,
    escape: &str,
    digits: usize,
    error: &'static str,
) -> Result<usize, &'static str> {
    let text = escape
        .get(1..=digits)
        .filter(|text| text.bytes().all(|byte| byte.is_ascii_hexdigit()))
        .ok_or(error)?;
    let code = u32::from_str_radix(text, 16).map_err(|_| error)?;
    out.push(char::from_u32(code).ok_or("illegal Unicode character")?);
    Ok(1 + digits)
}

fn octal(out: &mut String, escape: &str) -> usize {
    let digits: Vec<u32> = escape.chars().take(3).map_while(|c| c.to_digit(8)).collect();
    let code = digits.iter().fold(0, |code, digit| code * 8 + digit);
    out.extend(char::from_u32(code));
    digits.len()
}
