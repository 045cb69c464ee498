//! The answers once more, before anything is written.

use serde_yaml::{Mapping, Value};

use crate::answers::{Answers, Prompter, Questionnaire, Respondent};
use crate::error::Error;
use crate::render::to_text;
use crate::template::Manifest;
use crate::ui::Terminal;

/// Shows the answers until they are right; a corrected one may lead to other questions.
pub(super) fn confirm(
    questionnaire: &Questionnaire<'_>,
    mut answers: Answers,
    terminal: &mut Terminal,
    manifest: &Manifest,
) -> Result<Answers, Error> {
    loop {
        let shown = shown(&answers, manifest);
        if shown.is_empty() {
            return Ok(answers);
        }
        let width = shown
            .iter()
            .map(|(name, _)| name.chars().count())
            .max()
            .unwrap_or_default();
        let mut lines: Vec<String> = shown
            .iter()
            .map(|(name, value)| format!("{name:width$}  {value}"))
            .collect();
        terminal.show(&format!(
            "\nAnswers\n{}\n",
            lines
                .iter()
                .map(|line| format!("  {line}"))
                .collect::<Vec<_>>()
                .join("\n")
        ));
        let create = ["Create the project", "Correct an answer", "Cancel"].map(str::to_owned);
        match terminal.pick("Go on?", &create, 0)? {
            0 => return Ok(answers),
            1 => {}
            _ => return Err(Error::Interrupted),
        }
        lines.push("Back".to_owned());
        let chosen = terminal.pick("Which one?", &lines, 0)?;
        let Some((name, _)) = shown.get(chosen) else {
            continue;
        };
        answers = corrected(questionnaire, &answers, name, terminal)?;
    }
}

/// Asks one question again. Other answers stay; those that were left at their default follow the new one.
fn corrected(
    questionnaire: &Questionnaire<'_>,
    answers: &Answers,
    name: &str,
    terminal: &mut Terminal,
) -> Result<Answers, Error> {
    let mut sources = questionnaire.sources.clone();
    sources.recorded = chosen_values(questionnaire, answers);
    let again = Questionnaire {
        sources: &sources,
        skip_answered: true,
        ask: &|question| question == name,
        metadata: questionnaire.metadata.clone(),
        ..*questionnaire
    };
    let prompter = terminal as &mut dyn Prompter;
    Ok(again.run(&mut Respondent::PersonWhereNeeded(prompter))?)
}

/// The answers that somebody gave, as opposed to defaults that were accepted.
fn chosen_values(questionnaire: &Questionnaire<'_>, answers: &Answers) -> Mapping {
    let defaults = questionnaire
        .run(&mut Respondent::DefaultsWhereKnown)
        .unwrap_or_default();
    let mut chosen = Mapping::new();
    for question in questionnaire.questions {
        let name = question.name.as_str();
        let Some(value) = answers.settled(name) else {
            continue;
        };
        if !answers.is_hidden(name) && defaults.settled(name) != Some(value) {
            chosen.insert(name.into(), value.clone());
        }
    }
    chosen
}

/// Names and values of all answers that apply; a secret is not shown.
fn shown(answers: &Answers, manifest: &Manifest) -> Vec<(String, String)> {
    let visible = manifest
        .questions
        .iter()
        .filter(|question| !answers.is_hidden(&question.name));
    visible
        .filter_map(|question| {
            let value = answers.settled(&question.name)?;
            let text = if question.secret {
                "••••••".to_owned()
            } else {
                one_line(value)
            };
            Some((question.name.clone(), text))
        })
        .collect()
}

fn one_line(value: &Value) -> String {
    if let Value::Bool(yes) = value {
        return if *yes { "yes" } else { "no" }.to_owned();
    }
    let text = to_text(value);
    match text.split_once('\n') {
        Some((first, _)) => format!("{first} …"),
        None => text,
    }
}
