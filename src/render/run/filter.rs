//! Filters and tests by name: Jinja2's own and those of the environment.

use minijinja::{ErrorKind, Value};

use super::Run;
use super::call::text_length;
use crate::render::fault::{Fault, Outcome};
use crate::render::python::{Args, freeze, thaw};
use crate::render::{filters, tests};

impl Run<'_> {
    /// `value|name(args)`.
    pub(crate) fn filter(&mut self, name: &str, value: &Value, args: Args) -> Outcome<Value> {
        self.budget.step(1)?;
        if let Some(filter) = filters::find(name) {
            self.budget.scan(text_length(value))?;
            let result = filter(self, value, args)?;
            self.budget.reserve(result.as_str().map_or(0, str::len))?;
            return Ok(result);
        }
        let mut all = vec![freeze(value, &self.budget)?];
        all.extend(self.frozen(&args)?);
        let result = self
            .state
            .apply_filter(name, &all)
            .map_err(|error| match error.kind() {
                ErrorKind::UnknownFilter if error.detail().is_none() => {
                    Fault::failed(format!("No filter named '{name}'."))
                }
                _ => error.into(),
            })?;
        if let Some(text) = result.as_str() {
            self.budget.reserve(text.len())?;
        }
        thaw(&result, &self.budget)
    }

    /// `value is name(args)`.
    pub(crate) fn test(&mut self, name: &str, value: &Value, args: Args) -> Outcome<bool> {
        self.budget.step(1)?;
        match tests::find(name) {
            Some(test) => test(self, value, args),
            None => Err(Fault::failed(format!("No test named '{name}'."))),
        }
    }
}
