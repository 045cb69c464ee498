//! Everything that is printed or asked.

mod diff;
mod plan_view;
mod printer;
mod progress;
mod prompt;
pub(crate) mod questions;
mod report;
mod search;
mod update_view;
mod words;

pub(crate) use diff::{diff, plain_diff};
pub(crate) use plan_view::{Layout, PlanView};
pub(crate) use printer::{Printer, error, usage};
pub(crate) use progress::waiting;
pub(crate) use prompt::{Terminal, has_terminal};
pub(crate) use update_view::UpdateView;
