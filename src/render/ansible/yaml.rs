//! `from_yaml`, `from_yaml_all`, `to_yaml` and `to_nice_yaml`.

use minijinja::value::Value;
use minijinja::{Error, State};

use super::call::Call;
use super::python;
use crate::render::value::{from_jinja, to_jinja};
use crate::yaml::{self, Flow, Quotes, Style};

/// Reads a YAML document; what is no text passes.
pub(super) fn from_yaml(_state: &mut State, call: &Call) -> Result<Value, Error> {
    let data = call.only("data")?;
    let Some(text) = python::text(&data) else {
        return Ok(data);
    };
    yaml::load(text)
        .map(|value| to_jinja(&value))
        .map_err(|problem| call.fail(problem))
}

/// Reads all documents of a YAML text, to be gone through once; what is no text passes.
pub(super) fn from_yaml_all(_state: &mut State, call: &Call) -> Result<Value, Error> {
    let data = call.only("data")?;
    let Some(text) = python::text(&data) else {
        return Ok(data);
    };
    let documents = yaml::load_all(text).map_err(|problem| call.fail(problem))?;
    let values: Vec<_> = documents.iter().map(to_jinja).collect();
    Ok(Value::make_one_shot_iterator(values.into_iter()))
}

/// Writes YAML in which collections of scalars are in brackets.
pub(super) fn to_yaml(_state: &mut State, call: &Call) -> Result<Value, Error> {
    // The original ignores further positional arguments.
    let value = call.positional.first().cloned().unwrap_or_default();
    let mut style = Style::ansible();
    for (name, option) in &call.keywords {
        match name.as_str() {
            "default_flow_style" => style.flow = flow(option),
            _ => set(call, &mut style, name, option)?,
        }
    }
    write(call, &value, &style)
}

/// Writes YAML without brackets, indented by four spaces.
pub(super) fn to_nice_yaml(_state: &mut State, call: &Call) -> Result<Value, Error> {
    let value = call.positional.first().cloned().unwrap_or_default();
    let mut style = Style::nice();
    if let Some(indent) = call.positional.get(1) {
        set(call, &mut style, "indent", indent)?;
    }
    for (name, option) in &call.keywords {
        if name == "indent" && call.positional.len() > 1 {
            return Err(call.fail("got `indent` twice"));
        }
        set(call, &mut style, name, option)?;
    }
    write(call, &value, &style)
}

fn write(call: &Call, value: &Value, style: &Style) -> Result<Value, Error> {
    if let Some(wrong) = unwritable(value) {
        return Err(call.fail(format!("a value of type `{wrong}` has no place in YAML")));
    }
    Ok(yaml::dump(&from_jinja(value), style).into())
}

/// The type of a value, or of one inside of it, that no YAML stands for.
fn unwritable(value: &Value) -> Option<&'static str> {
    if python::is_dict(value) {
        return python::pairs(value)
            .iter()
            .find_map(|(key, item)| unwritable(key).or_else(|| unwritable(item)));
    }
    if python::is_sequence(value) {
        return value.try_iter().ok()?.find_map(|item| unwritable(&item));
    }
    matches!(python::type_name(value), "Undefined" | "object").then(|| python::type_name(value))
}

fn flow(option: &Value) -> Flow {
    match option {
        none if none.is_none() => Flow::Auto,
        truth if truth.is_true() => Flow::Always,
        _ => Flow::Never,
    }
}

/// Sets an option of PyYAML's `dump`.
fn set(call: &Call, style: &mut Style, name: &str, option: &Value) -> Result<(), Error> {
    let size = |none: usize| match option {
        value if value.is_none() => Ok(none),
        value => call
            .integer(value, name)
            .map(|size| usize::try_from(size.max(0)).unwrap_or(usize::MAX)),
    };
    match name {
        "default_style" => style.quotes = quotes(call, option)?,
        "indent" => style.indent = size(2)?,
        "width" => style.width = size(80)?,
        "sort_keys" => style.sort_keys = option.is_true(),
        "explicit_start" => style.explicit_start = option.is_true(),
        "explicit_end" => style.explicit_end = option.is_true(),
        "canonical" | "encoding" | "line_break" | "tags" | "version" if !option.is_true() => {}
        "canonical" | "encoding" | "line_break" | "tags" | "version" => {
            return Err(call.fail(format!("the option `{name}` is not available")));
        }
        _ => return Err(call.unknown_keyword(name)),
    }
    Ok(())
}

fn quotes(call: &Call, option: &Value) -> Result<Option<Quotes>, Error> {
    if option.is_none() {
        return Ok(None);
    }
    match python::text(option) {
        Some("") => Ok(None),
        Some("'") => Ok(Some(Quotes::Single)),
        Some("\"") => Ok(Some(Quotes::Double)),
        Some("|") => Ok(Some(Quotes::Literal)),
        Some(">") => Ok(Some(Quotes::Folded)),
        _ => Err(call.fail(format!("{} is no style of scalars", python::repr(option)))),
    }
}
