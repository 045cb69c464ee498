//! Filters of one text.

use minijinja::Value;

use super::{given, int_or, soft_text, text_like};
use crate::render::fault::{Fault, Outcome};
use crate::render::python::{self, Args, Dict, Kind, methods, operate, to_text, truth, tuple, type_name};
use crate::render::run::Run;
use crate::render::syntax::ast::Operator;

pub(super) fn upper(run: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    args.none("upper")?;
    soft_text(run, value).map(|(text, safe)| text_like(text.to_uppercase(), safe))
}

pub(super) fn lower(run: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    args.none("lower")?;
    soft_text(run, value).map(|(text, safe)| text_like(text.to_lowercase(), safe))
}

pub(super) fn capitalize(run: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    args.none("capitalize")?;
    soft_text(run, value).map(|(text, safe)| text_like(methods::capitalize(&text), safe))
}

pub(super) fn title(run: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    args.none("title")?;
    let (text, _) = soft_text(run, value)?;
    let mut out = String::with_capacity(text.len());
    let mut word_begins = true;
    for c in text.chars() {
        if word_begins {
            out.extend(c.to_uppercase());
        } else {
            out.extend(c.to_lowercase());
        }
        word_begins = c.is_whitespace() || matches!(c, '-' | '(' | '{' | '[' | '<');
    }
    Ok(Value::from(out))
}

pub(super) fn string(run: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    args.none("string")?;
    if value.as_str().is_some() {
        return Ok(value.clone());
    }
    to_text(value, &run.budget).map(Value::from)
}

pub(super) fn trim(run: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    let [chars] = args.bind("trim", ["chars"], 0)?;
    let chars = given(chars);
    let chars = match &chars {
        None => None,
        Some(chars) => Some(
            chars
                .as_str()
                .ok_or_else(|| Fault::failed("strip arg must be None or str"))?,
        ),
    };
    let (text, safe) = soft_text(run, value)?;
    Ok(text_like(
        methods::strip(&text, chars, true, true).to_owned(),
        safe,
    ))
}

pub(super) fn center(run: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    let [width] = args.bind("center", ["width"], 0)?;
    let (text, safe) = soft_text(run, value)?;
    let width = int_or(width.as_ref(), 80)?;
    Ok(text_like(methods::center(&text, width, &run.budget)?, safe))
}

pub(super) fn replace(run: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    let [old, new, count] = args.bind("replace", ["old", "new", "count"], 2)?;
    let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
    let count = int_or(given(count).as_ref(), -1)?;
    let (mut text, mut safe) = soft_text(run, value)?;
    let (old, mut new_text) = (to_text(&old, &run.budget)?, to_text(&new, &run.budget)?);
    safe &= run.autoescape;
    if run.autoescape && new.is_safe() && !safe {
        text = crate::render::python::escape_html(&text);
        safe = true;
    }
    if safe && !new.is_safe() {
        new_text = crate::render::python::escape_html(&new_text);
    }
    Ok(text_like(
        methods::replace(&text, &old, &new_text, count, &run.budget)?,
        safe,
    ))
}

pub(super) fn format(run: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    let (template, safe) = soft_text(run, value)?;
    if !args.positional.is_empty() && !args.keyword.is_empty() {
        return Err(Fault::failed(
            "can't handle positional and keyword arguments at the same time",
        ));
    }
    let argument = if args.keyword.is_empty() {
        tuple(args.positional)
    } else {
        let dict = Dict::default();
        for (name, value) in args.keyword {
            dict.insert(Value::from(&*name), value);
        }
        Value::from_object(dict)
    };
    operate(
        Operator::Modulo,
        &text_like(template, safe),
        &argument,
        &run.budget,
    )
}

pub(super) fn wordcount(run: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    args.none("wordcount")?;
    let (text, _) = soft_text(run, value)?;
    let words = text.split(|c: char| c != '_' && !c.is_alphanumeric());
    Ok(Value::from(words.filter(|word| !word.is_empty()).count()))
}

pub(super) fn indent(run: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    let [width, first, blank] = args.bind("indent", ["width", "first", "blank"], 0)?;
    let flag = |value: Option<Value>| value.as_ref().map_or(Ok(false), truth);
    let (first, blank) = (flag(first)?, flag(blank)?);
    let indention = if let Some(text) = width.as_ref().and_then(Value::as_str) {
        text.to_owned()
    } else {
        let width = usize::try_from(int_or(width.as_ref(), 4)?).unwrap_or(0);
        run.budget.reserve(width)?;
        " ".repeat(width)
    };
    let Some(text) = value.as_str() else {
        return Err(match Kind::of(value) {
            Kind::Undefined(undefined) => undefined.fault(),
            _ => Fault::failed(format!(
                "unsupported operand type(s) for +=: '{}' and 'str'",
                type_name(value)
            )),
        });
    };
    let text = format!("{text}\n");
    let lines = methods::lines(&text, false);
    run.budget.reserve(
        text.len()
            .saturating_add(lines.len().saturating_mul(indention.len())),
    )?;
    let mut out = String::new();
    for (index, line) in lines.iter().enumerate() {
        if index > 0 {
            out.push('\n');
        }
        if if index == 0 {
            first
        } else {
            blank || !line.is_empty()
        } {
            out.push_str(&indention);
        }
        out.push_str(line);
    }
    Ok(text_like(out, value.is_safe()))
}

pub(super) fn truncate(run: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    let names = ["length", "killwords", "end", "leeway"];
    let [length, kill, end, leeway] = args.bind("truncate", names, 0)?;
    let length = int_or(length.as_ref(), 255)?;
    let kill = kill.as_ref().map_or(Ok(false), truth)?;
    let end = end.map_or(Ok("...".to_owned()), |end| to_text(&end, &run.budget))?;
    let leeway = int_or(given(leeway).as_ref(), 5)?;
    let end_length = i64::try_from(end.chars().count()).unwrap_or(i64::MAX);
    if length < end_length {
        return Err(Fault::failed(format!(
            "expected length >= {end_length}, got {length}"
        )));
    }
    if leeway < 0 {
        return Err(Fault::failed(format!("expected leeway >= 0, got {leeway}")));
    }
    let most = length.saturating_add(leeway);
    if i64::try_from(python::length(value)?).unwrap_or(i64::MAX) <= most {
        return Ok(value.clone());
    }
    let Kind::Str(text) = Kind::of(value) else {
        return Err(Fault::failed(format!(
            "'{}' object has no attribute 'rsplit'",
            type_name(value)
        )));
    };
    let kept: String = text
        .chars()
        .take(usize::try_from(length - end_length).unwrap_or(0))
        .collect();
    let kept = if kill {
        kept.as_str()
    } else {
        kept.rsplit_once(' ').map_or(kept.as_str(), |(kept, _)| kept)
    };
    Ok(text_like(format!("{kept}{end}"), value.is_safe()))
}
