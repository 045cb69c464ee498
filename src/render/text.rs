//! Values as Python would print them.

use serde_yaml::Value;

use super::Limits;
use super::budget::Budget;
use super::fault::Outcome;
use super::python::{self, thaw};
use super::value::to_jinja;

/// A value as Python's `str()` gives it.
pub(crate) fn to_text(value: &Value) -> String {
    printed(value, python::to_text)
}

/// A value as Python's `repr()` gives it: text stands in quotes.
pub(crate) fn repr(value: &Value) -> String {
    printed(value, python::repr)
}

fn printed(value: &Value, print: impl Fn(&minijinja::Value, &Budget) -> Outcome<String>) -> String {
    let budget = Budget::new(Limits::default());
    thaw(&to_jinja(value), &budget)
        .and_then(|value| print(&value, &budget))
        .unwrap_or_else(|_| "...".to_owned())
}
