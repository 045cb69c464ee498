use super::summary;
use crate::answers::{Answers, Prompter, Questionnaire, Respondent};
use crate::error::Error;
use crate::template::Manifest;
use crate::ui::{self, Printer, Terminal};

/// How a command deals with its user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::commands) enum Manner {
    /// The answers are shown once more before anything is written; without a terminal, defaults are taken.
    Guided,
    /// As copier does: no summary, a line for each path, and without a terminal `--defaults` is needed.
    Copier,
    /// Nobody is asked: what was recorded is rendered again.
    Replay,
}

/// Gets every answer, from a person where there is one.
pub(super) fn answer(
    questionnaire: &Questionnaire<'_>,
    manner: Manner,
    defaults: bool,
    manifest: &Manifest,
    printer: &Printer,
) -> Result<Answers, Error> {
    if manner == Manner::Replay {
        return Ok(questionnaire.run(&mut Respondent::DefaultsWhereKnown)?);
    }
    if defaults {
        return Ok(questionnaire.run(&mut Respondent::Defaults)?);
    }
    if !ui::has_terminal() {
        return Ok(questionnaire.run(&mut match manner {
            Manner::Guided => Respondent::Defaults,
            _ => Respondent::Nobody,
        })?);
    }
    let mut terminal = Terminal::default();
    let answers = questionnaire.run(&mut Respondent::Person(&mut terminal as &mut dyn Prompter))?;
    if manner == Manner::Guided && !printer.is_quiet() {
        return summary::confirm(questionnaire, answers, &mut terminal, manifest);
    }
    Ok(answers)
}
