//! A list that is searched by typing, where what was typed may be the answer as well.

use std::fmt::Write as _;
use std::io;

use console::{Key, Style, Term, measure_text_width, truncate_str};
use dialoguer::theme::Theme;

use crate::answers::Suggestion;

/// Rows that are shown at once.
const WINDOW: usize = 10;

/// What can be taken at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Row<'a> {
    Suggested(&'a Suggestion),
    Typed(&'a str),
}

/// Lets one of the suggestions be found and taken, or another answer be typed.
pub(super) fn search(
    term: &Term,
    theme: &dyn Theme,
    question: &str,
    suggestions: &[Suggestion],
    default: Option<&str>,
) -> io::Result<String> {
    let mut typed = String::new();
    let mut at = default
        .and_then(|default| suggestions.iter().position(|one| one.answer == default))
        .unwrap_or_default();
    loop {
        let rows = rows(suggestions, &typed);
        at = at.min(rows.len().saturating_sub(1));
        let screen = Screen::new(term, theme, question, &typed, &rows, at);
        for line in &screen.lines {
            term.write_line(line)?;
        }
        let key = term.read_key();
        term.clear_last_lines(screen.height)?;
        match key? {
            Key::Enter => {
                if let Some(row) = rows.get(at) {
                    let mut line = String::new();
                    let _ = theme.format_input_prompt_selection(&mut line, question, row.answer());
                    term.write_line(&line)?;
                    return Ok(row.answer().to_owned());
                }
            }
            Key::ArrowDown | Key::Tab => at = (at + 1) % rows.len().max(1),
            Key::ArrowUp | Key::BackTab => at = at.checked_sub(1).unwrap_or(rows.len().saturating_sub(1)),
            Key::Backspace => {
                typed.pop();
                at = 0;
            }
            Key::Escape => {
                typed.clear();
                at = 0;
            }
            Key::Char(sign) if !sign.is_control() => {
                typed.push(sign);
                at = 0;
            }
            _ => {}
        }
    }
}

/// The suggestions in which every typed word occurs, an equal one first, and the typed text if it is none of them.
fn rows<'a>(suggestions: &'a [Suggestion], typed: &'a str) -> Vec<Row<'a>> {
    let words: Vec<String> = typed.split_whitespace().map(str::to_lowercase).collect();
    let fits = |one: &&Suggestion| {
        let text = format!("{} {}", one.answer, one.detail).to_lowercase();
        words.iter().all(|word| text.contains(word))
    };
    let typed = typed.trim();
    let (equal, alike): (Vec<_>, Vec<_>) = suggestions
        .iter()
        .filter(fits)
        .partition(|one| one.answer == typed);
    let other = (equal.is_empty() && !typed.is_empty()).then_some(Row::Typed(typed));
    equal
        .into_iter()
        .chain(alike)
        .map(Row::Suggested)
        .chain(other)
        .collect()
}

impl Row<'_> {
    fn answer(&self) -> &str {
        match self {
            Self::Suggested(suggestion) => &suggestion.answer,
            Self::Typed(typed) => typed,
        }
    }
}

/// One state of the list as it is drawn.
struct Screen {
    lines: Vec<String>,
    /// Rows of the terminal that the lines take.
    height: usize,
}

impl Screen {
    fn new(term: &Term, theme: &dyn Theme, question: &str, typed: &str, rows: &[Row<'_>], at: usize) -> Self {
        let columns = usize::from(term.size().1).max(20);
        let mut headline = String::new();
        let _ = theme.format_fuzzy_select_prompt(&mut headline, question, typed, typed.len());
        let mut height = measure_text_width(&headline).div_ceil(columns).max(1);
        let mut lines = vec![headline];
        let width = rows
            .iter()
            .map(|row| measure_text_width(row.answer()))
            .max()
            .unwrap_or_default();
        let first = (at + 1).saturating_sub(WINDOW);
        for (number, row) in rows.iter().enumerate().skip(first).take(WINDOW) {
            let mut line = String::new();
            let _ = theme.format_select_prompt_item(&mut line, &described(row, width), number == at);
            lines.push(line);
        }
        if rows.len() > WINDOW {
            let mut more = String::new();
            let dim = Style::new().for_stderr().dim();
            let _ = write!(
                more,
                "  {}",
                dim.apply_to(format!("{} in all; type to search", rows.len()))
            );
            lines.push(more);
        }
        for line in lines.iter_mut().skip(1) {
            *line = truncate_str(line, columns - 1, "…").into_owned();
        }
        height += lines.len() - 1;
        Self { lines, height }
    }
}

fn described(row: &Row<'_>, width: usize) -> String {
    match row {
        Row::Suggested(one) => format!("{:width$}  {}", one.answer, one.detail)
            .trim_end()
            .to_owned(),
        Row::Typed(typed) => format!("{typed:width$}  (as typed)"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(typed: &str) -> Vec<String> {
        let suggestions = [
            ("acme-italy-dev-ca", "111122223333"),
            ("acme-italy-dev", "111122223333  eu-south-1"),
            ("acme-france-prod", "444455556666"),
        ]
        .map(|(answer, detail)| Suggestion {
            answer: answer.to_owned(),
            detail: detail.to_owned(),
        });
        let rows = rows(&suggestions, typed);
        rows.iter().map(|row| described(row, 0)).collect()
    }

    #[test]
    fn words_are_searched_in_names_accounts_and_regions() {
        assert_eq!(found("").len(), 3);
        assert_eq!(found("PROD acme")[0], "acme-france-prod  444455556666");
        assert_eq!(found("south")[0], "acme-italy-dev  111122223333  eu-south-1");
    }

    #[test]
    fn what_is_typed_stands_last_unless_it_is_one_of_them() {
        assert_eq!(found("elsewhere"), ["elsewhere  (as typed)"]);
        assert_eq!(
            found("acme-italy").last().map(String::as_str),
            Some("acme-italy  (as typed)")
        );
        let exact = found("acme-italy-dev");
        assert!(
            exact.len() == 2 && exact[0].starts_with("acme-italy-dev  "),
            "{exact:?}"
        );
    }
}
