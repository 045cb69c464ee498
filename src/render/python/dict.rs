use std::fmt;
use std::sync::{Arc, Mutex};

use indexmap::IndexMap;
use minijinja::Value;
use minijinja::value::{Enumerator, Object, ObjectRepr};

use super::kind::{Kind, lock};
use super::list::discard;
use super::text;

/// Python's dict: ordered, shared, and it can change.
#[derive(Debug, Default)]
pub(crate) struct Dict {
    entries: Mutex<IndexMap<Value, Value>>,
}

impl Dict {
    /// The entries as they are now.
    pub(crate) fn pairs(&self) -> Vec<(Value, Value)> {
        lock(&self.entries)
            .iter()
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect()
    }

    pub(crate) fn keys(&self) -> Vec<Value> {
        lock(&self.entries).keys().cloned().collect()
    }

    pub(crate) fn len(&self) -> usize {
        lock(&self.entries).len()
    }

    pub(crate) fn get(&self, key: &Value) -> Option<Value> {
        let entries = lock(&self.entries);
        let alias = || twin(key).and_then(|twin| entries.get(&twin));
        entries.get(key).or_else(alias).cloned()
    }

    pub(crate) fn insert(&self, key: Value, value: Value) {
        let mut entries = lock(&self.entries);
        let twin = twin(&key).filter(|twin| !entries.contains_key(&key) && entries.contains_key(twin));
        entries.insert(twin.unwrap_or(key), value);
    }

    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut IndexMap<Value, Value>) -> T) -> T {
        change(&mut lock(&self.entries))
    }
}

/// The number that a boolean key is the same as, or the boolean for such a number.
fn twin(key: &Value) -> Option<Value> {
    match Kind::of(key) {
        Kind::Bool(bool) => Some(Value::from(i64::from(bool))),
        Kind::Int(int @ 0..=1) => Some(Value::from(int == 1)),
        _ => None,
    }
}

impl From<IndexMap<Value, Value>> for Dict {
    fn from(entries: IndexMap<Value, Value>) -> Self {
        Self {
            entries: Mutex::new(entries),
        }
    }
}

impl Object for Dict {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Map
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get(key)
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(self.keys())
    }

    fn enumerator_len(self: &Arc<Self>) -> Option<usize> {
        Some(self.len())
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        text::render(&Value::from_dyn_object(self.clone()), f)
    }
}

impl Drop for Dict {
    fn drop(&mut self) {
        let entries = std::mem::take(&mut *lock(&self.entries));
        discard(
            entries
                .into_iter()
                .flat_map(|(key, value)| [key, value])
                .collect(),
        );
    }
}
