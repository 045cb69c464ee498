//! An account's networking, looked up for a project that exists.

mod accounts;
mod discovering;
mod files;
mod given;
mod writing;

pub(super) use discovering::run;
