use std::cmp::Ordering;
use std::fmt;
use std::sync::{Arc, Mutex};

use indexmap::IndexMap;
use minijinja::Value;
use minijinja::value::{DynObject, Object, ObjectRepr};

use super::kind::{by_identity, lock};
use super::list::discard;

/// Jinja2's `namespace`: an object whose attributes can be set from inner scopes.
#[derive(Default)]
pub(crate) struct Namespace {
    attributes: Mutex<IndexMap<String, Value>>,
}

impl Namespace {
    pub(crate) fn set(&self, name: &str, value: Value) {
        lock(&self.attributes).insert(name.to_owned(), value);
    }

    pub(crate) fn get(&self, name: &str) -> Option<Value> {
        lock(&self.attributes).get(name).cloned()
    }

    pub(super) fn pairs(&self) -> Vec<(Value, Value)> {
        lock(&self.attributes)
            .iter()
            .map(|(name, value)| (Value::from(name.as_str()), value.clone()))
            .collect()
    }
}

impl fmt::Debug for Namespace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<Namespace>")
    }
}

impl Object for Namespace {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn custom_cmp(self: &Arc<Self>, other: &DynObject) -> Option<Ordering> {
        by_identity(self, other)
    }
}

impl Drop for Namespace {
    fn drop(&mut self) {
        discard(
            std::mem::take(&mut *lock(&self.attributes))
                .into_values()
                .collect(),
        );
    }
}
