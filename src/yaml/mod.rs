//! YAML as PyYAML reads and writes it: version 1.1, so `yes` is a boolean and `010` is eight.
//!
//! Values are [`serde_yaml::Value`]s. What YAML 1.1 has and that type lacks is a tagged string:
//! `!timestamp` (Python's `isoformat()` of a `date` or `datetime`), `!binary` (base64), `!int` (an integer
//! beyond 64 bits) and `!set` (a mapping to nulls).

mod dump;
mod error;
mod limits;
mod mark;
mod read;
mod scan;
mod tagged;

pub(crate) use dump::{Flow, Quotes, Style, dump, float_repr};
pub(crate) use error::YamlError;
pub(crate) use limits::Limits;
pub(crate) use read::{Kind, Node, decode, list_items, load, load_all, load_bytes, parse};

#[cfg(test)]
mod tests;
