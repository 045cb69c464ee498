//! Collections while they are read. They are kept on a stack of their own, so that no text can exhaust
//! the thread's.

use std::sync::Arc;

use super::compose::{Composed, Composer, Context, Result};
use super::node::{Kind, Node};
use super::properties::Properties;
use super::resolve::tags;
use crate::yaml::error::YamlError;
use crate::yaml::mark::{Mark, Span};
use crate::yaml::scan::TokenKind;

/// A collection that has not ended yet.
#[derive(Debug)]
pub(super) struct Open {
    form: Form,
    properties: Properties,
    /// Where the collection itself starts.
    at: Mark,
    /// A mapping's keys and values alternate.
    items: Vec<Node>,
    /// How deep the deepest item is nested.
    height: usize,
    /// Whether the last key of a flow mapping stands alone, so that its value is null.
    bare: bool,
}

/// How a collection is written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Form {
    BlockSequence,
    /// A sequence as a mapping's value that is not indented further than its key.
    IndentlessSequence,
    BlockMapping,
    FlowSequence,
    FlowMapping,
    /// `key: value` within `[]`, which is a mapping of its own.
    FlowPair,
}

impl Open {
    pub(super) fn new(form: Form, properties: Properties, at: Mark) -> Self {
        Self {
            form,
            properties,
            at,
            items: Vec::new(),
            height: 0,
            bare: false,
        }
    }

    pub(super) fn push(&mut self, item: Composed) {
        self.items.push(item.node);
        self.height = self.height.max(item.height);
    }

    fn into_node(mut self, end: Mark) -> (Properties, Node, usize) {
        let span = Span::new(self.properties.start, end);
        let (value, implicit) = match self.form {
            Form::BlockSequence | Form::IndentlessSequence | Form::FlowSequence => {
                (Kind::Sequence(Arc::new(self.items)), tags::SEQ)
            }
            Form::BlockMapping | Form::FlowMapping | Form::FlowPair => {
                let mut nodes = self.items.into_iter();
                let pair = || Some((nodes.next()?, nodes.next()?));
                (
                    Kind::Mapping(Arc::new(std::iter::from_fn(pair).collect())),
                    tags::MAP,
                )
            }
        };
        let tag = self.properties.collection_tag(implicit);
        (self.properties, Node { value, tag, span }, self.height + 1)
    }
}

fn ends_block_entry(kind: &TokenKind) -> bool {
    matches!(kind, TokenKind::BlockEntry | TokenKind::BlockEnd)
}

fn ends_indentless_entry(kind: &TokenKind) -> bool {
    ends_block_entry(kind) || ends_block_pair(kind)
}

fn ends_block_pair(kind: &TokenKind) -> bool {
    matches!(kind, TokenKind::Key | TokenKind::Value | TokenKind::BlockEnd)
}

fn ends_flow_key(kind: &TokenKind) -> bool {
    *kind == TokenKind::Value || ends_flow_value(kind)
}

fn ends_flow_value(kind: &TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::FlowEntry | TokenKind::FlowSequenceEnd | TokenKind::FlowMappingEnd
    )
}

impl Composer<'_> {
    /// Goes on with the innermost collection: returns an item if it is complete, or the whole collection
    /// once it has ended.
    pub(super) fn step(&mut self) -> Result<Option<Composed>> {
        let Some(open) = self.open.last() else {
            return Ok(None);
        };
        let (form, count, at, bare) = (open.form, open.items.len(), open.at, open.bare);
        match form {
            Form::BlockSequence if self.take(&TokenKind::BlockEntry)? => {
                self.begin_unless(Context::Block, ends_block_entry)
            }
            Form::IndentlessSequence if self.take(&TokenKind::BlockEntry)? => {
                self.begin_unless(Context::Block, ends_indentless_entry)
            }
            Form::BlockMapping if count % 2 == 1 => self.value(Context::BlockValue, ends_block_pair),
            Form::BlockMapping if self.take(&TokenKind::Key)? => {
                self.begin_unless(Context::BlockValue, ends_block_pair)
            }
            Form::BlockSequence | Form::BlockMapping => self.close(&TokenKind::BlockEnd),
            Form::FlowSequence if self.at_flow_end(&TokenKind::FlowSequenceEnd, count, at)? => {
                self.close(&TokenKind::FlowSequenceEnd)
            }
            Form::FlowSequence => self.flow_item(),
            Form::FlowMapping if count % 2 == 1 && bare => self.empty_scalar().map(Some),
            Form::FlowMapping | Form::FlowPair if count % 2 == 1 => {
                self.value(Context::Flow, ends_flow_value)
            }
            Form::FlowMapping if self.at_flow_end(&TokenKind::FlowMappingEnd, count, at)? => {
                self.close(&TokenKind::FlowMappingEnd)
            }
            Form::FlowMapping => self.flow_key(),
            Form::FlowPair if count == 0 => self.flow_key(),
            Form::FlowPair | Form::IndentlessSequence => self.close_here(),
        }
    }

    fn begin_unless(&mut self, context: Context, ends: fn(&TokenKind) -> bool) -> Result<Option<Composed>> {
        if ends(&self.scanner.peek()?.kind) {
            self.empty_scalar().map(Some)
        } else {
            self.begin(context)
        }
    }

    /// Reads a mapping's value, which is null without a `:`.
    fn value(&mut self, context: Context, ends: fn(&TokenKind) -> bool) -> Result<Option<Composed>> {
        if self.take(&TokenKind::Value)? {
            self.begin_unless(context, ends)
        } else {
            self.empty_scalar().map(Some)
        }
    }

    fn flow_item(&mut self) -> Result<Option<Composed>> {
        let token = self.scanner.peek()?;
        if token.kind != TokenKind::Key {
            return self.begin(Context::Flow);
        }
        let span = token.span;
        let properties = Properties::none(span.start, self.budget.used);
        self.open(Form::FlowPair, properties, span)
    }

    fn flow_key(&mut self) -> Result<Option<Composed>> {
        let bare = !self.take(&TokenKind::Key)?;
        if let Some(open) = self.open.last_mut() {
            open.bare = bare;
        }
        if bare {
            self.begin(Context::Flow)
        } else {
            self.begin_unless(Context::Flow, ends_flow_key)
        }
    }

    /// Passes the `,` between entries and tells whether the closing bracket comes next.
    fn at_flow_end(&mut self, close: &TokenKind, count: usize, at: Mark) -> Result<bool> {
        if self.scanner.peek()?.kind == *close {
            return Ok(true);
        }
        if count > 0 && !self.take(&TokenKind::FlowEntry)? {
            let token = self.scanner.peek()?;
            let found = token.kind.name();
            let message = format!("expected ',' or '{}', but found '{found}'", close.name());
            // At the end of the text it helps more to see what was never closed.
            let unclosed = token.kind == TokenKind::StreamEnd;
            let span = if unclosed { Span::empty(at) } else { token.span };
            return Err(YamlError::new(message, span));
        }
        Ok(self.scanner.peek()?.kind == *close)
    }

    /// Ends the innermost collection with its closing token.
    fn close(&mut self, token: &TokenKind) -> Result<Option<Composed>> {
        let end = self.expect(token)?.span.end;
        self.close_at(end)
    }

    /// Ends the innermost collection, which has no closing token.
    fn close_here(&mut self) -> Result<Option<Composed>> {
        let end = self.scanner.peek()?.span.start;
        self.close_at(end)
    }

    fn close_at(&mut self, end: Mark) -> Result<Option<Composed>> {
        let Some(open) = self.open.pop() else {
            return Ok(None);
        };
        let (properties, node, height) = open.into_node(end);
        self.finish(properties, node, height).map(Some)
    }

    /// Starts a collection.
    pub(super) fn open(
        &mut self,
        form: Form,
        properties: Properties,
        span: Span,
    ) -> Result<Option<Composed>> {
        self.open.push(Open::new(form, properties, span.start));
        self.budget.check_depth(self.open.len(), span)?;
        if !matches!(form, Form::IndentlessSequence | Form::FlowPair) {
            self.scanner.next()?;
        }
        Ok(None)
    }
}
