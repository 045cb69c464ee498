//! `cycler` and `joiner`.

use std::cmp::Ordering;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};

use minijinja::Value;
use minijinja::value::{DynObject, Object, ObjectRepr};

use crate::render::fault::{Fault, Outcome};
use crate::render::python::{Args, by_identity, discard, tuple};
use crate::render::run::{Function, Run};

/// Gives its items one after the other, again and again.
struct Cycler {
    items: Vec<Value>,
    position: AtomicUsize,
}

impl fmt::Debug for Cycler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<Cycler>")
    }
}

impl Object for Cycler {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn custom_cmp(self: &Arc<Self>, other: &DynObject) -> Option<Ordering> {
        by_identity(self, other)
    }
}

/// An attribute of a cycler that is a function without arguments.
fn method(
    name: &'static str,
    call: impl Fn(&mut Run<'_>) -> Outcome<Value> + Send + Sync + 'static,
) -> Value {
    Function::value(name, move |run, args| {
        args.none(name)?;
        call(run)
    })
}

impl Drop for Cycler {
    fn drop(&mut self) {
        discard(std::mem::take(&mut self.items));
    }
}

impl Cycler {
    fn current(&self) -> Value {
        let position = self.position.load(Relaxed);
        self.items.get(position).cloned().unwrap_or_default()
    }
}

pub(super) fn cycler(_: &mut Run<'_>, args: Args) -> Outcome<Value> {
    if args.positional.is_empty() {
        return Err(Fault::failed("at least one item has to be provided"));
    }
    Ok(Value::from_object(Cycler {
        items: args.positional,
        position: AtomicUsize::new(0),
    }))
}

pub(super) fn attribute(value: &Value, name: &str) -> Option<Value> {
    let cycler = value.downcast_object::<Cycler>()?;
    Some(match name {
        "current" => cycler.current(),
        "pos" => Value::from(cycler.position.load(Relaxed)),
        "items" => tuple(cycler.items.clone()),
        "next" => method("next", move |_| {
            let current = cycler.current();
            let next = (cycler.position.load(Relaxed) + 1) % cycler.items.len();
            cycler.position.store(next, Relaxed);
            Ok(current)
        }),
        "reset" => method("reset", move |_| {
            cycler.position.store(0, Relaxed);
            Ok(Value::from(()))
        }),
        _ => return None,
    })
}

/// A function that gives nothing the first time and its separator from then on.
pub(super) fn joiner(_: &mut Run<'_>, args: Args) -> Outcome<Value> {
    let [separator] = args.bind("joiner", ["sep"], 0)?;
    let separator = separator.unwrap_or_else(|| Value::from(", "));
    let used = AtomicBool::new(false);
    Ok(Function::value("joiner", move |_, args| {
        args.none("joiner")?;
        Ok(if used.swap(true, Relaxed) {
            separator.clone()
        } else {
            Value::from("")
        })
    }))
}
