//! `value.name` and `value[key]`.

use minijinja::Value;

use super::call::BoundMethod;
use super::{Macro, Run};
use crate::render::fault::Outcome;
use crate::render::globals;
use crate::render::python::{self, Kind, PosixPath, item, methods, repr, type_name};

impl Run<'_> {
    /// `value.name`: an attribute, or else an item, or else undefined.
    pub(crate) fn attribute(&mut self, value: &Value, name: &str) -> Outcome<Value> {
        if let Kind::Undefined(undefined) = Kind::of(value) {
            return Err(undefined.fault());
        }
        if let Some(found) = self.own_attribute(value, name)? {
            return Ok(found);
        }
        if let Some(found) = item(value, &Value::from(name), &self.budget) {
            return Ok(found);
        }
        if is_internal(name) {
            return Ok(self.undefined(format!(
                "access to attribute '{name}' of '{}' object is unsafe.",
                type_name(value)
            )));
        }
        Ok(self.undefined(format!("'{}' has no attribute '{name}'", described(value))))
    }

    /// `value[key]`: an item, or else an attribute, or else undefined.
    pub(crate) fn item(&mut self, value: &Value, key: &Value) -> Outcome<Value> {
        if let Kind::Undefined(undefined) = Kind::of(value) {
            return Err(undefined.fault());
        }
        self.budget.scan(value.as_str().map_or(0, str::len))?;
        if let Some(found) = item(value, key, &self.budget) {
            return Ok(found);
        }
        let Some(name) = key.as_str() else {
            let key = repr(key, &self.budget)?;
            return Ok(self.undefined(format!("{} has no element {key}", described(value))));
        };
        if let Some(found) = self.own_attribute(value, name)? {
            return Ok(found);
        }
        Ok(self.undefined(format!("'{}' has no attribute '{name}'", described(value))))
    }

    /// An attribute that the value's type has.
    pub(crate) fn own_attribute(&mut self, value: &Value, name: &str) -> Outcome<Option<Value>> {
        if let Some(method) = methods::find(value, name) {
            return Ok(Some(BoundMethod::value(value, method)));
        }
        if let Some(found) = methods::attribute(value, name).or_else(|| python::date_attribute(value, name)) {
            return Ok(Some(found));
        }
        if let Some(found) = PosixPath::attribute(value, name) {
            return Ok(Some(found));
        }
        if let Kind::Tuple(tuple) = Kind::of(value)
            && let Some(found) = tuple.attribute(name)
        {
            return Ok(Some(found));
        }
        if let Some(found) = self.loop_attribute(value, name)? {
            return Ok(Some(found));
        }
        Ok(globals::attribute(value, name)
            .or_else(|| Macro::attribute(value, name))
            .or_else(|| Self::template_attribute(value, name)))
    }
}

/// Names that the sandbox keeps from templates although Python's objects have them.
fn is_internal(name: &str) -> bool {
    name.len() > 4 && name.starts_with("__") && name.ends_with("__")
}

/// How messages on undefined values speak of an object.
fn described(value: &Value) -> String {
    match type_name(value) {
        "NoneType" => "None".to_owned(),
        name => format!("{name} object"),
    }
}
