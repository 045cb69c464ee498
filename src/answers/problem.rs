use miette::Diagnostic;
use thiserror::Error;

use super::kind::Kind;
use crate::render::RenderError;

/// What is wrong with one answer, or with the question itself.
///
/// The texts of the first five are copier's, so that what searches for them finds them.
#[derive(Debug, Error, Diagnostic)]
pub(crate) enum Problem {
    #[error("Question \"{question}\" is required")]
    #[diagnostic(code("answer-missing"), help("{}", another(question)))]
    Missing { question: String },

    #[error("Invalid choice for '{question}': {reason}")]
    #[diagnostic(code("answer-invalid"), help("{}", another(question)))]
    Choice { question: String, reason: String },

    #[error("Validation error for question '{question}': {message}")]
    #[diagnostic(code("answer-invalid"))]
    Validation { question: String, message: String },

    #[error("Invalid answer \"{value}\" of type \"<class '{class}'>\" to question \"{question}\" of type \"{}\"", .kind.name())]
    #[diagnostic(code("answer-type"), help("{}", another(question)))]
    Type {
        question: String,
        kind: Kind,
        value: String,
        /// The class of the value, as Python names it.
        class: &'static str,
    },

    #[error("Unsupported type \"{kind}\" in question \"{question}\"")]
    #[diagnostic(
        code("question-type"),
        help("types are bool, float, int, json, path, str and yaml")
    )]
    UnknownType { question: String, kind: String },

    #[error("Property 'value' is required")]
    #[diagnostic(
        code("choice-without-value"),
        help("a choice of `{question}` that is a mapping needs the key `value`")
    )]
    ChoiceWithoutValue { question: String },

    #[error("Invalid answer to '{question}': {reason}")]
    #[diagnostic(code("answer-invalid"), help("{}", another(question)))]
    Invalid { question: String, reason: String },

    #[error(transparent)]
    #[diagnostic(transparent)]
    Render(#[from] RenderError),
}

/// How another answer is given.
fn another(question: &str) -> String {
    format!(
        "give another answer: `-d {question}=VALUE`, or the line `{question}: VALUE` in a file of `--answers`"
    )
}

impl Problem {
    /// Whether another answer could mend it; else the template itself is wrong.
    pub(crate) fn is_about_the_answer(&self) -> bool {
        matches!(
            self,
            Self::Missing { .. }
                | Self::Choice { .. }
                | Self::Validation { .. }
                | Self::Type { .. }
                | Self::Invalid { .. }
        )
    }

    /// What is wrong, without the question's name.
    pub(crate) fn reason(&self) -> String {
        match self {
            Self::Choice { reason, .. } | Self::Invalid { reason, .. } => reason.clone(),
            Self::Validation { message, .. } => message.clone(),
            Self::Type { kind, value, .. } => format!("`{value}` is no {}", kind.name()),
            other => other.to_string(),
        }
    }
}
