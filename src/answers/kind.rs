use serde_yaml::{Number, Value};

use crate::render::{repr, to_text};
use crate::yaml;

/// The type of a question's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Bool,
    Float,
    Int,
    Json,
    Str,
    Yaml,
    Path,
}

/// Why a value is no answer of a type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Uncastable {
    /// Values of this type are never accepted.
    Type,
    /// The type would do, the value does not; the text says why.
    Value(String),
}

impl Kind {
    pub(crate) const ALL: [Self; 7] = [
        Self::Bool,
        Self::Float,
        Self::Int,
        Self::Json,
        Self::Path,
        Self::Str,
        Self::Yaml,
    ];

    pub(crate) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Bool => "bool",
            Self::Float => "float",
            Self::Int => "int",
            Self::Json => "json",
            Self::Str => "str",
            Self::Yaml => "yaml",
            Self::Path => "path",
        }
    }
    /// Whether a value is of this type without a cast that guesses: used for the sources that are read strictly.
    pub(crate) fn accepts(self, value: &Value, several: bool) -> bool {
        match (self, value) {
            (_, Value::Sequence(items)) if several => items.iter().all(|item| self.accepts(item, false)),
            (Self::Bool, Value::String(text)) => {
                matches!(
                    text.trim().to_lowercase().as_str(),
                    "y" | "yes" | "t" | "true" | "on" | "1" | "n" | "no" | "f" | "false" | "off" | "0"
                )
            }
            (Self::Bool, _) => value.is_bool(),
            (Self::Int, Value::Number(number)) => !number.is_f64(),
            (Self::Int | Self::Float, Value::Bool(_)) => false,
            (Self::Str | Self::Path, _) => !matches!(value, Value::Sequence(_) | Value::Mapping(_)),
            _ => true,
        }
    }

    /// Turns a value into one of this type, by the rules of Python's constructors as copier uses them.
    pub(crate) fn cast(self, value: &Value) -> Result<Value, Uncastable> {
        match (self, value) {
            (Self::Json, Value::String(text)) => from_json(text),
            (Self::Yaml, Value::String(text)) => {
                yaml::load(text).map_err(|error| Uncastable::Value(error.to_string()))
            }
            (Self::Json | Self::Yaml, _) => Ok(value.clone()),
            (_, Value::Null) => Err(Uncastable::Type),
            (Self::Bool, _) => Ok(Value::Bool(truth(value))),
            (Self::Float, _) => float(value).map(|number| Value::Number(number.into())),
            (Self::Int, _) => int(value),
            (Self::Str, Value::Sequence(_) | Value::Mapping(_)) => Err(Uncastable::Value(format!(
                "Could not convert {} to string",
                repr(value)
            ))),
            (Self::Str | Self::Path, _) => Ok(Value::String(to_text(value))),
        }
    }
}

/// The class of a value as Python names it.
pub(super) fn class(value: &Value) -> &'static str {
    match value {
        Value::Null => "NoneType",
        Value::Bool(_) => "bool",
        Value::Number(number) if number.is_f64() => "float",
        Value::Number(_) => "int",
        Value::String(_) => "str",
        Value::Sequence(_) => "list",
        Value::Mapping(_) => "dict",
        Value::Tagged(_) => "object",
    }
}

/// Whether a value means yes: a number that is not zero, a word for it, else what Python takes as true.
pub(crate) fn truth(value: &Value) -> bool {
    if let Ok(number) = float(value) {
        return number != 0.0;
    }
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::String(text) => !matches!(
            text.trim().to_lowercase().as_str(),
            "" | "n" | "no" | "f" | "false" | "off" | "~" | "null" | "none"
        ),
        Value::Sequence(list) => !list.is_empty(),
        Value::Mapping(map) => !map.is_empty(),
        Value::Number(_) | Value::Tagged(_) => true,
    }
}

fn float(value: &Value) -> Result<f64, Uncastable> {
    match value {
        Value::Bool(value) => Ok(f64::from(u8::from(*value))),
        Value::Number(number) => number.as_f64().ok_or(Uncastable::Type),
        Value::String(text) => parse_float(text)
            .ok_or_else(|| Uncastable::Value(format!("could not convert string to float: {}", repr(value)))),
        Value::Tagged(tagged) => match (tagged.tag.to_string().as_str(), &tagged.value) {
            ("!int", Value::String(digits)) => digits.parse().map_err(|_| Uncastable::Type),
            _ => Err(Uncastable::Type),
        },
        _ => Err(Uncastable::Type),
    }
}

/// Reads a float as Python does: underscores between digits, `inf`, `nan`, no hexadecimal.
fn parse_float(text: &str) -> Option<f64> {
    without_underscores(text.trim())?.parse().ok()
}

fn int(value: &Value) -> Result<Value, Uncastable> {
    let invalid = || Uncastable::Value(format!("invalid literal for int() with base 10: {}", repr(value)));
    match value {
        Value::Bool(value) => Ok(Value::Number(u64::from(*value).into())),
        Value::Number(number) if number.is_f64() => {
            let whole = number.as_f64().unwrap_or(f64::NAN).trunc();
            #[expect(clippy::cast_possible_truncation, reason = "the range is checked first")]
            if whole.abs() < 9.0e18 {
                Ok(Value::Number((whole as i64).into()))
            } else {
                Err(invalid())
            }
        }
        Value::Number(_) => Ok(value.clone()),
        Value::String(text) => {
            let digits = without_underscores(text.trim()).ok_or_else(invalid)?;
            let number: Number = match digits.parse::<i64>() {
                Ok(number) => number.into(),
                Err(_) => digits.parse::<u64>().map_err(|_| invalid())?.into(),
            };
            Ok(Value::Number(number))
        }
        Value::Tagged(tagged) if tagged.tag == "int" => Ok(value.clone()),
        _ => Err(Uncastable::Type),
    }
}

/// Underscores may stand between two digits and nowhere else.
fn without_underscores(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    let misplaced = bytes.iter().enumerate().any(|(at, byte)| {
        *byte == b'_'
            && !(at > 0
                && bytes[at - 1].is_ascii_digit()
                && bytes.get(at + 1).is_some_and(u8::is_ascii_digit))
    });
    (!misplaced).then(|| text.replace('_', ""))
}

fn from_json(text: &str) -> Result<Value, Uncastable> {
    serde_json::from_str(text).map_err(|error| Uncastable::Value(error.to_string()))
}

#[cfg(test)]
mod tests {
    use serde_yaml::Value;

    use super::{Kind, Uncastable, truth};

    fn cast(kind: Kind, text: &str) -> Option<Value> {
        kind.cast(&Value::from(text)).ok()
    }

    #[test]
    fn words_and_numbers_are_booleans() {
        for yes in ["y", "YES", " t ", "true", "On", "1", "0.5", "-1", "anything"] {
            assert!(truth(&yes.into()), "{yes}");
        }
        for no in [
            "", " ", "n", "No", "f", "FALSE", "off", "~", "null", "None", "0", "0.0", "1e-400",
        ] {
            assert!(!truth(&no.into()), "{no}");
        }
    }

    #[test]
    fn integers_are_read_as_python_reads_them() {
        assert_eq!(cast(Kind::Int, " 1_000 "), Some(1000.into()));
        assert_eq!(cast(Kind::Int, "-3"), Some((-3).into()));
        assert_eq!(Kind::Int.cast(&Value::from(2.9)), Ok(2.into()));
        assert_eq!(Kind::Int.cast(&Value::Bool(true)), Ok(1.into()));
        for wrong in ["1.0", "1__0", "_1", "x", ""] {
            assert_eq!(cast(Kind::Int, wrong), None, "{wrong}");
        }
    }

    #[test]
    fn null_is_an_answer_only_of_structured_types() {
        for kind in Kind::ALL {
            assert_eq!(
                kind.cast(&Value::Null).is_ok(),
                matches!(kind, Kind::Json | Kind::Yaml),
                "{}",
                kind.name()
            );
        }
        assert_eq!(Kind::Str.cast(&Value::Null), Err(Uncastable::Type));
    }
}
