//! A key without `?` is only known to be one when its `:` is found, so its place is remembered.

use super::scanner::Scanner;
use crate::yaml::error::YamlError;
use crate::yaml::mark::{Mark, Span};

/// YAML 1.1 §9.3: a simple key stays on one line and within 1024 characters.
const LONGEST_KEY: usize = 1024;

/// Where a simple key may have started.
#[derive(Debug, Clone)]
pub(super) struct SimpleKey {
    /// The number of the token it started with, counted from the start of the stream.
    pub(super) token: usize,
    /// In a block mapping nothing else than a key can stand here.
    required: bool,
    pub(super) mark: Mark,
}

impl Scanner<'_> {
    /// Forgets keys that have become too long.
    pub(super) fn drop_stale_keys(&mut self) -> Result<(), YamlError> {
        let here = self.cursor.mark;
        for slot in &mut self.keys {
            let Some(key) = slot else { continue };
            if key.mark.row != here.row || here.index - key.mark.index > LONGEST_KEY {
                if key.required {
                    return Err(no_colon(key.mark));
                }
                *slot = None;
            }
        }
        Ok(())
    }

    /// Whether the next token may turn out to be a key.
    pub(super) fn next_token_may_be_key(&self) -> bool {
        (self.keys.iter().flatten().next()).is_some_and(|key| key.token == self.taken)
    }

    /// Notes that a key may start here.
    pub(super) fn save_key(&mut self) -> Result<(), YamlError> {
        if !self.key_allowed {
            return Ok(());
        }
        self.drop_key()?;
        let key = SimpleKey {
            token: self.taken + self.tokens.len(),
            required: self.flow == 0 && self.indent == Some(self.cursor.column()),
            mark: self.cursor.mark,
        };
        if let Some(slot) = self.keys.get_mut(self.flow) {
            *slot = Some(key);
        }
        Ok(())
    }

    /// Forgets the key of the current flow level.
    pub(super) fn drop_key(&mut self) -> Result<(), YamlError> {
        match self.take_key() {
            Some(key) if key.required => Err(no_colon(key.mark)),
            _ => Ok(()),
        }
    }

    pub(super) fn take_key(&mut self) -> Option<SimpleKey> {
        self.keys.get_mut(self.flow)?.take()
    }
}

fn no_colon(mark: Mark) -> YamlError {
    YamlError::new("could not find expected ':' after this key", Span::empty(mark))
}
