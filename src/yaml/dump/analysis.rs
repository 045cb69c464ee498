//! Which styles a scalar's text allows.

/// What PyYAML's emitter finds out about a text before it chooses a style.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each style is allowed or not on its own"
)]
pub(super) struct Analysis {
    pub(super) empty: bool,
    pub(super) multiline: bool,
    pub(super) flow_plain: bool,
    pub(super) block_plain: bool,
    pub(super) single_quoted: bool,
    pub(super) block: bool,
}

pub(super) fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

fn is_blank(c: Option<char>) -> bool {
    c.is_none_or(|c| matches!(c, '\0' | ' ' | '\t' | '\r') || is_break(c))
}

impl Analysis {
    pub(super) fn new(text: &str, allow_unicode: bool) -> Self {
        let multiline = text.contains(is_break);
        if text.is_empty() {
            return Self {
                empty: true,
                multiline,
                flow_plain: false,
                block_plain: true,
                single_quoted: true,
                block: false,
            };
        }
        let (flow_indicator, block_indicator) = indicators(text);
        let special = text.chars().any(|c| is_special(c, allow_unicode));
        let edge =
            text.starts_with(|c| c == ' ' || is_break(c)) || text.ends_with(|c| c == ' ' || is_break(c));
        let follows = |first: fn(char) -> bool, second: fn(char) -> bool| {
            text.chars()
                .zip(text.chars().skip(1))
                .any(|(one, two)| first(one) && second(two))
        };
        let is_space = |c| c == ' ';
        let break_space = follows(is_break, is_space);
        let unquotable = special || follows(is_space, is_break);
        let plain = !edge && !break_space && !unquotable && !multiline;
        Self {
            empty: false,
            multiline,
            flow_plain: plain && !flow_indicator,
            block_plain: plain && !block_indicator,
            single_quoted: !break_space && !unquotable,
            block: !text.ends_with(' ') && !unquotable,
        }
    }
}

/// Whether the text, written plain, would be taken for syntax in a flow and in a block.
fn indicators(text: &str) -> (bool, bool) {
    let marker = text.starts_with("---") || text.starts_with("...");
    let (mut flow, mut block) = (marker, marker);
    let mut before = None;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let last = is_blank(chars.peek().copied());
        match (before, c) {
            (
                None,
                '#' | ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%' | '@'
                | '`',
            ) => {
                flow = true;
                block = true;
            }
            (None, '?') | (_, ':') => {
                flow = true;
                block |= last;
            }
            (None, '-') if last => {
                flow = true;
                block = true;
            }
            (Some(_), ',' | '?' | '[' | ']' | '{' | '}') => flow = true,
            (Some(before), '#') if is_blank(Some(before)) => {
                flow = true;
                block = true;
            }
            _ => {}
        }
        before = Some(c);
    }
    (flow, block)
}

/// Whether only an escape can write the character.
fn is_special(c: char, allow_unicode: bool) -> bool {
    match c {
        '\n' | ' '..='~' => false,
        '\u{feff}' | '\u{10ffff}' => true,
        '\u{85}' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'.. => !allow_unicode,
        _ => true,
    }
}
