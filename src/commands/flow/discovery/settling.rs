//! The conversation with the account, and with the user about what it leaves open.

use super::declared::Discovery;
use crate::aws::{self, DiscoverError, Found, Lookups, Outcome, Profiles, Request, Undiscovered};
use crate::error::Error;
use crate::ui::{self, Terminal};

/// What may be done about a failure besides trying again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::commands) enum Otherwise {
    /// The project can be made with placeholders.
    Placeholders,
    Nothing,
}

impl Discovery<'_> {
    /// Asks the account until everything is settled; `None` when the user goes on without it.
    ///
    /// What the project's files name already is not asked again.
    ///
    /// # Errors
    /// The account cannot be asked or lacks something, and nobody is there to do something about it.
    pub(in crate::commands) fn ask(
        &self,
        mut request: Request,
        lookups: &Lookups,
        read: &dyn Fn(&str) -> Option<String>,
        otherwise: Otherwise,
    ) -> Result<Option<Found>, Error> {
        let message = match request.profile.as_deref() {
            Some(profile) => format!("asking the account of {profile}"),
            None => "asking the account of the environment".to_owned(),
        };
        loop {
            let profiles = Profiles::load()?;
            let outcome = ui::waiting(self.printer, &message, || aws::discover(&profiles, &request));
            let error = match outcome {
                Ok(Outcome::Found(found)) => return Ok(Some(*found)),
                Ok(Outcome::Open(choice)) => {
                    if let Some(candidate) = aws::named_already(lookups, &choice, read) {
                        self.printer.say(format!(
                            "note: several fit; {} stays as the project has it",
                            candidate.id
                        ));
                        request.choose(&choice, &candidate.id);
                        continue;
                    }
                    if ui::has_terminal() {
                        let lines: Vec<String> = choice.candidates.iter().map(ToString::to_string).collect();
                        let chosen = Terminal::default().pick(&format!("Which {}?", choice.of), &lines, 0)?;
                        if let Some(candidate) = choice.candidates.get(chosen) {
                            request.choose(&choice, &candidate.id);
                        }
                        continue;
                    }
                    choice.into_error()
                }
                Err(error) => error,
            };
            if !ui::has_terminal() {
                return Err(failed(error, otherwise));
            }
            ui::error(&error);
            match next_step(otherwise)? {
                Step::Again => {}
                Step::Without => return Ok(None),
                Step::Cancel => return Err(failed(error, otherwise)),
            }
        }
    }
}

#[derive(Clone, Copy)]
enum Step {
    Again,
    Without,
    Cancel,
}

fn next_step(otherwise: Otherwise) -> Result<Step, Error> {
    let mut ways = vec![("Try again", Step::Again)];
    if otherwise == Otherwise::Placeholders {
        ways.push(("Go on with placeholders", Step::Without));
    }
    ways.push(("Cancel", Step::Cancel));
    let labels: Vec<String> = ways.iter().map(|(label, _)| (*label).to_owned()).collect();
    let chosen = Terminal::default().pick("What now?", &labels, 0)?;
    Ok(ways.get(chosen).map_or(Step::Cancel, |(_, step)| *step))
}

fn failed(error: DiscoverError, otherwise: Otherwise) -> Error {
    match otherwise {
        Otherwise::Placeholders => Error::Undiscovered(Undiscovered(error)),
        Otherwise::Nothing => error.into(),
    }
}
