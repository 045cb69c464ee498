//! Filters that compare the items of a sequence.

use std::cmp::Ordering;
use std::collections::HashSet;

use minijinja::Value;

use super::given;
use super::select::{attribute_parts, attribute_path, fold_case, hash_key};
use crate::render::fault::{Fault, Outcome};
use crate::render::python::{
    self, Args, Generator, Kind, Tuple, compare, equal, hashable, iterate, list, methods, sort_by, truth,
    type_name,
};
use crate::render::run::Run;

fn flag(value: Option<&Value>) -> Outcome<bool> {
    value.map_or(Ok(false), truth)
}

pub(super) fn sort(run: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    let [reverse, case_sensitive, attribute] =
        args.bind("sort", ["reverse", "case_sensitive", "attribute"], 0)?;
    let (reverse, case_sensitive) = (flag(reverse.as_ref())?, flag(case_sensitive.as_ref())?);
    let paths: Vec<Vec<Value>> = match given(attribute) {
        None => vec![Vec::new()],
        Some(attribute) => match Kind::of(&attribute) {
            Kind::Str(paths) => paths
                .split(',')
                .map(|path| attribute_parts(&Value::from(path)))
                .collect(),
            _ => vec![vec![attribute.clone()]],
        },
    };
    let mut keyed = Vec::new();
    for item in iterate(value, &run.budget)? {
        let mut keys = Vec::with_capacity(paths.len());
        for path in &paths {
            let key = attribute_path(run, &item, path, None)?;
            keys.push(if case_sensitive { key } else { fold_case(key) });
        }
        keyed.push((list(keys), item));
    }
    let sorted = sort_by(keyed, |(key, _)| key, reverse, &run.budget)?;
    Ok(list(sorted.into_iter().map(|(_, item)| item).collect()))
}

pub(super) fn dictsort(run: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    let [case_sensitive, by, reverse] = args.bind("dictsort", ["case_sensitive", "by", "reverse"], 0)?;
    let (case_sensitive, reverse) = (flag(case_sensitive.as_ref())?, flag(reverse.as_ref())?);
    let position = match by.as_ref().map_or(Some("key"), Value::as_str) {
        Some("key") => 0,
        Some("value") => 1,
        _ => {
            return Err(Fault::failed("You can only sort by either \"key\" or \"value\""));
        }
    };
    if let Kind::Undefined(undefined) = Kind::of(value) {
        return Err(undefined.fault());
    }
    let Some(method) = methods::find(value, "items") else {
        return Err(Fault::failed(format!(
            "'{}' object has no attribute 'items'",
            type_name(value)
        )));
    };
    let items = methods::call(value, method, Args::default(), &run.budget)?;
    let mut keyed = Vec::new();
    for item in iterate(&items, &run.budget)? {
        let key = python::item(&item, &Value::from(position), &run.budget).unwrap_or_default();
        keyed.push((if case_sensitive { key } else { fold_case(key) }, item));
    }
    let sorted = sort_by(keyed, |(key, _)| key, reverse, &run.budget)?;
    Ok(list(sorted.into_iter().map(|(_, item)| item).collect()))
}

pub(super) fn unique(run: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    let [case_sensitive, attribute] = args.bind("unique", ["case_sensitive", "attribute"], 0)?;
    let case_sensitive = flag(case_sensitive.as_ref())?;
    let parts = given(attribute).map_or_else(Vec::new, |attribute| attribute_parts(&attribute));
    let mut seen = HashSet::new();
    let mut kept = Vec::new();
    for item in iterate(value, &run.budget)? {
        let key = attribute_path(run, &item, &parts, None)?;
        let key = hash_key(if case_sensitive { key } else { fold_case(key) });
        hashable(&key, &run.budget)?;
        if seen.insert(key) {
            kept.push(item);
        }
    }
    Ok(Generator::value(kept))
}

pub(super) fn min(run: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    extreme(run, value, args, "min", Ordering::Less)
}

pub(super) fn max(run: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    extreme(run, value, args, "max", Ordering::Greater)
}

fn extreme(run: &mut Run<'_>, value: &Value, args: Args, name: &str, wanted: Ordering) -> Outcome<Value> {
    let [case_sensitive, attribute] = args.bind(name, ["case_sensitive", "attribute"], 0)?;
    let case_sensitive = flag(case_sensitive.as_ref())?;
    let parts = given(attribute).map_or_else(Vec::new, |attribute| attribute_parts(&attribute));
    let operator = if wanted == Ordering::Less { "<" } else { ">" };
    let mut best: Option<(Value, Value)> = None;
    for item in iterate(value, &run.budget)? {
        let key = attribute_path(run, &item, &parts, None)?;
        let key = if case_sensitive { key } else { fold_case(key) };
        let better = match &best {
            None => true,
            Some((best, _)) => compare(&key, best, operator, &run.budget)? == Some(wanted),
        };
        if better {
            best = Some((key, item));
        }
    }
    Ok(match best {
        Some((_, item)) => item,
        None => run.undefined("No aggregated item, sequence was empty."),
    })
}

pub(super) fn groupby(run: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    let names = ["attribute", "default", "case_sensitive"];
    let [attribute, default, case_sensitive] = args.bind("groupby", names, 1)?;
    let case_sensitive = flag(case_sensitive.as_ref())?;
    let parts = attribute_parts(&attribute.unwrap_or_default());
    let default = given(default);
    let mut keyed = Vec::new();
    for item in iterate(value, &run.budget)? {
        let key = attribute_path(run, &item, &parts, default.as_ref())?;
        let sort_key = if case_sensitive {
            key.clone()
        } else {
            fold_case(key.clone())
        };
        keyed.push((sort_key, key, item));
    }
    let sorted = sort_by(keyed, |(key, _, _)| key, false, &run.budget)?;
    let mut groups: Vec<(Value, Value, Vec<Value>)> = Vec::new();
    for (sort_key, key, item) in sorted {
        match groups.last_mut() {
            Some((last, _, items)) if equal(last, &sort_key, &run.budget)? => items.push(item),
            _ => groups.push((sort_key, key, vec![item])),
        }
    }
    let groups = groups.into_iter().map(|(_, key, items)| {
        Value::from_object(Tuple::named(&["grouper", "list"], vec![key, list(items)]))
    });
    Ok(list(groups.collect()))
}
