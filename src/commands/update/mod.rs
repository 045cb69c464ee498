//! A project brought to its template's newest version: what the template changed is merged into what you have.

mod applying;
mod base;
mod updating;

pub(super) use updating::run;
