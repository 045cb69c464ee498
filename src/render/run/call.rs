//! Calls of functions, methods and everything else that can be called.

use std::fmt;
use std::sync::Arc;

use indexmap::IndexMap;
use minijinja::Value;
use minijinja::value::{DynObject, Kwargs, Object, ObjectRepr};

use super::loops::Loop;
use super::{Macro, Run, with_stack};
use crate::render::fault::{Fault, Outcome};
use crate::render::python::{Args, Kind, by_identity, freeze, methods, thaw, type_name};

type Call = dyn Fn(&mut Run<'_>, Args) -> Outcome<Value> + Send + Sync;

/// A function that templates can call.
pub(crate) struct Function {
    name: &'static str,
    call: Box<Call>,
}

impl Function {
    pub(crate) fn value(
        name: &'static str,
        call: impl Fn(&mut Run<'_>, Args) -> Outcome<Value> + Send + Sync + 'static,
    ) -> Value {
        Value::from_object(Self {
            name,
            call: Box::new(call),
        })
    }
}

impl fmt::Debug for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<function {}>", self.name)
    }
}

impl Object for Function {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn custom_cmp(self: &Arc<Self>, other: &DynObject) -> Option<std::cmp::Ordering> {
        by_identity(self, other)
    }
}

/// A method that was read from its object but not yet called.
#[derive(Debug)]
pub(crate) struct BoundMethod {
    receiver: Value,
    name: &'static str,
}

impl BoundMethod {
    pub(super) fn value(receiver: &Value, name: &'static str) -> Value {
        Value::from_object(Self {
            receiver: receiver.clone(),
            name,
        })
    }
}

impl Object for BoundMethod {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn custom_cmp(self: &Arc<Self>, other: &DynObject) -> Option<std::cmp::Ordering> {
        by_identity(self, other)
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "<built-in method {} of {} object>",
            self.name,
            type_name(&self.receiver)
        )
    }
}

/// Whether a value can be called.
pub(crate) fn is_callable(value: &Value) -> bool {
    value.downcast_object_ref::<BoundMethod>().is_some()
        || value.downcast_object_ref::<Function>().is_some()
        || value.downcast_object_ref::<Macro>().is_some()
        || value.downcast_object_ref::<Loop>().is_some()
}

/// Bytes of a text, or of what is copied with the items of a container.
pub(super) fn text_length(value: &Value) -> usize {
    match Kind::of(value) {
        Kind::Str(text) => text.len(),
        Kind::Bytes(bytes) => bytes.len(),
        Kind::List(list) => list.len() * size_of::<Value>(),
        Kind::Dict(dict) => dict.len() * 2 * size_of::<Value>(),
        _ => 0,
    }
}

impl Run<'_> {
    /// Calls a value.
    pub(crate) fn call(&mut self, callee: &Value, args: Args) -> Outcome<Value> {
        self.budget.step(1)?;
        if let Some(method) = callee.downcast_object_ref::<BoundMethod>() {
            self.budget.scan(text_length(&method.receiver))?;
            let result = methods::call(&method.receiver, method.name, args, &self.budget)?;
            self.budget.reserve(text_length(&result))?;
            return Ok(result);
        }
        if let Some(function) = callee.downcast_object_ref::<Function>() {
            return with_stack(|| (function.call)(self, args));
        }
        if let Some(definition) = callee.downcast_object::<Macro>() {
            return self.call_macro(&definition, args);
        }
        if let Some(own) = callee.downcast_object::<Loop>() {
            return self.recurse(&own, args);
        }
        match Kind::of(callee) {
            Kind::Undefined(undefined) => Err(undefined.fault()),
            Kind::Object => {
                let args = self.frozen(&args)?;
                let result = callee.call(&mut self.state, &args).map_err(|error| {
                    if error.detail() == Some("object is not callable") {
                        Fault::failed(format!("'{}' object is not callable", type_name(callee)))
                    } else {
                        error.into()
                    }
                })?;
                thaw(&result, &self.budget)
            }
            _ => Err(Fault::failed(format!(
                "'{}' object is not callable",
                type_name(callee)
            ))),
        }
    }

    /// Arguments as functions outside of the template take them.
    pub(super) fn frozen(&self, args: &Args) -> Outcome<Vec<Value>> {
        let freeze = |value: &Value| freeze(value, &self.budget);
        let mut frozen: Vec<_> = args.positional.iter().map(freeze).collect::<Outcome<_>>()?;
        if !args.keyword.is_empty() {
            let keyword: IndexMap<_, _> = args
                .keyword
                .iter()
                .map(|(name, value)| Ok((name.to_string(), freeze(value)?)))
                .collect::<Outcome<_>>()?;
            frozen.push(Kwargs::from_iter(keyword).into());
        }
        Ok(frozen)
    }
}
