//! Attributes of dates: those that are no methods.

use minijinja::Value;

use super::moment::{Date, Delta, Moment, Time, Zone};

/// An attribute such as `.year`.
pub(crate) fn attribute(value: &Value, name: &str) -> Option<Value> {
    if let Some(Delta(..)) = value.downcast_object_ref() {
        let (days, seconds, micros) = value.downcast_object_ref::<Delta>()?.parts();
        return Some(Value::from(match name {
            "days" => days,
            "seconds" => seconds,
            "microseconds" => micros,
            _ => return None,
        }));
    }
    let (date, time, zone) = if let Some(moment) = value.downcast_object_ref::<Moment>() {
        (Some(moment.at.date()), Some(moment.at.time()), moment.zone)
    } else if let Some(Date(date)) = value.downcast_object_ref() {
        (Some(*date), None, None)
    } else {
        let time = value.downcast_object_ref::<Time>()?;
        (None, Some(time.at), time.zone)
    };
    Some(match name {
        "year" => Value::from(date?.year()),
        "month" => Value::from(date?.month()),
        "day" => Value::from(date?.day()),
        "hour" => Value::from(time?.hour()),
        "minute" => Value::from(time?.minute()),
        "second" => Value::from(time?.second()),
        "microsecond" => Value::from(time?.subsec_nanosecond() / 1000),
        "fold" => time.map(|_| Value::from(0))?,
        "tzinfo" => {
            time?;
            zone.map_or(Value::from(()), |zone: Zone| Value::from_object(zone))
        }
        _ => return None,
    })
}
