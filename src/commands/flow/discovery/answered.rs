use serde_yaml::{Mapping, Value};

use crate::aws::Resolve;
use crate::commands::flow::{Opened, Rendered};
use crate::render::{Context, Engine, Origin, RenderError, to_text};

/// The answers as a declaration needs them.
pub(super) struct Answered<'a> {
    pub(super) engine: &'a Engine,
    pub(super) context: &'a Context,
    pub(super) answers: Mapping,
    pub(super) origin: Origin,
}

impl<'a> Answered<'a> {
    pub(super) fn of(opened: &Opened, rendered: &'a Rendered) -> Self {
        Self {
            engine: &rendered.engine,
            context: &rendered.context,
            answers: rendered.answers.combined(),
            origin: opened.origin(),
        }
    }
}

impl Resolve for Answered<'_> {
    type Error = RenderError;

    fn render(&self, template: &str) -> Result<String, RenderError> {
        self.engine.text(&self.origin, template, self.context)
    }

    fn answer(&self, name: &str) -> Result<String, RenderError> {
        Ok(match self.answers.get(name) {
            None | Some(Value::Null) => String::new(),
            Some(Value::Sequence(items)) => items.iter().map(to_text).collect::<Vec<_>>().join(","),
            Some(value) => to_text(value),
        })
    }
}
