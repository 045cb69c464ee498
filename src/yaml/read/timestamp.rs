use std::fmt;

/// A date or a moment, as Python's `datetime` module writes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::yaml) struct Timestamp {
    year: u32,
    month: u32,
    day: u32,
    time: Option<Time>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Time {
    hour: u32,
    minute: u32,
    second: u32,
    microsecond: u32,
    /// Minutes east of UTC.
    zone: Option<i32>,
}

impl Timestamp {
    /// Whether a plain scalar is a timestamp, by its form alone.
    pub(in crate::yaml) fn is_implicit(text: &str) -> bool {
        Self::read(text).is_some_and(|stamp| stamp.time.is_some() || text.len() == "2001-01-01".len())
    }

    /// Reads YAML's forms and Python's `isoformat()`; none if there is no such day or time.
    pub(in crate::yaml) fn parse(text: &str) -> Option<Self> {
        Self::read(text).filter(Self::exists)
    }

    fn read(text: &str) -> Option<Self> {
        let mut input = Input(text);
        let year = input.digits(4, 4)?;
        input.expect("-")?;
        let month = input.digits(1, 2)?;
        input.expect("-")?;
        let day = input.digits(1, 2)?;
        let time = if input.0.is_empty() {
            None
        } else {
            Some(input.time()?)
        };
        input.0.is_empty().then_some(Self {
            year,
            month,
            day,
            time,
        })
    }

    fn exists(&self) -> bool {
        let every = |years| self.year.is_multiple_of(years);
        let leap = every(4) && (!every(100) || every(400));
        let days = match self.month {
            2 if leap => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        let time_exists = self.time.is_none_or(|time| {
            time.hour < 24
                && time.minute < 60
                && time.second < 60
                && time.zone.is_none_or(|zone| zone.abs() < 24 * 60)
        });
        self.year > 0 && (1..=12).contains(&self.month) && (1..=days).contains(&self.day) && time_exists
    }

    /// Orders moments as Python does; none where it refuses to compare.
    pub(in crate::yaml) fn compare(&self, other: &Self) -> Option<std::cmp::Ordering> {
        let same_kind = match (self.time, other.time) {
            (None, None) => true,
            (Some(one), Some(two)) => one.zone.is_some() == two.zone.is_some(),
            _ => false,
        };
        same_kind.then(|| self.microseconds().cmp(&other.microseconds()))
    }

    /// Microseconds from a common origin, UTC if a zone is known.
    fn microseconds(&self) -> i64 {
        // Months of at most 31 days keep the order, which is all that is asked for here; a zone may
        // move a moment to a neighbouring day, so days are counted truly.
        let (year, month) = if self.month > 2 {
            (i64::from(self.year), i64::from(self.month) - 3)
        } else {
            (i64::from(self.year) - 1, i64::from(self.month) + 9)
        };
        let days =
            year * 365 + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + i64::from(self.day);
        let minutes = self.time.map_or(0, |time| {
            i64::from(time.hour) * 60 + i64::from(time.minute) - i64::from(time.zone.unwrap_or(0))
        });
        let (seconds, micros) = self.time.map_or((0, 0), |time| (time.second, time.microsecond));
        ((days * 24 * 60 + minutes) * 60 + i64::from(seconds)) * 1_000_000 + i64::from(micros)
    }
}

/// Python's `isoformat()`.
impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)?;
        let Some(time) = self.time else { return Ok(()) };
        write!(f, "T{:02}:{:02}:{:02}", time.hour, time.minute, time.second)?;
        if time.microsecond > 0 {
            write!(f, ".{:06}", time.microsecond)?;
        }
        if let Some(zone) = time.zone {
            let sign = if zone < 0 { '-' } else { '+' };
            write!(f, "{sign}{:02}:{:02}", zone.abs() / 60, zone.abs() % 60)?;
        }
        Ok(())
    }
}

/// What is left to read.
struct Input<'t>(&'t str);

impl Input<'_> {
    fn expect(&mut self, prefix: &str) -> Option<()> {
        self.0 = self.0.strip_prefix(prefix)?;
        Some(())
    }

    fn digits(&mut self, least: usize, most: usize) -> Option<u32> {
        let length = self.0.bytes().take(most).take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        if length < least { None } else { digits.parse().ok() }
    }

    fn skip_blanks(&mut self) -> bool {
        let rest = self.0.trim_start_matches([' ', '\t']);
        let skipped = rest.len() < self.0.len();
        self.0 = rest;
        skipped
    }

    fn time(&mut self) -> Option<Time> {
        match self.0.strip_prefix(['T', 't']) {
            Some(rest) => self.0 = rest,
            None => self.skip_blanks().then_some(())?,
        }
        let hour = self.digits(1, 2)?;
        self.expect(":")?;
        let minute = self.digits(2, 2)?;
        self.expect(":")?;
        let second = self.digits(2, 2)?;
        let microsecond = self.fraction();
        let blank = self.skip_blanks();
        let zone = if self.0.is_empty() && !blank {
            None
        } else {
            Some(self.zone()?)
        };
        Some(Time {
            hour,
            minute,
            second,
            microsecond,
            zone,
        })
    }

    /// Reads digits after a point, cut off after the sixth.
    fn fraction(&mut self) -> u32 {
        let Some(rest) = self.0.strip_prefix('.') else {
            return 0;
        };
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (digits, rest) = rest.split_at(end);
        self.0 = rest;
        let padded = digits.bytes().chain(std::iter::repeat(b'0')).take(6);
        padded.fold(0, |number, digit| number * 10 + u32::from(digit - b'0'))
    }

    fn zone(&mut self) -> Option<i32> {
        if self.expect("Z").is_some() {
            return Some(0);
        }
        let negative = self.0.starts_with('-');
        self.0 = self.0.strip_prefix(['+', '-'])?;
        let hours = self.digits(1, 2)?;
        let minutes = if self.expect(":").is_some() {
            self.digits(2, 2)?
        } else {
            0
        };
        let zone = i32::try_from(hours * 60 + minutes).ok()?;
        Some(if negative { -zone } else { zone })
    }
}
