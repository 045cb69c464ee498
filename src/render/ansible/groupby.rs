//! The `ans_groupby` filter: Jinja's `groupby`, whose groups are plain pairs.

use std::cmp::Ordering;

use minijinja::value::{Tuple, Value};
use minijinja::{Error, State};

use super::call::Call;
use super::python;

/// Sorts and groups by an attribute, ignoring case; a group is named as its first item spells it.
pub(super) fn ans_groupby(_state: &mut State, call: &Call) -> Result<Value, Error> {
    let [items, attribute] = call.bind(["value", "attribute"], 2)?;
    let (items, attribute) = (items.unwrap_or_default(), attribute.unwrap_or_default());
    let path: Vec<Value> = match python::text(&attribute) {
        Some(path) => path
            .split('.')
            .map(|part| part.parse::<u32>().map_or_else(|_| part.into(), Value::from))
            .collect(),
        None => vec![attribute],
    };
    let mut keyed = Vec::new();
    for item in items.try_iter()? {
        let key = path
            .iter()
            .try_fold(item.clone(), |value, part| value.get_item(part))?;
        keyed.push((key, item));
    }

    let mut mixed = None;
    keyed.sort_by(|(a, _), (b, _)| {
        compare(a, b).unwrap_or_else(|| {
            mixed.get_or_insert((python::type_name(a), python::type_name(b)));
            Ordering::Equal
        })
    });
    if let Some((a, b)) = mixed {
        return Err(call.fail(format!("`{a}` and `{b}` have no order")));
    }

    let groups = keyed.chunk_by(|(a, _), (b, _)| compare(a, b) == Some(Ordering::Equal));
    let pair = |group: &[(Value, Value)]| {
        let items: Value = group.iter().map(|(_, item)| item.clone()).collect();
        Value::from(Tuple::from([group[0].0.clone(), items]))
    };
    Ok(groups.map(pair).collect())
}

/// Python's order, without the case of strings; values of different types have none.
fn compare(a: &Value, b: &Value) -> Option<Ordering> {
    let is_number = |value: &Value| python::integer(value).is_some() || python::float(value).is_some();
    match (python::text(a), python::text(b)) {
        (Some(a), Some(b)) => Some(a.to_lowercase().cmp(&b.to_lowercase())),
        (None, None) if is_number(a) && is_number(b) => Some(number(a).cmp(&number(b))),
        (None, None) if python::is_sequence(a) && python::is_sequence(b) && a.is_tuple() == b.is_tuple() => {
            Some(a.cmp(b))
        }
        (None, None) if a.kind() == b.kind() && !a.is_none() && !a.is_undefined() && !python::is_dict(a) => {
            Some(a.cmp(b))
        }
        _ => None,
    }
}

/// A boolean as the integer that it is.
fn number(value: &Value) -> Value {
    python::integer(value).map_or_else(|| value.clone(), Value::from)
}
