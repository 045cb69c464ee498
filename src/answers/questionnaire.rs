use serde_yaml::{Mapping, Value};

use super::advice::{Advice, Suggestion};
use super::answers::Answers;
use super::evaluation::{Choice, Evaluation};
use super::kind::Kind;
use super::problem::Problem;
use super::report::{AnswersError, Unanswered};
use super::sources::{Provenance, Sources};
use crate::render::{Context, Engine};
use crate::template::Question;

/// Who answers what no source answers.
pub(crate) enum Respondent<'a> {
    /// A person at a terminal.
    Person(&'a mut dyn Prompter),
    /// The questions' defaults, and a person where there is none or it does not hold.
    PersonWhereNeeded(&'a mut dyn Prompter),
    /// The questions' defaults; what has none is left out.
    DefaultsWhereKnown,
    /// The questions' defaults.
    Defaults,
    /// Nobody: there is no terminal, and defaults were not asked for.
    Nobody,
}

/// Asks a person one question, again and again until the check accepts the answer.
pub(crate) trait Prompter {
    /// # Errors
    /// The person interrupted, or the terminal is gone.
    fn ask(&mut self, prompt: &Prompt<'_>, check: &Check<'_>) -> Result<Value, Interrupted>;
}

/// Turns what was typed or chosen into the answer, or says what is wrong with it.
pub(crate) type Check<'a> = dyn Fn(&Value) -> Result<Value, String> + 'a;

/// The person pressed Ctrl-C at a prompt.
#[derive(Debug, Clone, Copy, thiserror::Error)]
#[error("interrupted")]
pub(crate) struct Interrupted;

/// All that showing a question needs.
#[derive(Debug)]
pub(crate) struct Prompt<'a> {
    pub(crate) name: &'a str,
    pub(crate) help: String,
    pub(crate) kind: Kind,
    pub(crate) choices: Vec<Choice>,
    /// Likely answers to an open question.
    pub(crate) suggestions: Vec<Suggestion>,
    pub(crate) multiselect: bool,
    pub(crate) default: Option<Value>,
    pub(crate) secret: bool,
    pub(crate) placeholder: String,
    pub(crate) multiline: bool,
}

/// How a run of the questions goes.
pub(crate) struct Questionnaire<'a> {
    pub(crate) questions: &'a [Question],
    pub(crate) engine: &'a Engine,
    /// The name by which messages call the template's configuration.
    pub(crate) file: &'a str,
    pub(crate) sources: &'a Sources,
    pub(crate) metadata: Mapping,
    /// Questions with a recorded answer are not asked again.
    pub(crate) skip_answered: bool,
    /// Names of questions that are asked in any case.
    pub(crate) ask: &'a dyn Fn(&str) -> bool,
    /// Likely answers and defaults that the template cannot know.
    pub(crate) advice: Option<&'a dyn Advice>,
    /// The variables besides the answers.
    pub(crate) context: &'a dyn Fn(&Answers) -> Context,
}

impl Questionnaire<'_> {
    /// Goes through all questions in order.
    ///
    /// # Errors
    /// With nobody to ask, every missing and invalid answer at once.
    pub(crate) fn run(&self, respondent: &mut Respondent<'_>) -> Result<Answers, AnswersError> {
        let mut answers = Answers::new(
            self.metadata.clone(),
            self.sources.recorded.clone(),
            self.sources.given.values().clone(),
        );
        let mut unanswered = Vec::new();
        for question in self.questions {
            let context = (self.context)(&answers);
            let evaluation = Evaluation::new(question, self.engine, &context, self.file);
            match self.settle(&evaluation, &mut answers, respondent) {
                Ok(()) => {}
                Err(Outcome::Interrupted) => return Err(AnswersError::Interrupted),
                Err(Outcome::Problem(Problem::Render(_))) if !unanswered.is_empty() => {
                    // It builds on an answer that is missing; there is nothing sure to say about it.
                }
                Err(Outcome::Problem(problem)) if problem.is_about_the_answer() => {
                    if let Err(wrong @ Problem::UnknownType { .. }) = evaluation.kind() {
                        return Err(wrong.into());
                    }
                    unanswered.push(self.describe(&evaluation, problem));
                }
                Err(Outcome::Problem(problem)) => return Err(problem.into()),
            }
        }
        let nobody = matches!(respondent, Respondent::Nobody);
        if unanswered.is_empty() {
            Ok(answers)
        } else {
            Err(AnswersError::incomplete(unanswered, nobody))
        }
    }

    fn settle(
        &self,
        evaluation: &Evaluation<'_>,
        answers: &mut Answers,
        respondent: &mut Respondent<'_>,
    ) -> Result<(), Outcome> {
        let question = evaluation.question;
        let name = question.name.as_str();
        if let Some(recorded) = answers.recorded(name) {
            let holds = evaluation
                .parse(recorded)
                .and_then(|answer| evaluation.validate(&answer));
            if holds.is_err() {
                answers.forget_recorded(name);
            }
        }
        let ask = evaluation.ask()?;
        let applies = evaluation.when()?;
        if !applies {
            answers.hide(name);
            answers.forget_recorded(name);
            if self.default(evaluation, answers, applies)?.is_none() {
                return Ok(());
            }
        }
        if !(self.ask)(name) || !applies {
            if let Some(given) = self.sources.given.get(name) {
                self.check_strictly(evaluation, given)?;
                let answer = evaluation.parse(given)?;
                evaluation.validate(&answer)?;
                answers.settle(name, answer);
                return Ok(());
            }
            if answers.recorded(name).is_some() && (self.skip_answered || !ask) {
                return Ok(());
            }
            if !ask || !applies {
                if let Some(default) = self.default(evaluation, answers, applies)? {
                    answers.settle(name, default);
                }
                return Ok(());
            }
        }
        let default = self.default(evaluation, answers, applies);
        let forced = (self.ask)(name);
        let answer = match respondent {
            Respondent::PersonWhereNeeded(_) if !forced && matches!(default, Ok(Some(_))) => {
                default?.unwrap_or_default()
            }
            Respondent::DefaultsWhereKnown => match default {
                Ok(Some(default)) => default,
                _ => return Ok(()),
            },
            Respondent::Defaults => default?.ok_or_else(|| Problem::Missing {
                question: name.to_owned(),
            })?,
            Respondent::Nobody => {
                return Err(Problem::Missing {
                    question: name.to_owned(),
                }
                .into());
            }
            Respondent::Person(prompter) | Respondent::PersonWhereNeeded(prompter) => {
                let prompt = Prompt {
                    name,
                    help: evaluation.help()?,
                    kind: evaluation.kind()?,
                    choices: evaluation.choices()?,
                    suggestions: self
                        .advice
                        .map(|advice| advice.suggestions(name))
                        .unwrap_or_default(),
                    multiselect: question.multiselect,
                    // A default that does not hold is not offered; the person is asked without one.
                    default: default.ok().flatten(),
                    secret: question.secret,
                    placeholder: evaluation.placeholder()?,
                    multiline: evaluation.multiline()?,
                };
                let check = |value: &Value| {
                    let answer = evaluation.parse(value).map_err(|problem| problem.to_string())?;
                    evaluation.validate(&answer).map_err(|problem| problem.reason())?;
                    Ok(answer)
                };
                prompter.ask(&prompt, &check)?
            }
        };
        answers.settle(name, answer);
        Ok(())
    }

    /// The answer that would be taken if nobody said otherwise; a computed value is not validated.
    fn default(
        &self,
        evaluation: &Evaluation<'_>,
        answers: &Answers,
        applies: bool,
    ) -> Result<Option<Value>, Problem> {
        let name = evaluation.question.name.as_str();
        let known = self
            .sources
            .given
            .get(name)
            .or_else(|| answers.recorded(name))
            .cloned();
        let Some(default) = known.or_else(|| self.advised(evaluation, answers)).map_or_else(
            || evaluation.default(self.sources.preferred.get(name)),
            |value| Ok(Some(value)),
        )?
        else {
            return Ok(None);
        };
        let default = evaluation.parse(&default)?;
        if applies && !evaluation.question.secret {
            evaluation.validate(&default)?;
        }
        Ok(Some(default))
    }

    /// The default that the machine knows, if the template takes it.
    fn advised(&self, evaluation: &Evaluation<'_>, answers: &Answers) -> Option<Value> {
        let advised = self.advice?.default(&evaluation.question.name, answers)?;
        let answer = evaluation.parse(&advised).ok()?;
        evaluation.validate(&answer).is_ok().then_some(advised)
    }

    /// Refuses what Python would cast with a shrug: any text is true, any list is true.
    fn check_strictly(&self, evaluation: &Evaluation<'_>, given: &Value) -> Result<(), Problem> {
        let question = &evaluation.question.name;
        let strict = self
            .sources
            .given
            .provenance(question)
            .is_some_and(Provenance::is_strict);
        let kind = evaluation.kind()?;
        if strict && !kind.accepts(given, evaluation.question.multiselect) {
            let value = crate::render::to_text(given);
            return Err(Problem::Type {
                question: question.clone(),
                kind,
                value,
                class: super::kind::class(given),
            });
        }
        Ok(())
    }

    fn describe(&self, evaluation: &Evaluation<'_>, problem: Problem) -> Unanswered {
        let choices = evaluation.choices().unwrap_or_default();
        Unanswered {
            question: evaluation.question.name.clone(),
            kind: evaluation.kind().ok(),
            help: evaluation.help().unwrap_or_default(),
            choices: choices
                .into_iter()
                .filter(|choice| choice.disabled.is_none())
                .map(|c| c.value)
                .collect(),
            provenance: self.sources.given.provenance(&evaluation.question.name).cloned(),
            problem,
        }
    }
}

enum Outcome {
    Interrupted,
    Problem(Problem),
}

impl From<Interrupted> for Outcome {
    fn from(_: Interrupted) -> Self {
        Self::Interrupted
    }
}

impl From<Problem> for Outcome {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}
