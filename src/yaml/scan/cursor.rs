use crate::yaml::mark::Mark;

/// A position in a text that moves forward and counts lines.
#[derive(Debug)]
pub(super) struct Cursor<'t> {
    text: &'t str,
    pub(super) mark: Mark,
}

pub(super) fn is_break(c: char) -> bool {
    matches!(c, '\r' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Whether a line ends here.
pub(super) fn ends_line(c: Option<char>) -> bool {
    c.is_none_or(is_break)
}

/// Whether a space, a line break or the end is here; a tab is none of them.
pub(super) fn ends_word(c: Option<char>) -> bool {
    c == Some(' ') || ends_line(c)
}

/// Whether white space, tabs included, or the end is here.
pub(super) fn is_blank(c: Option<char>) -> bool {
    c == Some('\t') || ends_word(c)
}

impl<'t> Cursor<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            text,
            mark: Mark::default(),
        }
    }

    /// What has not been read yet.
    pub(super) fn rest(&self) -> &'t str {
        self.text.get(self.mark.offset..).unwrap_or_default()
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// The character `n` places ahead.
    pub(super) fn nth(&self, n: usize) -> Option<char> {
        self.rest().chars().nth(n)
    }

    pub(super) fn column(&self) -> usize {
        self.mark.indent
    }

    /// Passes one character.
    pub(super) fn advance(&mut self) {
        let mut rest = self.rest().chars();
        let Some(c) = rest.next() else { return };
        self.mark.offset += c.len_utf8();
        self.mark.index += 1;
        if c == '\r' && rest.next() == Some('\n') {
            // The line feed that follows ends the line.
            self.mark.indent += 1;
        } else if is_break(c) {
            self.mark.row += 1;
            self.mark.indent = 0;
        } else if c != '\u{feff}' {
            self.mark.indent += 1;
        }
    }

    pub(super) fn advance_by(&mut self, count: usize) {
        for _ in 0..count {
            self.advance();
        }
    }

    /// Passes all characters that `wanted` accepts and returns them.
    pub(super) fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'t str {
        let rest = self.rest();
        let length = rest.find(|c| !wanted(c)).unwrap_or(rest.len());
        let taken = rest.get(..length).unwrap_or_default();
        self.advance_by(taken.chars().count());
        taken
    }

    pub(super) fn skip_spaces(&mut self) {
        self.take_while(|c| c == ' ');
    }

    /// Passes one line break and returns what it stands for in a scalar.
    pub(super) fn line_break(&mut self) -> Option<char> {
        let c = self.peek().filter(|c| is_break(*c))?;
        if self.rest().starts_with("\r\n") {
            self.advance();
        }
        self.advance();
        Some(if matches!(c, '\u{2028}' | '\u{2029}') {
            c
        } else {
            '\n'
        })
    }

    /// Whether `---` or `...` stands here as a word of its own.
    pub(super) fn at_document_marker(&self) -> bool {
        let rest = self.rest();
        (rest.starts_with("---") || rest.starts_with("...")) && is_blank(self.nth(3))
    }

    /// Passes spaces and a comment.
    pub(super) fn skip_comment(&mut self) {
        self.skip_spaces();
        if self.peek() == Some('#') {
            self.take_while(|c| !is_break(c));
        }
    }
}
