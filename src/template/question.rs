use serde_yaml::Value;

use super::manifest::{Entry, ManifestError};

/// Every key that a question may hold.
pub(crate) const KEYS: [&str; 12] = [
    "type",
    "help",
    "choices",
    "multiselect",
    "default",
    "secret",
    "placeholder",
    "qmark",
    "multiline",
    "validator",
    "when",
    "ask",
];

/// The keys that stand for values of the program and so cannot be asked for.
const RESERVED: [&str; 2] = ["now", "make_secret"];

/// One question as the template writes it: what looks like text is still a template.
#[derive(Debug, Clone)]
pub(crate) struct Question {
    pub(crate) name: String,
    /// Line of its key in `copier.yml`, counted from one.
    pub(crate) line: usize,
    /// Name of a type, or a template that renders to one.
    pub(crate) kind: String,
    pub(crate) help: String,
    /// A list, a mapping of labels to values, or a template that renders to YAML of these.
    pub(crate) choices: Option<Value>,
    pub(crate) multiselect: bool,
    pub(crate) default: Option<Value>,
    pub(crate) secret: bool,
    pub(crate) placeholder: String,
    pub(crate) multiline: Value,
    pub(crate) validator: String,
    pub(crate) when: Value,
    pub(crate) ask: Value,
}

impl Question {
    /// Reads a question; names of keys that it may not hold are returned beside it.
    pub(super) fn read(entry: &Entry) -> Result<(Self, Vec<Entry>), ManifestError> {
        if RESERVED.contains(&entry.key.as_str()) {
            return Err(entry.invalid("this name cannot be a question's"));
        }
        let mut question = Self {
            name: entry.key.clone(),
            line: entry.line,
            kind: String::new(),
            help: String::new(),
            choices: None,
            multiselect: false,
            default: None,
            secret: false,
            placeholder: String::new(),
            multiline: Value::Bool(false),
            validator: String::new(),
            when: Value::Bool(true),
            ask: Value::Bool(true),
        };
        let mut unknown = Vec::new();
        match entry.entries() {
            Some(entries) => {
                for property in entries {
                    if !question.set(&property)? {
                        unknown.push(property);
                    }
                }
            }
            None => question.default = Some(entry.value.clone()),
        }
        if question.kind.is_empty() {
            kind_of(question.default.as_ref()).clone_into(&mut question.kind);
        }
        Ok((question, unknown))
    }

    fn set(&mut self, property: &Entry) -> Result<bool, ManifestError> {
        match property.key.as_str() {
            "type" => self.kind = property.read()?,
            "help" => self.help = property.read()?,
            "choices" => self.choices = Some(property.value.clone()).filter(|choices| !is_empty(choices)),
            "multiselect" => self.multiselect = property.read()?,
            "default" => self.default = Some(property.value.clone()),
            "secret" => self.secret = property.read()?,
            "placeholder" => self.placeholder = property.read()?,
            "qmark" => drop(property.read::<String>()?),
            "multiline" => self.multiline = property.value.clone(),
            "validator" => self.validator = property.read()?,
            "when" => self.when = property.value.clone(),
            "ask" => self.ask = property.value.clone(),
            _ => return Ok(false),
        }
        Ok(true)
    }
}

/// The type of a question that names none: its default's, as Python names it, else YAML.
fn kind_of(default: Option<&Value>) -> &'static str {
    match default {
        Some(Value::Bool(_)) => "bool",
        Some(Value::Number(number)) if number.is_f64() => "float",
        Some(Value::Number(_)) => "int",
        Some(Value::String(_)) => "str",
        _ => "yaml",
    }
}

fn is_empty(choices: &Value) -> bool {
    match choices {
        Value::Null => true,
        Value::Sequence(list) => list.is_empty(),
        Value::Mapping(map) => map.is_empty(),
        Value::String(text) => text.is_empty(),
        _ => false,
    }
}
