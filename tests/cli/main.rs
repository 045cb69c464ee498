//! The binary as a user runs it: exit code, both outputs and files, exactly.

#![expect(
    clippy::expect_used,
    clippy::panic,
    clippy::format_push_string,
    clippy::case_sensitive_file_extension_comparisons,
    reason = "a test that cannot go on has failed"
)]

mod aws;
mod bad_input;
mod copying;
mod documentation;
mod help;
mod hints;
mod kill;
mod new;
mod pty;
mod questions;
mod sandbox;
mod template;
mod terminal;
mod update;
