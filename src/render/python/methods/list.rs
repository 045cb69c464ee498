//! Methods of `list` and `tuple`.

use minijinja::Value;

use super::int_of;
use crate::render::budget::Budget;
use crate::render::fault::{Fault, Outcome};
use crate::render::python::{Args, List, equal, index_of, iterate, list, sort_by, truth};

pub(super) const NAMES: &[&str] = &[
    "append", "clear", "copy", "count", "extend", "index", "insert", "pop", "remove", "reverse", "sort",
];
pub(super) const TUPLE_NAMES: &[&str] = &["count", "index"];

pub(super) fn call(value: &Value, own: &List, name: &str, args: Args, budget: &Budget) -> Outcome<Value> {
    let none = || Value::from(());
    match name {
        "append" => {
            let [item] = args.positional(name, 1)?;
            budget.reserve(size_of::<Value>())?;
            own.change(|items| items.push(item.unwrap_or_default()));
            Ok(none())
        }
        "extend" => {
            let [more] = args.positional(name, 1)?;
            let more = iterate(&more.unwrap_or_default(), budget)?;
            budget.reserve(more.len() * size_of::<Value>())?;
            own.change(|items| items.extend(more));
            Ok(none())
        }
        "insert" => {
            let [index, item] = args.positional(name, 2)?;
            let index = int_of(&index.unwrap_or_default())?;
            budget.reserve(size_of::<Value>())?;
            own.change(|items| {
                let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
                let index = if index < 0 {
                    index.saturating_add(length)
                } else {
                    index
                };
                let index = usize::try_from(index.clamp(0, length)).unwrap_or(0);
                items.insert(index, item.unwrap_or_default());
            });
            Ok(none())
        }
        "pop" => {
            let [index] = args.positional(name, 0)?;
            let index = index.as_ref().map(int_of).transpose()?.unwrap_or(-1);
            own.change(|items| {
                if items.is_empty() {
                    return Err(Fault::failed("pop from empty list"));
                }
                let index =
                    index_of(index, items.len()).ok_or_else(|| Fault::failed("pop index out of range"))?;
                Ok(items.remove(index))
            })
        }
        "remove" => {
            let [item] = args.positional(name, 1)?;
            let index = position(&own.items(), &item.unwrap_or_default(), budget)?
                .ok_or_else(|| Fault::failed("list.remove(x): x not in list"))?;
            own.change(|items| {
                if index < items.len() {
                    items.remove(index);
                }
            });
            Ok(none())
        }
        "reverse" => {
            args.none(name)?;
            own.change(|items| items.reverse());
            Ok(none())
        }
        "clear" => {
            args.none(name)?;
            drop(own.change(std::mem::take));
            Ok(none())
        }
        "copy" => {
            args.none(name)?;
            Ok(list(own.items()))
        }
        "sort" => {
            let [key, reverse] = args.bind(name, ["key", "reverse"], 0)?;
            if super::given(key).is_some() {
                return Err(Fault::failed(
                    "list.sort(key=…) is not supported, use the `sort` filter",
                ));
            }
            let reverse = reverse.as_ref().map(truth).transpose()?.unwrap_or(false);
            let sorted = sort_by(own.items(), |item| item, reverse, budget)?;
            own.change(|items| *items = sorted);
            Ok(none())
        }
        _ => {
            let _ = value;
            read(&own.items(), name, args, budget)
        }
    }
}

/// The methods that a tuple has as well.
pub(super) fn read(items: &[Value], name: &str, args: Args, budget: &Budget) -> Outcome<Value> {
    if name == "count" {
        let [item] = args.positional(name, 1)?;
        let item = item.unwrap_or_default();
        let mut count = 0;
        for other in items {
            count += usize::from(equal(other, &item, budget)?);
        }
        return Ok(Value::from(count));
    }
    let [item, start, end] = args.positional(name, 1)?;
    let bound = |value: Option<Value>, default: usize| -> Outcome<usize> {
        let Some(value) = value else { return Ok(default) };
        let index = int_of(&value)?;
        let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
        let index = if index < 0 {
            index.saturating_add(length)
        } else {
            index
        };
        Ok(usize::try_from(index.clamp(0, length)).unwrap_or(0))
    };
    let (start, end) = (bound(start, 0)?, bound(end, items.len())?);
    let item = item.unwrap_or_default();
    let within = items.get(start..end).unwrap_or_default();
    match position(within, &item, budget)? {
        Some(index) => Ok(Value::from(index + start)),
        None => Err(Fault::failed("the value is not in the sequence")),
    }
}

fn position(items: &[Value], wanted: &Value, budget: &Budget) -> Outcome<Option<usize>> {
    for (index, item) in items.iter().enumerate() {
        if equal(item, wanted, budget)? {
            return Ok(Some(index));
        }
    }
    Ok(None)
}
