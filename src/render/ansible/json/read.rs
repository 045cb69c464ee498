//! Reads JSON: besides the standard's, `NaN` and the infinities are numbers.

use minijinja::value::Value;

use crate::render::python::parse_integer;

/// Nesting that deep is an attack, or a mistake; Python gives up near it too.
const DEEPEST: usize = 500;

/// Reads one JSON document; `strict` refuses control characters in strings.
///
/// The error names the line, column and character (from zero), as Python does.
pub(super) fn read(text: &str, strict: bool) -> Result<Value, String> {
    let mut reader = Reader { text, at: 0, strict };
    reader.skip_space();
    let value = reader.value(0)?;
    reader.skip_space();
    if reader.at < text.len() {
        Err(reader.problem_at("extra data", reader.at))
    } else {
        Ok(value)
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    strict: bool,
}

impl Reader<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn problem_at(&self, problem: &str, at: usize) -> String {
        let before = &self.text[..at];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        format!(
            "{problem}: line {line} column {column} (char {})",
            before.chars().count()
        )
    }

    fn value(&mut self, depth: usize) -> Result<Value, String> {
        if depth > DEEPEST {
            return Err(self.problem_at("nested too deeply", self.at));
        }
        match self.peek() {
            Some(b'"') => Ok(self.string()?.into()),
            Some(b'{') => self.object(depth),
            Some(b'[') => self.array(depth),
            Some(b'-' | b'0'..=b'9') if !self.rest().starts_with("-I") => self.number(),
            _ => self.constant(),
        }
    }

    fn constant(&mut self) -> Result<Value, String> {
        let constants = [
            ("null", Value::from(())),
            ("true", true.into()),
            ("false", false.into()),
            ("NaN", f64::NAN.into()),
            ("Infinity", f64::INFINITY.into()),
            ("-Infinity", f64::NEG_INFINITY.into()),
        ];
        for (token, value) in constants {
            if self.take(token) {
                return Ok(value);
            }
        }
        Err(self.problem_at("expecting value", self.at))
    }

    fn array(&mut self, depth: usize) -> Result<Value, String> {
        self.at += 1;
        let mut items = Vec::new();
        self.skip_space();
        if self.take("]") {
            return Ok(items.into());
        }
        loop {
            self.skip_space();
            items.push(self.value(depth + 1)?);
            self.skip_space();
            if self.take("]") {
                return Ok(items.into());
            }
            if !self.take(",") {
                return Err(self.problem_at("expecting `,` delimiter", self.at));
            }
        }
    }

    fn object(&mut self, depth: usize) -> Result<Value, String> {
        self.at += 1;
        let mut pairs = Vec::new();
        self.skip_space();
        if self.take("}") {
            return Ok(Value::from_pairs(pairs));
        }
        loop {
            self.skip_space();
            if self.peek() != Some(b'"') {
                return Err(self.problem_at("expecting property name enclosed in double quotes", self.at));
            }
            let key = self.string()?;
            self.skip_space();
            if !self.take(":") {
                return Err(self.problem_at("expecting `:` delimiter", self.at));
            }
            self.skip_space();
            pairs.push((Value::from(key), self.value(depth + 1)?));
            self.skip_space();
            if self.take("}") {
                return Ok(Value::from_pairs(pairs));
            }
            if !self.take(",") {
                return Err(self.problem_at("expecting `,` delimiter", self.at));
            }
        }
    }

    fn digits(&mut self) -> usize {
        let from = self.at;
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.at += 1;
        }
        self.at - from
    }

    fn number(&mut self) -> Result<Value, String> {
        let from = self.at;
        self.take("-");
        if !self.take("0") && self.digits() == 0 {
            return Err(self.problem_at("expecting value", from));
        }
        let mut whole = true;
        // A dot or an exponent without digits is not part of the number.
        for exponent in [false, true] {
            let back = self.at;
            let opened = if exponent {
                self.take("e") || self.take("E")
            } else {
                self.take(".")
            };
            if opened && exponent && !self.take("+") {
                self.take("-");
            }
            if opened && self.digits() > 0 {
                whole = false;
            } else {
                self.at = back;
            }
        }
        let text = &self.text[from..self.at];
        let number = if whole {
            parse_integer(text, 10)
        } else {
            text.parse::<f64>().map(Value::from).ok()
        };
        number.ok_or_else(|| self.problem_at("expecting value", from))
    }

    fn string(&mut self) -> Result<String, String> {
        let begin = self.at;
        let unterminated = |reader: &Self| reader.problem_at("unterminated string starting at", begin);
        self.at += 1;
        let mut out = String::new();
        loop {
            let at = self.at;
            let Some(character) = self.rest().chars().next() else {
                return Err(unterminated(self));
            };
            self.at += character.len_utf8();
            match character {
                '"' => return Ok(out),
                '\\' => {
                    let Some(escape) = self.rest().chars().next() else {
                        return Err(unterminated(self));
                    };
                    self.at += escape.len_utf8();
                    out.push(match escape {
                        '"' | '\\' | '/' => escape,
                        'b' => '\u{8}',
                        'f' => '\u{c}',
                        'n' => '\n',
                        'r' => '\r',
                        't' => '\t',
                        'u' => self.unicode_escape()?,
                        _ => return Err(self.problem_at("invalid \\escape", at)),
                    });
                }
                '\0'..='\x1f' if self.strict => {
                    return Err(self.problem_at("invalid control character at", at));
                }
                _ => out.push(character),
            }
        }
    }

    /// Reads the digits of a `\u` escape, and those of a second one that completes a surrogate pair.
    ///
    /// A lone surrogate, which Python keeps, has no place in a string here and becomes the replacement character.
    fn unicode_escape(&mut self) -> Result<char, String> {
        let first = self.four_digits()?;
        let back = self.at;
        if (0xd800..0xdc00).contains(&first) && self.take("\\u") {
            let second = self.four_digits()?;
            if let Some(Ok(character)) = char::decode_utf16([first, second]).next() {
                return Ok(character);
            }
            self.at = back;
        }
        Ok(char::from_u32(first.into()).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn four_digits(&mut self) -> Result<u16, String> {
        let digits = self
            .rest()
            .get(..4)
            .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
        match digits.and_then(|digits| u16::from_str_radix(digits, 16).ok()) {
            Some(unit) => {
                self.at += 4;
                Ok(unit)
            }
            None => Err(self.problem_at("invalid \\uXXXX escape", self.at - 1)),
        }
    }
}
