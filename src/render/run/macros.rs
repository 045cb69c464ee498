//! Macros and the callers of call blocks.

use std::fmt;
use std::sync::Arc;

use indexmap::IndexMap;
use minijinja::Value;
use minijinja::value::{DynObject, Object, ObjectRepr};

use super::{Frame, Run, with_stack};
use crate::render::fault::{Fault, Outcome};
use crate::render::python::{Args, Dict, by_identity, tuple};
use crate::render::syntax::ast;

/// A macro with the place where it was defined, whose variables it sees.
pub(crate) struct Macro {
    pub(super) definition: Arc<ast::Macro>,
    pub(super) frame: Frame,
}

impl Macro {
    fn name(&self) -> &str {
        self.definition.name.as_deref().unwrap_or("caller")
    }

    /// An attribute of a macro, such as its name.
    pub(super) fn attribute(value: &Value, name: &str) -> Option<Value> {
        let definition = &value.downcast_object_ref::<Self>()?.definition;
        Some(match name {
            "name" => definition.name.as_deref().map_or(Value::from(()), Value::from),
            "arguments" => tuple(
                definition
                    .parameters
                    .iter()
                    .map(|(name, _)| Value::from(&**name))
                    .collect(),
            ),
            "catch_kwargs" => Value::from(definition.takes.kwargs),
            "catch_varargs" => Value::from(definition.takes.varargs),
            "caller" => Value::from(definition.takes.caller),
            _ => return None,
        })
    }
}

impl fmt::Debug for Macro {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.definition.name {
            Some(name) => write!(f, "<Macro '{name}'>"),
            None => f.write_str("<Macro anonymous>"),
        }
    }
}

impl Object for Macro {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn custom_cmp(self: &Arc<Self>, other: &DynObject) -> Option<std::cmp::Ordering> {
        by_identity(self, other)
    }
}

impl Run<'_> {
    pub(super) fn make_macro(frame: &Frame, definition: &Arc<ast::Macro>) -> Value {
        Value::from_object(Macro {
            definition: definition.clone(),
            frame: frame.clone(),
        })
    }

    pub(super) fn call_macro(&mut self, own: &Arc<Macro>, args: Args) -> Outcome<Value> {
        let frame = own.frame.captured();
        self.nested(|run| {
            with_stack(|| {
                run.bind_parameters(own, &frame, args)?;
                let mut out = String::new();
                run.body(&frame, &own.definition.body, &mut out)?;
                run.budget.reserve(out.len())?;
                Ok(run.markup(out))
            })
        })
    }

    fn bind_parameters(&mut self, own: &Macro, frame: &Frame, mut args: Args) -> Outcome<()> {
        let definition = &own.definition;
        let takes = definition.takes;
        let mut positional = args.positional.into_iter();
        let mut explicit_caller = false;
        for (name, default) in &definition.parameters {
            explicit_caller |= &**name == "caller";
            let keyword = args.keyword.iter().position(|(own, _)| own == name);
            let value = match (positional.next(), keyword) {
                (Some(_), Some(_)) => {
                    return Err(Fault::failed(format!(
                        "macro '{}' takes not more than one value for the argument '{name}'",
                        own.name()
                    )));
                }
                (Some(value), None) => value,
                (None, Some(index)) => args.keyword.remove(index).1,
                (None, None) => match default {
                    Some(default) => self.eval(frame, default)?,
                    None => self.undefined(format!("parameter '{name}' was not provided")),
                },
            };
            frame.scope.set(name, value);
        }
        if takes.caller && !explicit_caller {
            let index = args.keyword.iter().position(|(own, _)| &**own == "caller");
            let caller = match index {
                Some(index) => args.keyword.remove(index).1,
                None => self.undefined("No caller defined"),
            };
            frame.scope.set(&"caller".into(), caller);
        }
        let rest: Vec<_> = positional.collect();
        if takes.kwargs {
            let kwargs: IndexMap<_, _> = args
                .keyword
                .into_iter()
                .map(|(name, value)| (Value::from(&*name), value))
                .collect();
            frame
                .scope
                .set(&"kwargs".into(), Value::from_object(Dict::from(kwargs)));
        } else if let Some((name, _)) = args.keyword.first() {
            let message = if &**name == "caller" {
                format!(
                    "macro '{}' was invoked with two values for the special caller argument. This is most likely a bug.",
                    own.name()
                )
            } else {
                format!("macro '{}' takes no keyword argument '{name}'", own.name())
            };
            return Err(Fault::failed(message));
        }
        if takes.varargs {
            frame.scope.set(&"varargs".into(), tuple(rest));
        } else if !rest.is_empty() {
            return Err(Fault::failed(format!(
                "macro '{}' takes not more than {} argument(s)",
                own.name(),
                definition.parameters.len()
            )));
        }
        Ok(())
    }

    /// A rendered text as a value: safe where texts are escaped.
    pub(super) fn markup(&self, text: String) -> Value {
        if self.autoescape {
            Value::from_safe_string(text)
        } else {
            Value::from(text)
        }
    }
}
