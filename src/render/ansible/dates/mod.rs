//! Dates: `strftime` and `to_datetime`.

mod filters;
mod strftime;
mod strptime;

pub(super) use filters::{strftime, to_datetime};
