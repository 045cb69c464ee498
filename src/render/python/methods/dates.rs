//! Methods of dates, times and spans.

use jiff::civil;
use minijinja::Value;

use super::{given, int_of, text_of};
use crate::render::fault::{Fault, Outcome};
use crate::render::python::date::strftime;
use crate::render::python::{Args, Date, Delta, Moment, Time, Zone, tuple};

const DATE_NAMES: &[&str] = &[
    "ctime",
    "isocalendar",
    "isoformat",
    "isoweekday",
    "replace",
    "strftime",
    "toordinal",
    "weekday",
];
const MOMENT_NAMES: &[&str] = &[
    "astimezone",
    "ctime",
    "date",
    "isocalendar",
    "isoformat",
    "isoweekday",
    "replace",
    "strftime",
    "time",
    "timestamp",
    "timetz",
    "toordinal",
    "tzname",
    "utcoffset",
    "weekday",
];
const TIME_NAMES: &[&str] = &["isoformat", "strftime", "tzname", "utcoffset"];

pub(super) fn names(value: &Value) -> &'static [&'static str] {
    if value.downcast_object_ref::<Moment>().is_some() {
        MOMENT_NAMES
    } else if value.downcast_object_ref::<Date>().is_some() {
        DATE_NAMES
    } else if value.downcast_object_ref::<Time>().is_some() {
        TIME_NAMES
    } else if value.downcast_object_ref::<Delta>().is_some() {
        &["total_seconds"]
    } else {
        &[]
    }
}

pub(super) fn call(value: &Value, name: &str, args: Args) -> Outcome<Value> {
    if name == "strftime" {
        let [format] = args.bind(name, ["format"], 1)?;
        let format = format.unwrap_or_default();
        return Ok(Value::from(
            strftime(value, text_of(&format, name)?).unwrap_or_default(),
        ));
    }
    if let Some(Delta(micros)) = value.downcast_object_ref() {
        args.none(name)?;
        #[expect(clippy::cast_precision_loss, reason = "Python divides as floats, too")]
        return Ok(Value::from(*micros as f64 / 1e6));
    }
    if let Some(moment) = value.downcast_object_ref::<Moment>() {
        return of_moment(*moment, name, args);
    }
    if let Some(Date(date)) = value.downcast_object_ref() {
        return match name {
            "isoformat" => args.none(name).map(|()| Value::from(date.to_string())),
            "replace" => {
                let [year, month, day] = args.bind(name, ["year", "month", "day"], 0)?;
                replace_date(*date, year, month, day).map(|date| Value::from_object(Date(date)))
            }
            _ => {
                args.none(name)?;
                of_date(*date, name)
            }
        };
    }
    match value.downcast_object_ref::<Time>() {
        Some(time) => match name {
            "isoformat" => args.none(name).map(|()| Value::from(time.isoformat())),
            _ => Ok(zone_part(time.zone, name)),
        },
        None => Err(Fault::failed(format!("no method '{name}'"))),
    }
}

fn of_date(date: civil::Date, name: &str) -> Outcome<Value> {
    Ok(match name {
        "weekday" => Value::from(date.weekday().to_monday_zero_offset()),
        "isoweekday" => Value::from(date.weekday().to_monday_one_offset()),
        "toordinal" => {
            let days = civil::date(1, 1, 1).until(date).map_or(0, |span| span.get_days());
            Value::from(days + 1)
        }
        "isocalendar" => {
            let week = date.iso_week_date();
            tuple(vec![
                Value::from(week.year()),
                Value::from(week.week()),
                Value::from(week.weekday().to_monday_one_offset()),
            ])
        }
        "ctime" => {
            let text = strftime(&Value::from_object(Date(date)), "%c");
            Value::from(text.unwrap_or_default())
        }
        _ => return Err(Fault::failed(format!("no method '{name}'"))),
    })
}

fn of_moment(moment: Moment, name: &str, args: Args) -> Outcome<Value> {
    let Moment { at, zone } = moment;
    Ok(match name {
        "date" => args.none(name).map(|()| Value::from_object(Date(at.date())))?,
        "time" | "timetz" => {
            args.none(name)?;
            let zone = zone.filter(|_| name == "timetz");
            Value::from_object(Time { at: at.time(), zone })
        }
        "isoformat" => {
            let [separator, timespec] = args.bind(name, ["sep", "timespec"], 0)?;
            let separator = separator.unwrap_or_else(|| Value::from("T"));
            let moment = match timespec.as_ref().and_then(Value::as_str) {
                Some("seconds") => Moment {
                    at: at
                        .date()
                        .to_datetime(civil::Time::constant(at.hour(), at.minute(), at.second(), 0)),
                    zone,
                },
                Some("auto") | None => moment,
                Some(other) => return Err(Fault::failed(format!("Unknown timespec value {other}"))),
            };
            Value::from(moment.isoformat(text_of(&separator, name)?))
        }
        #[expect(clippy::cast_precision_loss, reason = "Python's timestamp is a float")]
        "timestamp" => {
            args.none(name)?;
            Value::from(moment.micros() as f64 / 1e6)
        }
        "replace" => replace(moment, args)?,
        "astimezone" => {
            let [to] = args.bind(name, ["tz"], 0)?;
            let to = to
                .as_ref()
                .and_then(|zone| zone.downcast_object_ref().copied())
                .unwrap_or(Zone(0));
            let local = moment.micros() + i64::from(to.0) * 1_000_000;
            let moved = Moment::from_micros(local, Some(to));
            Value::from_object(moved.ok_or_else(|| Fault::failed("date value out of range"))?)
        }
        "tzname" | "utcoffset" => args.none(name).map(|()| zone_part(zone, name))?,
        "ctime" => {
            args.none(name)?;
            Value::from(strftime(&Value::from_object(moment), "%c").unwrap_or_default())
        }
        _ => {
            args.none(name)?;
            of_date(at.date(), name)?
        }
    })
}

fn zone_part(zone: Option<Zone>, name: &str) -> Value {
    match zone {
        None => Value::from(()),
        Some(zone) if name == "tzname" => Value::from(Value::from_object(zone).to_string()),
        Some(zone) => Value::from_object(Delta(i64::from(zone.0) * 1_000_000)),
    }
}

fn number<T: TryFrom<i64>>(value: Option<Value>, default: T) -> Outcome<T> {
    match given(value) {
        None => Ok(default),
        Some(value) => T::try_from(int_of(&value)?).map_err(|_| Fault::failed("the value is out of range")),
    }
}

fn replace_date(
    date: civil::Date,
    year: Option<Value>,
    month: Option<Value>,
    day: Option<Value>,
) -> Outcome<civil::Date> {
    civil::Date::new(
        number(year, date.year())?,
        number(month, date.month())?,
        number(day, date.day())?,
    )
    .map_err(|_| Fault::failed("day is out of range for month"))
}

fn replace(moment: Moment, args: Args) -> Outcome<Value> {
    let names = [
        "year",
        "month",
        "day",
        "hour",
        "minute",
        "second",
        "microsecond",
        "tzinfo",
    ];
    let [year, month, day, hour, minute, second, micro, zone] = args.bind("replace", names, 0)?;
    let Moment { at, zone: own_zone } = moment;
    let date = replace_date(at.date(), year, month, day)?;
    let micros: i32 = number(micro, at.subsec_nanosecond() / 1000)?;
    let time = civil::Time::new(
        number(hour, at.hour())?,
        number(minute, at.minute())?,
        number(second, at.second())?,
        micros.saturating_mul(1000),
    )
    .map_err(|_| Fault::failed("hour, minute, second or microsecond is out of range"))?;
    let zone = match zone {
        None => own_zone,
        Some(zone) => zone.downcast_object_ref().copied(),
    };
    Ok(Value::from_object(Moment {
        at: date.to_datetime(time),
        zone,
    }))
}
