//! Errors as people read them: what, where, why, and what to do.

use std::fmt::Write as _;

use miette::{Diagnostic, SourceCode};

/// Lays out an error: `error[code]: what`, the causes, the place in the file with a caret, then `hint:`.
pub(crate) fn error(error: &dyn Diagnostic) -> String {
    let code = error
        .code()
        .map_or_else(|| "error".to_owned(), |code| format!("error[{code}]"));
    let mut text = format!("{code}: {error}\n");
    let mut shown = error.to_string();
    let mut cause = std::error::Error::source(error);
    while let Some(current) = cause {
        let message = current.to_string();
        // Wrappers often repeat what they wrap; once is enough.
        if !shown.contains(&message) {
            let _ = writeln!(text, "  cause: {message}");
            shown = message;
        }
        cause = current.source();
    }
    let mut place: Option<&dyn Diagnostic> = Some(error);
    while let Some(current) = place {
        if let Some(snippet) = snippet(current) {
            text.push_str(&snippet);
            break;
        }
        place = current.diagnostic_source();
    }
    let mut hints = std::iter::successors(Some(error), |current| current.diagnostic_source());
    if let Some(hint) = hints.find_map(Diagnostic::help) {
        let _ = write!(text, "\nhint: {hint}\n");
    }
    text
}

/// The marked line with its number and a caret under the marked text.
fn snippet(diagnostic: &dyn Diagnostic) -> Option<String> {
    let label = diagnostic.labels()?.next()?;
    let source: &dyn SourceCode = diagnostic.source_code()?;
    // With a line of context the marked line is whole; without, it would begin at the mark.
    let contents = source.read_span(label.inner(), 1, 1).ok()?;
    let text = String::from_utf8_lossy(contents.data());
    let offset = label.offset().saturating_sub(contents.span().offset());
    let above = text.get(..offset)?;
    let before = above.rsplit('\n').next().unwrap_or_default();
    let number = contents.line() + above.matches('\n').count() + 1;
    let line = text
        .get(offset - before.len()..)?
        .lines()
        .next()
        .unwrap_or_default()
        .trim_end();
    let column = before.chars().count();
    let rest = line.chars().count().saturating_sub(column);
    let carets = label.len().clamp(1, rest.max(1));
    let margin = number.to_string().len();
    let name = contents.name().unwrap_or("template");
    // A tab in the line must be a tab above the caret, too.
    let indent: String = before
        .chars()
        .map(|c| if c == '\t' { '\t' } else { ' ' })
        .collect();
    let note = label.label().map(|note| format!(" {note}")).unwrap_or_default();
    Some(format!(
        "{:margin$} --> {name}:{number}:{}\n{:margin$} |\n{number} | {line}\n{:margin$} | {indent}{}{note}\n",
        "",
        column + 1,
        "",
        "",
        "^".repeat(carets),
    ))
}

#[cfg(test)]
mod tests {
    use miette::{Diagnostic, NamedSource, SourceSpan};

    #[derive(Debug, thiserror::Error, Diagnostic)]
    #[error("'x' is undefined")]
    #[diagnostic(code("template-undefined"), help("define it"))]
    struct Sample {
        #[source_code]
        source_code: NamedSource<String>,
        #[label("undefined")]
        at: SourceSpan,
    }

    #[test]
    fn an_error_shows_its_line_and_a_caret() {
        let sample = Sample {
            source_code: NamedSource::new("a.jinja", "one\n\tä {{ x }}\n".to_owned()),
            at: (11, 1).into(),
        };
        assert_eq!(
            super::error(&sample),
            "error[template-undefined]: 'x' is undefined\n  --> a.jinja:2:7\n  |\n2 | \tä {{ x }}\n  | \t     ^ undefined\n\nhint: define it\n"
        );
    }
}
