//! How often a part of an expression may match.

use super::cursor::Cursor;

#[derive(Clone, Copy, Debug, PartialEq)]
enum Mode {
    Greedy,
    Lazy,
    Possessive,
}

/// A quantifier, such as `*`, `{2,3}?` or `++`.
#[derive(Debug)]
pub(super) struct Quantifier {
    least: u32,
    most: Option<u32>,
    mode: Mode,
}

impl Quantifier {
    /// Reads what comes next, unless it is no quantifier; a brace that begins none is a literal.
    pub(super) fn read(cursor: &mut Cursor) -> Result<Option<Self>, String> {
        let bounds = if cursor.take("*") {
            Some((0, None))
        } else if cursor.take("+") {
            Some((1, None))
        } else if cursor.take("?") {
            Some((0, Some(1)))
        } else {
            braces(cursor)?
        };
        let Some((least, most)) = bounds else {
            return Ok(None);
        };
        let mode = if cursor.take("?") {
            Mode::Lazy
        } else if cursor.take("+") {
            Mode::Possessive
        } else {
            Mode::Greedy
        };
        Ok(Some(Self { least, most, mode }))
    }

    /// Writes the repetition of a part.
    pub(super) fn repeat(&self, part: &str) -> String {
        let most = self.most.map_or_else(String::new, |most| most.to_string());
        let repeated = format!("{part}{{{},{most}}}", self.least);
        match self.mode {
            Mode::Greedy => repeated,
            Mode::Lazy => repeated + "?",
            Mode::Possessive => format!("(?>{repeated})"),
        }
    }

    /// Writes the repetition of a look-around, which the engine cannot repeat: it holds once or does not matter.
    pub(super) fn repeat_look_around(&self, part: &str) -> String {
        match (self.least, self.mode) {
            (1.., _) => part.to_owned(),
            (0, Mode::Lazy) => format!("(?:|{part})"),
            (0, _) => format!("(?:{part}|)"),
        }
    }
}

fn braces(cursor: &mut Cursor) -> Result<Option<(u32, Option<u32>)>, String> {
    let start = cursor.at;
    let digits = |cursor: &mut Cursor| cursor.take_while(usize::MAX, |digit| digit.is_ascii_digit());
    if !cursor.take("{") || cursor.peek() == Some('}') {
        cursor.at = start;
        return Ok(None);
    }
    let low = digits(cursor);
    let high = if cursor.take(",") {
        digits(cursor)
    } else {
        low.clone()
    };
    if !cursor.take("}") {
        cursor.at = start;
        return Ok(None);
    }
    let number = |digits: &str| match digits {
        "" => Ok(None),
        _ => digits
            .parse()
            .map(Some)
            .map_err(|_| cursor.problem("the repetition number is too large")),
    };
    match (number(&low)?.unwrap_or(0), number(&high)?) {
        (least, Some(most)) if least > most => Err(cursor.problem("min repeat greater than max repeat")),
        bounds => Ok(Some(bounds)),
    }
}
