//! Methods of `str` that make another text, or look for a part.

use minijinja::Value;

use super::{given, int_of, text_of};
use crate::render::budget::Budget;
use crate::render::fault::{Fault, Outcome};
use crate::render::python::format::Fields;
use crate::render::python::kind::Kind;
use crate::render::python::spec::{Spec, pad};
use crate::render::python::text::escape_html;
use crate::render::python::{Args, Dict, as_index, format_fields, item, iterate, length, to_text, type_name};

pub(super) const NAMES: &[&str] = &[
    "capitalize",
    "casefold",
    "center",
    "count",
    "encode",
    "endswith",
    "expandtabs",
    "find",
    "format",
    "format_map",
    "index",
    "join",
    "ljust",
    "lower",
    "maketrans",
    "removeprefix",
    "removesuffix",
    "replace",
    "rfind",
    "rindex",
    "rjust",
    "startswith",
    "swapcase",
    "title",
    "translate",
    "upper",
    "zfill",
    "unescape",
    "striptags",
];

#[expect(clippy::too_many_lines, reason = "one arm for each method")]
pub(super) fn call(value: &Value, text: &str, name: &str, args: Args, budget: &Budget) -> Outcome<Value> {
    let simple = |args: Args, result: String| args.none(name).map(|()| Value::from(result));
    match name {
        "upper" => simple(args, text.to_uppercase()),
        "lower" => simple(args, text.to_lowercase()),
        "casefold" => simple(args, text.to_lowercase().replace('ß', "ss").replace('ς', "σ")),
        "capitalize" => simple(args, capitalize(text)),
        "title" => simple(args, title(text)),
        "swapcase" => simple(args, swapcase(text)),
        "striptags" if value.is_safe() => simple(args, crate::render::filters::strip_tags(text)),
        "unescape" if value.is_safe() => simple(args, crate::render::filters::unescape_html(text)),
        "unescape" | "striptags" => Err(Fault::failed(format!("'str' object has no attribute '{name}'"))),
        "center" | "ljust" | "rjust" => {
            let [width, fill] = args.positional(name, 1)?;
            justify(text, name, width.as_ref(), fill.as_ref(), budget)
        }
        "zfill" => {
            let [width] = args.positional(name, 1)?;
            let width = int_of(&width.unwrap_or_default())?;
            let sign = usize::from(text.starts_with(['+', '-']));
            let missing = usize::try_from(width)
                .unwrap_or(0)
                .saturating_sub(text.chars().count());
            budget.reserve(missing)?;
            Ok(Value::from(format!(
                "{}{}{}",
                &text[..sign],
                "0".repeat(missing),
                &text[sign..]
            )))
        }
        "count" | "find" | "index" | "rfind" | "rindex" => search(text, name, args),
        "startswith" | "endswith" => {
            let [affix, start, end] = args.positional(name, 1)?;
            let (_, part) = part(text, given(start).as_ref(), given(end).as_ref())?;
            let affix = affix.unwrap_or_default();
            let fits = |affix: &Value| -> Outcome<bool> {
                let affix = text_of(affix, name)?;
                Ok(part.is_some_and(|part| {
                    if name == "startswith" {
                        part.starts_with(affix)
                    } else {
                        part.ends_with(affix)
                    }
                }))
            };
            if let Kind::Tuple(affixes) = Kind::of(&affix) {
                for affix in affixes.iter() {
                    if fits(affix)? {
                        return Ok(Value::from(true));
                    }
                }
                return Ok(Value::from(false));
            }
            fits(&affix).map(Value::from)
        }
        "removeprefix" | "removesuffix" => {
            let [affix] = args.positional(name, 1)?;
            let affix = affix.unwrap_or_default();
            let affix = text_of(&affix, name)?;
            let cut = if name == "removeprefix" {
                text.strip_prefix(affix)
            } else {
                text.strip_suffix(affix)
            };
            Ok(Value::from(cut.unwrap_or(text)))
        }
        "replace" => {
            let [old, new, count] = args.positional(name, 2)?;
            let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
            let count = count.as_ref().map(int_of).transpose()?.unwrap_or(-1);
            let new = if value.is_safe() && !new.is_safe() {
                Value::from(escape_html(text_of(&new, name)?))
            } else {
                new
            };
            replace(text, text_of(&old, name)?, text_of(&new, name)?, count, budget).map(Value::from)
        }
        "join" => {
            let [items] = args.positional(name, 1)?;
            join(
                text,
                value.is_safe(),
                &iterate(&items.unwrap_or_default(), budget)?,
                budget,
            )
        }
        "format" => {
            let escape = |value: &Value| escape_argument(value, budget);
            let positional = if value.is_safe() {
                args.positional.iter().map(escape).collect::<Outcome<Vec<_>>>()?
            } else {
                args.positional
            };
            let keyword = |name: &str| {
                args.keyword
                    .iter()
                    .find(|(own, _)| **own == *name)
                    .map(|(_, value)| value.clone())
            };
            let fields = Fields {
                positional: &positional,
                keyword: &keyword,
                budget,
            };
            format_fields(text, &fields).map(Value::from)
        }
        "format_map" => {
            let [mapping] = args.positional(name, 1)?;
            let mapping = mapping.unwrap_or_default();
            let fields = Fields {
                positional: &[],
                keyword: &|name| item(&mapping, &Value::from(name), budget),
                budget,
            };
            format_fields(text, &fields).map(Value::from)
        }
        "encode" => {
            let [encoding, _errors] = args.bind(name, ["encoding", "errors"], 0)?;
            encode(text, encoding.as_ref().and_then(Value::as_str).unwrap_or("utf-8"))
        }
        "expandtabs" => {
            let [size] = args.bind(name, ["tabsize"], 0)?;
            let size = size.as_ref().map(int_of).transpose()?.unwrap_or(8);
            expand_tabs(text, usize::try_from(size).unwrap_or(0), budget).map(Value::from)
        }
        "maketrans" => make_translation(args, budget),
        _ => {
            let [table] = args.positional("translate", 1)?;
            translate(text, &table.unwrap_or_default(), budget).map(Value::from)
        }
    }
}

pub(crate) fn capitalize(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(title_case).unwrap_or_default();
    first + &chars.as_str().to_lowercase()
}

/// A letter as it begins a word: of two letters in one, only the first is large.
fn title_case(c: char) -> String {
    match c {
        'Ǆ'..='ǆ' => "ǅ".to_owned(),
        'Ǉ'..='ǉ' => "ǈ".to_owned(),
        'Ǌ'..='ǌ' => "ǋ".to_owned(),
        'Ǳ'..='ǳ' => "ǲ".to_owned(),
        _ => {
            let mut upper = c.to_uppercase();
            let first = upper.next().unwrap_or(c);
            std::iter::once(first)
                .chain(upper.flat_map(char::to_lowercase))
                .collect()
        }
    }
}

fn title(text: &str) -> String {
    let mut after_letter = false;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if after_letter {
            out.extend(c.to_lowercase());
        } else {
            out.push_str(&title_case(c));
        }
        after_letter = c.is_alphabetic();
    }
    out
}

fn swapcase(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_uppercase() {
            out.extend(c.to_lowercase());
        } else {
            out.extend(c.to_uppercase());
        }
    }
    out
}

fn justify(
    text: &str,
    name: &str,
    width: Option<&Value>,
    fill: Option<&Value>,
    budget: &Budget,
) -> Outcome<Value> {
    let width = width.map(int_of).transpose()?.unwrap_or(0);
    let width = usize::try_from(width).unwrap_or(0);
    let fill = match fill {
        None => ' ',
        Some(fill) => {
            let mut chars = text_of(fill, name)?.chars();
            match (chars.next(), chars.next()) {
                (Some(fill), None) => fill,
                _ => {
                    return Err(Fault::failed(
                        "The fill character must be exactly one character long",
                    ));
                }
            }
        }
    };
    let length = text.chars().count();
    // Python's own rule for where the odd one goes.
    let missing = width.saturating_sub(length);
    let left = match name {
        "ljust" => 0,
        "rjust" => missing,
        _ => missing / 2 + (missing & width & 1),
    };
    budget.reserve(missing.saturating_mul(4))?;
    let fills = |count| std::iter::repeat_n(fill, count);
    let text: String = fills(left)
        .chain(text.chars())
        .chain(fills(missing - left))
        .collect();
    Ok(Value::from(text))
}

/// The text between two bounds counted in characters, and where it starts; nothing if it starts beyond the end.
fn part<'t>(text: &'t str, start: Option<&Value>, end: Option<&Value>) -> Outcome<(usize, Option<&'t str>)> {
    let length = text.chars().count();
    let bound = |value: Option<&Value>, default: usize| -> Outcome<usize> {
        let Some(value) = value else { return Ok(default) };
        let index = as_index(value).ok_or_else(|| {
            Fault::failed("slice indices must be integers or None or have an __index__ method")
        })?;
        let signed = i64::try_from(length).unwrap_or(i64::MAX);
        let index = if index < 0 { (index + signed).max(0) } else { index };
        Ok(usize::try_from(index).unwrap_or(usize::MAX))
    };
    let (start, end) = (bound(start, 0)?, bound(end, length)?.min(length));
    if start > length || start > end {
        return Ok((start, None));
    }
    let byte = |index| {
        text.char_indices()
            .nth(index)
            .map_or(text.len(), |(byte, _)| byte)
    };
    Ok((start, Some(&text[byte(start)..byte(end)])))
}

fn search(text: &str, name: &str, args: Args) -> Outcome<Value> {
    let [what, start, end] = args.positional(name, 1)?;
    let what = what.unwrap_or_default();
    let what = text_of(&what, name)?;
    let (offset, part) = part(text, given(start).as_ref(), given(end).as_ref())?;
    if name == "count" {
        let count = part.map_or(0, |part| {
            if what.is_empty() {
                part.chars().count() + 1
            } else {
                part.matches(what).count()
            }
        });
        return Ok(Value::from(count));
    }
    let found = part.and_then(|part| {
        let byte = if name.starts_with('r') {
            part.rfind(what)
        } else {
            part.find(what)
        };
        byte.map(|byte| part[..byte].chars().count() + offset)
    });
    match found {
        Some(index) => Ok(Value::from(index)),
        None if name.ends_with("index") => Err(Fault::failed("substring not found")),
        None => Ok(Value::from(-1)),
    }
}

/// `str.replace`, with a negative count for all.
pub(crate) fn replace(text: &str, old: &str, new: &str, count: i64, budget: &Budget) -> Outcome<String> {
    let most = if old.is_empty() {
        text.chars().count() + 1
    } else {
        text.len() / old.len()
    };
    let times = usize::try_from(count).unwrap_or(usize::MAX).min(most);
    budget.reserve(
        text.len().saturating_add(
            new.len()
                .saturating_mul(if new.len() > old.len() { times } else { 0 }),
        ),
    )?;
    Ok(text.replacen(old, new, times))
}

/// Joins texts; in a safe string, what is not safe is escaped.
pub(crate) fn join(separator: &str, safe: bool, items: &[Value], budget: &Budget) -> Outcome<Value> {
    let mut out = String::new();
    for (index, item) in items.iter().enumerate() {
        let Some(text) = item.as_str() else {
            return Err(Fault::failed(format!(
                "sequence item {index}: expected str instance, {} found",
                type_name(item)
            )));
        };
        if index > 0 {
            out.push_str(separator);
        }
        if safe && !item.is_safe() {
            out.push_str(&escape_html(text));
        } else {
            out.push_str(text);
        }
        budget.output(out.len())?;
    }
    budget.reserve(out.len())?;
    Ok(Value::from(out))
}

fn escape_argument(value: &Value, budget: &Budget) -> Outcome<Value> {
    Ok(match Kind::of(value) {
        Kind::Str(text) if !value.is_safe() => Value::from(escape_html(text)),
        Kind::List(_) | Kind::Tuple(_) | Kind::Dict(_) => Value::from(escape_html(&to_text(value, budget)?)),
        _ => value.clone(),
    })
}

fn encode(text: &str, encoding: &str) -> Outcome<Value> {
    let bytes = match encoding.to_ascii_lowercase().replace('_', "-").as_str() {
        "utf-8" | "utf8" => text.as_bytes().to_vec(),
        "ascii" | "us-ascii" if text.is_ascii() => text.as_bytes().to_vec(),
        "latin-1" | "latin1" | "iso-8859-1" => text
            .chars()
            .map(|c| u8::try_from(u32::from(c)))
            .collect::<Result<_, _>>()
            .map_err(|_| Fault::failed("'latin-1' codec can't encode the text"))?,
        "utf-16-le" | "utf-16le" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        "utf-16-be" | "utf-16be" => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        "ascii" | "us-ascii" => return Err(Fault::failed("'ascii' codec can't encode the text")),
        other => return Err(Fault::failed(format!("unknown encoding: {other}"))),
    };
    Ok(Value::from_bytes(bytes))
}

fn expand_tabs(text: &str, size: usize, budget: &Budget) -> Outcome<String> {
    let mut out = String::new();
    let mut column = 0;
    for c in text.chars() {
        match c {
            '\t' if size > 0 => {
                let spaces = size - column % size;
                budget.reserve(spaces)?;
                out.extend(std::iter::repeat_n(' ', spaces));
                column += spaces;
            }
            '\t' => {}
            '\n' | '\r' => {
                out.push(c);
                column = 0;
            }
            _ => {
                out.push(c);
                column += 1;
            }
        }
    }
    Ok(out)
}

fn make_translation(args: Args, budget: &Budget) -> Outcome<Value> {
    let [from, to, delete] = args.positional("maketrans", 1)?;
    let table = Dict::default();
    let code = |c: char| Value::from(u32::from(c));
    let from = from.unwrap_or_default();
    match &to {
        None => {
            for key in iterate(&from, budget)? {
                let value = item(&from, &key, budget).unwrap_or_default();
                let key = match key.as_str().and_then(|text| text.chars().next()) {
                    Some(c) => code(c),
                    None => key,
                };
                table.insert(key, value);
            }
        }
        Some(to) => {
            if length(&from)? != length(to)? {
                return Err(Fault::failed(
                    "the first two maketrans arguments must have equal length",
                ));
            }
            for (from, to) in text_of(&from, "maketrans")?
                .chars()
                .zip(text_of(to, "maketrans")?.chars())
            {
                table.insert(code(from), code(to));
            }
            for c in delete
                .as_ref()
                .and_then(Value::as_str)
                .unwrap_or_default()
                .chars()
            {
                table.insert(code(c), Value::from(()));
            }
        }
    }
    Ok(Value::from_object(table))
}

fn translate(text: &str, table: &Value, budget: &Budget) -> Outcome<String> {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let Some(to) = item(table, &Value::from(u32::from(c)), budget) else {
            out.push(c);
            continue;
        };
        match Kind::of(&to) {
            Kind::None => {}
            Kind::Str(to) => {
                budget.reserve(to.len())?;
                out.push_str(to);
            }
            Kind::Int(code) => out.extend(u32::try_from(code).ok().and_then(char::from_u32)),
            _ => {
                return Err(Fault::failed(
                    "character mapping must return integer, None or str",
                ));
            }
        }
    }
    Ok(out)
}

/// Pads a text to both sides as the `center` filter does.
pub(crate) fn center(text: &str, width: i64, budget: &Budget) -> Outcome<String> {
    let value = justify(text, "center", Some(&Value::from(width)), None, budget)?;
    let spec = Spec::default();
    pad(value.as_str().unwrap_or_default(), &spec, '<', budget)
}
