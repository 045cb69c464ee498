use serde_yaml::{Mapping, Value};

use super::kind::{Kind, Uncastable, class, truth};
use super::problem::Problem;
use crate::render::value::to_jinja;
use crate::render::{Context, Engine, Origin, RenderError};
use crate::render::{repr, to_text};
use crate::template::Question;
use crate::yaml;

/// What a default renders to when it stands for "no default".
const UNSET: &str = "\u{0}unset\u{0}";

/// A question with its templates rendered against what is answered so far.
#[derive(Debug)]
pub(crate) struct Evaluation<'a> {
    pub(crate) question: &'a Question,
    engine: &'a Engine,
    context: &'a Context,
    file: &'a str,
}

/// One value to choose.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Choice {
    pub(crate) label: String,
    /// The value, cast to the question's type.
    pub(crate) value: Value,
    /// Why it cannot be chosen now.
    pub(crate) disabled: Option<String>,
}

impl<'a> Evaluation<'a> {
    /// `file` is the name by which messages call the template's configuration.
    pub(crate) fn new(
        question: &'a Question,
        engine: &'a Engine,
        context: &'a Context,
        file: &'a str,
    ) -> Self {
        Self {
            question,
            engine,
            context,
            file,
        }
    }

    pub(crate) fn kind(&self) -> Result<Kind, Problem> {
        let name = self.text(&self.question.kind)?;
        Kind::parse(&name).ok_or_else(|| Problem::UnknownType {
            question: self.name(),
            kind: name,
        })
    }

    pub(crate) fn when(&self) -> Result<bool, Problem> {
        Ok(truth(&self.render(&self.question.when)?))
    }

    pub(crate) fn ask(&self) -> Result<bool, Problem> {
        Ok(truth(&self.render(&self.question.ask)?))
    }

    pub(crate) fn multiline(&self) -> Result<bool, Problem> {
        Ok(truth(&self.render(&self.question.multiline)?))
    }

    pub(crate) fn help(&self) -> Result<String, Problem> {
        self.text(&self.question.help)
    }

    pub(crate) fn placeholder(&self) -> Result<String, Problem> {
        self.text(&self.question.placeholder)
    }

    /// Everything that may be chosen; empty when the question is an open one.
    pub(crate) fn choices(&self) -> Result<Vec<Choice>, Problem> {
        let Some(choices) = &self.question.choices else {
            return Ok(Vec::new());
        };
        let listed = match choices {
            Value::String(source) => {
                let text = self.text(source)?;
                yaml::load(&text).map_err(|error| self.invalid(error.to_string()))?
            }
            other => other.clone(),
        };
        let kind = self.kind()?;
        let items: Vec<(Value, Value, bool)> = match listed {
            Value::Mapping(map) => map
                .into_iter()
                .map(|(label, value)| (label, value, true))
                .collect(),
            Value::Sequence(list) => list
                .into_iter()
                .map(|item| self.labelled(item))
                .collect::<Result<_, _>>()?,
            Value::Null => Vec::new(),
            _ => return Err(self.invalid("`choices` is neither a list nor a mapping".to_owned())),
        };
        items
            .into_iter()
            .map(|(label, value, paired)| self.choice(kind, &label, value, paired))
            .collect()
    }

    /// Splits `[label, value]`; anything else is a value that is its own label.
    fn labelled(&self, item: Value) -> Result<(Value, Value, bool), Problem> {
        match item {
            Value::Sequence(pair) => match <[Value; 2]>::try_from(pair) {
                Ok([label, value]) => Ok((label, value, true)),
                Err(_) => Err(self.invalid("a choice that is a list must be `[label, value]`".to_owned())),
            },
            single => Ok((single.clone(), single, false)),
        }
    }

    fn choice(&self, kind: Kind, label: &Value, value: Value, paired: bool) -> Result<Choice, Problem> {
        let label = to_text(&self.render(label)?);
        let (value, disabled) = match value {
            Value::Mapping(extended) if paired => self.extended(&extended)?,
            plain => (plain, None),
        };
        let value = match self.render(&value)? {
            Value::Null => Value::String(label.clone()),
            value => value,
        };
        Ok(Choice {
            label,
            value: self.cast_single(kind, &value)?,
            disabled,
        })
    }

    /// Reads `{value, validator}`; a validator that renders to text disables the choice.
    fn extended(&self, choice: &Mapping) -> Result<(Value, Option<String>), Problem> {
        let Some(value) = choice.get("value") else {
            return Err(Problem::ChoiceWithoutValue {
                question: self.name(),
            });
        };
        let disabled = match choice.get("validator") {
            None => None,
            Some(Value::String(source)) => Some(self.text(source)?).filter(|text| !text.is_empty()),
            Some(_) => return Err(self.invalid("Property 'validator' must be a string".to_owned())),
        };
        Ok((value.clone(), disabled))
    }

    /// Renders the template's own default; `None` when it has none or unsets it.
    pub(crate) fn default(&self, preferred: Option<&Value>) -> Result<Option<Value>, Problem> {
        let Some(source) = preferred.or(self.question.default.as_ref()) else {
            return Ok(None);
        };
        let context = self.context.with([("UNSET", minijinja::Value::from(UNSET))]);
        let rendered = render_in(self.engine, &self.origin(), source, &context)?;
        Ok(Some(rendered).filter(|value| !matches!(value, Value::String(text) if text.contains(UNSET))))
    }

    /// Casts an answer to the question's type and finds it among the choices.
    pub(crate) fn parse(&self, answer: &Value) -> Result<Value, Problem> {
        if !self.question.multiselect {
            return self.parse_single(answer);
        }
        let items: Vec<Value> = match answer {
            Value::String(text) => yaml::list_items(text)
                .map_err(|error| self.invalid(error.to_string()))?
                .into_iter()
                .map(Value::String)
                .collect(),
            Value::Sequence(items) => items.clone(),
            other => return Err(self.invalid(format!("{} is not a list", repr(other)))),
        };
        let chosen = items
            .iter()
            .map(|item| self.parse_single(item))
            .collect::<Result<Vec<_>, _>>()?;
        if self.question.choices.is_none() {
            return Ok(Value::Sequence(Vec::new()));
        }
        let in_order = self.choices()?.into_iter().map(|choice| choice.value);
        Ok(Value::Sequence(
            in_order.filter(|value| chosen.contains(value)).collect(),
        ))
    }

    fn parse_single(&self, answer: &Value) -> Result<Value, Problem> {
        let value = self.cast_single(self.kind()?, answer)?;
        let choices = self.choices()?;
        if choices.is_empty() {
            return Ok(value);
        }
        let same: Vec<&Choice> = choices.iter().filter(|choice| choice.value == value).collect();
        if same.iter().any(|choice| choice.disabled.is_none()) {
            return Ok(value);
        }
        let reason = match same.iter().find_map(|choice| choice.disabled.clone()) {
            Some(disabled) => disabled,
            None => {
                let valid = choices.into_iter().filter(|choice| choice.disabled.is_none());
                let valid = Value::Sequence(valid.map(|choice| choice.value).collect());
                format!("{} is not in {}", repr(&value), repr(&valid))
            }
        };
        Err(Problem::Choice {
            question: self.name(),
            reason,
        })
    }

    fn cast_single(&self, kind: Kind, value: &Value) -> Result<Value, Problem> {
        kind.cast(value).map_err(|why| match why {
            Uncastable::Type => Problem::Type {
                question: self.name(),
                kind,
                value: to_text(value),
                class: class(value),
            },
            Uncastable::Value(reason) => self.invalid(reason),
        })
    }

    /// Runs the template's validator over an answer.
    pub(crate) fn validate(&self, answer: &Value) -> Result<(), Problem> {
        if self.question.validator.is_empty() {
            return Ok(());
        }
        let context = self
            .context
            .with([(self.question.name.as_str(), to_jinja(answer))]);
        let message = match self
            .engine
            .text(&self.origin(), &self.question.validator, &context)
        {
            Ok(text) => text.trim().to_owned(),
            Err(error) => error.to_string(),
        };
        if message.is_empty() {
            return Ok(());
        }
        Err(Problem::Validation {
            question: self.name(),
            message,
        })
    }

    fn name(&self) -> String {
        self.question.name.clone()
    }

    fn invalid(&self, reason: String) -> Problem {
        Problem::Invalid {
            question: self.name(),
            reason,
        }
    }

    fn origin(&self) -> Origin {
        Origin::new(self.file, self.question.line)
    }

    fn text(&self, source: &str) -> Result<String, Problem> {
        Ok(self.engine.text(&self.origin(), source, self.context)?)
    }

    fn render(&self, value: &Value) -> Result<Value, Problem> {
        Ok(render_in(self.engine, &self.origin(), value, self.context)?)
    }
}

/// Renders a text, and the texts of a list; everything else is a value already.
fn render_in(
    engine: &Engine,
    origin: &Origin,
    value: &Value,
    context: &Context,
) -> Result<Value, RenderError> {
    match value {
        Value::String(source) => engine.text(origin, source, context).map(Value::String),
        Value::Sequence(items) => items
            .iter()
            .map(|item| render_in(engine, origin, item, context))
            .collect(),
        other => Ok(other.clone()),
    }
}
