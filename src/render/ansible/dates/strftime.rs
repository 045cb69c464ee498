//! Python's `time.strftime`, which is the C library's, in the C locale.

use jiff::Zoned;
use jiff::fmt::strtime::{BrokenDownTime, Config, PosixCustom};

/// The conversions that the C library knows; it leaves others as they are.
const CONVERSIONS: &str = "%AaBbCcDdeFGgHhIjklMmnPpRrSsTtUuVWwXxYyZz";

/// Writes a time in a format.
pub(super) fn format(format: &str, time: &Zoned) -> Result<String, String> {
    let config = Config::new().custom(PosixCustom::new()).lenient(true);
    let parts = BrokenDownTime::from(time);
    parts
        .to_string_with_config(&config, known_only(format))
        .map_err(|problem| problem.to_string())
}

/// Escapes every percent sign that begins no conversion of the C library.
fn known_only(format: &str) -> String {
    let mut out = String::with_capacity(format.len());
    let mut rest = format;
    while let Some(percent) = rest.find('%') {
        out.push_str(&rest[..percent]);
        let directive = &rest[percent + 1..];
        let flags = directive.trim_start_matches(['_', '-', '0', '^', '#']);
        let width = flags.trim_start_matches(|digit: char| digit.is_ascii_digit());
        let conversion = width.trim_start_matches(['E', 'O']);
        match conversion.chars().next() {
            Some(letter) if CONVERSIONS.contains(letter) => {
                let options = &directive[..directive.len() - width.len()];
                out.extend(["%", options]);
                out.push(letter);
                rest = &conversion[letter.len_utf8()..];
            }
            _ => {
                out.push_str("%%");
                rest = directive;
            }
        }
    }
    out + rest
}
