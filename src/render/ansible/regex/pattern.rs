//! A compiled expression, and the matches that Python finds with it.

use std::collections::HashMap;
use std::sync::OnceLock;

use fancy_regex::{Captures, Regex, RegexBuilder, RegexInput};

use super::translate::{Flags, translate};

/// Steps back that a search may take. A catastrophic pattern fails after about a second instead of never.
const BACKTRACK_LIMIT: usize = 5_000_000;

/// An expression in Python's syntax.
#[derive(Debug)]
pub(in crate::render::ansible) struct Pattern {
    source: String,
    regex: Regex,
    /// The same, for matches that are not empty.
    nonempty: OnceLock<Option<Regex>>,
    pub(super) names: HashMap<String, usize>,
    pub(super) groups: usize,
}

impl Pattern {
    /// Compiles an expression; the error tells what is wrong with it.
    pub(in crate::render::ansible) fn compile(
        pattern: &str,
        ignore_case: bool,
        multi_line: bool,
    ) -> Result<Self, String> {
        let flags = Flags {
            ignore_case,
            multi_line,
            ..Flags::default()
        };
        let translated = translate(pattern, flags)?;
        let regex = build(&translated.source, false).map_err(|error| tell(&error))?;
        Ok(Self {
            source: translated.source,
            regex,
            nonempty: OnceLock::new(),
            names: translated.names,
            groups: translated.groups,
        })
    }

    /// The first match; the error is the one of a search that takes too long.
    pub(in crate::render::ansible) fn search<'t>(
        &self,
        text: &'t str,
    ) -> Result<Option<Captures<'t, str>>, String> {
        self.regex.captures(text).map_err(|error| tell(&error))
    }

    /// All matches that do not overlap.
    ///
    /// As in Python since 3.7, an empty match may follow directly behind another match, and a match that is not
    /// empty may begin where an empty one was found.
    pub(super) fn find_all<'t>(&self, text: &'t str) -> Result<Vec<Captures<'t, str>>, String> {
        let mut found = Vec::new();
        let (mut at, mut after_empty) = (0, false);
        while at <= text.len() {
            let Some(captures) = self.next_from(text, at, after_empty)? else {
                break;
            };
            let Some(whole) = captures.get(0) else { break };
            after_empty = whole.start() == whole.end();
            at = whole.end();
            found.push(captures);
        }
        Ok(found)
    }

    fn next_from<'t>(
        &self,
        text: &'t str,
        at: usize,
        after_empty: bool,
    ) -> Result<Option<Captures<'t, str>>, String> {
        let mut at = at;
        if after_empty {
            let nonempty = self.nonempty.get_or_init(|| build(&self.source, true).ok());
            let here = RegexInput::new(text).from_pos(at).anchored(true);
            let found = nonempty
                .as_ref()
                .map(|regex| regex.captures_input(here))
                .transpose();
            if let Some(captures) = found.map_err(|error| tell(&error))?.flatten() {
                return Ok(Some(captures));
            }
            let Some(skipped) = text[at..].chars().next() else {
                return Ok(None);
            };
            at += skipped.len_utf8();
        }
        self.regex
            .captures_input(RegexInput::new(text).from_pos(at))
            .map_err(|error| tell(&error))
    }

    /// The number of the group that a replacement or a search names.
    pub(in crate::render::ansible) fn group(&self, name: &str) -> Option<usize> {
        self.names.get(name).copied()
    }
}

fn build(source: &str, nonempty: bool) -> fancy_regex::Result<Regex> {
    RegexBuilder::new(source)
        .backtrack_limit(BACKTRACK_LIMIT)
        .find_not_empty(nonempty)
        .build()
}

fn tell(error: &fancy_regex::Error) -> String {
    match error {
        fancy_regex::Error::RuntimeError(_) => {
            "the search takes too long, the pattern backtracks too much".to_owned()
        }
        _ => format!("the pattern is not supported: {error}"),
    }
}
