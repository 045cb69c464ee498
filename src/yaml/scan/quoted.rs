use super::cursor::is_break;
use super::plain::fold;
use super::scanner::Scanner;
use super::token::TokenKind;
use crate::yaml::error::YamlError;
use crate::yaml::mark::{Mark, Span};

impl Scanner<'_> {
    /// Scans a scalar in single or double quotes.
    pub(super) fn scan_quoted(&mut self) -> Result<(), YamlError> {
        let start = self.cursor.mark;
        let double = self.cursor.peek() == Some('"');
        let quote = if double { '"' } else { '\'' };
        self.cursor.advance();
        let mut text = String::new();
        loop {
            text.push_str(
                (self.cursor).take_while(|c| !matches!(c, '\'' | '"' | '\\' | ' ' | '\t') && !is_break(c)),
            );
            match self.cursor.peek() {
                None => {
                    return Err(unclosed(
                        start,
                        "found unexpected end of stream in a quoted scalar",
                    ));
                }
                Some('\'') if !double && self.cursor.nth(1) == Some('\'') => {
                    text.push('\'');
                    self.cursor.advance_by(2);
                }
                Some(c) if c == quote => break,
                Some('\\') if double => self.scan_escape(start, &mut text)?,
                Some(c @ ('\'' | '"' | '\\')) => {
                    text.push(c);
                    self.cursor.advance();
                }
                Some(_) => text.push_str(&self.quoted_spaces(start)?),
            }
        }
        self.cursor.advance();
        self.push(TokenKind::Scalar { text, plain: false }, start);
        Ok(())
    }

    /// Passes white space within the quotes, folded.
    fn quoted_spaces(&mut self, start: Mark) -> Result<String, YamlError> {
        let spaces = self.cursor.take_while(|c| matches!(c, ' ' | '\t'));
        match self.cursor.line_break() {
            Some(first) => Ok(fold(first, &self.quoted_breaks(start)?)),
            None => Ok(spaces.to_owned()),
        }
    }

    fn quoted_breaks(&mut self, start: Mark) -> Result<String, YamlError> {
        let mut breaks = String::new();
        loop {
            if self.cursor.at_document_marker() {
                return Err(unclosed(
                    start,
                    "found unexpected document separator in a quoted scalar",
                ));
            }
            self.cursor.take_while(|c| matches!(c, ' ' | '\t'));
            match self.cursor.line_break() {
                Some(c) => breaks.push(c),
                None => return Ok(breaks),
            }
        }
    }

    fn scan_escape(&mut self, start: Mark, text: &mut String) -> Result<(), YamlError> {
        let here = self.cursor.mark;
        self.cursor.advance();
        let Some(c) = self.cursor.peek() else {
            return Err(unclosed(
                start,
                "found unexpected end of stream in a quoted scalar",
            ));
        };
        let digits = match c {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            _ if is_break(c) => {
                self.cursor.line_break();
                text.push_str(&self.quoted_breaks(start)?);
                return Ok(());
            }
            _ => {
                let Some(meant) = unescape(c) else {
                    return Err(self.error(format!("found unknown escape character {c:?}")));
                };
                text.push(meant);
                self.cursor.advance();
                return Ok(());
            }
        };
        self.cursor.advance();
        let code: String = self.cursor.rest().chars().take(digits).collect();
        if code.len() != digits || !code.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            let message = format!("expected escape sequence of {digits} hexadecimal digits");
            return Err(self.error(message));
        }
        self.cursor.advance_by(digits);
        let meant = u32::from_str_radix(&code, 16).ok().and_then(char::from_u32);
        let span = Span::new(here, self.cursor.mark);
        text.push(meant.ok_or_else(|| YamlError::new("this escape is no Unicode character", span))?);
        Ok(())
    }
}

fn unclosed(start: Mark, message: &str) -> YamlError {
    YamlError::new(message, Span::empty(start))
}

fn unescape(c: char) -> Option<char> {
    Some(match c {
        '0' => '\0',
        'a' => '\x07',
        'b' => '\x08',
        't' | '\t' => '\t',
        'n' => '\n',
        'v' => '\x0b',
        'f' => '\x0c',
        'r' => '\r',
        'e' => '\x1b',
        ' ' | '"' | '\\' | '/' => c,
        'N' => '\u{85}',
        '_' => '\u{a0}',
        'L' => '\u{2028}',
        'P' => '\u{2029}',
        _ => return None,
    })
}
