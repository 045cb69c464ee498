//! The state that all parsing shares, and what a parse needs to know of its environment.

use std::collections::HashMap;
use std::sync::Arc;

use super::ast::{Block, Span, Template};
use super::lexer;
use super::token::{Token, TokenKind};
use crate::render::EnvOps;
use crate::render::error::Origin;

/// How deep tags, brackets and chains of operators may nest; deeper ones could overflow the stack.
const MAX_DEPTH: usize = 500;
const MAX_CHAIN: usize = 2000;

/// A template that is not well formed, in Jinja2's words.
#[derive(Debug)]
pub(crate) struct SyntaxError {
    pub(crate) message: String,
    pub(crate) span: Span,
}

impl SyntaxError {
    pub(super) fn new(message: impl Into<String>, span: Span) -> Self {
        Self {
            message: message.into(),
            span,
        }
    }
}

/// What names and tags the environment knows.
pub(crate) trait Known {
    fn filter(&self, name: &str) -> bool;
    fn test(&self, name: &str) -> bool;
    /// Whether an extension that brings this tag is on.
    fn tag(&self, name: &str) -> bool;
}

/// Parses a template.
pub(crate) fn parse(
    origin: Origin,
    source: &str,
    envops: &EnvOps,
    known: &dyn Known,
) -> (Arc<str>, Result<Template, SyntaxError>) {
    let text: Arc<str> = normalize(source, envops.keep_trailing_newline).into();
    let template = lexer::tokenize(&text, envops).and_then(|tokens| {
        let mut parser = Parser {
            tokens,
            at: 0,
            known,
            blocks: HashMap::new(),
            open_tags: Vec::new(),
            ends: Vec::new(),
            takes: Vec::new(),
            depth: 0,
            chain: 0,
            branches: 0,
            loops: 0,
        };
        let body = parser.body(&[])?;
        Ok(Template {
            origin,
            text: text.clone(),
            body,
            blocks: parser.blocks,
        })
    });
    (text, template)
}

/// A text with `\n` for every line break, perhaps without the last one.
pub(crate) fn normalize(source: &str, keep_trailing_newline: bool) -> String {
    let mut text = if source.contains('\r') {
        source.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        source.to_owned()
    };
    if !keep_trailing_newline && text.ends_with('\n') {
        text.pop();
    }
    text
}

pub(super) struct Parser<'p> {
    tokens: Vec<Token>,
    at: usize,
    pub(super) known: &'p dyn Known,
    pub(super) blocks: HashMap<Arc<str>, Arc<Block>>,
    pub(super) open_tags: Vec<Arc<str>>,
    /// The tags that each open one waits for.
    pub(super) ends: Vec<&'static [&'static str]>,
    /// For each macro around: which special variables its body uses.
    pub(super) takes: Vec<super::ast::Takes>,
    depth: usize,
    chain: usize,
    /// Branches around; in one, an unknown filter only fails when it is reached.
    pub(super) branches: usize,
    pub(super) loops: usize,
}

impl Parser<'_> {
    pub(super) fn current(&self) -> &TokenKind {
        &self.tokens[self.at].kind
    }

    pub(super) fn look(&self) -> &TokenKind {
        &self.tokens[(self.at + 1).min(self.tokens.len() - 1)].kind
    }

    pub(super) fn span(&self) -> Span {
        self.tokens[self.at].span
    }

    /// The span of the token before the current one.
    pub(super) fn last_span(&self) -> Span {
        self.tokens[self.at.saturating_sub(1)].span
    }

    pub(super) fn next(&mut self) -> Token {
        let token = self.tokens[self.at].clone();
        self.at = (self.at + 1).min(self.tokens.len() - 1);
        token
    }

    pub(super) fn skip_operator(&mut self, operator: &str) -> bool {
        let is_it = self.current().is_operator(operator);
        if is_it {
            self.next();
        }
        is_it
    }

    pub(super) fn skip_name(&mut self, name: &str) -> bool {
        let is_it = self.current().is_name(name);
        if is_it {
            self.next();
        }
        is_it
    }

    pub(super) fn expect_operator(&mut self, operator: &'static str) -> Result<Span, SyntaxError> {
        if self.current().is_operator(operator) {
            return Ok(self.next().span);
        }
        Err(self.unexpected(operator))
    }

    pub(super) fn expect_keyword(&mut self, name: &'static str) -> Result<Span, SyntaxError> {
        if self.current().is_name(name) {
            return Ok(self.next().span);
        }
        Err(self.unexpected(name))
    }

    pub(super) fn expect_name(&mut self) -> Result<(Arc<str>, Span), SyntaxError> {
        if let TokenKind::Name(name) = self.current() {
            let name = name.clone();
            return Ok((name, self.next().span));
        }
        Err(self.unexpected("name"))
    }

    pub(super) fn expect_block_end(&mut self) -> Result<(), SyntaxError> {
        if matches!(self.current(), TokenKind::BlockEnd) {
            self.next();
            return Ok(());
        }
        Err(self.unexpected("end of statement block"))
    }

    pub(super) fn unexpected(&self, expected: &str) -> SyntaxError {
        if matches!(self.current(), TokenKind::End) {
            return self.fail(format!("unexpected end of template, expected '{expected}'."));
        }
        self.fail(format!("expected token '{expected}', got '{}'", self.current()))
    }

    pub(super) fn fail(&self, message: impl Into<String>) -> SyntaxError {
        SyntaxError::new(message, self.span())
    }

    /// Parses something that may hold itself, as far as the stack is safe.
    pub(super) fn nested<T>(
        &mut self,
        parse: impl FnOnce(&mut Self) -> Result<T, SyntaxError>,
    ) -> Result<T, SyntaxError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.fail("the template is nested too deeply"));
        }
        let parsed = stacker::maybe_grow(128 << 10, 2 << 20, || parse(self));
        self.depth -= 1;
        if self.depth == 0 {
            self.chain = 0;
        }
        parsed
    }

    /// Counts a link of a chain of operators, which nests the tree as brackets do.
    pub(super) fn link(&mut self) -> Result<(), SyntaxError> {
        self.chain += 1;
        if self.chain > MAX_CHAIN {
            return Err(self.fail("the expression is too long"));
        }
        Ok(())
    }
}
