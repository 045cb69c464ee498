use serde_yaml::Value;

use super::answers::Answers;

/// What the machine knows about some of the questions, from outside of the template.
pub(crate) trait Advice {
    /// Answers that are likely; others may be typed.
    fn suggestions(&self, question: &str) -> Vec<Suggestion>;

    /// A default that goes before the template's own, by what is answered so far.
    fn default(&self, question: &str, answers: &Answers) -> Option<Value>;
}

/// A likely answer, with what tells it apart from the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Suggestion {
    pub(crate) answer: String,
    pub(crate) detail: String,
}
