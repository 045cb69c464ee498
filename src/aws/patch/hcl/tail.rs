//! What stands on a line around an item.

use std::ops::Range;

/// The rest of a line after an item.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tail {
    /// The item ends in a comma.
    pub(super) comma: bool,
    /// Nothing but comments follows on the line.
    pub(super) own_line: bool,
    /// Where the line ends, before its line break; where the next sign stands if something follows.
    pub(super) end: usize,
}

pub(super) fn tail(text: &str, from: usize) -> Tail {
    let mut at = from;
    let mut comma = false;
    loop {
        let rest = &text[at..];
        let line = rest.find('\n').map_or(rest.len(), |end| {
            if rest[..end].ends_with('\r') { end - 1 } else { end }
        });
        match rest.chars().next() {
            _ if line == 0 => {
                return Tail {
                    comma,
                    own_line: true,
                    end: at,
                };
            }
            Some('#') => {
                return Tail {
                    comma,
                    own_line: true,
                    end: at + line,
                };
            }
            Some('/') if rest.starts_with("//") => {
                return Tail {
                    comma,
                    own_line: true,
                    end: at + line,
                };
            }
            Some('/') if rest.starts_with("/*") => match rest.find("*/") {
                Some(end) => at += end + 2,
                None => {
                    return Tail {
                        comma,
                        own_line: false,
                        end: at,
                    };
                }
            },
            Some(',') if !comma => {
                comma = true;
                at += 1;
            }
            Some(sign) if sign.is_whitespace() => at += sign.len_utf8(),
            _ => {
                return Tail {
                    comma,
                    own_line: false,
                    end: at,
                };
            }
        }
    }
}

/// The white space that the line of a position begins with.
pub(super) fn indent(text: &str, at: usize) -> &str {
    let line = &text[line_start(text, at)..];
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

pub(super) fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |end| end + 1)
}

/// Whether an item is the first thing on its line.
pub(super) fn begins_line(text: &str, at: usize) -> bool {
    text[line_start(text, at)..at].trim().is_empty()
}

/// The line break that the file uses.
pub(super) fn newline(text: &str) -> &'static str {
    if text.contains("\r\n") { "\r\n" } else { "\n" }
}

pub(super) fn spliced(text: &str, range: Range<usize>, with: &str) -> String {
    let mut text = text.to_owned();
    text.replace_range(range, with);
    text
}
