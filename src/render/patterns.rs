use ignore::gitignore::{Gitignore, GitignoreBuilder};
use miette::Diagnostic;
use thiserror::Error;

use crate::tree::RelPath;

/// gitignore patterns over the paths of a project, the last match winning.
///
/// A pattern that matches a folder matches all that lies in it; unlike in git, a later `!pattern` takes files
/// out of a folder that an earlier pattern matched, as copier's `pathspec` has it.
#[derive(Debug)]
pub(crate) struct Patterns {
    rules: Vec<Rules>,
}

/// Consecutive patterns of one sign, matched together.
#[derive(Debug)]
struct Rules {
    matcher: Gitignore,
    negated: bool,
}

/// A pattern that gitignore does not know.
#[derive(Debug, Error, Diagnostic)]
#[error("the pattern `{pattern}` is not a valid gitignore pattern")]
#[diagnostic(
    code("pattern-invalid"),
    help("as in a .gitignore: `*.log`, `/build/`, `!keep.txt`")
)]
pub(crate) struct InvalidPattern {
    pattern: String,
    #[source]
    source: ignore::Error,
}

impl Patterns {
    pub(crate) fn new<S: AsRef<str>>(lines: impl IntoIterator<Item = S>) -> Result<Self, InvalidPattern> {
        let mut groups: Vec<(bool, GitignoreBuilder)> = Vec::new();
        for line in lines {
            let line = line.as_ref();
            let (negated, plain) = match line.strip_prefix('!') {
                Some(plain) => (true, plain),
                None => (false, line),
            };
            if plain.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            if groups.last().is_none_or(|(sign, _)| *sign != negated) {
                groups.push((negated, GitignoreBuilder::new("")));
            }
            if let Some((_, builder)) = groups.last_mut() {
                builder.add_line(None, plain).map_err(|source| InvalidPattern {
                    pattern: line.to_owned(),
                    source,
                })?;
            }
        }
        let rules = groups
            .into_iter()
            .map(|(negated, builder)| {
                let matcher = builder.build().map_err(|source| InvalidPattern {
                    pattern: String::new(),
                    source,
                })?;
                Ok(Rules { matcher, negated })
            })
            .collect::<Result<_, _>>()?;
        Ok(Self { rules })
    }

    pub(crate) fn matches(&self, path: &RelPath) -> bool {
        let path = path.as_path();
        let last = self
            .rules
            .iter()
            .rev()
            .find(|rules| rules.matcher.matched_path_or_any_parents(path, false).is_ignore());
        last.is_some_and(|rules| !rules.negated)
    }
}

#[cfg(test)]
mod tests {
    use super::Patterns;
    use crate::tree::RelPath;

    fn matching(patterns: &[&str], path: &str) -> bool {
        Patterns::new(patterns)
            .unwrap()
            .matches(&RelPath::new(path).unwrap())
    }

    #[test]
    fn a_folder_takes_its_content_along() {
        assert!(matching(&["/frontend"], "frontend"));
        assert!(matching(&["/frontend"], "frontend/src/a.ts"));
        assert!(matching(&["frontend/"], "x/frontend/a.ts"));
        assert!(!matching(&["/frontend"], "x/frontend/a.ts"));
    }

    #[test]
    fn a_later_exception_wins_inside_a_folder_too() {
        assert!(!matching(&["*", "!keep"], "keep/a.txt"));
        assert!(matching(&["*", "!keep"], "other/a.txt"));
        assert!(matching(&["*", "!keep", "*.bin"], "keep/a.bin"));
    }

    #[test]
    fn blank_lines_and_comments_match_nothing() {
        assert!(!matching(&["", "  ", "# a"], "a"));
    }
}
