//! `scaffold`: delivery projects from copier templates.

mod answers;
mod aws;
mod cli;
mod commands;
mod error;
mod exit;
mod git;
mod interrupt;
mod merge;
mod nearest;
mod plan;
mod preferences;
mod project;
mod render;
mod tasks;
mod template;
mod tree;
mod ui;
mod yaml;

use clap::Parser;

fn main() -> std::process::ExitCode {
    let cli = match cli::Cli::try_parse() {
        Ok(cli) => cli,
        Err(usage) => return ui::usage(&usage).into(),
    };
    interrupt::listen();
    let exit = commands::run(&cli.command).unwrap_or_else(|error| {
        ui::error(&error);
        error.exit()
    });
    exit.into()
}
