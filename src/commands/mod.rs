//! One file per subcommand.

mod completions;
mod copy;
mod fetching;
mod generate;
mod man;
mod new;
mod questions;
mod recopy;

use std::path::PathBuf;

use anyhow::Context;

use self::fetching::{fetched, template_root};
use crate::cli::Command;
use crate::error::Error;
use crate::exit::Exit;

/// Runs one command.
pub(crate) fn run(command: &Command) -> Result<Exit, Error> {
    match command {
        Command::New(args) => new::run(args),
        Command::Copy(args) => copy::run(args),
        Command::Recopy(args) => recopy::run(args),
        Command::Questions(args) => questions::run(args),
        Command::Completions(args) => Ok(completions::run(args)),
        Command::Man => man::run(),
    }
}

fn current_folder() -> Result<PathBuf, Error> {
    Ok(std::env::current_dir().context("the current folder cannot be found")?)
}
