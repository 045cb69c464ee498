//! The value of an expression.

use std::cmp::Ordering;
use std::sync::Arc;

use minijinja::Value;

use super::call::text_length;
use super::{Frame, Run, with_stack};
use crate::render::fault::{Fault, Outcome};
use crate::render::python::{
    Args, Dict, Kind, Undefined, compare, contains, equal, escape_html, hashable, iterate, list, negate,
    operate, repr, slice, to_text, truth, tuple, type_name,
};
use crate::render::syntax::ast::{Arguments, Comparison, Expr, ExprKind, Operator};

impl Run<'_> {
    /// Evaluates an expression; a fault learns its place.
    pub(super) fn eval(&mut self, frame: &Frame, expr: &Expr) -> Outcome<Value> {
        self.budget
            .step(1)
            .and_then(|()| with_stack(|| self.eval_kind(frame, expr)))
            .map_err(|fault| fault.at(&frame.template, expr.span))
    }

    fn eval_kind(&mut self, frame: &Frame, expr: &Expr) -> Outcome<Value> {
        match &expr.kind {
            ExprKind::Constant(value) => Ok(value.clone()),
            ExprKind::Name(name) => self.lookup_name(frame, name),
            ExprKind::Tuple(items) => self.eval_all(frame, items).map(tuple),
            ExprKind::List(items) => self.eval_all(frame, items).map(list),
            ExprKind::Dict(entries) => {
                let dict = Dict::default();
                for (key, value) in entries {
                    let key = self.eval(frame, key)?;
                    hashable(&key, &self.budget)?;
                    dict.insert(key, self.eval(frame, value)?);
                }
                Ok(Value::from_object(dict))
            }
            ExprKind::Negative(inner) => {
                let value = self.defined(frame, inner)?;
                negate(&value)
            }
            ExprKind::Positive(inner) => {
                let value = self.defined(frame, inner)?;
                negate(&value).and_then(|value| negate(&value))
            }
            ExprKind::Not(inner) => Ok(Value::from(!self.test_truth(frame, inner)?)),
            ExprKind::And(sides) => {
                let left = self.eval(frame, &sides.0)?;
                if truth(&left)? {
                    self.eval(frame, &sides.1)
                } else {
                    Ok(left)
                }
            }
            ExprKind::Or(sides) => {
                let left = self.eval(frame, &sides.0)?;
                if truth(&left)? {
                    Ok(left)
                } else {
                    self.eval(frame, &sides.1)
                }
            }
            ExprKind::Binary(operator, sides) => {
                let left = self.eval(frame, &sides.0)?;
                let right = self.eval(frame, &sides.1)?;
                let formats = *operator == Operator::Modulo && left.as_str().is_some();
                for (value, side) in [(&left, &sides.0), (&right, &sides.1)] {
                    if let Kind::Undefined(undefined) = Kind::of(value)
                        && !formats
                    {
                        return Err(undefined.fault().at(&frame.template, side.span));
                    }
                }
                operate(*operator, &left, &right, &self.budget)
            }
            ExprKind::Concat(parts) => self.concat(frame, parts),
            ExprKind::Compare(first, rest) => self.comparisons(frame, first, rest),
            ExprKind::Condition(branches, otherwise) => {
                let (test, value) = &**branches;
                if self.test_truth(frame, test)? {
                    return self.eval(frame, value);
                }
                match otherwise {
                    Some(otherwise) => self.eval(frame, otherwise),
                    // Lenient even in a strict environment, as in Jinja2.
                    None => Ok(Undefined::value(
                        "the inline if-expression evaluated to false and no else section was defined.",
                        false,
                    )),
                }
            }
            ExprKind::Attribute(object, name) => {
                let object = self.defined(frame, object)?;
                self.attribute(&object, name)
            }
            ExprKind::Item(parts) => self.subscript(frame, &parts.0, &parts.1),
            ExprKind::Slice(_) => Err(Fault::failed("a slice is only possible in a subscript")),
            ExprKind::Call(callee, arguments) => {
                let function = self.eval(frame, callee)?;
                let args = self.arguments(frame, arguments)?;
                if let Kind::Undefined(undefined) = Kind::of(&function) {
                    return Err(undefined.fault().at(&frame.template, callee.span));
                }
                self.call(&function, args)
            }
            ExprKind::Filter(input, name, arguments) => {
                let input = match input {
                    Some(input) => self.eval(frame, input)?,
                    None => Value::from(""),
                };
                let args = self.arguments(frame, arguments)?;
                self.filter(name, &input, args)
            }
            ExprKind::Test(value, name, arguments) => {
                let value = self.eval(frame, value)?;
                let args = self.arguments(frame, arguments)?;
                self.test(name, &value, args).map(Value::from)
            }
        }
    }

    pub(super) fn lookup_name(&mut self, frame: &Frame, name: &Arc<str>) -> Outcome<Value> {
        if &**name == "self" && frame.scope.get(name).is_none() {
            return Ok(Self::self_reference(frame));
        }
        self.lookup(frame, name)
    }

    fn eval_all(&mut self, frame: &Frame, items: &[Expr]) -> Outcome<Vec<Value>> {
        self.budget.reserve(size_of_val(items))?;
        items.iter().map(|item| self.eval(frame, item)).collect()
    }

    /// A value that has to be there.
    fn defined(&mut self, frame: &Frame, expr: &Expr) -> Outcome<Value> {
        let value = self.eval(frame, expr)?;
        match Kind::of(&value) {
            Kind::Undefined(undefined) => Err(undefined.fault().at(&frame.template, expr.span)),
            _ => Ok(value),
        }
    }

    pub(super) fn test_truth(&mut self, frame: &Frame, expr: &Expr) -> Outcome<bool> {
        let value = self.eval(frame, expr)?;
        truth(&value).map_err(|fault| fault.at(&frame.template, expr.span))
    }

    fn concat(&mut self, frame: &Frame, parts: &[Expr]) -> Outcome<Value> {
        let values = self.eval_all(frame, parts)?;
        let safe = self.autoescape && values.iter().any(Value::is_safe);
        let mut out = String::new();
        for (value, part) in values.iter().zip(parts) {
            let text = to_text(value, &self.budget).map_err(|fault| fault.at(&frame.template, part.span))?;
            if safe && !value.is_safe() {
                out.push_str(&escape_html(&text));
            } else {
                out.push_str(&text);
            }
            self.budget.output(out.len())?;
        }
        self.budget.reserve(out.len())?;
        Ok(if safe {
            Value::from_safe_string(out)
        } else {
            Value::from(out)
        })
    }

    fn comparisons(&mut self, frame: &Frame, first: &Expr, rest: &[(Comparison, Expr)]) -> Outcome<Value> {
        let mut left = self.eval(frame, first)?;
        for (comparison, right) in rest {
            let right = self.eval(frame, right)?;
            if !self.holds(*comparison, &left, &right)? {
                return Ok(Value::from(false));
            }
            left = right;
        }
        Ok(Value::from(true))
    }

    pub(crate) fn holds(&self, comparison: Comparison, left: &Value, right: &Value) -> Outcome<bool> {
        let order = |operator| compare(left, right, operator, &self.budget);
        Ok(match comparison {
            Comparison::Equal => equal(left, right, &self.budget)?,
            Comparison::NotEqual => !equal(left, right, &self.budget)?,
            Comparison::Less => order("<")? == Some(Ordering::Less),
            Comparison::LessEqual => order("<=")?.is_some_and(Ordering::is_le),
            Comparison::Greater => order(">")? == Some(Ordering::Greater),
            Comparison::GreaterEqual => order(">=")?.is_some_and(Ordering::is_ge),
            Comparison::In => contains(right, left, &self.budget)?,
            Comparison::NotIn => !contains(right, left, &self.budget)?,
        })
    }

    fn subscript(&mut self, frame: &Frame, container: &Expr, key: &Expr) -> Outcome<Value> {
        let value = self.defined(frame, container)?;
        if let ExprKind::Slice(bounds) = &key.kind {
            let mut values = [None, None, None];
            for (slot, bound) in values.iter_mut().zip(bounds.iter()) {
                if let Some(bound) = bound {
                    *slot = Some(self.eval(frame, bound)?);
                }
            }
            self.budget.reserve(text_length(&value))?;
            return slice(&value, values).unwrap_or_else(|| {
                Err(Fault::failed(format!(
                    "'{}' object cannot be sliced",
                    type_name(&value)
                )))
            });
        }
        let key = self.eval(frame, key)?;
        self.item(&value, &key)
    }

    /// The arguments of a call, in order.
    pub(super) fn arguments(&mut self, frame: &Frame, arguments: &Arguments) -> Outcome<Args> {
        let mut args = Args::of(self.eval_all(frame, &arguments.positional)?);
        for (name, value) in &arguments.keyword {
            args.keyword.push((name.clone(), self.eval(frame, value)?));
        }
        if let Some(star) = &arguments.star {
            let star = self.eval(frame, star)?;
            args.positional.extend(iterate(&star, &self.budget)?);
        }
        if let Some(double_star) = &arguments.double_star {
            let mapping = self.eval(frame, double_star)?;
            let Kind::Dict(dict) = Kind::of(&mapping) else {
                return Err(Fault::failed(format!(
                    "argument after ** must be a mapping, not {}",
                    type_name(&mapping)
                )));
            };
            for (key, value) in dict.pairs() {
                let Some(name) = key.as_str() else {
                    return Err(Fault::failed("keywords must be strings"));
                };
                if args.keyword.iter().any(|(own, _)| **own == *name) {
                    let name = repr(&key, &self.budget)?;
                    return Err(Fault::failed(format!(
                        "got multiple values for keyword argument {name}"
                    )));
                }
                args.keyword.push((name.into(), value));
            }
        }
        Ok(args)
    }
}
