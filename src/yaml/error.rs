use std::sync::Arc;

use miette::{NamedSource, SourceSpan};

use super::mark::Span;

/// Why a YAML text cannot be read, with the place where it goes wrong.
#[derive(Debug, Clone, thiserror::Error, miette::Diagnostic)]
#[error("{message} (line {line}, column {column})")]
#[diagnostic(
    code("yaml-invalid"),
    help("mend it at the mark; text with `: ` or ` #` in it belongs in quotes")
)]
pub(crate) struct YamlError {
    pub(crate) message: String,
    /// Counted from one.
    pub(crate) line: usize,
    /// Counted from one, in characters.
    pub(crate) column: usize,
    #[source_code]
    text: Option<Arc<NamedSource<String>>>,
    #[label]
    span: SourceSpan,
}

impl YamlError {
    pub(crate) fn new(message: impl Into<String>, span: Span) -> Self {
        Self {
            message: message.into(),
            line: span.start.line(),
            column: span.start.column(),
            text: None,
            span: (span.start.offset()..span.end.offset()).into(),
        }
    }

    /// Attaches the text that was read, for the label to point into.
    #[must_use]
    pub(crate) fn in_text(mut self, name: &str, text: &str) -> Self {
        self.text = Some(Arc::new(NamedSource::new(name, text.to_owned())));
        self
    }
}
