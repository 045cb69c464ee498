//! `pprint`, as Python's `pprint.pformat` lays values out.

use minijinja::Value;

use crate::render::budget::Budget;
use crate::render::fault::{Fault, Outcome};
use crate::render::python::{Args, Dict, Kind, list, repr, sort_by, tuple};
use crate::render::run::Run;

const WIDTH: usize = 80;

pub(super) fn pprint(run: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    args.none("pprint")?;
    let mut out = String::new();
    format(&sorted(value, &run.budget, 0)?, 0, 0, &mut out, &run.budget)?;
    run.budget.reserve(out.len())?;
    Ok(Value::from(out))
}

/// The same value with the keys of its dicts in order, where they have one.
fn sorted(value: &Value, budget: &Budget, depth: usize) -> Outcome<Value> {
    budget.step(1)?;
    if depth > 200 {
        return Err(Fault::limit("the value is nested too deeply"));
    }
    let all = |items: &[Value]| -> Outcome<Vec<Value>> {
        items.iter().map(|item| sorted(item, budget, depth + 1)).collect()
    };
    Ok(match Kind::of(value) {
        Kind::List(items) => list(all(&items.items())?),
        Kind::Tuple(items) => tuple(all(items)?),
        Kind::Dict(dict) => {
            let pairs = dict.pairs();
            let pairs = sort_by(pairs.clone(), |(key, _)| key, false, budget).unwrap_or(pairs);
            let made = Dict::default();
            for (key, value) in pairs {
                made.insert(key, sorted(&value, budget, depth + 1)?);
            }
            Value::from_object(made)
        }
        _ => value.clone(),
    })
}

/// Writes a value that begins at a column, with some characters to follow on its last line.
fn format(value: &Value, column: usize, after: usize, out: &mut String, budget: &Budget) -> Outcome<()> {
    let line = repr(value, budget)?;
    if line.chars().count() + column + after <= WIDTH {
        out.push_str(&line);
        return Ok(());
    }
    match Kind::of(value) {
        Kind::List(items) => items_of(&items.items(), ('[', "]"), column, after, out, budget),
        Kind::Tuple(items) => {
            let close = if items.len() == 1 { ",)" } else { ")" };
            items_of(items, ('(', close), column, after, out, budget)
        }
        Kind::Dict(dict) if dict.len() > 0 => {
            out.push('{');
            let pairs = dict.pairs();
            for (index, (key, value)) in pairs.iter().enumerate() {
                if index > 0 {
                    out.push_str(",\n");
                    out.push_str(&" ".repeat(column + 1));
                }
                let key = repr(key, budget)?;
                out.push_str(&key);
                out.push_str(": ");
                let last = index + 1 == pairs.len();
                let after = if last { after + 1 } else { 1 };
                format(value, column + key.chars().count() + 3, after, out, budget)?;
            }
            out.push('}');
            Ok(())
        }
        _ => {
            out.push_str(&line);
            Ok(())
        }
    }
}

fn items_of(
    items: &[Value],
    (open, close): (char, &str),
    column: usize,
    after: usize,
    out: &mut String,
    budget: &Budget,
) -> Outcome<()> {
    out.push(open);
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            out.push_str(",\n");
            out.push_str(&" ".repeat(column + 1));
        }
        let last = index + 1 == items.len();
        let after = if last { after + close.len() } else { 1 };
        format(item, column + 1, after, out, budget)?;
    }
    out.push_str(close);
    Ok(())
}
