//! Methods of `str` that ask what characters it is made of.

use crate::render::python::text::is_printable;

pub(super) const NAMES: &[&str] = &[
    "isalnum",
    "isalpha",
    "isascii",
    "isdecimal",
    "isdigit",
    "isidentifier",
    "islower",
    "isnumeric",
    "isprintable",
    "isspace",
    "istitle",
    "isupper",
];

pub(super) fn call(text: &str, name: &str) -> bool {
    let all = |holds: fn(char) -> bool| !text.is_empty() && text.chars().all(holds);
    match name {
        "isalnum" => all(char::is_alphanumeric),
        "isalpha" => all(char::is_alphabetic),
        "isascii" => text.is_ascii(),
        "isdecimal" => all(is_decimal),
        "isdigit" => all(is_digit),
        "isnumeric" => all(char::is_numeric),
        "isidentifier" => {
            let mut chars = text.chars();
            chars.next().is_some_and(|c| c == '_' || c.is_alphabetic())
                && chars.all(|c| c == '_' || c.is_alphanumeric())
        }
        "islower" => is_cased(text, char::is_lowercase, char::is_uppercase),
        "isupper" => is_cased(text, char::is_uppercase, char::is_lowercase),
        "isprintable" => text.chars().all(is_printable),
        "isspace" => all(|c| c.is_whitespace() || matches!(c, '\x1c'..='\x1f')),
        _ => is_title(text),
    }
}

fn is_cased(text: &str, wanted: fn(char) -> bool, unwanted: fn(char) -> bool) -> bool {
    text.chars().any(wanted) && !text.chars().any(unwanted)
}

/// Digits of a decimal system; the standard library does not tell them from other numerals.
fn is_decimal(c: char) -> bool {
    c.is_ascii_digit() || (c.is_numeric() && !is_superscript(c) && !c.is_alphabetic() && is_digit_block(c))
}

/// The zeros of the decimal digits of the most used scripts.
fn is_digit_block(c: char) -> bool {
    const ZEROS: [u32; 20] = [
        0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50, 0xed0,
        0xf20, 0x1040, 0x17e0, 0x1810, 0xff10, 0x1d7ce,
    ];
    let code = u32::from(c);
    ZEROS.iter().any(|zero| (*zero..zero + 10).contains(&code)) || (0x1d7ce..=0x1d7ff).contains(&code)
}

fn is_digit(c: char) -> bool {
    is_decimal(c) || is_superscript(c)
}

fn is_superscript(c: char) -> bool {
    matches!(c, '\u{b2}' | '\u{b3}' | '\u{b9}' | '\u{2070}' | '\u{2074}'..='\u{2079}' | '\u{2080}'..='\u{2089}' | '\u{2460}'..='\u{2468}')
}

fn is_title(text: &str) -> bool {
    let (mut after_letter, mut any) = (false, false);
    for c in text.chars() {
        if c.is_uppercase() {
            if after_letter {
                return false;
            }
            (after_letter, any) = (true, true);
        } else if c.is_lowercase() {
            if !after_letter {
                return false;
            }
            any = true;
        } else {
            after_letter = false;
        }
    }
    any
}
