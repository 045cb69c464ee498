use std::borrow::Cow;

use super::budget::Size;
use super::resolve::{implicit_tag, tags};
use crate::yaml::mark::{Mark, Span};

/// What stands before the content of a node, and where.
#[derive(Debug)]
pub(super) struct Properties {
    pub(super) start: Mark,
    pub(super) end: Mark,
    pub(super) anchor: Option<(String, Span)>,
    pub(super) tag: Option<String>,
    /// What had been used before the node.
    pub(super) before: Size,
}

impl Properties {
    pub(super) fn none(start: Mark, before: Size) -> Self {
        Self {
            start,
            end: start,
            anchor: None,
            tag: None,
            before,
        }
    }

    pub(super) fn are_some(&self) -> bool {
        self.anchor.is_some() || self.tag.is_some()
    }

    pub(super) fn scalar_tag(&self, text: &str, plain: bool) -> Cow<'static, str> {
        match self.tag.as_deref() {
            // PyYAML takes `! "1"` for the integer, too.
            Some("!") => implicit_tag(text).into(),
            Some(tag) => tag.to_owned().into(),
            None if plain => implicit_tag(text).into(),
            None => tags::STR.into(),
        }
    }

    pub(super) fn collection_tag(&mut self, implicit: &'static str) -> Cow<'static, str> {
        match self.tag.take() {
            Some(tag) if tag != "!" => tag.into(),
            _ => implicit.into(),
        }
    }
}
