//! A template's files, planned against a folder and written: what `new`, `copy` and `recopy` share.

mod conflicts;
mod generating;
mod request;
mod writing;

pub(super) use generating::run;
pub(super) use request::{Cloud, Request};
