//! Regular expressions with the syntax and the meaning of Python's `re`.

mod class;
mod cursor;
mod filters;
mod pattern;
mod quantifier;
mod replacement;
mod translate;

pub(super) use filters::{escape, regex_escape, regex_findall, regex_replace, regex_search};
pub(super) use pattern::Pattern;
