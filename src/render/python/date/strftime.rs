//! `strftime` in the C locale.

use std::fmt::Write as _;

use jiff::civil;
use minijinja::Value;

use super::moment::{Date, Moment, Time, Zone};

const DAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Formats a date or time; nothing if the value is neither.
pub(crate) fn strftime(value: &Value, format: &str) -> Option<String> {
    let (at, zone) = if let Some(moment) = value.downcast_object_ref::<Moment>() {
        (moment.at, moment.zone)
    } else if let Some(Date(date)) = value.downcast_object_ref() {
        (date.to_datetime(civil::Time::midnight()), None)
    } else {
        let time = value.downcast_object_ref::<Time>()?;
        (civil::date(1900, 1, 1).to_datetime(time.at), time.zone)
    };
    Some(directives(at, zone, format))
}

fn directives(at: civil::DateTime, zone: Option<Zone>, format: &str) -> String {
    let mut out = String::new();
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        let Some(mut directive) = chars.next() else {
            out.push('%');
            break;
        };
        let mut padding = None;
        if matches!(directive, '-' | '_' | '0' | '^') {
            padding = Some(directive);
            directive = match chars.next() {
                Some(directive) => directive,
                None => break,
            };
        }
        let text = one(at, zone, directive);
        match padding {
            Some('-') => {
                let short = text.trim_start_matches('0');
                out.push_str(if short.is_empty() && !text.is_empty() {
                    "0"
                } else {
                    short
                });
            }
            Some('_') => {
                let short = text.trim_start_matches('0');
                let _ = write!(out, "{short:>width$}", width = text.len());
            }
            Some('^') => out.push_str(&text.to_uppercase()),
            _ => out.push_str(&text),
        }
    }
    out
}

fn one(at: civil::DateTime, zone: Option<Zone>, directive: char) -> String {
    let weekday = usize::try_from(at.weekday().to_monday_zero_offset()).unwrap_or(0);
    let month = usize::try_from(at.month() - 1).unwrap_or(0);
    let sub = |format: &str| directives(at, zone, format);
    let hour12 = (at.hour() + 11) % 12 + 1;
    let week = at.date().iso_week_date();
    match directive {
        'a' => DAYS[weekday][..3].to_owned(),
        'A' => DAYS[weekday].to_owned(),
        'b' | 'h' => MONTHS[month][..3].to_owned(),
        'B' => MONTHS[month].to_owned(),
        'c' => sub("%a %b %e %H:%M:%S %Y"),
        'C' => format!("{:02}", at.year() / 100),
        'd' => format!("{:02}", at.day()),
        'D' | 'x' => sub("%m/%d/%y"),
        'e' => format!("{:2}", at.day()),
        'f' => format!("{:06}", at.subsec_nanosecond() / 1000),
        'F' => sub("%Y-%m-%d"),
        'g' => format!("{:02}", week.year() % 100),
        'G' => week.year().to_string(),
        'H' => format!("{:02}", at.hour()),
        'I' => format!("{hour12:02}"),
        'j' => format!("{:03}", at.day_of_year()),
        'k' => format!("{:2}", at.hour()),
        'l' => format!("{hour12:2}"),
        'm' => format!("{:02}", at.month()),
        'M' => format!("{:02}", at.minute()),
        'n' => "\n".to_owned(),
        'p' => if at.hour() < 12 { "AM" } else { "PM" }.to_owned(),
        'P' => if at.hour() < 12 { "am" } else { "pm" }.to_owned(),
        'r' => sub("%I:%M:%S %p"),
        'R' => sub("%H:%M"),
        's' => Moment { at, zone }
            .micros()
            .div_euclid(super::moment::SECOND)
            .to_string(),
        'S' => format!("{:02}", at.second()),
        't' => "\t".to_owned(),
        'T' | 'X' => sub("%H:%M:%S"),
        'u' => (weekday + 1).to_string(),
        'U' => format!(
            "{:02}",
            (at.day_of_year() + 6 - i16::from(at.weekday().to_sunday_zero_offset())) / 7
        ),
        'V' => format!("{:02}", week.week()),
        'w' => ((weekday + 1) % 7).to_string(),
        'W' => format!(
            "{:02}",
            (at.day_of_year() + 6 - i16::from(at.weekday().to_monday_zero_offset())) / 7
        ),
        'y' => format!("{:02}", at.year() % 100),
        'Y' => at.year().to_string(),
        'z' => zone.map(Zone::plain).unwrap_or_default(),
        'Z' => zone.map(Zone::name).unwrap_or_default(),
        '%' => "%".to_owned(),
        other => format!("%{other}"),
    }
}
