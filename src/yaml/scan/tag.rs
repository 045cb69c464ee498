use super::cursor::{ends_line, ends_word, is_blank, is_break};
use super::scanner::Scanner;
use super::token::{Directive, TokenKind};
use crate::yaml::error::YamlError;

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_')
}

fn is_uri(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-;/?:@&=+$,_.!~*'()[]%".contains(c)
}

impl Scanner<'_> {
    /// Scans `&name` or `*name`.
    pub(super) fn scan_anchor(&mut self) -> Result<(), YamlError> {
        let start = self.cursor.mark;
        let alias = self.cursor.peek() == Some('*');
        self.cursor.advance();
        let name = self.cursor.take_while(is_name).to_owned();
        let next = self.cursor.peek();
        let ends = is_blank(next) || next.is_some_and(|c| "?:,]}%@`".contains(c));
        if name.is_empty() || !ends {
            let what = if alias { "alias" } else { "anchor" };
            return Err(self.unexpected(&format!("a letter or digit in an {what}")));
        }
        let kind = if alias {
            TokenKind::Alias(name)
        } else {
            TokenKind::Anchor(name)
        };
        self.push(kind, start);
        Ok(())
    }

    /// Scans `!suffix`, `!handle!suffix`, `!<verbatim>` or the non-specific `!`.
    pub(super) fn scan_tag(&mut self) -> Result<(), YamlError> {
        let start = self.cursor.mark;
        let next = self.cursor.nth(1);
        let (handle, suffix) = if next == Some('<') {
            self.cursor.advance_by(2);
            let suffix = self.scan_uri()?;
            if self.cursor.peek() != Some('>') {
                return Err(self.unexpected("'>'"));
            }
            self.cursor.advance();
            (None, suffix)
        } else if is_blank(next) {
            self.cursor.advance();
            (None, "!".to_owned())
        } else {
            let word = self.cursor.rest().chars().skip(1);
            let has_handle = word.take_while(|c| !ends_word(Some(*c))).any(|c| c == '!');
            let handle = if has_handle {
                self.scan_handle()?
            } else {
                "!".to_owned()
            };
            if !has_handle {
                self.cursor.advance();
            }
            (Some(handle), self.scan_uri()?)
        };
        if !ends_word(self.cursor.peek()) {
            return Err(self.unexpected("' ' after a tag"));
        }
        self.push(TokenKind::Tag { handle, suffix }, start);
        Ok(())
    }

    /// Scans a line that starts with `%`.
    pub(super) fn scan_directive(&mut self) -> Result<(), YamlError> {
        let start = self.cursor.mark;
        self.cursor.advance();
        let name = self.cursor.take_while(is_name);
        if name.is_empty() || !ends_word(self.cursor.peek()) {
            return Err(self.unexpected("the name of a directive"));
        }
        self.cursor.skip_spaces();
        let directive = match name {
            "YAML" => self.scan_version()?,
            "TAG" => self.scan_tag_directive()?,
            _ => {
                self.cursor.take_while(|c| !is_break(c));
                Directive::Unknown
            }
        };
        let end = self.cursor.mark;
        self.cursor.skip_comment();
        if !ends_line(self.cursor.peek()) {
            return Err(self.unexpected("a comment or a line break"));
        }
        self.push(TokenKind::Directive(directive), start);
        if let Some(token) = self.tokens.back_mut() {
            token.span.end = end;
        }
        self.cursor.line_break();
        Ok(())
    }

    fn scan_version(&mut self) -> Result<Directive, YamlError> {
        let major = self.scan_number()?;
        if self.cursor.peek() != Some('.') {
            return Err(self.unexpected("a digit or '.'"));
        }
        self.cursor.advance();
        self.scan_number()?;
        if !ends_word(self.cursor.peek()) {
            return Err(self.unexpected("a digit or ' '"));
        }
        Ok(Directive::Version { major })
    }

    fn scan_number(&mut self) -> Result<String, YamlError> {
        let digits = self.cursor.take_while(|c| c.is_ascii_digit());
        if digits.is_empty() {
            return Err(self.unexpected("a digit"));
        }
        Ok(digits.to_owned())
    }

    fn scan_tag_directive(&mut self) -> Result<Directive, YamlError> {
        let handle = self.scan_handle()?;
        if self.cursor.peek() != Some(' ') {
            return Err(self.unexpected("' '"));
        }
        self.cursor.skip_spaces();
        let prefix = self.scan_uri()?;
        if !ends_word(self.cursor.peek()) {
            return Err(self.unexpected("' '"));
        }
        Ok(Directive::Tag { handle, prefix })
    }

    fn scan_handle(&mut self) -> Result<String, YamlError> {
        if self.cursor.peek() != Some('!') {
            return Err(self.unexpected("'!'"));
        }
        self.cursor.advance();
        let mut handle = "!".to_owned();
        if self.cursor.peek() == Some(' ') {
            return Ok(handle);
        }
        handle.push_str(self.cursor.take_while(is_name));
        if self.cursor.peek() != Some('!') {
            return Err(self.unexpected("'!'"));
        }
        self.cursor.advance();
        handle.push('!');
        Ok(handle)
    }

    fn scan_uri(&mut self) -> Result<String, YamlError> {
        let here = self.cursor.mark;
        let uri = self.cursor.take_while(is_uri);
        if uri.is_empty() {
            return Err(self.unexpected("a URI"));
        }
        unescape(uri).ok_or_else(|| {
            let span = crate::yaml::mark::Span::new(here, self.cursor.mark);
            YamlError::new(
                "expected escapes of two hexadecimal digits that are UTF-8 together",
                span,
            )
        })
    }

    fn unexpected(&self, expected: &str) -> YamlError {
        match self.cursor.peek() {
            Some(c) => self.error(format!("expected {expected}, but found {c:?}")),
            None => self.error(format!("expected {expected}, but found the end")),
        }
    }
}

/// Resolves `%41` to `A`.
fn unescape(uri: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(uri.len());
    let mut rest = uri.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let high = char::from(rest.next()?).to_digit(16)?;
            let low = char::from(rest.next()?).to_digit(16)?;
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}
