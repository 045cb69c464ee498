//! `for` and its `loop`.

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use minijinja::Value;
use minijinja::value::{DynObject, Object, ObjectRepr};

use super::statement::Flow;
use super::{Frame, Function, Run};
use crate::render::fault::{Fault, Outcome};
use crate::render::python::{Args, by_identity, equal, iterate, lock, tuple};
use crate::render::syntax::ast::{Expr, For};

/// The `loop` of a running `for`.
pub(crate) struct Loop {
    items: Vec<Value>,
    index: AtomicUsize,
    depth: usize,
    /// What `changed` was called with last.
    last: Mutex<Option<Value>>,
    /// Where a recursive loop starts anew.
    recursion: Option<(Frame, Arc<For>)>,
}

impl fmt::Debug for Loop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let index = self.index.load(Ordering::Relaxed) + 1;
        write!(f, "<LoopContext {index}/{}>", self.items.len())
    }
}

impl Object for Loop {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn custom_cmp(self: &Arc<Self>, other: &DynObject) -> Option<std::cmp::Ordering> {
        by_identity(self, other)
    }
}

impl Run<'_> {
    pub(super) fn for_loop(&mut self, frame: &Frame, node: &Arc<For>, out: &mut String) -> Outcome<Flow> {
        let iterable = self.eval(frame, &node.iterable)?;
        let items = iterate(&iterable, &self.budget)
            .map_err(|fault| fault.at(&frame.template, node.iterable.span))?;
        self.for_items(frame, node, items, 0, out)
    }

    fn for_items(
        &mut self,
        frame: &Frame,
        node: &Arc<For>,
        items: Vec<Value>,
        depth: usize,
        out: &mut String,
    ) -> Outcome<Flow> {
        let items = match &node.condition {
            Some(condition) => self.chosen(frame, node, condition, items)?,
            None => items,
        };
        if items.is_empty() {
            return self.body(&frame.inner(), &node.otherwise, out);
        }
        let own = Arc::new(Loop {
            index: AtomicUsize::new(0),
            depth,
            last: Mutex::new(None),
            recursion: node.recursive.then(|| (frame.clone(), node.clone())),
            items,
        });
        let name: Arc<str> = "loop".into();
        for (index, item) in own.items.iter().enumerate() {
            own.index.store(index, Ordering::Relaxed);
            let inner = frame.inner();
            inner.scope.set(&name, Value::from_dyn_object(own.clone()));
            self.assign(&inner, &node.target, item.clone())?;
            let flow = self.body(&inner, &node.body, out);
            match flow? {
                Flow::Break => break,
                Flow::Next | Flow::Continue => {}
            }
        }
        Ok(Flow::Next)
    }

    /// The items for which the loop's own condition holds.
    fn chosen(
        &mut self,
        frame: &Frame,
        node: &For,
        condition: &Expr,
        items: Vec<Value>,
    ) -> Outcome<Vec<Value>> {
        let mut chosen = Vec::new();
        for item in items {
            let inner = frame.inner();
            self.assign(&inner, &node.target, item.clone())?;
            if self.test_truth(&inner, condition)? {
                chosen.push(item);
            }
        }
        Ok(chosen)
    }

    /// `loop(items)` in a recursive loop.
    pub(super) fn recurse(&mut self, own: &Arc<Loop>, args: Args) -> Outcome<Value> {
        let Some((frame, node)) = &own.recursion else {
            return Err(Fault::failed(
                "The loop must have the 'recursive' marker to be called recursively.",
            ));
        };
        let [iterable] = args.bind("loop", ["iterable"], 1)?;
        let items = iterate(&iterable.unwrap_or_default(), &self.budget)?;
        let frame = Frame {
            top: false,
            ..frame.clone()
        };
        let mut out = String::new();
        self.nested(|run| run.for_items(&frame, node, items, own.depth + 1, &mut out))?;
        self.budget.reserve(out.len())?;
        Ok(self.markup(out))
    }

    /// An attribute of a `loop`.
    pub(super) fn loop_attribute(&mut self, value: &Value, name: &str) -> Outcome<Option<Value>> {
        let Some(own) = value.downcast_object::<Loop>() else {
            return Ok(None);
        };
        let index = own.index.load(Ordering::Relaxed);
        let length = own.items.len();
        let neighbour = |run: &Self, item: Option<&Value>, hint: &str| {
            item.cloned().unwrap_or_else(|| run.undefined(hint))
        };
        Ok(Some(match name {
            "index" => Value::from(index + 1),
            "index0" => Value::from(index),
            "revindex" => Value::from(length - index),
            "revindex0" => Value::from(length - index - 1),
            "first" => Value::from(index == 0),
            "last" => Value::from(index + 1 == length),
            "length" => Value::from(length),
            "depth" => Value::from(own.depth + 1),
            "depth0" => Value::from(own.depth),
            "previtem" => {
                let item = index.checked_sub(1).and_then(|index| own.items.get(index));
                neighbour(self, item, "there is no previous item")
            }
            "nextitem" => neighbour(self, own.items.get(index + 1), "there is no next item"),
            "cycle" => Function::value("cycle", move |_, args| {
                if args.positional.is_empty() {
                    return Err(Fault::failed("no items for cycling given"));
                }
                let index = own.index.load(Ordering::Relaxed) % args.positional.len();
                Ok(args.positional[index].clone())
            }),
            "changed" => Function::value("changed", move |run, args| {
                let now = tuple(args.positional);
                let mut last = lock(&own.last);
                let same = match &*last {
                    Some(last) => equal(last, &now, &run.budget)?,
                    None => false,
                };
                *last = Some(now);
                Ok(Value::from(!same))
            }),
            _ => return Ok(None),
        }))
    }
}
