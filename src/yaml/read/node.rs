use std::borrow::Cow;
use std::sync::Arc;

use crate::yaml::mark::Span;

/// A part of a document before it becomes a value; cheap to clone, as aliases share their content.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    pub(crate) value: Kind,
    /// The full tag, resolved if the text names none: `tag:yaml.org,2002:str`, `!include`.
    pub(crate) tag: Cow<'static, str>,
    pub(crate) span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    Scalar(Arc<str>),
    Sequence(Arc<Vec<Node>>),
    /// Keys and values as they are written: duplicates are kept and merges are not resolved.
    Mapping(Arc<Vec<(Node, Node)>>),
}

impl Node {
    /// The text of a scalar.
    pub(crate) fn as_str(&self) -> Option<&str> {
        match &self.value {
            Kind::Scalar(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn as_mapping(&self) -> Option<&[(Self, Self)]> {
        match &self.value {
            Kind::Mapping(pairs) => Some(pairs),
            _ => None,
        }
    }

    /// Whether the tag is the template's own, such as `!include`.
    #[cfg(test)]
    pub(crate) fn has_local_tag(&self) -> bool {
        self.tag.starts_with('!')
    }

    /// How messages call the kind of node.
    pub(super) fn kind_name(&self) -> &'static str {
        match &self.value {
            Kind::Scalar(_) => "scalar",
            Kind::Sequence(_) => "sequence",
            Kind::Mapping(_) => "mapping",
        }
    }
}
