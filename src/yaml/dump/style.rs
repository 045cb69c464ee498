use serde_yaml::Value;

use super::emitter::Emitter;
use super::represent::Representer;

/// The options of PyYAML's `dump`, under their names there.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the options are independent of each other"
)]
pub(crate) struct Style {
    /// `default_flow_style`.
    pub(crate) flow: Flow,
    /// `default_style`: how every scalar is to be written.
    pub(crate) quotes: Option<Quotes>,
    /// Spaces per level; anything but 2 to 9 means 2.
    pub(crate) indent: usize,
    /// The column after which lines are folded; anything not above twice the indent means 80.
    pub(crate) width: usize,
    pub(crate) allow_unicode: bool,
    pub(crate) sort_keys: bool,
    pub(crate) explicit_start: bool,
    pub(crate) explicit_end: bool,
}

/// When collections are written in brackets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flow {
    /// `False`: never, but for empty ones.
    Never,
    /// `True`: always.
    Always,
    /// `None`: those that hold scalars only.
    Auto,
}

/// How a scalar is written when the content allows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quotes {
    Single,
    Double,
    Literal,
    Folded,
}

impl Style {
    /// What `yaml.safe_dump(value)` writes.
    pub(crate) fn safe_dump() -> Self {
        Self {
            flow: Flow::Never,
            quotes: None,
            indent: 2,
            width: 80,
            allow_unicode: false,
            sort_keys: true,
            explicit_start: false,
            explicit_end: false,
        }
    }

    /// What the filter `to_yaml` of jinja2-ansible-filters 1.3 writes.
    pub(crate) fn ansible() -> Self {
        Self {
            flow: Flow::Auto,
            allow_unicode: true,
            ..Self::safe_dump()
        }
    }

    /// What the filter `to_nice_yaml` of jinja2-ansible-filters 1.3 writes.
    pub(crate) fn nice() -> Self {
        Self {
            indent: 4,
            allow_unicode: true,
            ..Self::safe_dump()
        }
    }
}

/// Writes a value as a document of its own.
pub(crate) fn dump(value: &Value, style: &Style) -> String {
    let node = Representer::new(style).represent(value);
    Emitter::new(style).document(&node)
}
