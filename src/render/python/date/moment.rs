use std::fmt::{self, Write as _};
use std::sync::Arc;

use jiff::civil;
use jiff::tz::Offset;
use minijinja::value::{Object, ObjectRepr};

/// A day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Date(pub(crate) civil::Date);

/// A day and a time of day, perhaps in a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment {
    pub(crate) at: civil::DateTime,
    pub(crate) zone: Option<Zone>,
}

/// A time of day, perhaps in a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Time {
    pub(crate) at: civil::Time,
    pub(crate) zone: Option<Zone>,
}

/// A fixed offset from UTC in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Zone(pub(crate) i32);

/// A span of time in microseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Delta(pub(crate) i64);

pub(super) const SECOND: i64 = 1_000_000;
pub(super) const DAY: i64 = 86_400 * SECOND;

impl Moment {
    /// The current time in UTC.
    pub(crate) fn now() -> Self {
        Self::from_micros(jiff::Timestamp::now().as_microsecond(), Some(Zone(0))).unwrap_or(Self {
            at: civil::DateTime::ZERO,
            zone: Some(Zone(0)),
        })
    }

    /// Microseconds since 1970 on the clock of its own zone.
    pub(super) fn local_micros(&self) -> i64 {
        Offset::UTC
            .to_timestamp(self.at)
            .map_or(0, jiff::Timestamp::as_microsecond)
    }

    /// Microseconds since 1970 in UTC; without a zone, UTC is taken for it.
    pub(in crate::render::python) fn micros(&self) -> i64 {
        self.local_micros() - i64::from(self.zone.map_or(0, |zone| zone.0)) * SECOND
    }

    /// The moment that a clock shows that many microseconds after 1970 began on it.
    pub(in crate::render::python) fn from_micros(micros: i64, zone: Option<Zone>) -> Option<Self> {
        let at = Offset::UTC.to_datetime(jiff::Timestamp::from_microsecond(micros).ok()?);
        (1..=9999).contains(&at.year()).then_some(Self { at, zone })
    }

    pub(crate) fn isoformat(&self, separator: &str) -> String {
        let zone = self.zone.map(Zone::colons).unwrap_or_default();
        format!("{}{separator}{}{zone}", self.at.date(), clock(self.at.time()))
    }

    pub(crate) fn repr(&self) -> String {
        let (date, zone) = (self.at.date(), repr_zone(self.zone));
        format!(
            "datetime.datetime({}, {}, {}, {}{zone})",
            date.year(),
            date.month(),
            date.day(),
            repr_clock(self.at.time())
        )
    }
}

impl Date {
    pub(crate) fn repr(self) -> String {
        format!(
            "datetime.date({}, {}, {})",
            self.0.year(),
            self.0.month(),
            self.0.day()
        )
    }
}

impl Time {
    pub(crate) fn isoformat(&self) -> String {
        clock(self.at) + &self.zone.map(Zone::colons).unwrap_or_default()
    }

    pub(crate) fn repr(&self) -> String {
        format!("datetime.time({}{})", repr_clock(self.at), repr_zone(self.zone))
    }
}

fn clock(time: civil::Time) -> String {
    let micros = time.subsec_nanosecond() / 1000;
    let fraction = if micros == 0 {
        String::new()
    } else {
        format!(".{micros:06}")
    };
    format!(
        "{:02}:{:02}:{:02}{fraction}",
        time.hour(),
        time.minute(),
        time.second()
    )
}

fn repr_clock(time: civil::Time) -> String {
    let micros = time.subsec_nanosecond() / 1000;
    let mut text = format!("{}, {}", time.hour(), time.minute());
    if time.second() != 0 || micros != 0 {
        let _ = write!(text, ", {}", time.second());
    }
    if micros != 0 {
        let _ = write!(text, ", {micros}");
    }
    text
}

fn repr_zone(zone: Option<Zone>) -> String {
    match zone {
        None => String::new(),
        Some(Zone(0)) => ", tzinfo=datetime.timezone.utc".to_owned(),
        Some(Zone(seconds)) => format!(
            ", tzinfo=datetime.timezone({})",
            Delta(i64::from(seconds) * SECOND).repr()
        ),
    }
}

impl Zone {
    fn parts(self) -> (char, i32, i32, i32) {
        let sign = if self.0 < 0 { '-' } else { '+' };
        let seconds = self.0.abs();
        (sign, seconds / 3600, seconds / 60 % 60, seconds % 60)
    }

    /// `+02:00`
    pub(super) fn colons(self) -> String {
        let (sign, hours, minutes, seconds) = self.parts();
        let tail = if seconds == 0 {
            String::new()
        } else {
            format!(":{seconds:02}")
        };
        format!("{sign}{hours:02}:{minutes:02}{tail}")
    }

    /// `+0200`
    pub(super) fn plain(self) -> String {
        self.colons().replace(':', "")
    }

    /// `UTC+02:00`
    pub(super) fn name(self) -> String {
        if self.0 == 0 {
            "UTC".to_owned()
        } else {
            format!("UTC{}", self.colons())
        }
    }
}

impl Delta {
    /// Days, seconds and microseconds; only the days can be negative.
    pub(super) fn parts(self) -> (i64, i64, i64) {
        let rest = self.0.rem_euclid(DAY);
        (self.0.div_euclid(DAY), rest / SECOND, rest % SECOND)
    }

    pub(in crate::render::python) fn times(self, factor: i64) -> Self {
        Self(self.0.saturating_mul(factor))
    }

    pub(crate) fn repr(self) -> String {
        let (days, seconds, micros) = self.parts();
        let parts: Vec<_> = [("days", days), ("seconds", seconds), ("microseconds", micros)]
            .into_iter()
            .filter(|(_, amount)| *amount != 0)
            .map(|(name, amount)| format!("{name}={amount}"))
            .collect();
        let parts = if parts.is_empty() {
            "0".to_owned()
        } else {
            parts.join(", ")
        };
        format!("datetime.timedelta({parts})")
    }
}

impl Object for Date {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl Object for Moment {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.isoformat(" "))
    }
}

impl Object for Time {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.isoformat())
    }
}

impl Object for Zone {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name())
    }
}

impl Object for Delta {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn is_true(self: &Arc<Self>) -> bool {
        self.0 != 0
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (days, seconds, micros) = self.parts();
        if days != 0 {
            write!(f, "{days} day{}, ", if days.abs() == 1 { "" } else { "s" })?;
        }
        write!(
            f,
            "{}:{:02}:{:02}",
            seconds / 3600,
            seconds / 60 % 60,
            seconds % 60
        )?;
        if micros != 0 {
            write!(f, ".{micros:06}")?;
        }
        Ok(())
    }
}
