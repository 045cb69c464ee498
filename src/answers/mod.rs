//! Where answers come from and what they must be.

mod advice;
#[expect(clippy::module_inception, reason = "the room is named after its main value")]
mod answers;
mod evaluation;
mod files;
mod kind;
mod problem;
mod questionnaire;
mod report;
mod sources;

pub(crate) use advice::{Advice, Suggestion};
pub(crate) use answers::Answers;
pub(crate) use evaluation::Choice;
pub(crate) use files::{FileError, GivenArgs, collect};
pub(crate) use kind::{Kind, truth};
pub(crate) use questionnaire::{Check, Interrupted, Prompt, Prompter, Questionnaire, Respondent};
pub(crate) use report::AnswersError;
pub(crate) use sources::{Given, Provenance, Sources};
