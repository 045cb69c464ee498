use super::cursor::{ends_line, ends_word, is_break};
use super::scanner::Scanner;
use super::token::{Token, TokenKind};
use crate::yaml::error::YamlError;
use crate::yaml::mark::{Mark, Span};

/// What becomes of the line breaks at the end of a block scalar.
#[derive(Clone, Copy, PartialEq)]
enum Chomp {
    Strip,
    Clip,
    Keep,
}

/// Line breaks, and where the last of them ended.
struct Breaks {
    text: String,
    end: Mark,
}

impl Scanner<'_> {
    /// Scans a literal (`|`) or folded (`>`) scalar.
    pub(super) fn scan_block_scalar(&mut self, folded: bool) -> Result<(), YamlError> {
        let start = self.cursor.mark;
        self.cursor.advance();
        let (chomp, increment) = self.scan_block_header()?;
        let least = self.indent.map_or(1, |indent| indent + 1);
        let (indent, mut breaks) = if let Some(increment) = increment {
            let indent = least + increment - 1;
            (indent, self.scan_block_breaks(indent))
        } else {
            let (deepest, breaks) = self.scan_block_indentation();
            (least.max(deepest), breaks)
        };
        let mut text = String::new();
        let mut last_break = None;
        while self.in_block_line(indent) {
            text.push_str(&breaks.text);
            let spaced = matches!(self.cursor.peek(), Some(' ' | '\t'));
            text.push_str(self.cursor.take_while(|c| !is_break(c)));
            last_break = self.cursor.line_break();
            breaks = self.scan_block_breaks(indent);
            if !self.in_block_line(indent) {
                break;
            }
            let joined = folded
                && last_break == Some('\n')
                && !spaced
                && !matches!(self.cursor.peek(), Some(' ' | '\t'));
            if !joined {
                text.extend(last_break);
            } else if breaks.text.is_empty() {
                text.push(' ');
            }
        }
        if chomp != Chomp::Strip {
            text.extend(last_break);
        }
        if chomp == Chomp::Keep {
            text.push_str(&breaks.text);
        }
        let kind = TokenKind::Scalar { text, plain: false };
        let span = Span::new(start, breaks.end);
        self.tokens.push_back(Token { kind, span });
        Ok(())
    }

    fn in_block_line(&self, indent: usize) -> bool {
        self.cursor.column() == indent && self.cursor.peek().is_some()
    }

    /// Scans what follows `|` or `>` up to the end of the line.
    fn scan_block_header(&mut self) -> Result<(Chomp, Option<usize>), YamlError> {
        let mut chomp = self.scan_chomp();
        let mut increment = None;
        if let Some(digit) = self.cursor.peek().and_then(|c| c.to_digit(10)) {
            if digit == 0 {
                return Err(self.error("expected indentation indicator in the range 1-9, but found 0"));
            }
            increment = usize::try_from(digit).ok();
            self.cursor.advance();
            chomp = chomp.or_else(|| self.scan_chomp());
        }
        if !ends_word(self.cursor.peek()) {
            return Err(self.error("expected chomping or indentation indicators after `|` or `>`"));
        }
        self.cursor.skip_comment();
        if !ends_line(self.cursor.peek()) {
            return Err(self.error("expected a comment or a line break after `|` or `>`"));
        }
        self.cursor.line_break();
        Ok((chomp.unwrap_or(Chomp::Clip), increment))
    }

    fn scan_chomp(&mut self) -> Option<Chomp> {
        let chomp = match self.cursor.peek()? {
            '+' => Chomp::Keep,
            '-' => Chomp::Strip,
            _ => return None,
        };
        self.cursor.advance();
        Some(chomp)
    }

    /// Passes empty lines before the first one with text and finds the indentation.
    fn scan_block_indentation(&mut self) -> (usize, Breaks) {
        let mut deepest = 0;
        let mut breaks = Breaks {
            text: String::new(),
            end: self.cursor.mark,
        };
        loop {
            self.cursor.skip_spaces();
            deepest = deepest.max(self.cursor.column());
            let Some(c) = self.cursor.line_break() else {
                return (deepest, breaks);
            };
            breaks.text.push(c);
            breaks.end = self.cursor.mark;
        }
    }

    /// Passes empty lines and the indentation of the next one.
    fn scan_block_breaks(&mut self, indent: usize) -> Breaks {
        let mut breaks = Breaks {
            text: String::new(),
            end: self.cursor.mark,
        };
        loop {
            while self.cursor.column() < indent && self.cursor.peek() == Some(' ') {
                self.cursor.advance();
            }
            let Some(c) = self.cursor.line_break() else {
                return breaks;
            };
            breaks.text.push(c);
            breaks.end = self.cursor.mark;
        }
    }
}
