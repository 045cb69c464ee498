//! Templates that use others: `extends`, `include` and `import`.

use std::fmt;
use std::sync::Arc;

use minijinja::Value;
use minijinja::value::{DynObject, Object, ObjectRepr};

use super::{Frame, Function, Run, Scope, with_stack};
use crate::render::fault::{Fault, FaultKind, Outcome};
use crate::render::python::{Kind, by_identity, iterate, to_text, type_name};
use crate::render::syntax::ast::{Expr, FromImport, Include, Template};

/// What `import` gives: a template's top-level variables.
struct Module {
    frame: Frame,
    text: String,
}

impl fmt::Debug for Module {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Object for Module {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn custom_cmp(self: &Arc<Self>, other: &DynObject) -> Option<std::cmp::Ordering> {
        by_identity(self, other)
    }
}

/// `self`: the template's blocks as functions.
struct SelfReference {
    frame: Frame,
}

impl fmt::Debug for SelfReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "<TemplateReference '{}'>", self.frame.template.origin.file)
    }
}

impl Object for SelfReference {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn custom_cmp(self: &Arc<Self>, other: &DynObject) -> Option<std::cmp::Ordering> {
        by_identity(self, other)
    }
}

impl Run<'_> {
    /// Runs a template and the ones that it extends.
    pub(super) fn template(&mut self, frame: &Frame, out: &mut String) -> Outcome<()> {
        let mut frame = frame.clone();
        loop {
            let body = frame.template.clone();
            self.body(&frame, &body.body, out)?;
            match frame.world.take_parent() {
                Some(parent) => frame.template = parent,
                None => return Ok(()),
            }
            self.budget.step(1000)?;
        }
    }

    pub(super) fn extends(&mut self, frame: &Frame, parent: &Expr) -> Outcome<()> {
        let parent = self.named_template(frame, parent)?;
        frame.world.add_blocks(&parent);
        if !frame.world.extend(parent) {
            return Err(Fault::failed("extended multiple times"));
        }
        Ok(())
    }

    pub(super) fn block(&mut self, frame: &Frame, name: &Arc<str>, out: &mut String) -> Outcome<()> {
        let scoped = frame.template.blocks.get(name).is_some_and(|block| block.scoped);
        self.block_level(frame, name, 0, scoped, out)
    }

    fn block_level(
        &mut self,
        frame: &Frame,
        name: &Arc<str>,
        level: usize,
        scoped: bool,
        out: &mut String,
    ) -> Outcome<()> {
        let Some((template, block)) = frame.world.block(name, level) else {
            return Err(Fault::undefined(format!(
                "there is no parent block called '{name}'."
            )));
        };
        if block.required && level == 0 {
            return Err(Fault::failed(format!("Required block '{name}' not found")));
        }
        let outer = if scoped { &frame.scope } else { &frame.world.root };
        let inner = Frame {
            template,
            scope: Scope::within(Some(outer.clone())),
            world: frame.world.clone(),
            top: false,
        };
        let for_super = frame.clone();
        let block_name = name.clone();
        let super_function = Function::value("super", move |run, args| {
            args.none("super")?;
            let mut text = String::new();
            run.block_level(&for_super, &block_name, level + 1, scoped, &mut text)?;
            run.budget.reserve(text.len())?;
            Ok(run.markup(text))
        });
        inner.scope.set(&"super".into(), super_function);
        self.nested(|run| with_stack(|| run.body(&inner, &block.body, out).map(|_| ())))
    }

    pub(super) fn include(&mut self, frame: &Frame, include: &Include, out: &mut String) -> Outcome<()> {
        let template = match self.named_template(frame, &include.template) {
            Err(fault) if include.ignore_missing && fault.is_not_found() => return Ok(()),
            template => template?,
        };
        let outer = include.with_context.then(|| frame.scope.clone());
        let inner = self.root_within(template, outer, include.with_context && frame.world.with_context);
        let mut text = String::new();
        self.nested(|run| with_stack(|| run.template(&inner, &mut text)))?;
        if !frame.is_silenced() {
            out.push_str(&text);
        }
        Ok(())
    }

    /// The outermost place of a template that another one uses; the other's `loop` stays its own.
    fn root_within(&self, template: Arc<Template>, outer: Option<Arc<Scope>>, with_context: bool) -> Frame {
        let has_outer = outer.is_some();
        let frame = Frame::root(template, outer, with_context);
        if has_outer {
            frame
                .scope
                .set(&"loop".into(), self.undefined("'loop' is undefined"));
        }
        frame
    }

    pub(super) fn import(&mut self, frame: &Frame, template: &Expr, with_context: bool) -> Outcome<Value> {
        let template = self.named_template(frame, template)?;
        let outer = with_context.then(|| frame.scope.clone());
        let inner = self.root_within(template, outer, with_context && frame.world.with_context);
        let mut text = String::new();
        self.nested(|run| with_stack(|| run.template(&inner, &mut text)))?;
        self.budget.reserve(text.len())?;
        Ok(Value::from_object(Module { frame: inner, text }))
    }

    pub(super) fn import_names(&mut self, frame: &Frame, import: &FromImport) -> Outcome<()> {
        let module = self.import(frame, &import.template, import.with_context)?;
        for (name, alias) in &import.names {
            let value = Self::template_attribute(&module, name).unwrap_or_else(|| {
                let template = module
                    .downcast_object_ref::<Module>()
                    .map_or("", |module| &module.frame.template.origin.file);
                self.undefined(format!(
                    "the template '{template}' does not export the requested name '{name}'"
                ))
            });
            frame.world.hide(alias);
            frame.scope.set(alias, value);
        }
        Ok(())
    }

    /// An attribute of a module or of `self`.
    pub(super) fn template_attribute(value: &Value, name: &str) -> Option<Value> {
        if let Some(module) = value.downcast_object_ref::<Module>() {
            let is_exported = !name.starts_with('_') && !module.frame.world.is_hidden(name);
            return is_exported.then(|| module.frame.scope.own(name)).flatten();
        }
        let frame = value.downcast_object_ref::<SelfReference>()?.frame.clone();
        frame.world.block(name, 0)?;
        let name: Arc<str> = name.into();
        Some(Function::value("block", move |run, args| {
            args.none("block")?;
            let mut text = String::new();
            run.block_level(&frame, &name, 0, false, &mut text)?;
            run.budget.reserve(text.len())?;
            Ok(run.markup(text))
        }))
    }

    pub(super) fn self_reference(frame: &Frame) -> Value {
        Value::from_object(SelfReference { frame: frame.clone() })
    }

    /// The template that an expression names; of several names, the first that exists.
    fn named_template(&mut self, frame: &Frame, name: &Expr) -> Outcome<Arc<Template>> {
        let value = self.eval(frame, name)?;
        self.load(&value)
            .map_err(|fault| fault.at(&frame.template, name.span))
    }

    fn load(&mut self, value: &Value) -> Outcome<Arc<Template>> {
        let names = match Kind::of(value) {
            Kind::Str(_) => vec![value.clone()],
            Kind::Undefined(undefined) => return Err(undefined.fault()),
            Kind::List(_) | Kind::Tuple(_) => iterate(value, &self.budget)?,
            _ => {
                return Err(Fault::failed(format!(
                    "a template's name must be a text, not {}",
                    type_name(value)
                )));
            }
        };
        let mut tried = Vec::new();
        for name in names {
            let name = to_text(&name, &self.budget)?;
            match self.engine.load(&name) {
                Ok(Some(template)) => return Ok(template),
                Ok(None) => tried.push(name),
                Err(error) => return Err(Fault::new(FaultKind::Template(error), "")),
            }
        }
        let message = match tried.as_slice() {
            [] => "Tried to select from an empty list of templates.".to_owned(),
            [name] => format!("'{name}' not found in the template"),
            names => format!("none of the templates given were found: {}", names.join(", ")),
        };
        Err(Fault::new(FaultKind::NotFound, message))
    }
}
