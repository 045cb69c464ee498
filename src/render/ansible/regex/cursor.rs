//! Reading an expression character by character.

/// A place in a text.
#[derive(Debug)]
pub(super) struct Cursor {
    characters: Vec<char>,
    pub(super) at: usize,
}

impl Cursor {
    pub(super) fn new(text: &str) -> Self {
        Self {
            characters: text.chars().collect(),
            at: 0,
        }
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.characters.get(self.at).copied()
    }

    pub(super) fn next(&mut self) -> Option<char> {
        let character = self.peek();
        self.at += usize::from(character.is_some());
        character
    }

    /// Passes over a text that comes next.
    pub(super) fn take(&mut self, token: &str) -> bool {
        let ahead = self.characters.get(self.at..).unwrap_or_default();
        let found = token.chars().count() <= ahead.len() && token.chars().zip(ahead).all(|(a, b)| a == *b);
        if found {
            self.at += token.chars().count();
        }
        found
    }

    /// Takes at most `most` characters that fit.
    pub(super) fn take_while(&mut self, most: usize, fits: impl Fn(char) -> bool) -> String {
        let ahead = self.characters.get(self.at..).unwrap_or_default();
        let taken: String = ahead
            .iter()
            .take(most)
            .take_while(|character| fits(**character))
            .collect();
        self.at += taken.chars().count();
        taken
    }

    /// Takes everything before `end` and `end` itself; nothing when it does not come.
    pub(super) fn take_until(&mut self, end: char) -> Option<String> {
        let start = self.at;
        let taken = self.take_while(usize::MAX, |character| character != end);
        if self.next().is_none() {
            self.at = start;
            return None;
        }
        Some(taken)
    }

    /// A problem here, with its position counted in characters from zero as Python does.
    pub(super) fn problem(&self, problem: impl std::fmt::Display) -> String {
        format!("{problem} at position {}", self.at)
    }
}

/// Whether a name can be a group's: a Python identifier.
pub(super) fn is_identifier(name: &str) -> bool {
    let letter = |character: char| character == '_' || character.is_alphabetic();
    name.starts_with(letter)
        && name
            .chars()
            .all(|character| letter(character) || character.is_alphanumeric())
}
