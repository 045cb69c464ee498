//! Translates Python's syntax into that of `fancy-regex`.
//!
//! Whatever the two read differently is spelled out, so the engine sees nothing but literals, sets, groups by
//! number and quantifiers; what Python refuses is refused here.

use std::collections::HashMap;

use super::class;
use super::cursor::{Cursor, is_identifier};
use super::quantifier::Quantifier;

/// Groups inside of groups beyond this are an attack, and the engine has a limit of its own near it.
const DEEPEST: usize = 100;

/// An expression in the engine's syntax.
#[derive(Debug)]
pub(super) struct Translated {
    pub(super) source: String,
    pub(super) names: HashMap<String, usize>,
    pub(super) groups: usize,
}

/// The flags in force at a place of an expression.
#[derive(Clone, Copy, Debug, Default)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "they are the five flags of an expression"
)]
pub(super) struct Flags {
    pub(super) ascii: bool,
    pub(super) dot_all: bool,
    pub(super) ignore_case: bool,
    pub(super) multi_line: bool,
    pub(super) verbose: bool,
}

impl Flags {
    fn set(&mut self, letter: char, on: bool) -> bool {
        match letter {
            'a' if on => self.ascii = true,
            'i' => self.ignore_case = on,
            'm' => self.multi_line = on,
            's' => self.dot_all = on,
            'u' if on => self.ascii = false,
            'x' => self.verbose = on,
            _ => return false,
        }
        true
    }
}

/// Translates an expression; the error tells what Python would refuse, and where.
pub(super) fn translate(pattern: &str, mut flags: Flags) -> Result<Translated, String> {
    let mut translator = Translator {
        cursor: Cursor::new(pattern),
        names: HashMap::new(),
        open: vec![true],
        last_condition: 0,
    };
    translator.global_flags(&mut flags)?;
    let body = translator.alternatives(flags, 0)?;
    if translator.cursor.peek().is_some() {
        return Err(translator.cursor.problem("unbalanced parenthesis"));
    }
    if translator.last_condition >= translator.open.len() {
        let problem = format!("invalid group reference {}", translator.last_condition);
        return Err(translator.cursor.problem(problem));
    }
    let source = if flags.ignore_case {
        format!("(?i:{body})")
    } else {
        body
    };
    Ok(Translated {
        source,
        names: translator.names,
        groups: translator.open.len() - 1,
    })
}

/// What a part of an expression is to a quantifier behind it.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Part {
    Nothing,
    Assertion,
    LookAround,
    Repeated,
    Repeatable,
}

struct Translator {
    cursor: Cursor,
    names: HashMap<String, usize>,
    /// Whether each group, by its number, has not been closed yet.
    open: Vec<bool>,
    /// The highest group that a condition is on, which may come later.
    last_condition: usize,
}

type Fragment = Result<String, String>;

impl Translator {
    /// Reads `(?i)` and the like, which Python takes at the very start only.
    fn global_flags(&mut self, flags: &mut Flags) -> Result<(), String> {
        loop {
            let start = self.cursor.at;
            if flags.verbose {
                self.skip_layout();
            }
            if !self.cursor.take("(?") {
                self.cursor.at = start;
                return Ok(());
            }
            let letters = self.cursor.take_while(usize::MAX, char::is_alphabetic);
            if letters.is_empty() || letters == "P" || !self.cursor.take(")") {
                self.cursor.at = start;
                return Ok(());
            }
            if let Some(letter) = letters.chars().find(|letter| !flags.set(*letter, true)) {
                return Err(self.cursor.problem(format!("unknown flag `{letter}`")));
            }
        }
    }

    fn skip_layout(&mut self) {
        loop {
            self.cursor
                .take_while(usize::MAX, |character| " \t\n\r\u{b}\u{c}".contains(character));
            if !self.cursor.take("#") {
                return;
            }
            self.cursor.take_while(usize::MAX, |character| character != '\n');
        }
    }

    fn alternatives(&mut self, flags: Flags, depth: usize) -> Fragment {
        if depth > DEEPEST {
            return Err(self.cursor.problem("groups are nested too deeply"));
        }
        let mut out = self.sequence(flags, depth)?;
        while self.cursor.take("|") {
            out.push('|');
            out.push_str(&self.sequence(flags, depth)?);
        }
        Ok(out)
    }

    fn sequence(&mut self, flags: Flags, depth: usize) -> Fragment {
        let (mut out, mut last, mut before) = (String::new(), 0, Part::Nothing);
        loop {
            if flags.verbose {
                self.skip_layout();
            }
            match self.cursor.peek() {
                None | Some('|' | ')') => return Ok(out),
                Some(_) => {}
            }
            if let Some(quantifier) = Quantifier::read(&mut self.cursor)? {
                let repeated = match before {
                    Part::Repeatable => quantifier.repeat(&out[last..]),
                    Part::LookAround => quantifier.repeat_look_around(&out[last..]),
                    Part::Repeated => return Err(self.cursor.problem("multiple repeat")),
                    Part::Nothing | Part::Assertion => return Err(self.cursor.problem("nothing to repeat")),
                };
                out.replace_range(last.., &repeated);
                before = Part::Repeated;
                continue;
            }
            let (part, kind) = self.part(flags, depth)?;
            // A comment is no part, and a quantifier behind it is for what stands before it.
            if kind != Part::Nothing {
                (last, before) = (out.len(), kind);
                out.push_str(&part);
            }
        }
    }

    fn part(&mut self, flags: Flags, depth: usize) -> Result<(String, Part), String> {
        let repeatable = |part: String| Ok((part, Part::Repeatable));
        let assertion = |part: &str| Ok((part.to_owned(), Part::Assertion));
        match self.cursor.next() {
            Some('.') => repeatable(if flags.dot_all { "(?s:.)" } else { r"[^\n]" }.to_owned()),
            Some('^') => assertion(if flags.multi_line { "(?m:^)" } else { r"\A" }),
            Some('$') => assertion(if flags.multi_line {
                r"(?=\n|\z)"
            } else {
                r"(?=\n?\z)"
            }),
            Some('[') => repeatable(class::set(&mut self.cursor, flags.ascii)?),
            Some('(') => self.group(flags, depth),
            Some('\\') => self.escape(flags),
            Some(character) => repeatable(class::literal(character)),
            None => Ok((String::new(), Part::Nothing)),
        }
    }

    fn escape(&mut self, flags: Flags) -> Result<(String, Part), String> {
        let letter = self
            .cursor
            .next()
            .ok_or_else(|| self.cursor.problem("bad escape at the end"))?;
        let word = class::named('w', flags.ascii).unwrap_or_default();
        let assertion = match letter {
            'A' => r"\A".to_owned(),
            'Z' => r"\z".to_owned(),
            'b' => format!("(?:(?<={word})(?!{word})|(?<!{word})(?={word}))"),
            // An empty text has no place that is not a boundary, in Python before 3.14.
            'B' => format!(r"(?:(?<={word})(?={word})|(?<!{word})(?!{word})(?!\A\z))"),
            _ => String::new(),
        };
        if !assertion.is_empty() {
            return Ok((assertion, Part::Assertion));
        }
        let part = match class::named(letter, flags.ascii) {
            Some(class) => class,
            None if letter.is_ascii_digit() => self.number(letter)?,
            None => match class::character_escape(&mut self.cursor, letter)? {
                Some(character) => class::literal(character),
                None => return Err(self.cursor.problem(format!("bad escape `\\{letter}`"))),
            },
        };
        Ok((part, Part::Repeatable))
    }

    /// Reads a back-reference or an octal number: three octal digits, or a zero in front, make it the latter.
    fn number(&mut self, first: char) -> Fragment {
        let is_octal = |digit: char| digit.is_digit(8);
        let start = self.cursor.at;
        let octals = self.cursor.take_while(2, is_octal);
        if first == '0' || (first.is_digit(8) && first < '8' && octals.len() == 2) {
            let character = class::octal(&format!("{first}{octals}"));
            return character
                .map(class::literal)
                .map_err(|problem| self.cursor.problem(problem));
        }
        self.cursor.at = start;
        let digits = format!(
            "{first}{}",
            self.cursor.take_while(1, |digit| digit.is_ascii_digit())
        );
        self.reference(digits.parse().unwrap_or(usize::MAX))
    }

    fn reference(&self, group: usize) -> Fragment {
        match self.open.get(group) {
            Some(false) => Ok(format!(r"(?:\{group})")),
            Some(true) => Err(self.cursor.problem("cannot refer to an open group")),
            None => Err(self.cursor.problem(format!("invalid group reference {group}"))),
        }
    }

    /// Reads a group whose parenthesis has been taken.
    fn group(&mut self, flags: Flags, depth: usize) -> Result<(String, Part), String> {
        if !self.cursor.take("?") {
            return self.capture(flags, depth);
        }
        for plain in [":", ">", "=", "!", "<=", "<!"] {
            if self.cursor.take(plain) {
                let kind = if matches!(plain, ":" | ">") {
                    Part::Repeatable
                } else {
                    Part::LookAround
                };
                return Ok((format!("(?{plain}{})", self.closed(flags, depth)?), kind));
            }
        }
        if self.cursor.take("#") {
            let end = self.cursor.take_until(')');
            return match end {
                Some(_) => Ok((String::new(), Part::Nothing)),
                None => Err(self.cursor.problem("missing ), unterminated comment")),
            };
        }
        if self.cursor.take("P<") {
            let name = self.name('>')?;
            if self.names.insert(name.clone(), self.open.len()).is_some() {
                return Err(self
                    .cursor
                    .problem(format!("redefinition of group name `{name}`")));
            }
            return self.capture(flags, depth);
        }
        if self.cursor.take("P=") {
            let name = self.name(')')?;
            let group = self.names.get(&name).copied();
            let group = group.ok_or_else(|| self.cursor.problem(format!("unknown group name `{name}`")))?;
            return Ok((self.reference(group)?, Part::Repeatable));
        }
        if self.cursor.take("(") {
            return self.conditional(flags, depth);
        }
        self.scoped_flags(flags, depth)
    }

    fn capture(&mut self, flags: Flags, depth: usize) -> Result<(String, Part), String> {
        let group = self.open.len();
        self.open.push(true);
        let body = self.closed(flags, depth)?;
        self.open[group] = false;
        Ok((format!("({body})"), Part::Repeatable))
    }

    /// Reads up to the parenthesis that ends a group, and over it.
    fn closed(&mut self, flags: Flags, depth: usize) -> Fragment {
        let body = self.alternatives(flags, depth + 1)?;
        if self.cursor.take(")") {
            Ok(body)
        } else {
            Err(self.cursor.problem("missing ), unterminated subpattern"))
        }
    }

    fn name(&mut self, end: char) -> Fragment {
        match self.cursor.take_until(end) {
            Some(name) if is_identifier(&name) => Ok(name),
            Some(name) => Err(self.cursor.problem(format!("bad group name `{name}`"))),
            None => Err(self.cursor.problem(format!("missing {end}, unterminated name"))),
        }
    }

    fn conditional(&mut self, flags: Flags, depth: usize) -> Result<(String, Part), String> {
        let name = self.cursor.take_until(')').unwrap_or_default();
        let group = self.names.get(&name).copied().or_else(|| name.parse().ok());
        let group = group.filter(|group| *group > 0 && name.bytes().next() != Some(b'+'));
        let group = group.ok_or_else(|| self.cursor.problem(format!("unknown group name `{name}`")))?;
        if self.open.get(group) == Some(&true) {
            // The engine takes a group for matched as soon as it begins, Python once it has ended.
            return Err(self
                .cursor
                .problem("conditions on an open group are not available"));
        }
        self.last_condition = self.last_condition.max(group);
        let yes = self.sequence(flags, depth + 1)?;
        let no = if self.cursor.take("|") {
            self.sequence(flags, depth + 1)?
        } else {
            String::new()
        };
        if self.cursor.peek() == Some('|') {
            return Err(self
                .cursor
                .problem("conditional backref with more than two branches"));
        }
        if !self.cursor.take(")") {
            return Err(self.cursor.problem("missing ), unterminated subpattern"));
        }
        Ok((format!("(?({group})(?:{yes})|(?:{no}))"), Part::Repeatable))
    }

    /// Reads `(?i:…)`, `(?-i:…)` and the like.
    fn scoped_flags(&mut self, mut flags: Flags, depth: usize) -> Result<(String, Part), String> {
        let on = self.cursor.take_while(usize::MAX, char::is_alphabetic);
        let off = if self.cursor.take("-") {
            self.cursor.take_while(usize::MAX, char::is_alphabetic)
        } else {
            String::new()
        };
        let unknown = on.chars().find(|letter| !flags.set(*letter, true));
        let unknown = unknown.or_else(|| off.chars().find(|letter| !flags.set(*letter, false)));
        if let Some(letter) = unknown {
            return Err(self.cursor.problem(format!("unknown extension `?{letter}`")));
        }
        if self.cursor.peek() == Some(')') {
            return Err(self
                .cursor
                .problem("global flags not at the start of the expression"));
        }
        if !self.cursor.take(":") || on.is_empty() && off.is_empty() {
            return Err(self.cursor.problem("unknown extension"));
        }
        let body = self.closed(flags, depth)?;
        let case = if flags.ignore_case { "i" } else { "-i" };
        Ok((format!("(?{case}:{body})"), Part::Repeatable))
    }
}
