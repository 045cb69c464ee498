//! The `combine` filter.

use minijinja::value::Value;
use minijinja::{Error, State};

use super::call::Call;
use super::collections::flat;
use super::python;

/// What becomes of two lists under one key.
#[derive(Clone, Copy, Debug)]
enum ListMerge {
    Replace,
    Keep,
    Append,
    Prepend,
    AppendWithoutPresent,
    PrependWithoutPresent,
}

impl ListMerge {
    fn named(name: &str) -> Option<Self> {
        match name {
            "replace" => Some(Self::Replace),
            "keep" => Some(Self::Keep),
            "append" => Some(Self::Append),
            "prepend" => Some(Self::Prepend),
            "append_rp" => Some(Self::AppendWithoutPresent),
            "prepend_rp" => Some(Self::PrependWithoutPresent),
            _ => None,
        }
    }

    fn merge(self, low: &[Value], high: &[Value]) -> Vec<Value> {
        let absent = || {
            low.iter()
                .filter(|item| !high.contains(item))
                .cloned()
                .collect::<Vec<_>>()
        };
        match self {
            Self::Replace => high.to_vec(),
            Self::Keep => low.to_vec(),
            Self::Append => [low, high].concat(),
            Self::Prepend => [high, low].concat(),
            Self::AppendWithoutPresent => [absent(), high.to_vec()].concat(),
            Self::PrependWithoutPresent => [high.to_vec(), absent()].concat(),
        }
    }
}

/// Merges dictionaries; the later ones win.
pub(super) fn combine(_state: &mut State, call: &Call) -> Result<Value, Error> {
    let (mut recursive, mut list_merge) = (false, None);
    for (name, value) in &call.keywords {
        match name.as_str() {
            "recursive" => recursive = value.is_true(),
            "list_merge" => list_merge = Some(value),
            _ => return Err(call.unknown_keyword(name)),
        }
    }
    let mut dicts = flat(call.positional.clone(), Some(1));
    if dicts.iter().any(has_undefined) {
        return Err(call.undefined());
    }
    let Some(mut merged) = dicts.pop() else {
        return Ok(Value::from_pairs::<[(Value, Value); 0], _, _>([]));
    };
    if dicts.is_empty() {
        return Ok(merged);
    }
    let list_merge = match list_merge {
        None => ListMerge::Replace,
        Some(name) => python::text(name).and_then(ListMerge::named).ok_or_else(|| {
            let wanted = "`replace`, `keep`, `append`, `prepend`, `append_rp` or `prepend_rp`";
            call.fail(format!("`list_merge` must be {wanted}"))
        })?,
    };
    for low in dicts.iter().rev() {
        if let Some(wrong) = [low, &merged].into_iter().find(|value| !python::is_dict(value)) {
            return Err(call.fail(format!(
                "only dictionaries can be combined, not `{}`",
                python::type_name(wrong)
            )));
        }
        merged = merge(low, &merged, recursive, list_merge);
    }
    Ok(merged)
}

fn merge(low: &Value, high: &Value, recursive: bool, list_merge: ListMerge) -> Value {
    // Equal dictionaries keep the order of the later one.
    if low.len() == Some(0) || low == high {
        return high.clone();
    }
    let mut pairs = python::pairs(low);
    for (key, high) in python::pairs(high) {
        let Some(present) = pairs.iter_mut().find(|(present, _)| *present == key) else {
            pairs.push((key, high));
            continue;
        };
        let low = &present.1;
        present.1 = if recursive && python::is_dict(low) && python::is_dict(&high) {
            merge(low, &high, recursive, list_merge)
        } else if python::is_list(low) && python::is_list(&high) {
            let items = |list: &Value| list.try_iter().into_iter().flatten().collect::<Vec<_>>();
            list_merge.merge(&items(low), &items(&high)).into()
        } else {
            high
        };
    }
    Value::from_pairs(pairs)
}

/// Whether there is an undefined value, however deep in dictionaries and lists.
fn has_undefined(value: &Value) -> bool {
    if python::is_dict(value) {
        python::pairs(value).iter().any(|(_, item)| has_undefined(item))
    } else if python::is_list(value) {
        value
            .try_iter()
            .into_iter()
            .flatten()
            .any(|item| has_undefined(&item))
    } else {
        value.is_undefined()
    }
}
