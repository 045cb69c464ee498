//! The lowest level of writing: indicators, indentation and line breaks.

use super::emitter::Emitter;

/// What an indicator wants around it.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Around {
    /// Nothing.
    Nothing,
    /// A space before it.
    Space,
    /// A space before it, none after it.
    SpaceOpen,
    /// A space before it; what follows may count it as indentation.
    Indentation,
}

impl Emitter<'_> {
    pub(super) fn indicator(&mut self, text: &str, around: Around) {
        if around != Around::Nothing && !self.whitespace {
            self.text(" ");
        }
        self.text(text);
        self.whitespace = around == Around::SpaceOpen;
        self.indention &= around == Around::Indentation;
        self.open_ended = false;
    }

    pub(super) fn text(&mut self, text: &str) {
        self.out.push_str(text);
        self.column += text.chars().count();
    }

    /// Goes to the current indentation, on a new line unless this one has only come so far.
    pub(super) fn indent(&mut self) {
        let indent = self.indent.unwrap_or(0);
        let beyond = self.column > indent || (self.column == indent && !self.whitespace);
        if !self.indention || beyond {
            self.line_break('\n');
        }
        if self.column < indent {
            self.whitespace = true;
            self.text(&" ".repeat(indent - self.column));
        }
    }

    pub(super) fn line_break(&mut self, c: char) {
        self.out.push(c);
        self.whitespace = true;
        self.indention = true;
        self.column = 0;
    }
}
