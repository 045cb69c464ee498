//! Filters on lists and dictionaries: `extract`, `flatten`, `subelements`.

use minijinja::value::{Tuple, Value, ValueKind};
use minijinja::{Error, State};

use super::call::Call;
use super::python;

/// Looks a key up in a container, and further keys in what it finds.
pub(super) fn extract(_state: &mut State, call: &Call) -> Result<Value, Error> {
    let [item, container, more] = call.bind(["item", "container", "morekeys"], 2)?;
    let missing = |problem: Missing| call.fail(problem.0);
    let mut value = subscript(&container.unwrap_or_default(), &item.unwrap_or_default()).map_err(missing)?;
    let more = more.filter(|more| !more.is_none());
    let keys = match more {
        Some(keys) if python::is_list(&keys) => keys.try_iter()?.collect(),
        key => Vec::from_iter(key),
    };
    for key in keys {
        value = match subscript(&value, &key) {
            Ok(value) => value,
            Err(_) if python::is_dict(&value) => return Ok(Value::UNDEFINED),
            Err(problem) => return Err(missing(problem)),
        };
    }
    Ok(value)
}

/// Why a subscript finds nothing.
struct Missing(String);

/// Python's `container[key]`.
fn subscript(container: &Value, key: &Value) -> Result<Value, Missing> {
    let kind = python::type_name(container);
    match container.kind() {
        ValueKind::Map => {
            let item = python::dict_get(container, key);
            item.ok_or_else(|| Missing(format!("there is no key {}", python::repr(key))))
        }
        ValueKind::Seq | ValueKind::Iterable | ValueKind::String | ValueKind::Bytes => {
            let index = python::integer(key).and_then(|index| i64::try_from(index).ok());
            let Some(index) = index else {
                return Err(Missing(format!(
                    "`{kind}` takes integers as indices, not {}",
                    python::repr(key)
                )));
            };
            match container.get_item(&index.into()) {
                Ok(item) if !item.is_undefined() => Ok(item),
                _ => Err(Missing(format!("index {index} is out of range"))),
            }
        }
        _ => Err(Missing(format!("`{kind}` has no items"))),
    }
}

/// Takes the lists out of a list, down to a depth or completely, up to the first nothing.
pub(super) fn flatten(_state: &mut State, call: &Call) -> Result<Value, Error> {
    let [list, levels] = call.bind(["mylist", "levels"], 1)?;
    let levels = match levels.filter(|levels| !levels.is_none()) {
        None => None,
        Some(levels) => match python::float(&levels) {
            #[expect(
                clippy::cast_possible_truncation,
                reason = "casting saturates, and no list is that deep"
            )]
            Some(levels) => Some(if levels < 1.0 { 0 } else { levels as i128 }),
            None => Some(call.integer(&levels, "levels")?),
        },
    };
    let list = list.unwrap_or_default();
    if list.is_none() {
        return Err(call.wrong_type(&list, "mylist", "a list"));
    }
    Ok(flat(list.try_iter()?, levels).into())
}

/// Flattens items; an item that is nothing, or says so, ends its list.
pub(super) fn flat(items: impl IntoIterator<Item = Value>, levels: Option<i128>) -> Vec<Value> {
    let mut flattened = Vec::new();
    for item in items {
        if item.is_none() || matches!(python::text(&item), Some("None" | "null")) {
            break;
        }
        let deeper = levels.is_none_or(|levels| levels >= 1);
        match item.try_iter() {
            Ok(inner) if deeper && python::is_sequence(&item) => {
                flattened.extend(flat(inner, levels.map(|levels| levels - 1)));
            }
            _ => flattened.push(item),
        }
    }
    flattened
}

/// Pairs every element with every item of a list inside of it.
pub(super) fn subelements(_state: &mut State, call: &Call) -> Result<Value, Error> {
    let [object, path, skip_missing] = call.bind(["obj", "subelements", "skip_missing"], 2)?;
    let (object, path) = (object.unwrap_or_default(), path.unwrap_or_default());
    let elements: Vec<_> = if python::is_dict(&object) {
        python::pairs(&object)
            .into_iter()
            .map(|(_, element)| element)
            .collect()
    } else if python::is_list(&object) {
        object.try_iter()?.collect()
    } else {
        return Err(call.wrong_type(&object, "obj", "a list of dictionaries or a nested dictionary"));
    };
    let path: Vec<_> = match python::text(&path) {
        Some(path) => path.split('.').map(Value::from).collect(),
        None if python::is_list(&path) => path.try_iter()?.collect(),
        None => return Err(call.wrong_type(&path, "subelements", "a list or a string")),
    };
    let skip_missing = skip_missing.is_some_and(|skip| skip.is_true());

    let mut found = Vec::new();
    for element in elements {
        let mut values = element.clone();
        for key in &path {
            values = match subscript(&values, key) {
                Ok(values) => values,
                Err(_) if python::is_dict(&values) && skip_missing => {
                    values = Value::from_iter::<[Value; 0]>([]);
                    break;
                }
                Err(Missing(problem)) => return Err(call.fail(problem)),
            };
        }
        if !python::is_list(&values) {
            let key = path.last().map_or_else(String::new, python::repr);
            return Err(call.fail(format!(
                "the key {key} should point to a list, not {}",
                python::repr(&values)
            )));
        }
        let pairs = values
            .try_iter()?
            .map(|value| Value::from(Tuple::from([element.clone(), value])));
        found.extend(pairs);
    }
    Ok(found.into())
}
