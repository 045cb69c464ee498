use std::collections::BTreeSet;

use serde_yaml::{Mapping, Value};

use crate::template::Question;

/// What the template renders with, by source; a later source hides an earlier one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Answers {
    /// `_src_path` and `_commit`.
    metadata: Mapping,
    recorded: Mapping,
    given: Mapping,
    /// Validated answers, in the order of the questions.
    settled: Mapping,
    /// Questions that did not apply; their values are used and not recorded.
    hidden: BTreeSet<String>,
}

impl Answers {
    pub(crate) fn new(metadata: Mapping, recorded: Mapping, given: Mapping) -> Self {
        Self {
            metadata,
            recorded,
            given,
            ..Self::default()
        }
    }

    pub(crate) fn settle(&mut self, name: &str, value: Value) {
        self.settled.insert(name.into(), value);
    }

    pub(crate) fn hide(&mut self, name: &str) {
        self.hidden.insert(name.to_owned());
    }

    pub(crate) fn is_hidden(&self, name: &str) -> bool {
        self.hidden.contains(name)
    }

    pub(crate) fn recorded(&self, name: &str) -> Option<&Value> {
        self.recorded.get(name)
    }

    pub(crate) fn forget_recorded(&mut self, name: &str) {
        self.recorded.shift_remove(name);
    }

    pub(crate) fn settled(&self, name: &str) -> Option<&Value> {
        self.settled.get(name)
    }

    /// All values by name, the strongest source of each.
    pub(crate) fn combined(&self) -> Mapping {
        let mut combined = Mapping::new();
        for source in [&self.recorded, &self.metadata, &self.given, &self.settled] {
            combined.extend(source.iter().map(|(name, value)| (name.clone(), value.clone())));
        }
        combined
    }

    /// What the answers file keeps: the template's source and version, then every answer that applies,
    /// is no secret and can be written as JSON.
    pub(crate) fn to_record(&self, questions: &[Question], secret: &[String]) -> Mapping {
        let mut record = Mapping::new();
        for name in ["_commit", "_src_path"] {
            if let Some(value) = self.metadata.get(name) {
                record.insert(name.into(), value.clone());
            }
        }
        for (key, value) in self.combined() {
            let Some(name) = key.as_str() else { continue };
            let asked = questions
                .iter()
                .any(|question| question.name == name && !question.secret);
            if asked
                && !name.starts_with('_')
                && !self.hidden.contains(name)
                && !secret.iter().any(|s| s == name)
                && is_plain(&value)
            {
                record.insert(key, value);
            }
        }
        record
    }
}

/// Dates and bytes have no JSON form and are not recorded.
fn is_plain(value: &Value) -> bool {
    match value {
        Value::Tagged(tagged) => tagged.tag == "int",
        _ => true,
    }
}
