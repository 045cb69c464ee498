//! Cuts a template into tokens and settles its white space.

use std::borrow::Cow;

use super::ast::Span;
use super::literal;
use super::parser::SyntaxError;
use super::token::{OPERATORS, Token, TokenKind};
use crate::render::EnvOps;

/// Cuts a text whose line breaks are all `\n`.
pub(super) fn tokenize(text: &str, envops: &EnvOps) -> Result<Vec<Token>, SyntaxError> {
    let mut lexer = Lexer {
        text,
        envops,
        at: 0,
        tokens: Vec::new(),
        line_starting: true,
        starts: starts(envops),
    };
    lexer.root()?;
    let end = Span {
        start: text.len(),
        end: text.len(),
    };
    lexer.push(TokenKind::End, end);
    Ok(lexer.tokens)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Start {
    Raw,
    Comment,
    Block,
    Variable,
    LineStatement,
    LineComment,
}

/// What opens a tag, in the order in which they are tried: the longest first.
fn starts(envops: &EnvOps) -> Vec<(&str, Start)> {
    let mut starts = vec![
        (envops.variable_start_string.as_str(), Start::Variable),
        (envops.comment_start_string.as_str(), Start::Comment),
        (envops.block_start_string.as_str(), Start::Block),
    ];
    if let Some(prefix) = &envops.line_comment_prefix {
        starts.insert(1, (prefix, Start::LineComment));
    }
    if let Some(prefix) = &envops.line_statement_prefix {
        starts.insert(1, (prefix, Start::LineStatement));
    }
    starts.sort_by_key(|(delimiter, _)| std::cmp::Reverse(delimiter.chars().count()));
    starts
}

struct Lexer<'t> {
    text: &'t str,
    envops: &'t EnvOps,
    at: usize,
    tokens: Vec<Token>,
    /// Whether what was read last ended with a line break.
    line_starting: bool,
    starts: Vec<(&'t str, Start)>,
}

/// A tag's opening: where it begins, what it opens, its sign and where it ends.
struct Opening {
    at: usize,
    start: Start,
    sign: Option<u8>,
    end: usize,
}

impl<'t> Lexer<'t> {
    fn root(&mut self) -> Result<(), SyntaxError> {
        while self.at < self.text.len() {
            let Some(opening) = self.find_opening() else {
                self.data(self.text.len(), None, false);
                self.at = self.text.len();
                break;
            };
            self.data(opening.at, opening.sign, opening.start != Start::Variable);
            let span = Span {
                start: opening.at,
                end: opening.end,
            };
            self.advance(opening.end);
            match opening.start {
                Start::Raw => self.raw(span)?,
                Start::Comment => self.comment(span)?,
                Start::LineComment => {
                    let end = self
                        .rest()
                        .find('\n')
                        .map_or(self.text.len(), |end| self.at + end);
                    self.line_starting = false;
                    self.at = end;
                }
                Start::Variable => {
                    self.push(TokenKind::VariableBegin, span);
                    self.tag(Start::Variable)?;
                }
                Start::Block | Start::LineStatement => {
                    self.push(TokenKind::BlockBegin, span);
                    self.tag(opening.start)?;
                }
            }
        }
        Ok(())
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn advance(&mut self, end: usize) {
        if end > self.at {
            self.line_starting = self.text.as_bytes()[end - 1] == b'\n';
        }
        self.at = end;
    }

    fn push(&mut self, kind: TokenKind, span: Span) {
        self.tokens.push(Token { kind, span });
    }

    /// Emits the text up to `end` as the tag after it wants it stripped.
    fn data(&mut self, end: usize, sign: Option<u8>, may_lstrip: bool) {
        let mut text = &self.text[self.at..end];
        if sign == Some(b'-') {
            text = text.trim_end_matches(is_space);
        } else if sign.is_none() && may_lstrip && self.envops.lstrip_blocks {
            let line = text.rfind('\n').map_or(0, |at| at + 1);
            if (line > 0 || self.line_starting) && text[line..].chars().all(is_space) {
                text = &text[..line];
            }
        }
        if !text.is_empty() {
            let span = Span {
                start: self.at,
                end: self.at + text.len(),
            };
            let text = self.with_newlines(text);
            self.push(TokenKind::Data(text.into()), span);
        }
    }

    /// A stretch of the template with the line breaks that its environment asks for.
    fn with_newlines<'s>(&self, text: &'s str) -> Cow<'s, str> {
        match self.envops.newline_sequence.as_str() {
            "\n" => text.into(),
            newline => text.replace('\n', newline).into(),
        }
    }

    fn find_opening(&self) -> Option<Opening> {
        let bytes = self.text.as_bytes();
        let prefixes =
            self.envops.line_statement_prefix.is_some() || self.envops.line_comment_prefix.is_some();
        (self.at..bytes.len())
            .filter(|&at| {
                prefixes
                    || self
                        .starts
                        .iter()
                        .any(|(start, _)| start.as_bytes()[0] == bytes[at])
            })
            .filter(|&at| self.text.is_char_boundary(at))
            .find_map(|at| self.opening_at(at))
    }

    fn opening_at(&self, at: usize) -> Option<Opening> {
        if let Some(end) = self.raw_tag_end(at, "raw") {
            let sign = sign(self.text, at + self.envops.block_start_string.len());
            return Some(Opening {
                at,
                start: Start::Raw,
                sign,
                end,
            });
        }
        let bytes = self.text.as_bytes();
        let at_line_start = at == 0 || bytes[at - 1] == b'\n';
        for &(delimiter, start) in &self.starts {
            let from = match start {
                Start::LineStatement if at_line_start => {
                    at + span_of(&self.text[at..], |c| matches!(c, ' ' | '\t' | '\x0b'))
                }
                Start::LineStatement => continue,
                Start::LineComment => {
                    let after_text = self.text[..at].chars().next_back().is_some_and(|c| !is_space(c));
                    if !at_line_start && !after_text {
                        continue;
                    }
                    at + span_of(&self.text[at..], |c| is_space(c) && !matches!(c, '\r' | '\n'))
                }
                _ => at,
            };
            if self.text[from..].starts_with(delimiter) {
                let end = from + delimiter.len();
                let sign = sign(self.text, end);
                return Some(Opening {
                    at,
                    start,
                    sign,
                    end: end + usize::from(sign.is_some()),
                });
            }
        }
        None
    }

    /// The end of `{% raw %}` or `{% endraw %}` at a place, without what the tag strips after it.
    fn raw_tag_end(&self, at: usize, word: &str) -> Option<usize> {
        let rest = self.text[at..].strip_prefix(self.envops.block_start_string.as_str())?;
        let rest = rest.strip_prefix(['-', '+']).unwrap_or(rest);
        let rest = rest.trim_start_matches(is_space).strip_prefix(word)?;
        let rest = rest.trim_start_matches(is_space);
        let at = self.text.len() - rest.len();
        if word == "raw" {
            let end = self.envops.block_end_string.as_str();
            return match rest.strip_prefix('-').and_then(|rest| rest.strip_prefix(end)) {
                Some(rest) => Some(self.text.len() - rest.trim_start_matches(is_space).len()),
                None => rest.starts_with(end).then(|| at + end.len()),
            };
        }
        self.block_end(at)
    }

    /// The end of a block's closing delimiter at a place, with what it strips.
    fn block_end(&self, at: usize) -> Option<usize> {
        self.closing(at, &self.envops.block_end_string)
    }

    fn closing(&self, at: usize, delimiter: &str) -> Option<usize> {
        let rest = &self.text[at..];
        if let Some(rest) = rest
            .strip_prefix('+')
            .and_then(|rest| rest.strip_prefix(delimiter))
        {
            return Some(self.text.len() - rest.len());
        }
        if let Some(rest) = rest
            .strip_prefix('-')
            .and_then(|rest| rest.strip_prefix(delimiter))
        {
            return Some(self.text.len() - rest.trim_start_matches(is_space).len());
        }
        let rest = rest.strip_prefix(delimiter)?;
        let newline = self.envops.trim_blocks && rest.starts_with('\n');
        Some(self.text.len() - rest.len() + usize::from(newline))
    }

    fn comment(&mut self, opening: Span) -> Result<(), SyntaxError> {
        if self.rest().is_empty() {
            return Ok(());
        }
        let delimiter = &self.envops.comment_end_string;
        let mut from = self.at;
        while let Some(found) = self.text[from..].find(delimiter.as_str()) {
            let mut at = from + found;
            if at > self.at && matches!(self.text.as_bytes()[at - 1], b'-' | b'+') {
                at -= 1;
            }
            if let Some(end) = self.closing(at, delimiter) {
                self.advance(end);
                return Ok(());
            }
            from += found + 1;
        }
        Err(SyntaxError::new("Missing end of comment tag", opening))
    }

    fn raw(&mut self, opening: Span) -> Result<(), SyntaxError> {
        if self.rest().is_empty() {
            return Ok(());
        }
        let delimiter = self.envops.block_start_string.as_str();
        let mut from = self.at;
        while let Some(found) = self.text[from..].find(delimiter) {
            let at = from + found;
            if let Some(end) = self.raw_tag_end(at, "endraw") {
                self.data(at, sign(self.text, at + delimiter.len()), true);
                self.advance(end);
                return Ok(());
            }
            from = at + delimiter.len();
        }
        Err(SyntaxError::new("Missing end of raw directive", opening))
    }

    /// Reads the inside of a tag up to its end.
    fn tag(&mut self, start: Start) -> Result<(), SyntaxError> {
        let mut open = Vec::new();
        loop {
            if open.is_empty()
                && let Some(end) = self.tag_end(start)
            {
                let span = Span {
                    start: self.at,
                    end: end.min(self.text.len()),
                };
                self.advance(end);
                self.push(
                    if start == Start::Variable {
                        TokenKind::VariableEnd
                    } else {
                        TokenKind::BlockEnd
                    },
                    span,
                );
                return Ok(());
            }
            let space = span_of(self.rest(), is_space);
            if space > 0 {
                self.advance(self.at + space);
                continue;
            }
            if self.rest().is_empty() {
                return Ok(());
            }
            self.token(&mut open)?;
        }
    }

    fn tag_end(&self, start: Start) -> Option<usize> {
        match start {
            Start::Variable => {
                let end = self.envops.variable_end_string.as_str();
                let rest = self.rest();
                match rest.strip_prefix('-').and_then(|rest| rest.strip_prefix(end)) {
                    Some(rest) => Some(self.text.len() - rest.trim_start_matches(is_space).len()),
                    None => rest.starts_with(end).then(|| self.at + end.len()),
                }
            }
            Start::LineStatement => {
                let space = span_of(self.rest(), is_space);
                if self.at + space == self.text.len() {
                    return Some(self.text.len());
                }
                let newline = self.rest()[..space].rfind('\n')?;
                Some(self.at + newline + 1)
            }
            _ => self.block_end(self.at),
        }
    }

    fn token(&mut self, open: &mut Vec<char>) -> Result<(), SyntaxError> {
        let rest = self.rest();
        let after_dot = self.text.as_bytes()[..self.at].last() == Some(&b'.');
        let span = |length| Span {
            start: self.at,
            end: self.at + length,
        };
        let (kind, length) = if let Some((length, is_float)) = literal::number(rest, after_dot) {
            let text = &rest[..length];
            let kind = if is_float {
                text.replace('_', "").parse().ok().map(TokenKind::Float)
            } else {
                literal::integer_value(text).map(TokenKind::Integer)
            };
            (
                kind.ok_or_else(|| SyntaxError::new("invalid number", span(length)))?,
                length,
            )
        } else if let length @ 1.. = span_of(rest, |c| c == '_' || c.is_alphanumeric()) {
            (TokenKind::Name(rest[..length].into()), length)
        } else if let Some(length) = literal::string(rest) {
            let text = literal::unescape(&self.with_newlines(&rest[1..length - 1]))
                .map_err(|message| SyntaxError::new(message, span(length)))?;
            (TokenKind::Text(text.into()), length)
        } else if let Some(&operator) = OPERATORS.iter().find(|operator| rest.starts_with(**operator)) {
            balance(open, operator).map_err(|message| SyntaxError::new(message, span(1)))?;
            (TokenKind::Operator(operator), operator.len())
        } else {
            let c = rest.chars().next().unwrap_or_default();
            let at = self.text[..self.at].chars().count();
            return Err(SyntaxError::new(
                format!(
                    "unexpected char {} at {at}",
                    crate::render::python::quoted(&c.to_string())
                ),
                span(c.len_utf8()),
            ));
        };
        let span = span(length);
        self.push(kind, span);
        self.advance(span.end);
        Ok(())
    }
}

fn balance(open: &mut Vec<char>, operator: &str) -> Result<(), String> {
    match operator {
        "{" => open.push('}'),
        "(" => open.push(')'),
        "[" => open.push(']'),
        "}" | ")" | "]" => match open.pop() {
            None => return Err(format!("unexpected '{operator}'")),
            Some(expected) if !operator.starts_with(expected) => {
                return Err(format!("unexpected '{operator}', expected '{expected}'"));
            }
            Some(_) => {}
        },
        _ => {}
    }
    Ok(())
}

fn sign(text: &str, at: usize) -> Option<u8> {
    text.as_bytes()
        .get(at)
        .copied()
        .filter(|byte| matches!(byte, b'-' | b'+'))
}

fn span_of(text: &str, belongs: impl Fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}

/// What Python's `\s` and `str.strip()` take for white space.
fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\x1c'..='\x1f')
}
