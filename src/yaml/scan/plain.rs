use super::cursor::is_blank;
use super::scanner::Scanner;
use super::token::TokenKind;
use crate::yaml::error::YamlError;
use crate::yaml::mark::Span;

impl<'t> Scanner<'t> {
    /// Scans a scalar without quotes; in a flow it also ends at `,`, `?` and brackets.
    #[expect(clippy::unnecessary_wraps, reason = "has the signature of the other scans")]
    pub(super) fn scan_plain(&mut self) -> Result<(), YamlError> {
        let start = self.cursor.mark;
        let mut end = start;
        let mut text = String::new();
        let mut spaces = String::new();
        let least = self.indent.map_or(0, |indent| indent + 1);
        while self.cursor.peek() != Some('#') {
            let word = self.plain_word();
            if word.is_empty() {
                break;
            }
            self.key_allowed = false;
            text.push_str(&spaces);
            text.push_str(word);
            self.cursor.advance_by(word.chars().count());
            end = self.cursor.mark;
            spaces = self.plain_spaces();
            if spaces.is_empty() || (self.flow == 0 && self.cursor.column() < least) {
                break;
            }
        }
        let kind = TokenKind::Scalar { text, plain: true };
        let span = Span::new(start, end);
        self.tokens.push_back(super::Token { kind, span });
        Ok(())
    }

    /// What stands here up to white space or an indicator.
    fn plain_word(&self) -> &'t str {
        let rest = self.cursor.rest();
        let in_flow = self.flow > 0;
        let ends = |at: usize, c: char| {
            let next = || rest.get(at + 1..).and_then(|after| after.chars().next());
            is_blank(Some(c))
                || (in_flow && matches!(c, ',' | '?' | '[' | ']' | '{' | '}'))
                || (c == ':'
                    && (is_blank(next()) || (in_flow && matches!(next(), Some(',' | '[' | ']' | '{' | '}')))))
        };
        let length = rest.char_indices().find(|(at, c)| ends(*at, *c));
        length.map_or(rest, |(at, _)| &rest[..at])
    }

    /// Passes spaces and line breaks within the scalar, folded; none if the scalar ends here.
    fn plain_spaces(&mut self) -> String {
        let spaces = self.cursor.take_while(|c| c == ' ');
        let Some(first) = self.cursor.line_break() else {
            return spaces.to_owned();
        };
        self.key_allowed = true;
        let mut breaks = String::new();
        loop {
            if self.cursor.column() == 0 && self.cursor.at_document_marker() {
                return String::new();
            }
            self.cursor.skip_spaces();
            match self.cursor.line_break() {
                Some(c) => breaks.push(c),
                None => break,
            }
        }
        fold(first, &breaks)
    }
}

/// A single line break becomes a space, further ones are kept.
pub(super) fn fold(first: char, breaks: &str) -> String {
    match first {
        '\n' if breaks.is_empty() => " ".to_owned(),
        '\n' => breaks.to_owned(),
        other => format!("{other}{breaks}"),
    }
}
