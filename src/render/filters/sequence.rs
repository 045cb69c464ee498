//! Filters of sequences.

use minijinja::Value;
use rand::RngExt as _;

use super::select::{attribute_parts, attribute_path};
use super::{given, int_or};
use crate::render::fault::{Fault, Outcome};
use crate::render::python::{
    self, Args, Generator, Kind, View, escape_html, iterate, operate, to_text, type_name,
};
use crate::render::run::Run;
use crate::render::syntax::ast::Operator;

pub(super) fn length(_: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    args.none("length")?;
    python::length(value).map(Value::from)
}

pub(super) fn list(run: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    args.none("list")?;
    iterate(value, &run.budget).map(python::list)
}

pub(super) fn first(run: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    args.none("first")?;
    if let Some(generator) = value.downcast_object_ref::<Generator>()
        && let Some(first) = generator.next()
    {
        return Ok(first);
    }
    let first = iterate(value, &run.budget)?.into_iter().next();
    Ok(first.unwrap_or_else(|| run.undefined("No first item, sequence was empty.")))
}

pub(super) fn last(run: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    args.none("last")?;
    let last = reversible(run, value)?.pop();
    Ok(last.unwrap_or_else(|| run.undefined("No last item, sequence was empty.")))
}

/// The items of what `reversed()` takes.
fn reversible(run: &Run<'_>, value: &Value) -> Outcome<Vec<Value>> {
    if value.downcast_object_ref::<Generator>().is_some() {
        return Err(Fault::failed("'generator' object is not reversible"));
    }
    iterate(value, &run.budget)
        .map_err(|_| Fault::failed(format!("'{}' object is not reversible", type_name(value))))
}

pub(super) fn reverse(run: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    args.none("reverse")?;
    if let Kind::Str(text) = Kind::of(value) {
        run.budget.reserve(text.len())?;
        return Ok(super::text_like(text.chars().rev().collect(), value.is_safe()));
    }
    let mut items = iterate(value, &run.budget).map_err(|fault| {
        if fault.is_undefined() {
            fault
        } else {
            Fault::failed("argument must be iterable")
        }
    })?;
    items.reverse();
    if value.downcast_object_ref::<Generator>().is_some() {
        return Ok(python::list(items));
    }
    let name = match Kind::of(value) {
        Kind::List(_) => "list_reverseiterator object",
        Kind::Dict(_) => "dict_reversekeyiterator object",
        _ if value.downcast_object_ref::<View>().is_some() => "dict_reverseiterator object",
        _ => "reversed object",
    };
    Ok(Generator::named(name, items))
}

pub(super) fn random(run: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    args.none("random")?;
    let items = match Kind::of(value) {
        Kind::Object if value.downcast_object_ref::<Generator>().is_some() => {
            return Err(Fault::failed("object of type 'generator' has no len()"));
        }
        _ => iterate(value, &run.budget)?,
    };
    if items.is_empty() {
        return Ok(run.undefined("No random item, sequence was empty."));
    }
    let index = rand::rng().random_range(0..items.len());
    Ok(items[index].clone())
}

pub(super) fn items(run: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    args.none("items")?;
    match Kind::of(value) {
        Kind::Undefined(_) => Ok(Generator::value(Vec::new())),
        Kind::Dict(_) => {
            let view = View::value(value, python::Part::Items);
            Ok(Generator::value(iterate(&view, &run.budget)?))
        }
        _ if value.kind() == minijinja::value::ValueKind::Map => {
            let view = View::value(value, python::Part::Items);
            Ok(Generator::value(iterate(&view, &run.budget)?))
        }
        _ => Err(Fault::failed("Can only get item pairs from a mapping.")),
    }
}

pub(super) fn join(run: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    let [separator, attribute] = args.bind("join", ["d", "attribute"], 0)?;
    let mut values = iterate(value, &run.budget)?;
    if let Some(attribute) = given(attribute) {
        let parts = attribute_parts(&attribute);
        for value in &mut values {
            *value = attribute_path(run, value, &parts, None)?;
        }
    }
    let separator = separator.unwrap_or_else(|| Value::from(""));
    let safe = run.autoescape && (separator.is_safe() || values.iter().any(Value::is_safe));
    let text = |value: &Value| -> Outcome<String> {
        let text = to_text(value, &run.budget)?;
        Ok(if safe && !value.is_safe() {
            escape_html(&text)
        } else {
            text
        })
    };
    let separator = text(&separator)?;
    let mut out = String::new();
    for (index, value) in values.iter().enumerate() {
        if index > 0 {
            out.push_str(&separator);
        }
        out.push_str(&text(value)?);
        run.budget.output(out.len())?;
    }
    run.budget.reserve(out.len())?;
    Ok(super::text_like(out, safe))
}

pub(super) fn sum(run: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    let [attribute, start] = args.bind("sum", ["attribute", "start"], 0)?;
    let mut sum = start.unwrap_or_else(|| Value::from(0));
    if sum.as_str().is_some() {
        return Err(Fault::failed(
            "sum() can't sum strings [use ''.join(seq) instead]",
        ));
    }
    let parts = given(attribute).map(|attribute| attribute_parts(&attribute));
    for mut item in iterate(value, &run.budget)? {
        if let Some(parts) = &parts {
            item = attribute_path(run, &item, parts, None)?;
        }
        sum = operate(Operator::Add, &sum, &item, &run.budget)?;
    }
    Ok(sum)
}

pub(super) fn batch(run: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    let [count, fill] = args.bind("batch", ["linecount", "fill_with"], 1)?;
    let count = usize::try_from(int_or(count.as_ref(), 0)?).unwrap_or(0);
    let items = iterate(value, &run.budget)?;
    // With no items in a batch, Python's never fills up.
    let size = if count == 0 { items.len().max(1) } else { count };
    let mut batches = Vec::new();
    for chunk in items.chunks(size) {
        let mut batch = chunk.to_vec();
        if let Some(fill) = fill.as_ref().filter(|fill| !fill.is_none()) {
            run.budget.reserve(count.saturating_mul(size_of::<Value>()))?;
            batch.resize(count.max(batch.len()), fill.clone());
        }
        batches.push(python::list(batch));
    }
    Ok(Generator::value(batches))
}

pub(super) fn slice(run: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    let [slices, fill] = args.bind("slice", ["slices", "fill_with"], 1)?;
    let slices = int_or(slices.as_ref(), 0)?;
    let items = iterate(value, &run.budget)?;
    if slices == 0 {
        return Err(Fault::failed("integer division or modulo by zero"));
    }
    let slices = usize::try_from(slices).unwrap_or(0);
    run.budget.step(slices)?;
    run.budget
        .reserve(slices.saturating_mul(size_of::<Value>() * 3))?;
    let (each, extra) = (items.len() / slices.max(1), items.len() % slices.max(1));
    let mut made = Vec::with_capacity(slices);
    let mut rest = items.as_slice();
    for index in 0..slices {
        let (own, after) = rest.split_at(each + usize::from(index < extra));
        rest = after;
        let mut own = own.to_vec();
        if let Some(fill) = fill.as_ref().filter(|fill| !fill.is_none() && index >= extra) {
            own.push(fill.clone());
        }
        made.push(python::list(own));
    }
    Ok(Generator::value(made))
}
