//! What tags do.

use minijinja::Value;

use super::{Frame, Run, with_stack};
use crate::render::fault::{Fault, Outcome};
use crate::render::python::{Kind, Namespace, escape_html, iterate, quoted, repr, to_text, truth, type_name};
use crate::render::syntax::ast::{Expr, ExprKind, Statement, StatementKind, Target};

/// How a stretch of a template ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    Next,
    Break,
    Continue,
}

impl Run<'_> {
    pub(super) fn body(&mut self, frame: &Frame, body: &[Statement], out: &mut String) -> Outcome<Flow> {
        for statement in body {
            let flow = self
                .budget
                .step(1)
                .and_then(|()| with_stack(|| self.statement(frame, statement, out)))
                .and_then(|flow| self.budget.output(out.len()).map(|()| flow))
                .map_err(|fault| fault.at(&frame.template, statement.span))?;
            if flow != Flow::Next {
                return Ok(flow);
            }
        }
        Ok(Flow::Next)
    }

    #[expect(clippy::too_many_lines, reason = "one arm for each tag")]
    fn statement(&mut self, frame: &Frame, statement: &Statement, out: &mut String) -> Outcome<Flow> {
        match &statement.kind {
            StatementKind::Text(text) => {
                if !frame.is_silenced() {
                    out.push_str(text);
                }
            }
            StatementKind::Print(value) => {
                if !frame.is_silenced() {
                    self.print(frame, value, out)?;
                }
            }
            StatementKind::For(node) => return self.for_loop(frame, node, out),
            StatementKind::If(branches) => {
                for (test, body) in branches {
                    let taken = match test {
                        Some(test) => self.test_truth(frame, test)?,
                        None => true,
                    };
                    if taken {
                        return self.body(frame, body, out);
                    }
                }
            }
            StatementKind::With(bindings, body) => {
                let inner = frame.inner();
                for (target, value) in bindings {
                    let value = self.eval(frame, value)?;
                    self.assign(&inner, target, value)?;
                }
                return self.body(&inner, body, out);
            }
            StatementKind::Set(target, value) => {
                let value = self.eval(frame, value)?;
                self.assign(frame, target, value)?;
            }
            StatementKind::SetBlock(target, filter, body) => {
                let mut text = String::new();
                self.body(&frame.captured(), body, &mut text)?;
                self.budget.reserve(text.len())?;
                let mut value = self.markup(text);
                if let Some(filter) = filter {
                    value = self.filter_block(frame, filter, value)?;
                }
                self.assign(frame, target, value)?;
            }
            StatementKind::Macro(definition) => {
                if let Some(name) = &definition.name {
                    self.hold(frame);
                    frame.scope.set(name, Self::make_macro(frame, definition));
                }
            }
            StatementKind::CallBlock(call, definition) => {
                let caller = Self::make_macro(frame, definition);
                let value = self.call_with(frame, call, caller)?;
                if !frame.is_silenced() {
                    self.write(&value, out)?;
                }
            }
            StatementKind::FilterBlock(filter, body) => {
                let mut text = String::new();
                self.body(&frame.captured(), body, &mut text)?;
                self.budget.reserve(text.len())?;
                let value = self.markup(text);
                let value = self.filter_block(frame, filter, value)?;
                if !frame.is_silenced() {
                    self.write(&value, out)?;
                }
            }
            StatementKind::Block(block) => {
                if !frame.is_silenced() {
                    self.block(frame, &block.name, out)?;
                }
            }
            StatementKind::Extends(parent) => self.extends(frame, parent)?,
            StatementKind::Include(include) => self.include(frame, include, out)?,
            StatementKind::Import(template, name, with_context) => {
                let module = self.import(frame, template, *with_context)?;
                frame.world.hide(name);
                frame.scope.set(name, module);
            }
            StatementKind::FromImport(import) => self.import_names(frame, import)?,
            StatementKind::Autoescape(value, body) => {
                let value = self.eval(frame, value)?;
                let before = std::mem::replace(&mut self.autoescape, truth(&value)?);
                let flow = self.body(&frame.inner(), body, out);
                self.autoescape = before;
                return flow;
            }
            StatementKind::Do(value) => {
                self.eval(frame, value)?;
            }
            StatementKind::Break => return Ok(Flow::Break),
            StatementKind::Continue => return Ok(Flow::Continue),
            StatementKind::Debug => self.debug(frame, out)?,
            StatementKind::Yield(name, iterable, body) => {
                let iterable = self.eval(frame, iterable)?;
                self.yields(name, iterable)?;
                let mut text = String::new();
                match self.body(&frame.captured(), body, &mut text) {
                    Ok(_) => out.push_str(&text),
                    Err(fault) if fault.is_undefined() => {}
                    Err(fault) => return Err(fault),
                }
            }
        }
        Ok(Flow::Next)
    }

    fn print(&mut self, frame: &Frame, expr: &Expr, out: &mut String) -> Outcome<()> {
        let value = self.eval(frame, expr)?;
        self.write(&value, out)
            .map_err(|fault| fault.at(&frame.template, expr.span))
    }

    /// Writes a value as output.
    pub(super) fn write(&mut self, value: &Value, out: &mut String) -> Outcome<()> {
        let text = to_text(value, &self.budget)?;
        if self.autoescape && !value.is_safe() {
            out.push_str(&escape_html(&text));
        } else {
            out.push_str(&text);
        }
        Ok(())
    }

    /// Applies a block's chain of filters, innermost first.
    fn filter_block(&mut self, frame: &Frame, filter: &Expr, value: Value) -> Outcome<Value> {
        let ExprKind::Filter(input, name, arguments) = &filter.kind else {
            return Err(Fault::failed("expected a filter"));
        };
        let value = match input {
            Some(inner) => self.filter_block(frame, inner, value)?,
            None => value,
        };
        let args = self.arguments(frame, arguments)?;
        self.filter(name, &value, args)
            .map_err(|fault| fault.at(&frame.template, filter.span))
    }

    fn call_with(&mut self, frame: &Frame, call: &Expr, caller: Value) -> Outcome<Value> {
        let ExprKind::Call(function, arguments) = &call.kind else {
            return Err(Fault::failed("expected call"));
        };
        let function = self.eval(frame, function)?;
        let mut args = self.arguments(frame, arguments)?;
        args.keyword.push(("caller".into(), caller));
        self.call(&function, args)
            .map_err(|fault| fault.at(&frame.template, call.span))
    }

    pub(super) fn assign(&mut self, frame: &Frame, target: &Target, value: Value) -> Outcome<()> {
        match target {
            Target::Name(name) => frame.scope.set(name, value),
            Target::Attribute(name, attribute, span) => {
                let object = self.lookup_name(frame, name)?;
                let Some(namespace) = object.downcast_object_ref::<Namespace>() else {
                    return Err(match Kind::of(&object) {
                        Kind::Undefined(undefined) => undefined.fault(),
                        _ => Fault::failed("cannot assign attribute on non-namespace object"),
                    }
                    .at(&frame.template, *span));
                };
                self.budget.reserve(size_of::<Value>())?;
                namespace.set(attribute, value);
            }
            Target::Tuple(targets, span) => {
                let values = iterate(&value, &self.budget)
                    .map_err(|fault| {
                        if fault.is_undefined() {
                            fault
                        } else {
                            Fault::failed(format!("cannot unpack non-iterable {} object", type_name(&value)))
                        }
                    })
                    .map_err(|fault| fault.at(&frame.template, *span))?;
                let (given, wanted) = (values.len(), targets.len());
                if given != wanted {
                    let message = if given > wanted {
                        format!("too many values to unpack (expected {wanted})")
                    } else {
                        format!("not enough values to unpack (expected {wanted}, got {given})")
                    };
                    return Err(Fault::failed(message).at(&frame.template, *span));
                }
                for (target, value) in targets.iter().zip(values) {
                    self.assign(frame, target, value)?;
                }
            }
        }
        Ok(())
    }

    /// The `debug` extension's tag: the variables that the template has set.
    fn debug(&mut self, frame: &Frame, out: &mut String) -> Outcome<()> {
        out.push_str("{'context': {");
        for (index, (name, value)) in frame.world.root.names().into_iter().enumerate() {
            if index > 0 {
                out.push_str(", ");
            }
            out.push_str(&quoted(&name));
            out.push_str(": ");
            out.push_str(&repr(&value, &self.budget)?);
        }
        out.push_str("}}");
        Ok(())
    }
}
