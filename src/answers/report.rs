use std::fmt::Write as _;

use miette::Diagnostic;
use serde_yaml::Value;
use thiserror::Error;

use super::kind::Kind;
use super::problem::Problem;
use super::sources::Provenance;
use crate::render::repr;

/// Why the questions could not all be answered.
#[derive(Debug, Error, Diagnostic)]
pub(crate) enum AnswersError {
    #[error(transparent)]
    #[diagnostic(transparent)]
    Problem(#[from] Problem),

    #[error("{}", describe(.0))]
    #[diagnostic(code("answers-incomplete"), help("{}", ways(.0)))]
    Incomplete(Vec<Unanswered>),

    #[error("Interactive session required: Use `--defaults` and/or `--data`/`--data-file`\n{}", list(.0))]
    #[diagnostic(code("interactive-required"), help("{}", ways(.0)))]
    NobodyToAsk(Vec<Unanswered>),

    #[error("interrupted; nothing was written")]
    #[diagnostic(code("interrupted"))]
    Interrupted,
}

/// One answer that is missing or invalid, with all that giving it needs.
#[derive(Debug)]
pub(crate) struct Unanswered {
    pub(crate) question: String,
    pub(crate) kind: Option<Kind>,
    pub(crate) help: String,
    pub(crate) choices: Vec<Value>,
    pub(crate) provenance: Option<Provenance>,
    pub(crate) problem: Problem,
}

impl AnswersError {
    /// Reports all at once; a single bad `-d` or `--data-file` value speaks for itself.
    pub(super) fn incomplete(mut unanswered: Vec<Unanswered>, nobody_to_ask: bool) -> Self {
        let strict = unanswered
            .iter()
            .any(|one| one.provenance.as_ref().is_some_and(Provenance::is_strict));
        if unanswered.len() == 1 && !strict && !unanswered[0].is_missing() {
            return Self::Problem(unanswered.remove(0).problem);
        }
        if nobody_to_ask && unanswered.iter().all(Unanswered::is_missing) {
            return Self::NobodyToAsk(unanswered);
        }
        Self::Incomplete(unanswered)
    }
}

impl Unanswered {
    fn is_missing(&self) -> bool {
        matches!(self.problem, Problem::Missing { .. })
    }
}

/// The headline: the problem itself where there is only one, else how many there are.
fn describe(unanswered: &[Unanswered]) -> String {
    let headline = match unanswered {
        [only] => only.problem.to_string(),
        _ => {
            let missing = unanswered.iter().filter(|one| one.is_missing()).count();
            let invalid = unanswered.len() - missing;
            match (missing, invalid) {
                (0, _) => format!("{invalid} answers are invalid"),
                (_, 0) => format!("{missing} answers are missing"),
                _ => format!("{missing} missing and {invalid} invalid answers"),
            }
        }
    };
    format!("{headline}\n{}", list(unanswered))
}

/// One paragraph for each: key, type, choices, reason, where it came from.
fn list(unanswered: &[Unanswered]) -> String {
    let mut text = String::new();
    for one in unanswered {
        let kind = one.kind.map_or("?", Kind::name);
        let _ = write!(text, "\n  {} ({kind})", one.question);
        let reason = if one.is_missing() {
            "missing".to_owned()
        } else {
            one.problem.reason()
        };
        let _ = write!(text, ": {}", reason.replace('\n', "\n      "));
        if let Some(from) = &one.provenance {
            let _ = write!(text, " (from {from})");
        }
        if let Some(help) = one.help.lines().find(|line| !line.trim().is_empty()) {
            let _ = write!(text, "\n      {}", help.trim());
        }
        if !one.choices.is_empty() {
            let choices: Vec<String> = one.choices.iter().map(repr).collect();
            let _ = write!(text, "\n      one of {}", choices.join(", "));
        }
    }
    text
}

/// The three ways to give an answer, spelled for the first one that is wanted.
fn ways(unanswered: &[Unanswered]) -> String {
    let key = unanswered.first().map_or("key", |one| one.question.as_str());
    format!(
        "give them in a file (`--answers FILE` with the line `{key}: VALUE`), as a flag (`-d {key}=VALUE`) \
         or in the environment (`SCAFFOLD_ANSWER_{}=VALUE`)",
        key.to_uppercase()
    )
}
