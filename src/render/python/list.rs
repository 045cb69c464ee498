use std::cell::RefCell;
use std::fmt;
use std::sync::{Arc, Mutex};

use minijinja::Value;
use minijinja::value::{Enumerator, Object, ObjectRepr};

use super::kind::lock;
use super::text;

/// Python's list: shared, and it can change.
#[derive(Debug, Default)]
pub(crate) struct List {
    items: Mutex<Vec<Value>>,
}

/// Python's tuple.
#[derive(Debug, Default)]
pub(crate) struct Tuple {
    items: Vec<Value>,
    /// What the items are called, if the tuple is a named one.
    names: &'static [&'static str],
}

impl List {
    /// The items as they are now.
    pub(crate) fn items(&self) -> Vec<Value> {
        lock(&self.items).clone()
    }

    pub(crate) fn len(&self) -> usize {
        lock(&self.items).len()
    }

    pub(crate) fn get(&self, index: usize) -> Option<Value> {
        lock(&self.items).get(index).cloned()
    }

    pub(crate) fn change<T>(&self, change: impl FnOnce(&mut Vec<Value>) -> T) -> T {
        change(&mut lock(&self.items))
    }
}

impl From<Vec<Value>> for List {
    fn from(items: Vec<Value>) -> Self {
        Self {
            items: Mutex::new(items),
        }
    }
}

impl From<Vec<Value>> for Tuple {
    fn from(items: Vec<Value>) -> Self {
        Self { items, names: &[] }
    }
}

impl Tuple {
    /// A tuple of which the items are attributes, too.
    pub(crate) fn named(names: &'static [&'static str], items: Vec<Value>) -> Self {
        Self { items, names }
    }

    /// The item of that name.
    pub(crate) fn attribute(&self, name: &str) -> Option<Value> {
        let index = self.names.iter().position(|own| *own == name)?;
        self.items.get(index).cloned()
    }
}

impl std::ops::Deref for Tuple {
    type Target = [Value];

    fn deref(&self) -> &[Value] {
        &self.items
    }
}

impl Object for List {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Seq
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get(key.as_usize()?)
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(self.items())
    }

    fn enumerator_len(self: &Arc<Self>) -> Option<usize> {
        Some(self.len())
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        text::render(&Value::from_dyn_object(self.clone()), f)
    }
}

impl Object for Tuple {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Seq
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.items.get(key.as_usize()?).cloned()
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(self.items.clone())
    }

    fn enumerator_len(self: &Arc<Self>) -> Option<usize> {
        Some(self.items.len())
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        text::render(&Value::from_dyn_object(self.clone()), f)
    }
}

impl Drop for List {
    fn drop(&mut self) {
        discard(std::mem::take(&mut *lock(&self.items)));
    }
}

impl Drop for Tuple {
    fn drop(&mut self) {
        discard(std::mem::take(&mut self.items));
    }
}

thread_local! {
    /// Values that wait to be dropped by the outermost `discard`.
    static WAITING: RefCell<Option<Vec<Value>>> = const { RefCell::new(None) };
}

/// Drops a container's values one after the other, so that deep nesting takes no stack.
pub(crate) fn discard(values: Vec<Value>) {
    if !values.iter().any(|value| value.as_object().is_some()) {
        return;
    }
    let nested = WAITING.try_with(|waiting| match &mut *waiting.borrow_mut() {
        Some(waiting) => {
            waiting.extend(values);
            true
        }
        none => {
            *none = Some(values);
            false
        }
    });
    if nested != Ok(false) {
        return;
    }
    while let Ok(Some(value)) = WAITING.try_with(|waiting| waiting.borrow_mut().as_mut().and_then(Vec::pop)) {
        drop(value);
    }
    let _ = WAITING.try_with(|waiting| waiting.borrow_mut().take());
}
