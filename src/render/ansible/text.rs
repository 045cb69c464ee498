//! Filters on text and plain values: `bool`, `mandatory`, `quote`, `ternary`, `type_debug`.

use minijinja::value::{Value, ValueKind};
use minijinja::{Error, ErrorKind, State};

use super::call::Call;
use super::python;

/// Reads a boolean: `yes`, `on`, `1` and `true` in any case, and one, are true; nothing stays nothing.
pub(super) fn bool(_state: &mut State, call: &Call) -> Result<Value, Error> {
    let value = call.only("a")?;
    if matches!(value.kind(), ValueKind::None | ValueKind::Bool) {
        return Ok(value);
    }
    let truth = match python::text(&value) {
        Some(text) => matches!(text.to_lowercase().as_str(), "yes" | "on" | "1" | "true"),
        None => value.is_number() && value == Value::from(1),
    };
    Ok(truth.into())
}

/// Passes a defined value on and fails otherwise, with `msg` when given.
pub(super) fn mandatory(_state: &mut State, call: &Call) -> Result<Value, Error> {
    let [value, message] = call.bind(["a", "msg"], 1)?;
    let value = value.unwrap_or_default();
    if !value.is_undefined() {
        return Ok(value);
    }
    let message = message.filter(|message| !message.is_none());
    let message = message.map_or_else(
        || "a mandatory variable is not defined".to_owned(),
        |message| python::str(&message),
    );
    Err(Error::new(ErrorKind::UndefinedError, message))
}

/// Quotes a value as one word of a POSIX shell, as `shlex.quote` does.
pub(super) fn quote(_state: &mut State, call: &Call) -> Result<Value, Error> {
    let text = python::str(&call.only("a")?);
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"_@%+=:,./-".contains(&byte);
    if !text.is_empty() && text.bytes().all(plain) {
        return Ok(text.into());
    }
    Ok(format!("'{}'", text.replace('\'', r#"'"'"'"#)).into())
}

/// Chooses between two values by the truth of a third, which may be nothing.
pub(super) fn ternary(_state: &mut State, call: &Call) -> Result<Value, Error> {
    let [value, yes, no, none] = call.bind(["value", "true_val", "false_val", "none_val"], 3)?;
    let value = value.unwrap_or_default();
    let none = none.filter(|none| value.is_none() && !none.is_none());
    let chosen = none.or(if value.is_true() { yes } else { no });
    Ok(chosen.unwrap_or_default())
}

/// Names the Python class of a value.
pub(super) fn type_debug(_state: &mut State, call: &Call) -> Result<Value, Error> {
    Ok(python::type_name(&call.only("o")?).into())
}
