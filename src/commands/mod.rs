//! One file per subcommand.

mod adopt;
mod check_update;
mod completions;
mod copy;
mod diff;
mod discover;
mod fetching;
mod flow;
mod generate;
mod man;
mod new;
mod questions;
mod recopy;
mod update;

use std::path::PathBuf;

use anyhow::Context;

use self::fetching::{fetched, reference, version_of};
use crate::cli::Command;
use crate::error::Error;
use crate::exit::Exit;
use crate::preferences::Preferences;
use crate::ui::Printer;

/// Runs one command.
pub(crate) fn run(command: &Command) -> Result<Exit, Error> {
    match command {
        Command::New(args) => new::run(args),
        Command::Copy(args) => copy::run(args),
        Command::Recopy(args) => recopy::run(args),
        Command::Update(args) => update::run(args),
        Command::CheckUpdate(args) => check_update::run(args),
        Command::Diff(args) => diff::run(args),
        Command::Adopt(args) => adopt::run(args),
        Command::Discover(args) => discover::run(args),
        Command::Questions(args) => questions::run(args),
        Command::Completions(args) => Ok(completions::run(args)),
        Command::Man => man::run(),
    }
}

/// The user's own settings; a file that was named and is missing is told.
fn preferences(printer: &Printer) -> Result<Preferences, Error> {
    let (preferences, missing) = Preferences::load()?;
    if let Some(path) = missing {
        printer.warn(
            "MissingSettingsWarning",
            format!("Settings file not found at {}", path.display()),
        );
    }
    Ok(preferences)
}

fn current_folder() -> Result<PathBuf, Error> {
    Ok(std::env::current_dir().context("the current folder cannot be found")?)
}
