use std::collections::VecDeque;

use super::cursor::{Cursor, is_blank};
use super::keys::SimpleKey;
use super::token::{Token, TokenKind};
use crate::yaml::error::YamlError;
use crate::yaml::mark::{Mark, Span};

/// Turns a text into tokens, one at a time.
#[derive(Debug)]
pub(in crate::yaml) struct Scanner<'t> {
    pub(super) cursor: Cursor<'t>,
    /// Tokens that are known but not taken yet.
    pub(super) tokens: VecDeque<Token>,
    /// How many tokens have been taken.
    pub(super) taken: usize,
    /// How many `[` and `{` are open.
    pub(super) flow: usize,
    /// The column of the current block collection.
    pub(super) indent: Option<usize>,
    indents: Vec<Option<usize>>,
    /// Whether a key, or in a block a new collection, may start here.
    pub(super) key_allowed: bool,
    /// The possible key of each flow level.
    pub(super) keys: Vec<Option<SimpleKey>>,
    done: bool,
}

impl<'t> Scanner<'t> {
    pub(in crate::yaml) fn new(text: &'t str) -> Self {
        Self {
            cursor: Cursor::new(text),
            tokens: VecDeque::new(),
            taken: 0,
            flow: 0,
            indent: None,
            indents: Vec::new(),
            key_allowed: true,
            keys: vec![None],
            done: false,
        }
    }

    /// The next token; at the end that is [`TokenKind::StreamEnd`] again and again.
    pub(in crate::yaml) fn peek(&mut self) -> Result<&Token, YamlError> {
        while !self.done && self.needs_more()? {
            self.fetch()?;
        }
        if self.tokens.is_empty() {
            self.push(TokenKind::StreamEnd, self.cursor.mark);
        }
        Ok(&self.tokens[0])
    }

    pub(in crate::yaml) fn next(&mut self) -> Result<Token, YamlError> {
        self.peek()?;
        self.taken += 1;
        let span = Span::empty(self.cursor.mark);
        let end = Token {
            kind: TokenKind::StreamEnd,
            span,
        };
        Ok(self.tokens.pop_front().unwrap_or(end))
    }

    fn needs_more(&mut self) -> Result<bool, YamlError> {
        if self.tokens.is_empty() {
            return Ok(true);
        }
        self.drop_stale_keys()?;
        Ok(self.next_token_may_be_key())
    }

    /// Adds a token that reaches from `start` to here.
    pub(super) fn push(&mut self, kind: TokenKind, start: Mark) {
        let span = Span::new(start, self.cursor.mark);
        self.tokens.push_back(Token { kind, span });
    }

    pub(super) fn error(&self, message: impl Into<String>) -> YamlError {
        YamlError::new(message, Span::empty(self.cursor.mark))
    }

    fn fetch(&mut self) -> Result<(), YamlError> {
        self.skip_to_token();
        self.drop_stale_keys()?;
        self.unwind(Some(self.cursor.column()));
        let Some(c) = self.cursor.peek() else {
            return self.fetch_end();
        };
        let next_is_blank = is_blank(self.cursor.nth(1));
        let in_flow = self.flow > 0;
        if self.cursor.column() == 0 {
            if c == '%' {
                return self.fetch_directive();
            }
            if self.cursor.at_document_marker() {
                return self.fetch_document_marker(c);
            }
        }
        match c {
            '[' => self.fetch_flow_start(TokenKind::FlowSequenceStart),
            '{' => self.fetch_flow_start(TokenKind::FlowMappingStart),
            ']' => self.fetch_flow_end(TokenKind::FlowSequenceEnd),
            '}' => self.fetch_flow_end(TokenKind::FlowMappingEnd),
            ',' => {
                self.key_allowed = true;
                self.drop_key()?;
                self.fetch_indicator(TokenKind::FlowEntry, 1);
                Ok(())
            }
            '-' if next_is_blank => self.fetch_block_entry(),
            '?' if in_flow || next_is_blank => self.fetch_key(),
            ':' if in_flow || next_is_blank => self.fetch_value(),
            '*' | '&' => self.fetch_keyable(Self::scan_anchor),
            '!' => self.fetch_keyable(Self::scan_tag),
            '|' | '>' if !in_flow => {
                self.key_allowed = true;
                self.drop_key()?;
                self.scan_block_scalar(c == '>')
            }
            '\'' | '"' => self.fetch_keyable(Self::scan_quoted),
            '-' | '?' | ':' if !next_is_blank && (c == '-' || !in_flow) => {
                self.fetch_keyable(Self::scan_plain)
            }
            '\t' | '-' | '?' | ':' | '#' | '|' | '>' | '%' | '@' | '`' => {
                Err(self.error(format!("found character {c:?} that cannot start any token")))
            }
            _ => self.fetch_keyable(Self::scan_plain),
        }
    }

    /// Scans a token that may be a key.
    fn fetch_keyable(&mut self, scan: fn(&mut Self) -> Result<(), YamlError>) -> Result<(), YamlError> {
        self.save_key()?;
        self.key_allowed = false;
        scan(self)
    }

    fn skip_to_token(&mut self) {
        if self.cursor.mark.offset == 0 && self.cursor.peek() == Some('\u{feff}') {
            self.cursor.advance();
        }
        loop {
            self.cursor.skip_comment();
            if self.cursor.line_break().is_none() {
                return;
            }
            if self.flow == 0 {
                self.key_allowed = true;
            }
        }
    }

    /// Ends the block collections that are indented further than `column`.
    pub(super) fn unwind(&mut self, column: Option<usize>) {
        while self.flow == 0 && self.indent > column {
            self.push(TokenKind::BlockEnd, self.cursor.mark);
            self.indent = self.indents.pop().flatten();
        }
    }

    /// Starts a block collection at `column` unless it has been started already.
    fn indent_to(&mut self, column: usize) -> bool {
        let deeper = self.indent < Some(column);
        if deeper {
            self.indents.push(self.indent);
            self.indent = Some(column);
        }
        deeper
    }

    fn fetch_indicator(&mut self, kind: TokenKind, width: usize) {
        let start = self.cursor.mark;
        self.cursor.advance_by(width);
        self.push(kind, start);
    }

    fn fetch_end(&mut self) -> Result<(), YamlError> {
        self.unwind(None);
        self.drop_key()?;
        self.keys.clear();
        self.done = true;
        self.push(TokenKind::StreamEnd, self.cursor.mark);
        Ok(())
    }

    fn fetch_directive(&mut self) -> Result<(), YamlError> {
        self.unwind(None);
        self.drop_key()?;
        self.key_allowed = false;
        self.scan_directive()
    }

    fn fetch_document_marker(&mut self, c: char) -> Result<(), YamlError> {
        self.unwind(None);
        self.drop_key()?;
        self.key_allowed = false;
        let kind = if c == '-' {
            TokenKind::DocumentStart
        } else {
            TokenKind::DocumentEnd
        };
        self.fetch_indicator(kind, 3);
        Ok(())
    }

    fn fetch_flow_start(&mut self, kind: TokenKind) -> Result<(), YamlError> {
        self.save_key()?;
        self.flow += 1;
        self.keys.push(None);
        self.key_allowed = true;
        self.fetch_indicator(kind, 1);
        Ok(())
    }

    fn fetch_flow_end(&mut self, kind: TokenKind) -> Result<(), YamlError> {
        self.drop_key()?;
        if self.flow > 0 {
            self.flow -= 1;
            self.keys.pop();
        }
        self.key_allowed = false;
        self.fetch_indicator(kind, 1);
        Ok(())
    }

    fn fetch_block_entry(&mut self) -> Result<(), YamlError> {
        if self.flow == 0 {
            if !self.key_allowed {
                return Err(self.error("sequence entries are not allowed here"));
            }
            if self.indent_to(self.cursor.column()) {
                self.push(TokenKind::BlockSequenceStart, self.cursor.mark);
            }
        }
        self.key_allowed = true;
        self.drop_key()?;
        self.fetch_indicator(TokenKind::BlockEntry, 1);
        Ok(())
    }

    fn fetch_key(&mut self) -> Result<(), YamlError> {
        if self.flow == 0 {
            if !self.key_allowed {
                return Err(self.error("mapping keys are not allowed here"));
            }
            if self.indent_to(self.cursor.column()) {
                self.push(TokenKind::BlockMappingStart, self.cursor.mark);
            }
        }
        self.key_allowed = self.flow == 0;
        self.drop_key()?;
        self.fetch_indicator(TokenKind::Key, 1);
        Ok(())
    }

    fn fetch_value(&mut self) -> Result<(), YamlError> {
        if let Some(key) = self.take_key() {
            let at = key.token - self.taken;
            let span = Span::empty(key.mark);
            let mut insert = |kind| self.tokens.insert(at, Token { kind, span });
            insert(TokenKind::Key);
            if self.flow == 0 && self.indent_to(key.mark.indent) {
                let kind = TokenKind::BlockMappingStart;
                self.tokens.insert(at, Token { kind, span });
            }
            self.key_allowed = false;
        } else {
            if self.flow == 0 {
                if !self.key_allowed {
                    return Err(self.error("mapping values are not allowed here"));
                }
                if self.indent_to(self.cursor.column()) {
                    self.push(TokenKind::BlockMappingStart, self.cursor.mark);
                }
            }
            self.key_allowed = self.flow == 0;
            self.drop_key()?;
        }
        self.fetch_indicator(TokenKind::Value, 1);
        Ok(())
    }
}
