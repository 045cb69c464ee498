use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_yaml::value::TaggedValue;
use serde_yaml::{Mapping, Value};

use super::float::yaml_float;
use super::order;
use super::style::{Flow, Quotes, Style};
use crate::yaml::read::{implicit_tag, tags};
use crate::yaml::tagged::{big_int, binary, set, timestamp};

/// What the emitter writes: a value with its tag and the wished style.
pub(super) struct Written<'v> {
    pub(super) tag: Cow<'v, str>,
    pub(super) content: Content<'v>,
}

pub(super) enum Content<'v> {
    Scalar {
        text: Cow<'v, str>,
        style: Option<Quotes>,
    },
    Sequence {
        items: Vec<Written<'v>>,
        flow: bool,
    },
    Mapping {
        pairs: Vec<(Written<'v>, Written<'v>)>,
        flow: bool,
    },
}

impl Written<'_> {
    /// Whether the content has the tag by itself when it is written without quotes.
    pub(super) fn plain_implies_tag(&self) -> bool {
        match &self.content {
            Content::Scalar { text, .. } => implicit_tag(text) == self.tag,
            _ => self.implies_tag(),
        }
    }

    /// Whether the content has the tag by itself when it is written in quotes or brackets.
    pub(super) fn implies_tag(&self) -> bool {
        self.tag
            == match self.content {
                Content::Scalar { .. } => tags::STR,
                Content::Sequence { .. } => tags::SEQ,
                Content::Mapping { .. } => tags::MAP,
            }
    }

    fn is_unstyled_scalar(&self) -> bool {
        matches!(self.content, Content::Scalar { style: None, .. })
    }
}

/// Turns values into what is written, as `SafeRepresenter` does.
pub(super) struct Representer<'s> {
    style: &'s Style,
}

impl<'s> Representer<'s> {
    pub(super) fn new(style: &'s Style) -> Self {
        Self { style }
    }

    pub(super) fn represent<'v>(&self, value: &'v Value) -> Written<'v> {
        match value {
            Value::Null => self.scalar(tags::NULL, "null"),
            Value::Bool(true) => self.scalar(tags::BOOL, "true"),
            Value::Bool(false) => self.scalar(tags::BOOL, "false"),
            Value::Number(number) if number.is_f64() => {
                self.scalar(tags::FLOAT, yaml_float(number.as_f64().unwrap_or(f64::NAN)))
            }
            Value::Number(number) => self.scalar(tags::INT, number.to_string()),
            Value::String(text) => self.scalar(tags::STR, text.as_str()),
            Value::Sequence(items) => self.sequence(items),
            Value::Mapping(mapping) => self.mapping(tags::MAP, mapping),
            Value::Tagged(tagged) => self.tagged(value, tagged),
        }
    }

    fn tagged<'v>(&self, value: &'v Value, tagged: &'v TaggedValue) -> Written<'v> {
        if let Some(text) = timestamp(value) {
            self.scalar(tags::TIMESTAMP, text.replacen('T', " ", 1))
        } else if let Some(digits) = big_int(value) {
            self.scalar(tags::INT, digits)
        } else if let Some(text) = binary(value) {
            let content = Content::Scalar {
                text: wrap_base64(text).into(),
                style: Some(Quotes::Literal),
            };
            Written {
                tag: tags::BINARY.into(),
                content,
            }
        } else if let Some(members) = set(value) {
            self.mapping(tags::SET, members)
        } else {
            let mut written = self.represent(&tagged.value);
            written.tag = tagged.tag.to_string().into();
            written
        }
    }

    fn scalar<'v>(&self, tag: &'static str, text: impl Into<Cow<'v, str>>) -> Written<'v> {
        let content = Content::Scalar {
            text: text.into(),
            style: self.style.quotes,
        };
        Written {
            tag: tag.into(),
            content,
        }
    }

    fn sequence<'v>(&self, items: &'v [Value]) -> Written<'v> {
        let items: Vec<_> = items.iter().map(|item| self.represent(item)).collect();
        let flow = self.flow(items.iter().all(Written::is_unstyled_scalar));
        let content = Content::Sequence { items, flow };
        Written {
            tag: tags::SEQ.into(),
            content,
        }
    }

    fn mapping<'v>(&self, tag: &'static str, mapping: &'v Mapping) -> Written<'v> {
        let mut entries: Vec<_> = mapping.iter().collect();
        if self.style.sort_keys {
            order::sort(&mut entries);
        }
        let represent = |(key, value)| (self.represent(key), self.represent(value));
        let pairs: Vec<_> = entries.into_iter().map(represent).collect();
        let is_plain = |(key, value): &(Written<'_>, Written<'_>)| {
            key.is_unstyled_scalar() && value.is_unstyled_scalar()
        };
        let flow = self.flow(pairs.iter().all(is_plain));
        let content = Content::Mapping { pairs, flow };
        Written {
            tag: tag.into(),
            content,
        }
    }

    fn flow(&self, only_scalars: bool) -> bool {
        match self.style.flow {
            Flow::Never => false,
            Flow::Always => true,
            Flow::Auto => only_scalars,
        }
    }
}

/// Base64 in lines of 76 characters, each ended, as Python's `base64.encodebytes` writes it.
fn wrap_base64(text: &str) -> String {
    let Ok(bytes) = STANDARD.decode(text) else {
        return text.to_owned();
    };
    let lines = bytes.chunks(57).map(|line| STANDARD.encode(line) + "\n");
    lines.collect()
}
