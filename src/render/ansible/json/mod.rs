//! JSON as Python's `json` module reads and writes it.

mod filters;
mod read;
mod write;

pub(super) use filters::{from_json, to_json, to_nice_json};
