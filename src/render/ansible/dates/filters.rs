//! `strftime` and `to_datetime`.

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use minijinja::value::{Value, ValueKind};
use minijinja::{Error, State};

use super::super::call::Call;
use super::super::python;
use super::strptime::strptime;
use crate::render::python::{Moment, Zone};

/// Writes a time, by default the current one, in the local time zone.
pub(in crate::render::ansible) fn strftime(_state: &mut State, call: &Call) -> Result<Value, Error> {
    let [format, second] = call.bind(["string_format", "second"], 1)?;
    let format = call.text(&format.unwrap_or_default(), "string_format")?;
    let local = match second.filter(|second| !second.is_none()) {
        None => Zoned::now(),
        Some(second) => {
            let whole = seconds(&second);
            let whole =
                whole.ok_or_else(|| call.fail(format!("{} is no epoch value", python::repr(&second))))?;
            let instant = Timestamp::from_second(whole).map_err(|problem| call.fail(problem))?;
            instant.to_zoned(TimeZone::system())
        }
    };
    super::strftime::format(&format, &local)
        .map(Value::from)
        .map_err(|problem| call.fail(problem))
}

/// Python's `int(value)`, within 64 bits.
fn seconds(value: &Value) -> Option<i64> {
    match value.kind() {
        ValueKind::String => value.as_str()?.trim().replace('_', "").parse().ok(),
        #[expect(
            clippy::cast_possible_truncation,
            reason = "casting saturates, and no date is that far"
        )]
        _ => match python::float(value) {
            Some(number) => Some(number as i64).filter(|_| number.is_finite()),
            None => i64::try_from(python::integer(value)?).ok(),
        },
    }
}

/// Reads a date and time written in a format.
pub(in crate::render::ansible) fn to_datetime(_state: &mut State, call: &Call) -> Result<Value, Error> {
    let [text, format] = call.bind(["_string", "format"], 1)?;
    let text = call.text(&text.unwrap_or_default(), "_string")?;
    let format = format.map_or(Ok("%Y-%m-%d %H:%M:%S".to_owned()), |format| {
        call.text(&format, "format")
    })?;
    let (at, offset) = strptime(&text, &format).map_err(|problem| call.fail(problem))?;
    let zone = offset.map(|offset| Zone(offset.seconds()));
    Ok(Value::from_object(Moment { at, zone }))
}
