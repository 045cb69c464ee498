//! `ans_random`, `random_mac` and `shuffle`.

use minijinja::value::{Value, ValueKind};
use minijinja::{Error, State};

use super::super::call::Call;
use super::super::python;
use super::source::Source;

/// Picks a number below an integer, or an item of a sequence.
pub(in crate::render::ansible) fn ans_random(_state: &mut State, call: &Call) -> Result<Value, Error> {
    let [end, start, step, seed] = call.bind(["end", "start", "step", "seed"], 1)?;
    let (end, truthy) = (end.unwrap_or_default(), |value: Option<Value>| {
        value.filter(Value::is_true)
    });
    let (start, step) = (truthy(start), truthy(step));
    let mut source = source(call, seed)?;

    if let Some(stop) = python::integer(&end) {
        let start = start.map_or(Ok(0), |start| whole(call, &start, "start"))?;
        let step = step.map_or(Ok(1), |step| whole(call, &step, "step"))?;
        return source
            .in_range(start, stop, step)
            .map(Value::from)
            .map_err(|problem| call.fail(problem));
    }
    if matches!(end.kind(), ValueKind::Number | ValueKind::None | ValueKind::Plain) {
        return Err(call.wrong_type(&end, "end", "an integer or a sequence"));
    }
    if start.is_some() || step.is_some() {
        return Err(call.fail("`start` and `step` are for integers only"));
    }
    let items: Vec<_> = match end.kind() {
        ValueKind::Bytes => python::bytes(&end)
            .into_iter()
            .flatten()
            .copied()
            .map(Value::from)
            .collect(),
        ValueKind::Map => return pick_from_dict(call, &end, &mut source),
        _ => end.try_iter()?.collect(),
    };
    if items.is_empty() {
        return Err(call.fail("cannot choose from an empty sequence"));
    }
    Ok(items[source.position(items.len())].clone())
}

/// Python draws a position and looks it up as a key.
fn pick_from_dict(call: &Call, dict: &Value, source: &mut Source) -> Result<Value, Error> {
    let key = dict
        .len()
        .filter(|length| *length > 0)
        .map(|length| source.position(length));
    let item = key.and_then(|key| python::dict_get(dict, &key.into()));
    item.ok_or_else(|| call.fail("cannot choose from a dictionary"))
}

/// Shuffles what can be listed, and passes anything else on.
pub(in crate::render::ansible) fn shuffle(_state: &mut State, call: &Call) -> Result<Value, Error> {
    let [items, seed] = call.bind(["mylist", "seed"], 1)?;
    let value = items.unwrap_or_default();
    if value.is_none() {
        return Ok(value);
    }
    let Ok(items) = value.try_iter() else {
        return Ok(value);
    };
    let mut items: Vec<_> = items.collect();
    // A seed that Python cannot use leaves the order alone.
    if let Ok(mut source) = Source::new(&seed.filter(Value::is_true).unwrap_or_else(|| ().into())) {
        source.shuffle(&mut items);
    }
    Ok(items.into())
}

/// Completes the beginning of a MAC address.
pub(in crate::render::ansible) fn random_mac(_state: &mut State, call: &Call) -> Result<Value, Error> {
    let [prefix, seed] = call.bind(["value", "seed"], 1)?;
    let prefix = call.text(&prefix.unwrap_or_default(), "value")?.to_lowercase();
    let items: Vec<_> = prefix.split(':').collect();
    if items.len() > 5 {
        return Err(call.fail(format!("`{prefix}` has more than five items")));
    }
    let begins_with_hex = |item: &str| {
        item.len() >= 2
            && item
                .bytes()
                .take(2)
                .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    if let Some(wrong) = items.iter().find(|item| !begins_with_hex(item)) {
        return Err(call.fail(format!("`{wrong}` in `{prefix}` is not a hexadecimal byte")));
    }
    let number = source(call, seed)?
        .in_range(0x10_0000_0000, 0x100_0000_0000, 1)
        .unwrap_or_default();
    let digits = format!("{number:010x}");
    let missing = (6 - items.len()).min(digits.len() / 2);
    let bytes = (0..missing).map(|at| &digits[at * 2..at * 2 + 2]);
    Ok([prefix.as_str()]
        .into_iter()
        .chain(bytes)
        .collect::<Vec<_>>()
        .join(":")
        .into())
}

fn source(call: &Call, seed: Option<Value>) -> Result<Source, Error> {
    let seed = seed.unwrap_or_else(|| ().into());
    Source::new(&seed)
        .map_err(|found| call.fail(format!("`seed` must be a number or a string, not `{found}`")))
}

/// An integer, also when it is written as a float.
fn whole(call: &Call, value: &Value, parameter: &str) -> Result<i128, Error> {
    match python::float(value) {
        #[expect(
            clippy::cast_possible_truncation,
            reason = "the value is whole and casting saturates"
        )]
        Some(number) if number.fract() == 0.0 => Ok(number as i128),
        _ => call.integer(value, parameter),
    }
}
