use anyhow::Context;
use clap::CommandFactory;

use crate::cli::Cli;
use crate::error::Error;
use crate::exit::Exit;
use crate::ui::Printer;

/// Prints the manual page: the program and then each of its commands.
pub(crate) fn run() -> Result<Exit, Error> {
    let mut page = Vec::new();
    let mut program = Cli::command();
    program.build();
    let commands = program
        .get_subcommands()
        .filter(|command| !command.is_hide_set() && command.get_name() != "help");
    for command in std::iter::once(&program).chain(commands) {
        clap_mangen::Man::new(command.clone())
            .render(&mut page)
            .context("the manual page cannot be rendered")?;
    }
    Printer::new(false, false).data(&String::from_utf8_lossy(&page));
    Ok(Exit::Done)
}
