use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;

use serde_yaml::{Mapping, Value};

/// Where an answer that nobody was asked for came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Provenance {
    /// `-d key=value`
    Flag,
    /// A flag of its own, such as `--profile`.
    Named(&'static str),
    /// `--data-file`, whose other keys become variables of the template.
    DataFile(PathBuf),
    /// `--answers`, with the line of the key.
    AnswersFile(PathBuf, usize),
    /// `SCAFFOLD_ANSWER_<KEY>`
    Environment(String),
}

impl Provenance {
    /// Sources of our own are read strictly; copier's casts are kept where copier's flags are used.
    pub(crate) fn is_strict(&self) -> bool {
        matches!(self, Self::AnswersFile(..) | Self::Environment(_))
    }
}

impl fmt::Display for Provenance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag => write!(f, "`-d`"),
            Self::Named(flag) => write!(f, "`{flag}`"),
            Self::DataFile(path) => write!(f, "`{}`", path.display()),
            Self::AnswersFile(path, line) => write!(f, "`{}`, line {line}", path.display()),
            Self::Environment(name) => write!(f, "`{name}`"),
        }
    }
}

/// Answers and variables that were given from outside, strongest source last.
#[derive(Debug, Clone, Default)]
pub(crate) struct Given {
    values: Mapping,
    provenance: BTreeMap<String, Provenance>,
}

impl Given {
    /// Takes over a value; one that was given before is replaced.
    pub(crate) fn put(&mut self, key: &str, value: Value, from: Provenance) {
        self.values.insert(key.into(), value);
        self.provenance.insert(key.to_owned(), from);
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Value> {
        self.values.get(key)
    }

    pub(crate) fn forget(&mut self, key: &str) {
        self.values.shift_remove(key);
        self.provenance.remove(key);
    }

    pub(crate) fn provenance(&self, key: &str) -> Option<&Provenance> {
        self.provenance.get(key)
    }

    pub(crate) fn values(&self) -> &Mapping {
        &self.values
    }
}

/// Everything besides the user that may answer a question.
#[derive(Debug, Clone, Default)]
pub(crate) struct Sources {
    pub(crate) given: Given,
    /// The answers that the project recorded last time.
    pub(crate) recorded: Mapping,
    /// Defaults from the user's settings, which go before the template's.
    pub(crate) preferred: Mapping,
}
