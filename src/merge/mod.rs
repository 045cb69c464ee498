//! The last render, the project and the new render become one, by git's own merge.

mod conflict;
mod error;
mod import;
mod line_ends;
mod outcome;
mod reading;
mod rejected;
mod scratch;
mod solving;
mod three_way;

#[cfg(test)]
mod tests;

pub(crate) use conflict::Conflict;
pub(crate) use error::MergeError;
pub(crate) use three_way::{Merged, Style, Versions, merge};
