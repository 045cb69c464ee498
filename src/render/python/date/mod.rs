//! Python's `date`, `datetime`, `time` and `timedelta`.

mod arithmetic;
mod attribute;
mod moment;
mod strftime;

pub(super) use arithmetic::{add, compare, divide, subtract};
pub(crate) use attribute::attribute;
pub(crate) use moment::{Date, Delta, Moment, Time, Zone};
pub(crate) use strftime::strftime;
