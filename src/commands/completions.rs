use clap::CommandFactory;

use crate::cli::{Cli, Completions};
use crate::exit::Exit;
use crate::ui::Printer;

/// Prints the completion script of a shell.
pub(crate) fn run(args: &Completions) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "scaffold", &mut script);
    Printer::new(false, false).data(&String::from_utf8_lossy(&script));
    Exit::Done
}
