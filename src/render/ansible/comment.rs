//! The `comment` filter.

use minijinja::value::Value;
use minijinja::{Error, State};

use super::call::Call;
use super::python;

/// More empty comment lines than this are a mistake, and would fill the memory.
const MOST_LINES: i128 = 10_000;

/// The decoration of a comment's lines, and what opens and closes it.
fn style(name: &str) -> Option<(&'static str, &'static str, &'static str)> {
    match name {
        "plain" => Some(("# ", "", "")),
        "erlang" => Some(("% ", "", "")),
        "c" => Some(("// ", "", "")),
        "cblock" => Some((" * ", "/*", " */")),
        "xml" => Some((" - ", "<!--", "-->")),
        _ => None,
    }
}

/// Makes a comment of a text, in one of five styles of which every part can be replaced.
pub(super) fn comment(_state: &mut State, call: &Call) -> Result<Value, Error> {
    let ([text, name], options) = call.bind_some(["text", "style"], 1)?;
    let text = call.text(&text.unwrap_or_default(), "text")?;
    let name = name.map_or_else(|| "plain".to_owned(), |name| python::str(&name));
    let (decoration, beginning, end) =
        style(&name).ok_or_else(|| call.fail(format!("unknown style `{name}`")))?;

    let option = |wanted: &str| {
        options
            .iter()
            .find(|(name, _)| *name == wanted)
            .map(|(_, value)| *value)
    };
    let part = |wanted: &str, default: &str| match option(wanted) {
        Some(value) => call.text(value, wanted),
        None => Ok(default.to_owned()),
    };
    // Python formats a falsy beginning or end away, whatever its type.
    let edge = |wanted: &str, default: &str| match option(wanted) {
        Some(value) if !value.is_true() => String::new(),
        Some(value) => python::str(value),
        None => default.to_owned(),
    };
    let count = |wanted: &str| match option(wanted) {
        Some(value) => lines(call, value, wanted),
        None => Ok(1),
    };

    let decoration = part("decoration", decoration)?;
    let bare = decoration.trim_end();
    let newline = part("newline", "\n")?;
    let (prefix, postfix) = (edge("prefix", bare), edge("postfix", bare));

    let mut out = String::new();
    match edge("beginning", beginning) {
        beginning if beginning.is_empty() => {}
        beginning => out.extend([beginning.as_str(), newline.as_str()]),
    }
    if !prefix.is_empty() {
        let line = if prefix == newline {
            newline.clone()
        } else {
            format!("{prefix}{newline}")
        };
        out.push_str(&line.repeat(count("prefix_count")?));
    }
    let decorated = text.replace(&newline, &format!("{newline}{decoration}"));
    let decorated = format!("{decoration}{decorated}");
    out.push_str(&decorated.replace(&format!("{decoration}{newline}"), &format!("{bare}{newline}")));
    out.push_str(&format!("{newline}{postfix}").repeat(count("postfix_count")?));
    match edge("end", end) {
        end if end.is_empty() => {}
        end => out.extend([newline.as_str(), end.as_str()]),
    }
    Ok(out.into())
}

fn lines(call: &Call, value: &Value, parameter: &str) -> Result<usize, Error> {
    let text = python::text(value).and_then(|text| text.trim().parse().ok());
    let count = match (text, parameter) {
        (Some(count), "prefix_count") => count,
        _ => call.integer(value, parameter)?,
    };
    if count > MOST_LINES {
        return Err(call.fail(format!("`{parameter}` is above {MOST_LINES}")));
    }
    Ok(usize::try_from(count).unwrap_or(0))
}
