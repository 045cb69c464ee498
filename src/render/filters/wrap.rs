//! `wordwrap`, as Python's `textwrap` breaks lines.

use minijinja::Value;

use super::{given, int_or, text_like};
use crate::render::fault::{Fault, Outcome};
use crate::render::python::{Args, Kind, methods, to_text, truth, type_name};
use crate::render::run::Run;

pub(super) fn wordwrap(run: &mut Run<'_>, value: &Value, args: Args) -> Outcome<Value> {
    let names = ["width", "break_long_words", "wrapstring", "break_on_hyphens"];
    let [width, break_words, separator, break_hyphens] = args.bind("wordwrap", names, 0)?;
    let width = int_or(width.as_ref(), 79)?;
    let flag = |value: Option<Value>| value.as_ref().map_or(Ok(true), truth);
    let (break_words, break_hyphens) = (flag(break_words)?, flag(break_hyphens)?);
    let separator = match given(separator).filter(|separator| separator.as_str() != Some("")) {
        Some(separator) => to_text(&separator, &run.budget)?,
        None => run.engine.envops().newline_sequence.clone(),
    };
    let Kind::Str(text) = Kind::of(value) else {
        return Err(match Kind::of(value) {
            Kind::Undefined(undefined) => undefined.fault(),
            _ => Fault::failed(format!(
                "'{}' object has no attribute 'splitlines'",
                type_name(value)
            )),
        });
    };
    let width = usize::try_from(width).unwrap_or(0);
    if width == 0 && !text.is_empty() {
        return Err(Fault::failed("invalid width 0 (must be > 0)"));
    }
    run.budget
        .reserve(text.len().saturating_mul(separator.len() + 1))?;
    let lines: Vec<String> = methods::lines(text, false)
        .into_iter()
        .map(|line| wrap(line, width, break_words, break_hyphens).join(&separator))
        .collect();
    Ok(text_like(lines.join(&separator), value.is_safe()))
}

fn wrap(line: &str, width: usize, break_words: bool, break_hyphens: bool) -> Vec<String> {
    let mut chunks = chunks(line, break_hyphens);
    chunks.reverse();
    let mut lines = Vec::new();
    while !chunks.is_empty() {
        let mut current: Vec<String> = Vec::new();
        let mut length = 0;
        if !lines.is_empty() && chunks.last().is_some_and(|chunk| chunk.trim().is_empty()) {
            chunks.pop();
        }
        while let Some(chunk) = chunks.last() {
            let own = chunk.chars().count();
            if length + own > width {
                break;
            }
            length += own;
            current.extend(chunks.pop());
        }
        if let Some(chunk) = chunks.last_mut()
            && chunk.chars().count() > width
        {
            if break_words {
                let space = (width - length).max(usize::from(width == 0));
                let mut end = space;
                if break_hyphens {
                    let head: Vec<char> = chunk.chars().take(space).collect();
                    let hyphen = head.iter().rposition(|c| *c == '-');
                    if let Some(hyphen) =
                        hyphen.filter(|hyphen| *hyphen > 0 && head[..*hyphen].iter().any(|c| *c != '-'))
                    {
                        end = hyphen + 1;
                    }
                }
                let cut = chunk.char_indices().nth(end).map_or(chunk.len(), |(at, _)| at);
                let rest = chunk.split_off(cut);
                current.push(std::mem::replace(chunk, rest));
            } else if current.is_empty() {
                current.extend(chunks.pop());
            }
        }
        if current.last().is_some_and(|chunk| chunk.trim().is_empty()) {
            current.pop();
        }
        if !current.is_empty() {
            lines.push(current.concat());
        }
    }
    lines
}

/// Words and the white space between them; words may end after a hyphen between letters.
fn chunks(line: &str, break_hyphens: bool) -> Vec<String> {
    let mut chunks: Vec<String> = Vec::new();
    let is_space = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0b' | '\x0c');
    let chars: Vec<char> = line.chars().collect();
    let mut current = String::new();
    for (index, &c) in chars.iter().enumerate() {
        if let Some(last) = current.chars().next_back()
            && is_space(last) != is_space(c)
        {
            chunks.push(std::mem::take(&mut current));
        }
        current.push(c);
        let letter = |at: Option<usize>| {
            at.and_then(|at| chars.get(at))
                .is_some_and(|c| c.is_alphabetic() || *c == '_')
        };
        let word = |at: Option<usize>| {
            at.and_then(|at| chars.get(at))
                .is_some_and(|c| c.is_alphanumeric() || *c == '_')
        };
        let between_letters = c == '-'
            && letter(index.checked_sub(1))
            && word(index.checked_sub(2))
            && letter(Some(index + 1))
            && (word(Some(index + 2)) || chars.get(index + 2) == Some(&'-'));
        if break_hyphens && between_letters {
            chunks.push(std::mem::take(&mut current));
        }
    }
    if !current.is_empty() {
        chunks.push(current);
    }
    chunks
}
