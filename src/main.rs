//! `scaffold`: delivery projects from copier templates.
#![cfg_attr(not(test), allow(dead_code))]

mod answers;
mod commands;
mod exit;
mod plan;
mod project;
mod render;
mod template;
mod tree;
mod ui;
mod yaml;

fn main() -> std::process::ExitCode {
    exit::Exit::Done.into()
}
