use std::fmt::Write as _;

use super::analysis::Analysis;
use super::represent::{Content, Written};
use super::style::{Quotes, Style};
use super::write::Around;
use crate::yaml::read::tags;

/// PyYAML writes a longer key after `?`; the tag counts, written or not.
const LONGEST_KEY: usize = 128;

/// Writes one document.
#[expect(
    clippy::struct_excessive_bools,
    reason = "what the last character was has independent sides"
)]
pub(super) struct Emitter<'s> {
    pub(super) out: String,
    style: &'s Style,
    pub(super) allow_unicode: bool,
    pub(super) best_indent: usize,
    pub(super) width: usize,
    pub(super) indent: Option<usize>,
    pub(super) column: usize,
    flow_level: usize,
    /// Whether the last character was white space that separates.
    pub(super) whitespace: bool,
    /// Whether the line holds nothing yet but spaces and `-`, `?`, `:` that count as indentation.
    pub(super) indention: bool,
    /// Whether only `...` shows where the document ends.
    pub(super) open_ended: bool,
}

/// Where a node stands.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Root,
    Item,
    Key,
    Value,
}

/// The style that was chosen for a scalar.
#[derive(Clone, Copy, PartialEq)]
enum Chosen {
    Plain,
    Quotes(Quotes),
}

impl<'s> Emitter<'s> {
    pub(super) fn new(style: &'s Style) -> Self {
        let best_indent = if (2..10).contains(&style.indent) {
            style.indent
        } else {
            2
        };
        Self {
            out: String::new(),
            style,
            allow_unicode: style.allow_unicode,
            best_indent,
            width: if style.width > best_indent * 2 {
                style.width
            } else {
                80
            },
            indent: None,
            column: 0,
            flow_level: 0,
            whitespace: true,
            indention: true,
            open_ended: false,
        }
    }

    pub(super) fn document(mut self, root: &Written<'_>) -> String {
        if self.style.explicit_start {
            self.indent();
            self.indicator("---", Around::Space);
        }
        self.node(root, Place::Root);
        self.indent();
        if self.style.explicit_end {
            self.indicator("...", Around::Space);
            self.indent();
        }
        if self.open_ended {
            self.indicator("...", Around::Space);
            self.indent();
        }
        self.out
    }

    fn node(&mut self, node: &Written<'_>, place: Place) {
        match &node.content {
            Content::Scalar { text, style } => self.scalar(node, text, *style, place),
            Content::Sequence { items, flow } => {
                self.collection_tag(node);
                if self.flow_level > 0 || *flow || items.is_empty() {
                    self.flow_sequence(items);
                } else {
                    self.block_sequence(items, place);
                }
            }
            Content::Mapping { pairs, flow } => {
                self.collection_tag(node);
                if self.flow_level > 0 || *flow || pairs.is_empty() {
                    self.flow_mapping(pairs);
                } else {
                    self.block_mapping(pairs);
                }
            }
        }
    }

    fn scalar(&mut self, node: &Written<'_>, text: &str, style: Option<Quotes>, place: Place) {
        let analysis = Analysis::new(text, self.allow_unicode);
        let chosen = self.choose(node, analysis, style, place == Place::Key);
        let implied = match chosen {
            Chosen::Plain => node.plain_implies_tag(),
            Chosen::Quotes(_) => node.implies_tag(),
        };
        if !implied {
            self.indicator(&short_tag(&node.tag), Around::Space);
        }
        let split = place != Place::Key;
        let outer = self.enter(true);
        match chosen {
            Chosen::Plain => self.plain(text, split, place == Place::Root),
            Chosen::Quotes(Quotes::Single) => self.single_quoted(text, split),
            Chosen::Quotes(Quotes::Double) => self.double_quoted(text, split),
            Chosen::Quotes(Quotes::Literal) => self.literal(text),
            Chosen::Quotes(Quotes::Folded) => self.folded(text),
        }
        self.indent = outer;
    }

    fn choose(&self, node: &Written<'_>, analysis: Analysis, style: Option<Quotes>, key: bool) -> Chosen {
        let in_flow = self.flow_level > 0;
        let plain = if in_flow {
            analysis.flow_plain
        } else {
            analysis.block_plain
        };
        let awkward_key = key && (analysis.empty || analysis.multiline);
        match style {
            None if plain && !awkward_key && node.plain_implies_tag() => Chosen::Plain,
            Some(block @ (Quotes::Literal | Quotes::Folded)) if !in_flow && !key && analysis.block => {
                Chosen::Quotes(block)
            }
            None | Some(Quotes::Single) if analysis.single_quoted && !(key && analysis.multiline) => {
                Chosen::Quotes(Quotes::Single)
            }
            _ => Chosen::Quotes(Quotes::Double),
        }
    }

    fn collection_tag(&mut self, node: &Written<'_>) {
        if !node.implies_tag() {
            self.indicator(&short_tag(&node.tag), Around::Space);
        }
    }

    /// Goes one level deeper and returns the indentation to come back to.
    fn enter(&mut self, flow: bool) -> Option<usize> {
        let outer = self.indent;
        self.indent = Some(match outer {
            Some(indent) => indent + self.best_indent,
            None if flow => self.best_indent,
            None => 0,
        });
        outer
    }

    fn block_sequence(&mut self, items: &[Written<'_>], place: Place) {
        let outer = self.indent;
        let hangs = matches!(place, Place::Key | Place::Value) && !self.indention;
        if !hangs || outer.is_none() {
            self.enter(false);
        }
        for item in items {
            self.indent();
            self.indicator("-", Around::Indentation);
            self.node(item, Place::Item);
        }
        self.indent = outer;
    }

    fn block_mapping(&mut self, pairs: &[(Written<'_>, Written<'_>)]) {
        let outer = self.enter(false);
        for (key, value) in pairs {
            self.indent();
            if self.is_simple_key(key) {
                self.node(key, Place::Key);
                self.indicator(":", Around::Nothing);
            } else {
                self.indicator("?", Around::Indentation);
                self.node(key, Place::Value);
                self.indent();
                self.indicator(":", Around::Indentation);
            }
            self.node(value, Place::Value);
        }
        self.indent = outer;
    }

    fn flow_sequence(&mut self, items: &[Written<'_>]) {
        let outer = self.open("[");
        for (index, item) in items.iter().enumerate() {
            self.separate(index);
            self.node(item, Place::Item);
        }
        self.close("]", outer);
    }

    fn flow_mapping(&mut self, pairs: &[(Written<'_>, Written<'_>)]) {
        let outer = self.open("{");
        for (index, (key, value)) in pairs.iter().enumerate() {
            self.separate(index);
            if self.is_simple_key(key) {
                self.node(key, Place::Key);
                self.indicator(":", Around::Nothing);
            } else {
                self.indicator("?", Around::Space);
                self.node(key, Place::Value);
                if self.column > self.width {
                    self.indent();
                }
                self.indicator(":", Around::Space);
            }
            self.node(value, Place::Value);
        }
        self.close("}", outer);
    }

    fn open(&mut self, bracket: &str) -> Option<usize> {
        self.indicator(bracket, Around::SpaceOpen);
        self.flow_level += 1;
        self.enter(true)
    }

    fn separate(&mut self, index: usize) {
        if index > 0 {
            self.indicator(",", Around::Nothing);
        }
        if self.column > self.width {
            self.indent();
        }
    }

    fn close(&mut self, bracket: &str, outer: Option<usize>) {
        self.indent = outer;
        self.flow_level -= 1;
        self.indicator(bracket, Around::Nothing);
    }

    /// Whether a key can be written without `?`.
    fn is_simple_key(&self, key: &Written<'_>) -> bool {
        let tag = short_tag(&key.tag).chars().count();
        match &key.content {
            Content::Scalar { text, .. } => {
                let analysis = Analysis::new(text, self.allow_unicode);
                tag + text.chars().count() < LONGEST_KEY && !analysis.empty && !analysis.multiline
            }
            Content::Sequence { items, .. } => tag < LONGEST_KEY && items.is_empty(),
            Content::Mapping { pairs, .. } => tag < LONGEST_KEY && pairs.is_empty(),
        }
    }
}

/// The tag as it is written: `!!str`, `!local` or `!<verbatim>`.
fn short_tag(tag: &str) -> String {
    let escape = |suffix: &str, bang: bool| {
        let mut text = String::new();
        for c in suffix.chars() {
            if c.is_ascii_alphanumeric() || "-;/?:@&=+$,_.~*'()[]".contains(c) || (bang && c == '!') {
                text.push(c);
            } else {
                let mut bytes = [0; 4];
                for byte in c.encode_utf8(&mut bytes).bytes() {
                    let _ = write!(text, "%{byte:02X}");
                }
            }
        }
        text
    };
    match (tag.strip_prefix(tags::PREFIX), tag.strip_prefix('!')) {
        (Some(suffix), _) if !suffix.is_empty() => format!("!!{}", escape(suffix, true)),
        (_, Some(suffix)) => format!("!{}", escape(suffix, false)),
        _ => format!("!<{}>", escape(tag, true)),
    }
}
