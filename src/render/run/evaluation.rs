use std::collections::HashMap;
use std::sync::Arc;

use minijinja::{State, Value};

use super::frame::{Frame, Scope};
use crate::render::budget::Budget;
use crate::render::fault::{Fault, FaultKind, Outcome};
use crate::render::python::{Undefined, iterate, thaw, truth};
use crate::render::syntax::ast::Template;
use crate::render::{Context, Engine, globals};

/// How deep macros, includes and blocks may call each other.
const MAX_CALLS: usize = 300;

/// One rendering: what it has used up and what it shares between its templates.
pub(crate) struct Run<'e> {
    pub(crate) engine: &'e Engine,
    pub(crate) state: State<'e, 'e>,
    pub(crate) budget: Budget,
    pub(crate) autoescape: bool,
    pub(super) context: &'e Context,
    /// The context's containers, in the form that the template can change.
    pub(super) thawed: HashMap<String, Value>,
    pub(super) calls: usize,
    pub(super) yielded: Option<Yielded>,
    /// Scopes that hold a macro, which in turn holds its scope.
    pub(super) cycles: Vec<Arc<Scope>>,
}

impl Drop for Run<'_> {
    fn drop(&mut self) {
        for scope in self.cycles.drain(..) {
            scope.clear();
        }
    }
}

/// What a `yield` tag gave: the name and the value to loop over.
pub(crate) struct Yielded {
    pub(crate) name: Arc<str>,
    pub(crate) iterable: Value,
}

impl<'e> Run<'e> {
    pub(crate) fn new(engine: &'e Engine, context: &'e Context) -> Self {
        Self {
            engine,
            state: engine.environment().empty_state(),
            budget: Budget::new(engine.limits()),
            autoescape: engine.envops().autoescape,
            context,
            thawed: HashMap::new(),
            calls: 0,
            yielded: None,
            cycles: Vec::new(),
        }
    }

    /// Remembers scopes that a macro keeps alive, to free them at the end.
    pub(super) fn hold(&mut self, frame: &Frame) {
        self.cycles.push(frame.scope.clone());
        self.cycles.push(frame.world.root.clone());
    }

    /// Renders a template.
    pub(crate) fn render(&mut self, template: &Arc<Template>) -> Outcome<String> {
        let mut out = String::new();
        let frame = Frame::root(template.clone(), None, true);
        with_stack(|| self.template(&frame, &mut out))?;
        Ok(out)
    }

    pub(crate) fn take_yielded(&mut self) -> Option<Yielded> {
        self.yielded.take()
    }

    /// The items that a `yield` tag loops over.
    pub(crate) fn yielded_items(&self, yielded: &Yielded) -> Outcome<Vec<Value>> {
        if truth(&yielded.iterable)? {
            iterate(&yielded.iterable, &self.budget)
        } else {
            Ok(Vec::new())
        }
    }

    pub(crate) fn undefined(&self, message: impl Into<Arc<str>>) -> Value {
        Undefined::value(message, self.engine.is_strict())
    }

    /// A variable as the place sees it.
    pub(super) fn lookup(&mut self, frame: &Frame, name: &str) -> Outcome<Value> {
        if let Some(value) = frame.scope.get(name) {
            return Ok(value);
        }
        if frame.world.with_context {
            if let Some(value) = self.thawed.get(name) {
                return Ok(value.clone());
            }
            if let Some(value) = self.context.get(name) {
                let value = thaw(value, &self.budget)?;
                self.thawed.insert(name.to_owned(), value.clone());
                return Ok(value);
            }
        }
        Ok(globals::find(name).unwrap_or_else(|| self.undefined(format!("'{name}' is undefined"))))
    }

    /// Runs what nests, as deep as the stack and the limits allow.
    pub(super) fn nested<T>(&mut self, work: impl FnOnce(&mut Self) -> Outcome<T>) -> Outcome<T> {
        self.calls += 1;
        if self.calls > MAX_CALLS {
            self.calls -= 1;
            return Err(Fault::limit("the template calls itself too deeply"));
        }
        let result = work(self);
        self.calls -= 1;
        result
    }

    pub(super) fn yields(&mut self, name: &Arc<str>, iterable: Value) -> Outcome<()> {
        if let Some(first) = &self.yielded {
            let iterable = crate::render::python::to_text(&first.iterable, &self.budget)?;
            return Err(Fault::new(
                FaultKind::MultipleYieldTags,
                format!(
                    "Attempted to parse the yield tag twice. Only one yield tag is allowed per path name.\nA yield tag with the name: \"{}\" and iterable: \"{iterable}\" already exists.",
                    first.name
                ),
            ));
        }
        self.yielded = Some(Yielded {
            name: name.clone(),
            iterable,
        });
        Ok(())
    }
}

/// Grows the stack where little of it is left.
pub(super) fn with_stack<T>(work: impl FnOnce() -> T) -> T {
    stacker::maybe_grow(192 << 10, 4 << 20, work)
}
