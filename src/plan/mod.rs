//! A Tree against a folder: what would change, and the one place that changes it.

mod apply;
mod building;
mod change;
mod compare;
mod dir;
mod error;
mod fault;
mod fresh;
mod in_place;
mod interrupt;
mod journal;
mod planned;
mod recover;
mod stage;
mod steps;
mod survey;
mod target;
#[cfg(test)]
mod tests;
mod twins;
mod work;

pub(crate) use change::{Action, Change, Counts, Decision};
pub(crate) use error::{ApplyError, PlanError, RecoverError};
pub(crate) use interrupt::Interrupt;
pub(crate) use planned::{Plan, Policy};
pub(crate) use recover::recover;
