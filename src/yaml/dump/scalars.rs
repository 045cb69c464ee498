//! How each style of scalar is written and folded.

use super::analysis::is_break;
use super::emitter::Emitter;
use super::write::Around;

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Space,
    Break,
    Text,
}

fn kind(c: char) -> Kind {
    match c {
        ' ' => Kind::Space,
        _ if is_break(c) => Kind::Break,
        _ => Kind::Text,
    }
}

/// Splits a text into stretches of spaces, of line breaks and of anything else.
fn runs(text: &str) -> impl Iterator<Item = (Kind, &str, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = kind(rest.chars().next()?);
        let end = rest.find(|c| kind(c) != first).unwrap_or(rest.len());
        let (run, after) = rest.split_at(end);
        rest = after;
        Some((first, run, after))
    })
}

impl Emitter<'_> {
    pub(super) fn plain(&mut self, text: &str, split: bool, root: bool) {
        if root {
            self.open_ended = true;
        }
        if text.is_empty() {
            return;
        }
        if !self.whitespace {
            self.text(" ");
        }
        self.whitespace = false;
        self.indention = false;
        for (kind, run, _) in runs(text) {
            if kind == Kind::Space && run.len() == 1 && split && self.column > self.width {
                self.indent();
                self.whitespace = false;
                self.indention = false;
            } else {
                self.text(run);
            }
        }
    }

    pub(super) fn single_quoted(&mut self, text: &str, split: bool) {
        self.indicator("'", Around::Space);
        for (kind, run, after) in runs(text) {
            let inside = !after.is_empty() && run.as_ptr() != text.as_ptr();
            match kind {
                Kind::Space if run.len() == 1 && split && inside && self.column > self.width => self.indent(),
                Kind::Break => {
                    self.folded_breaks(run);
                    self.indent();
                }
                _ => self.text(&run.replace('\'', "''")),
            }
        }
        self.indicator("'", Around::Nothing);
    }

    /// Writes line breaks so that folding gives them back: the first line feed is written twice.
    fn folded_breaks(&mut self, breaks: &str) {
        if breaks.starts_with('\n') {
            self.line_break('\n');
        }
        breaks.chars().for_each(|c| self.line_break(c));
    }

    pub(super) fn double_quoted(&mut self, text: &str, split: bool) {
        self.indicator("\"", Around::Space);
        let chars: Vec<char> = text.chars().collect();
        // Characters from `start` on are still to be written.
        let mut start = 0;
        for end in 0..=chars.len() {
            let c = chars.get(end).copied();
            let escape = c.and_then(|c| escape(c, self.allow_unicode));
            if c.is_none() || escape.is_some() {
                self.slice(&chars, start, end);
                start = end;
            }
            if let Some(escape) = escape {
                self.text(&escape);
                start = end + 1;
            }
            let inside = 0 < end && end + 1 < chars.len();
            let may_break = c == Some(' ') || start >= end;
            if split && inside && may_break && self.column + end > self.width.saturating_add(start) {
                self.slice(&chars, start, end);
                start = start.max(end);
                self.text("\\");
                self.indent();
                self.whitespace = false;
                self.indention = false;
                if chars.get(start) == Some(&' ') {
                    self.text("\\");
                }
            }
        }
        self.indicator("\"", Around::Nothing);
    }

    fn slice(&mut self, chars: &[char], start: usize, end: usize) {
        let text: String = chars.get(start..end).unwrap_or_default().iter().collect();
        self.text(&text);
    }

    pub(super) fn literal(&mut self, text: &str) {
        self.block_header('|', text);
        if !text.starts_with(is_break) {
            self.indent();
        }
        let mut rest = text;
        while !rest.is_empty() {
            let line = rest.find(is_break).unwrap_or(rest.len());
            let (line, breaks) = rest.split_at(line);
            self.out.push_str(line);
            let end = breaks.find(|c| !is_break(c)).unwrap_or(breaks.len());
            let (breaks, after) = breaks.split_at(end);
            breaks.chars().for_each(|c| self.line_break(c));
            if !after.is_empty() {
                self.indent();
            } else if breaks.is_empty() {
                self.line_break('\n');
            }
            rest = after;
        }
    }

    pub(super) fn folded(&mut self, text: &str) {
        self.block_header('>', text);
        let mut spaced = true;
        if !text.starts_with(is_break) {
            spaced = text.starts_with(' ');
            self.indent();
        }
        for (kind, run, after) in runs(text) {
            match kind {
                Kind::Break => {
                    let indented = after.starts_with(' ');
                    if !spaced && !indented && !after.is_empty() && run.starts_with('\n') {
                        self.line_break('\n');
                    }
                    spaced = indented;
                    run.chars().for_each(|c| self.line_break(c));
                    if !after.is_empty() {
                        self.indent();
                    }
                }
                Kind::Space if run.len() == 1 && self.column > self.width => self.indent(),
                Kind::Space => self.text(run),
                Kind::Text => {
                    self.text(run);
                    if after.is_empty() {
                        self.line_break('\n');
                    }
                }
            }
        }
    }

    /// Writes the indicator of a block scalar with what tells its indentation and its last line breaks.
    fn block_header(&mut self, style: char, text: &str) {
        let mut header = style.to_string();
        if text.starts_with(|c| c == ' ' || is_break(c)) {
            header.push_str(&self.best_indent.to_string());
        }
        let mut last = text.chars().rev();
        let keep = match last.next() {
            Some(c) if is_break(c) => last.next().is_none_or(is_break),
            Some(_) => {
                header.push('-');
                false
            }
            None => false,
        };
        if keep {
            header.push('+');
        }
        self.indicator(&header, Around::Space);
        self.open_ended |= keep;
        self.line_break('\n');
    }
}

/// How double quotes must write the character, unless it may stand for itself.
fn escape(c: char, allow_unicode: bool) -> Option<String> {
    let short = match c {
        '\0' => '0',
        '\x07' => 'a',
        '\x08' => 'b',
        '\t' => 't',
        '\n' => 'n',
        '\x0b' => 'v',
        '\x0c' => 'f',
        '\r' => 'r',
        '\x1b' => 'e',
        '"' | '\\' => c,
        '\u{85}' => 'N',
        '\u{2028}' => 'L',
        '\u{2029}' => 'P',
        ' '..='~' => return None,
        '\u{feff}' => return Some("\\uFEFF".to_owned()),
        '\u{a0}'..='\u{fffd}' if allow_unicode => return None,
        '\u{a0}' => '_',
        ..='\u{ff}' => return Some(format!("\\x{:02X}", u32::from(c))),
        ..='\u{ffff}' => return Some(format!("\\u{:04X}", u32::from(c))),
        _ => return Some(format!("\\U{:08X}", u32::from(c))),
    };
    Some(format!("\\{short}"))
}
