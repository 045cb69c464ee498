//! `regex_escape`, `regex_findall`, `regex_replace` and `regex_search`.

use minijinja::value::{Tuple, Value};
use minijinja::{Error, State};

use super::super::call::Call;
use super::super::python;
use super::pattern::Pattern;
use super::replacement::Replacement;

/// Replaces every match in a value's text.
pub(in crate::render::ansible) fn regex_replace(_state: &mut State, call: &Call) -> Result<Value, Error> {
    let parameters = ["value", "pattern", "replacement", "ignorecase"];
    let [value, pattern, replacement, ignore_case] = call.bind(parameters, 0)?;
    let value = value.map_or_else(String::new, |value| python::str(&value));
    let part = |part: Option<Value>, name| part.map_or(Ok(String::new()), |part| call.text(&part, name));
    let (pattern, replacement) = (part(pattern, "pattern")?, part(replacement, "replacement")?);
    let pattern = compile(call, &pattern, ignore_case, None)?;

    let problem = |problem: String| call.fail(problem);
    let mut out = String::with_capacity(value.len());
    let mut end = 0;
    let replacement = Replacement::parse(&replacement, &pattern).map_err(problem)?;
    for captures in pattern.find_all(&value).map_err(problem)? {
        let Some(whole) = captures.get(0) else { continue };
        out.push_str(&value[end..whole.start()]);
        replacement.expand(&captures, &mut out);
        end = whole.end();
    }
    out.push_str(&value[end..]);
    Ok(out.into())
}

/// Lists the matches: their text, that of their only group, or tuples of their groups.
pub(in crate::render::ansible) fn regex_findall(_state: &mut State, call: &Call) -> Result<Value, Error> {
    let parameters = ["value", "regex", "multiline", "ignorecase"];
    let [value, pattern, multi_line, ignore_case] = call.bind(parameters, 2)?;
    let value = call.text(&value.unwrap_or_default(), "value")?;
    let pattern = call.text(&pattern.unwrap_or_default(), "regex")?;
    let pattern = compile(call, &pattern, ignore_case, multi_line)?;

    let found = pattern.find_all(&value).map_err(|problem| call.fail(problem))?;
    let items = found.iter().map(|captures| {
        let group = |number| Value::from(captures.get(number).map_or("", |group| group.as_str()));
        match pattern.groups {
            0 | 1 => group(pattern.groups),
            groups => Tuple::from((1..=groups).map(group).collect::<Vec<_>>()).into(),
        }
    });
    Ok(items.collect())
}

/// Finds the first match: its text, or a list of the groups that are asked for; nothing when there is none.
pub(in crate::render::ansible) fn regex_search(_state: &mut State, call: &Call) -> Result<Value, Error> {
    let (arguments, references) = call.positional.split_at(call.positional.len().min(2));
    let keyword = |name: &str| {
        call.keywords
            .iter()
            .find(|(keyword, _)| keyword == name)
            .map(|(_, value)| value)
    };
    let value = call.text(arguments.first().unwrap_or(&Value::UNDEFINED), "value")?;
    let pattern = arguments
        .get(1)
        .or_else(|| keyword("regex"))
        .unwrap_or(&Value::UNDEFINED);
    let pattern = call.text(pattern, "regex")?;
    if arguments.len() == 2 && keyword("regex").is_some() || keyword("value").is_some() {
        return Err(call.unknown_keyword(if keyword("value").is_some() {
            "value"
        } else {
            "regex"
        }));
    }
    let references = references.iter().map(|reference| reference_of(call, reference));
    let references = references.collect::<Result<Vec<_>, _>>()?;

    let (ignore_case, multi_line) = (keyword("ignorecase").cloned(), keyword("multiline").cloned());
    let pattern = compile(call, &pattern, ignore_case, multi_line)?;
    let Some(captures) = pattern.search(&value).map_err(|problem| call.fail(problem))? else {
        return Ok(().into());
    };
    let text = |number: usize| {
        captures
            .get(number)
            .map_or(Value::from(()), |group| group.as_str().into())
    };
    if references.is_empty() {
        return Ok(text(0));
    }
    let group = |reference: &Reference| {
        let number = match reference {
            Reference::Number(number) => Some(*number).filter(|number| *number <= pattern.groups),
            Reference::Name(name) => pattern.group(name),
        };
        number.map(text).ok_or_else(|| call.fail("no such group"))
    };
    references.iter().map(group).collect()
}

#[derive(Debug)]
enum Reference {
    Number(usize),
    Name(String),
}

/// Reads `\1` or `\g<name>`.
fn reference_of(call: &Call, reference: &Value) -> Result<Reference, Error> {
    let unknown = || call.fail(format!("{} refers to no group", python::repr(reference)));
    let text = python::text(reference)
        .and_then(|text| text.strip_prefix('\\'))
        .ok_or_else(unknown)?;
    if let Some(name) = text.strip_prefix('g') {
        let name = name
            .strip_prefix('<')
            .and_then(|name| name.split_whitespace().next()?.rsplit_once('>'));
        return name
            .map(|(name, _)| Reference::Name(name.to_owned()))
            .ok_or_else(unknown);
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    text[..digits]
        .parse()
        .map(Reference::Number)
        .map_err(|_| unknown())
}

/// Escapes what has a meaning in Python's or in POSIX's basic expressions.
pub(in crate::render::ansible) fn regex_escape(_state: &mut State, call: &Call) -> Result<Value, Error> {
    let [value, kind] = call.bind(["string", "re_type"], 1)?;
    let value = value.unwrap_or_default();
    let kind = kind.map_or_else(|| "python".to_owned(), |kind| python::str(&kind));
    match kind.as_str() {
        "python" => Ok(escape(&call.text(&value, "string")?).into()),
        "posix_basic" => Ok(backslashed(&python::str(&value), r"].[^$*\").into()),
        "posix_extended" => Err(call.fail("`posix_extended` is not implemented")),
        _ => Err(call.fail(format!("`{kind}` is no kind of regular expressions"))),
    }
}

/// Python's `re.escape`.
pub(in crate::render::ansible) fn escape(text: &str) -> String {
    backslashed(text, "()[]{}?*+-|^$\\.&~# \t\n\r\u{b}\u{c}")
}

fn backslashed(text: &str, special: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if special.contains(character) {
            out.push('\\');
        }
        out.push(character);
    }
    out
}

fn compile(
    call: &Call,
    pattern: &str,
    ignore_case: Option<Value>,
    multi_line: Option<Value>,
) -> Result<Pattern, Error> {
    let truth = |flag: Option<Value>| flag.is_some_and(|flag| flag.is_true());
    Pattern::compile(pattern, truth(ignore_case), truth(multi_line)).map_err(|problem| call.fail(problem))
}
