//! `from_json`, `to_json` and `to_nice_json`.

use minijinja::value::{Value, ValueKind};
use minijinja::{Error, State};

use super::super::call::Call;
use super::super::python;
use super::read::read;
use super::write::{Style, write};

/// A deeper indentation is a mistake, and would fill the memory.
const WIDEST: i128 = 1_000;

/// Reads JSON; keywords besides `strict` name Python functions, which no template has.
pub(in crate::render::ansible) fn from_json(_state: &mut State, call: &Call) -> Result<Value, Error> {
    let [text, strict] = call.bind(["s", "strict"], 1)?;
    let value = text.unwrap_or_default();
    let text = match value.kind() {
        ValueKind::String | ValueKind::Bytes => value.as_str(),
        _ => None,
    };
    let text = text.ok_or_else(|| call.wrong_type(&value, "s", "a string"))?;
    read(text, strict.is_none_or(|strict| strict.is_true())).map_err(|problem| call.fail(problem))
}

/// Writes JSON, by default on one line.
pub(in crate::render::ansible) fn to_json(_state: &mut State, call: &Call) -> Result<Value, Error> {
    let ([value], options) = call.bind_some(["a"], 1)?;
    let style = style(
        call,
        Style {
            lenient: true,
            ..compact()
        },
        &options,
    )?;
    let text = write(&value.unwrap_or_default(), &style).map_err(|problem| call.fail(problem))?;
    Ok(text.into())
}

/// Writes JSON indented by four spaces with sorted keys; where that fails, as `to_json` without these options.
pub(in crate::render::ansible) fn to_nice_json(_state: &mut State, call: &Call) -> Result<Value, Error> {
    let ([value, indent, sort_keys], options) = call.bind_some(["a", "indent", "sort_keys"], 1)?;
    let value = value.unwrap_or_default();
    let (indent, sort_keys) = (indent.unwrap_or(4.into()), sort_keys.unwrap_or(true.into()));
    let separators = Value::from_iter([",", ": "]);
    let mut nice_options = vec![
        ("indent", &indent),
        ("sort_keys", &sort_keys),
        ("separators", &separators),
    ];
    let twice = options.iter().any(|(name, _)| *name == "separators");
    nice_options.extend(options.iter().copied());

    let nice = style(call, compact(), &nice_options).ok().filter(|_| !twice);
    let text = match nice.and_then(|style| write(&value, &style).ok()) {
        Some(text) => text,
        None => write(&value, &style(call, compact(), &options)?).map_err(|problem| call.fail(problem))?,
    };
    Ok(text.into())
}

fn compact() -> Style {
    Style {
        indent: None,
        item_separator: ", ".to_owned(),
        key_separator: ": ".to_owned(),
        sort_keys: false,
        skip_keys: false,
        ensure_ascii: true,
        allow_nan: true,
        lenient: false,
    }
}

fn style(call: &Call, mut style: Style, options: &[(&str, &Value)]) -> Result<Style, Error> {
    let mut separated = false;
    for (name, value) in options {
        match *name {
            "indent" => style.indent = indent(call, value)?,
            "separators" | "cls" if value.is_none() => {}
            "separators" => {
                separated = true;
                (style.item_separator, style.key_separator) = separators(call, value)?;
            }
            "sort_keys" => style.sort_keys = value.is_true(),
            "skipkeys" => style.skip_keys = value.is_true(),
            "ensure_ascii" => style.ensure_ascii = value.is_true(),
            "allow_nan" => style.allow_nan = value.is_true(),
            "default" if value.is_none() => style.lenient = false,
            "check_circular" => {} // Values here cannot hold themselves.
            _ => return Err(call.unknown_keyword(name)),
        }
    }
    if style.indent.is_some() && !separated {
        ",".clone_into(&mut style.item_separator);
    }
    Ok(style)
}

fn indent(call: &Call, value: &Value) -> Result<Option<String>, Error> {
    if value.is_none() {
        return Ok(None);
    }
    if let Some(text) = python::text(value) {
        return Ok(Some(text.to_owned()));
    }
    match call.integer(value, "indent")? {
        width if width > WIDEST => Err(call.fail(format!("`indent` is above {WIDEST}"))),
        width => Ok(Some(" ".repeat(usize::try_from(width).unwrap_or(0)))),
    }
}

fn separators(call: &Call, value: &Value) -> Result<(String, String), Error> {
    let parts: Vec<_> = value.try_iter()?.collect();
    match parts.as_slice() {
        [item, key] => Ok((call.text(item, "separators")?, call.text(key, "separators")?)),
        _ => Err(call.wrong_type(value, "separators", "two strings")),
    }
}
