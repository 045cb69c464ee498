use std::collections::HashMap;

use super::budget::{Budget, Size};
use super::collection::{Form, Open};
use super::node::{Kind, Node};
use super::properties::Properties;
use super::resolve::tags;
use crate::yaml::error::YamlError;
use crate::yaml::limits::Limits;
use crate::yaml::mark::Span;
use crate::yaml::scan::{Directive, Scanner, Token, TokenKind};

pub(super) type Result<T> = std::result::Result<T, YamlError>;

/// Builds the nodes of a text's documents.
pub(super) struct Composer<'t> {
    pub(super) scanner: Scanner<'t>,
    /// What the current document has named; nothing while the named node is still being read.
    anchors: HashMap<String, Option<Anchored>>,
    /// Tag handles of the current document and what they stand for.
    handles: HashMap<String, String>,
    pub(super) budget: Budget,
    /// The collections around the current place, the innermost last.
    pub(super) open: Vec<Open>,
}

/// A named node and what each alias of it costs.
#[derive(Clone)]
struct Anchored {
    composed: Composed,
    size: Size,
}

/// A node and how deep its collections are nested.
#[derive(Clone)]
pub(super) struct Composed {
    pub(super) node: Node,
    pub(super) height: usize,
}

/// Which collections may stand without brackets.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Context {
    Flow,
    Block,
    /// A key or a value of a block mapping, where a sequence needs no indentation.
    BlockValue,
}

impl<'t> Composer<'t> {
    pub(super) fn new(text: &'t str, limits: Limits) -> Self {
        Self {
            scanner: Scanner::new(text),
            anchors: HashMap::new(),
            handles: HashMap::new(),
            budget: Budget::new(limits),
            open: Vec::new(),
        }
    }

    /// Builds the next document, if there is one; only the first may do without `---`.
    pub(super) fn document(&mut self, first: bool) -> Result<Option<Node>> {
        let marked = matches!(
            self.scanner.peek()?.kind,
            TokenKind::Directive(_) | TokenKind::DocumentStart | TokenKind::StreamEnd
        );
        let root = if first && !marked {
            self.handles = default_handles();
            self.root()?
        } else {
            if self.another()?.is_none() {
                return Ok(None);
            }
            self.handles = self.directives()?;
            self.expect(&TokenKind::DocumentStart)?;
            if self.at_document_end()? {
                self.empty_scalar()?
            } else {
                self.root()?
            }
        };
        self.anchors.clear();
        self.take(&TokenKind::DocumentEnd)?;
        Ok(Some(root.node))
    }

    /// Where the next document starts, without reading it.
    pub(super) fn another(&mut self) -> Result<Option<Span>> {
        while self.take(&TokenKind::DocumentEnd)? {}
        let token = self.scanner.peek()?;
        Ok((token.kind != TokenKind::StreamEnd).then_some(token.span))
    }

    fn at_document_end(&mut self) -> Result<bool> {
        Ok(matches!(
            self.scanner.peek()?.kind,
            TokenKind::Directive(_)
                | TokenKind::DocumentStart
                | TokenKind::DocumentEnd
                | TokenKind::StreamEnd
        ))
    }

    fn directives(&mut self) -> Result<HashMap<String, String>> {
        let mut handles = HashMap::new();
        let mut versioned = false;
        while matches!(self.scanner.peek()?.kind, TokenKind::Directive(_)) {
            let Token { kind, span } = self.scanner.next()?;
            match kind {
                TokenKind::Directive(Directive::Version { major }) => {
                    if std::mem::replace(&mut versioned, true) {
                        return Err(YamlError::new("found duplicate YAML directive", span));
                    }
                    if major.trim_start_matches('0') != "1" {
                        let message = "found incompatible YAML document (version 1.* is required)";
                        return Err(YamlError::new(message, span));
                    }
                }
                TokenKind::Directive(Directive::Tag { handle, prefix }) => {
                    let message = format!("duplicate tag handle '{handle}'");
                    if handles.insert(handle, prefix).is_some() {
                        return Err(YamlError::new(message, span));
                    }
                }
                _ => {}
            }
        }
        for (handle, prefix) in default_handles() {
            handles.entry(handle).or_insert(prefix);
        }
        Ok(handles)
    }

    /// Passes the next token if it is the wanted one.
    pub(super) fn take(&mut self, wanted: &TokenKind) -> Result<bool> {
        let found = self.scanner.peek()?.kind == *wanted;
        if found {
            self.scanner.next()?;
        }
        Ok(found)
    }

    pub(super) fn expect(&mut self, wanted: &TokenKind) -> Result<Token> {
        let token = self.scanner.next()?;
        if token.kind == *wanted {
            return Ok(token);
        }
        let message = format!("expected '{}', but found '{}'", wanted.name(), token.kind.name());
        Err(YamlError::new(message, token.span))
    }

    fn root(&mut self) -> Result<Composed> {
        let mut composed = self.begin(Context::Block)?;
        loop {
            composed = match (composed, self.open.last_mut()) {
                (Some(root), None) => return Ok(root),
                (Some(item), Some(open)) => {
                    open.push(item);
                    None
                }
                (None, _) => self.step()?,
            };
        }
    }

    /// Starts the next node: returns it if it is a scalar or an alias, else opens a collection.
    pub(super) fn begin(&mut self, context: Context) -> Result<Option<Composed>> {
        if matches!(self.scanner.peek()?.kind, TokenKind::Alias(_)) {
            return self.alias().map(Some);
        }
        let properties = self.properties()?;
        if let Some((name, span)) = &properties.anchor
            && self.anchors.insert(name.clone(), None).is_some()
        {
            return Err(YamlError::new(format!("found duplicate anchor '{name}'"), *span));
        }
        let token = self.scanner.peek()?;
        let span = token.span;
        let block = context != Context::Flow;
        let form = match &token.kind {
            TokenKind::Scalar { text, plain } => {
                let tag = properties.scalar_tag(text, *plain);
                let value = Kind::Scalar(text.as_str().into());
                let span = Span::new(properties.start, span.end);
                self.scanner.next()?;
                return self.finish(properties, Node { value, tag, span }, 0).map(Some);
            }
            TokenKind::BlockEntry if context == Context::BlockValue => Form::IndentlessSequence,
            TokenKind::FlowSequenceStart => Form::FlowSequence,
            TokenKind::FlowMappingStart => Form::FlowMapping,
            TokenKind::BlockSequenceStart if block => Form::BlockSequence,
            TokenKind::BlockMappingStart if block => Form::BlockMapping,
            _ if properties.are_some() => {
                let tag = properties.scalar_tag("", true);
                let value = Kind::Scalar("".into());
                let span = Span::new(properties.start, properties.end);
                return self.finish(properties, Node { value, tag, span }, 0).map(Some);
            }
            kind => {
                let message = format!("expected the node content, but found '{}'", kind.name());
                return Err(YamlError::new(message, span));
            }
        };
        self.open(form, properties, span)
    }

    fn alias(&mut self) -> Result<Composed> {
        let Token {
            kind: TokenKind::Alias(name),
            span,
        } = self.scanner.next()?
        else {
            return self.empty_scalar();
        };
        let message = match self.anchors.get(&name) {
            None => format!("found undefined alias '{name}'"),
            Some(None) => format!("alias '{name}' refers to a node it is part of"),
            Some(Some(Anchored { composed, size })) => {
                let composed = composed.clone();
                self.budget.spend(*size, span)?;
                self.budget.check_depth(self.open.len() + composed.height, span)?;
                return Ok(composed);
            }
        };
        Err(YamlError::new(message, span))
    }

    /// Reads an anchor and a tag, in any order.
    fn properties(&mut self) -> Result<Properties> {
        let start = self.scanner.peek()?.span.start;
        let mut properties = Properties::none(start, self.budget.used);
        loop {
            let Token { kind, span } = self.scanner.peek()?;
            let span = *span;
            match kind {
                TokenKind::Anchor(name) if properties.anchor.is_none() => {
                    properties.anchor = Some((name.clone(), span));
                }
                TokenKind::Tag { handle, suffix } if properties.tag.is_none() => {
                    let prefix = match handle {
                        None => "",
                        Some(handle) => self.handles.get(handle).ok_or_else(|| {
                            YamlError::new(format!("found undefined tag handle '{handle}'"), span)
                        })?,
                    };
                    properties.tag = Some(format!("{prefix}{suffix}"));
                }
                _ => return Ok(properties),
            }
            properties.end = span.end;
            self.scanner.next()?;
        }
    }

    /// Counts a complete node and remembers it under its name.
    pub(super) fn finish(&mut self, properties: Properties, node: Node, height: usize) -> Result<Composed> {
        let bytes = node.as_str().map_or(0, str::len);
        self.budget.spend(Size { nodes: 1, bytes }, node.span)?;
        let composed = Composed { node, height };
        if let Some((name, _)) = properties.anchor {
            let anchored = Anchored {
                composed: composed.clone(),
                size: self.budget.since(properties.before),
            };
            self.anchors.insert(name, Some(anchored));
        }
        Ok(composed)
    }

    /// The null that stands where nothing is written.
    pub(super) fn empty_scalar(&mut self) -> Result<Composed> {
        let here = self.scanner.peek()?.span.start;
        let node = Node {
            value: Kind::Scalar("".into()),
            tag: tags::NULL.into(),
            span: Span::empty(here),
        };
        self.finish(Properties::none(here, self.budget.used), node, 0)
    }
}

fn default_handles() -> HashMap<String, String> {
    let handles = [("!", "!"), ("!!", tags::PREFIX)];
    HashMap::from(handles.map(|(handle, prefix)| (handle.to_owned(), prefix.to_owned())))
}
