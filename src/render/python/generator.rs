//! What can be iterated over but is no list: generators, ranges and the views of a dict.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex};

use minijinja::Value;
use minijinja::value::{DynObject, Enumerator, Object, ObjectRepr};

use super::kind::{by_identity, lock, tuple};
use super::list::discard;
use super::text;

/// A sequence that can be read once, such as the result of `map` or `select`.
#[derive(Debug)]
pub(crate) struct Generator {
    name: &'static str,
    items: Mutex<VecDeque<Value>>,
}

impl Generator {
    pub(crate) fn value(items: Vec<Value>) -> Value {
        Self::named("generator object", items)
    }

    pub(crate) fn named(name: &'static str, items: Vec<Value>) -> Value {
        Value::from_object(Self {
            name,
            items: Mutex::new(items.into()),
        })
    }

    pub(crate) fn next(&self) -> Option<Value> {
        lock(&self.items).pop_front()
    }

    /// Takes everything that is left.
    pub(crate) fn drain(&self) -> Vec<Value> {
        lock(&self.items).drain(..).collect()
    }
}

impl Object for Generator {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Iterable
    }

    fn custom_cmp(self: &Arc<Self>, other: &DynObject) -> Option<std::cmp::Ordering> {
        by_identity(self, other)
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        let this = self.clone();
        Enumerator::Iter(Box::new(std::iter::from_fn(move || this.next())))
    }

    fn is_true(self: &Arc<Self>) -> bool {
        true
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<{}>", self.name)
    }
}

impl Drop for Generator {
    fn drop(&mut self) {
        discard(self.drain());
    }
}

/// Python's `range`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Range {
    pub(crate) start: i64,
    pub(crate) end: i64,
    pub(crate) step: i64,
}

impl Range {
    pub(crate) fn len(self) -> usize {
        let (start, end, step) = (
            i128::from(self.start),
            i128::from(self.end),
            i128::from(self.step),
        );
        let distance = if step > 0 { end - start } else { start - end };
        usize::try_from((distance.max(0) + step.abs() - 1) / step.abs()).unwrap_or(usize::MAX)
    }

    pub(crate) fn get(self, index: usize) -> Option<i64> {
        (index < self.len()).then(|| self.start + i64::try_from(index).unwrap_or(0) * self.step)
    }

    pub(crate) fn items(self) -> Vec<Value> {
        (0..self.len())
            .filter_map(|index| self.get(index))
            .map(Value::from)
            .collect()
    }
}

impl Object for Range {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Seq
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get(key.as_usize()?).map(Value::from)
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Seq(self.len())
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.step {
            1 => write!(f, "range({}, {})", self.start, self.end),
            step => write!(f, "range({}, {}, {step})", self.start, self.end),
        }
    }
}

/// What `keys()`, `values()` and `items()` of a dict give: it changes with the dict.
#[derive(Debug)]
pub(crate) struct View {
    dict: Value,
    part: Part,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Keys,
    Values,
    Items,
}

impl View {
    pub(crate) fn value(dict: &Value, part: Part) -> Value {
        Value::from_object(Self {
            dict: dict.clone(),
            part,
        })
    }

    pub(crate) fn type_name(&self) -> &'static str {
        match self.part {
            Part::Keys => "dict_keys",
            Part::Values => "dict_values",
            Part::Items => "dict_items",
        }
    }

    pub(crate) fn items(&self) -> Vec<Value> {
        let pairs = self.dict.as_object().and_then(DynObject::try_iter_pairs);
        pairs
            .into_iter()
            .flatten()
            .map(|(key, value)| match self.part {
                Part::Keys => key,
                Part::Values => value,
                Part::Items => tuple(vec![key, value]),
            })
            .collect()
    }
}

impl Object for View {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Iterable
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(self.items())
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        text::render(&Value::from_dyn_object(self.clone()), f)
    }
}
