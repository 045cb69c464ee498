//! Python's `datetime.strptime`.

use jiff::ToSpan as _;
use jiff::civil::{Date, DateTime, ISOWeekDate, Weekday};
use jiff::tz::Offset;

use super::super::regex::{Pattern, escape};

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const DAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// Reads a date and time; the error tells what does not fit.
pub(super) fn strptime(text: &str, format: &str) -> Result<(DateTime, Option<Offset>), String> {
    let source = pattern(format)?;
    let pattern = Pattern::compile(&format!(r"\A{source}"), true, false)?;
    let unlike = || format!("`{text}` does not match the format `{format}`");
    let found = pattern.search(text)?.ok_or_else(unlike)?;
    let rest = found.get(0).map_or("", |whole| &text[whole.end()..]);
    if !rest.is_empty() {
        return Err(format!("unconverted data remains: `{rest}`"));
    }
    let field = |name: &str| Some(found.get(pattern.group(name)?)?.as_str());
    let fields = Fields { field: &field };
    let offset = fields.offset()?;
    Ok((fields.datetime()?, offset))
}

/// The expression that a format stands for, with a group for each directive.
fn pattern(format: &str) -> Result<String, String> {
    let mut out = String::new();
    let mut rest = format.chars().peekable();
    while let Some(character) = rest.next() {
        if character.is_whitespace() {
            while rest.next_if(|next| next.is_whitespace()).is_some() {}
            out.push_str(r"\s+");
        } else if character == '%' {
            let letter = rest
                .next()
                .ok_or_else(|| format!("stray % in format `{format}`"))?;
            let part = directive(letter)?;
            out.push_str(
                &part.ok_or_else(|| format!("`%{letter}` is a bad directive in format `{format}`"))?,
            );
        } else {
            out.push_str(&escape(&character.to_string()));
        }
    }
    Ok(out)
}

fn directive(letter: char) -> Result<Option<String>, String> {
    let short = |names: &[&str]| names.iter().map(|name| &name[..3]).collect::<Vec<_>>().join("|");
    let expression = match letter {
        '%' => return Ok(Some("%".to_owned())),
        'c' => return pattern("%a %b %d %H:%M:%S %Y").map(Some),
        'x' => return pattern("%m/%d/%y").map(Some),
        'X' => return pattern("%H:%M:%S").map(Some),
        'a' => short(&DAYS),
        'A' => DAYS.join("|"),
        'b' => short(&MONTHS),
        'B' => MONTHS.join("|"),
        'p' => "am|pm".to_owned(),
        'd' => r"3[0-1]|[1-2]\d|0[1-9]|[1-9]| [1-9]".to_owned(),
        'f' => "[0-9]{1,6}".to_owned(),
        'G' | 'Y' => r"\d\d\d\d".to_owned(),
        'H' => r"2[0-3]|[0-1]\d|\d".to_owned(),
        'I' | 'm' => "1[0-2]|0[1-9]|[1-9]".to_owned(),
        'j' => r"36[0-6]|3[0-5]\d|[1-2]\d\d|0[1-9]\d|00[1-9]|[1-9]\d|0[1-9]|[1-9]".to_owned(),
        'M' => r"[0-5]\d|\d".to_owned(),
        'S' => r"6[0-1]|[0-5]\d|\d".to_owned(),
        'U' | 'W' => r"5[0-3]|[0-4]\d|\d".to_owned(),
        'u' => "[1-7]".to_owned(),
        'V' => r"5[0-3]|0[1-9]|[1-4]\d|\d".to_owned(),
        'w' => "[0-6]".to_owned(),
        'y' => r"\d\d".to_owned(),
        'z' => r"[+-]\d\d:?[0-5]\d(?::?[0-5]\d(?:\.\d{1,6})?)?|(?-i:Z)".to_owned(),
        'Z' => "utc|gmt".to_owned(),
        _ => return Ok(None),
    };
    Ok(Some(format!("(?P<{letter}>{expression})")))
}

/// What was read for each directive, by its letter.
struct Fields<'f> {
    field: &'f dyn Fn(&str) -> Option<&'f str>,
}

impl Fields<'_> {
    fn text(&self, letter: &str) -> Option<String> {
        (self.field)(letter).map(str::to_lowercase)
    }

    fn number(&self, letter: &str) -> Option<i16> {
        // Unicode's other digits match, too.
        let digits = (self.field)(letter)?.trim().chars();
        digits
            .map(decimal)
            .try_fold(0_i16, |number, digit| number.checked_mul(10)?.checked_add(digit?))
    }

    fn small(&self, letter: &str) -> Option<i8> {
        self.number(letter)?.try_into().ok()
    }

    fn named(&self, letter: &str, names: &[&str]) -> Option<i8> {
        let text = self.text(letter)?;
        names
            .iter()
            .position(|name| name.starts_with(&text))?
            .try_into()
            .ok()
    }

    fn year(&self) -> Option<i16> {
        // POSIX: 69 to 99 are in the 20th century.
        let short = self
            .number("y")
            .map(|year| if year <= 68 { 2000 + year } else { 1900 + year });
        short.or_else(|| self.number("Y"))
    }

    /// The day of the week, from zero for Monday.
    fn weekday(&self) -> Option<i8> {
        let sunday_first = || self.small("w").map(|day| (day + 6) % 7);
        let monday_first = || self.small("u").map(|day| day - 1);
        let short = || self.named("a", &DAYS);
        self.named("A", &DAYS)
            .or_else(short)
            .or_else(sunday_first)
            .or_else(monday_first)
    }

    fn date(&self) -> Result<Date, String> {
        let weekday = self.weekday();
        if let Some(year) = self.number("G") {
            return self.iso_date(year, weekday);
        }
        if self.number("V").is_some() {
            return Err("%V needs the ISO year %G and a weekday".to_owned());
        }
        let year = self.year();
        let date = |year, month, day| Date::new(year, month, day).map_err(|problem| problem.to_string());
        let first = date(year.unwrap_or(1900), 1, 1)?;
        let later = |days: i16| {
            first
                .checked_add(i64::from(days).days())
                .map_err(|problem| problem.to_string())
        };
        if let Some(day) = self.number("j") {
            return later(day - 1);
        }
        let named_month = self
            .named("B", &MONTHS)
            .or_else(|| self.named("b", &MONTHS))
            .map(|month| month + 1);
        let month = self.small("m").or(named_month);
        if let (Some(_), Some(weekday)) = (year, weekday) {
            // A week begins with its Sunday (%U) or its Monday (%W); the days before the first one are week 0.
            let week = self
                .number("U")
                .map(|week| (week, 6))
                .or_else(|| self.number("W").map(|week| (week, 0)));
            if let Some((week, begins)) = week {
                let first_weekday = first.weekday().to_monday_zero_offset();
                let position = |weekday: i8| i16::from((weekday - begins).rem_euclid(7));
                let day = (week - 1) * 7 + position(weekday) + (7 - position(first_weekday)) % 7;
                return later(day);
            }
        }
        date(first.year(), month.unwrap_or(1), self.small("d").unwrap_or(1))
    }

    fn iso_date(&self, year: i16, weekday: Option<i8>) -> Result<Date, String> {
        let weekday = weekday.and_then(|day| Weekday::from_monday_zero_offset(day).ok());
        let (Some(week), Some(weekday), None) = (self.small("V"), weekday, self.number("j")) else {
            return Err("%G needs the ISO week %V and a weekday, and excludes %j".to_owned());
        };
        let date = ISOWeekDate::new(year, week, weekday).map_err(|problem| problem.to_string())?;
        Ok(date.date())
    }

    fn datetime(&self) -> Result<DateTime, String> {
        let hour = match self.small("I") {
            Some(hour) => {
                hour % 12
                    + if self.text("p").as_deref() == Some("pm") {
                        12
                    } else {
                        0
                    }
            }
            None => self.small("H").unwrap_or(0),
        };
        let fraction = format!("{:0<6}", (self.field)("f").unwrap_or_default());
        let micros: i32 = fraction.parse().unwrap_or(0);
        let (minute, second) = (self.small("M").unwrap_or(0), self.small("S").unwrap_or(0));
        let date = self.date()?;
        DateTime::new(
            date.year(),
            date.month(),
            date.day(),
            hour,
            minute,
            second,
            micros * 1000,
        )
        .map_err(|problem| problem.to_string())
    }

    fn offset(&self) -> Result<Option<Offset>, String> {
        let Some(text) = (self.field)("z") else {
            return Ok(None);
        };
        let digits: Vec<i32> = text.chars().filter_map(decimal).map(i32::from).collect();
        let pair = |at: usize| {
            digits
                .get(at)
                .zip(digits.get(at + 1))
                .map_or(0, |(tens, ones)| tens * 10 + ones)
        };
        let seconds = pair(0) * 3600 + pair(2) * 60 + pair(4);
        let seconds = if text.starts_with('-') { -seconds } else { seconds };
        Offset::from_seconds(seconds)
            .map(Some)
            .map_err(|problem| problem.to_string())
    }
}

/// The value of a decimal digit of any script: Unicode puts the ten of each in one row.
fn decimal(character: char) -> Option<i16> {
    let code = u32::from(character);
    match character {
        '0'..='9' => i16::try_from(code - 0x30).ok(),
        '\u{660}'..='\u{669}' => i16::try_from(code - 0x660).ok(),
        '\u{ff10}'..='\u{ff19}' => i16::try_from(code - 0xff10).ok(),
        _ => None,
    }
}
