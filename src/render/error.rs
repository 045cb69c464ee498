//! What can go wrong in a template, and where.

use std::fmt;
use std::sync::Arc;

use miette::{Diagnostic, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use crate::tree::ForbiddenPath;

/// Where a template's text comes from, as errors name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Origin {
    pub(crate) file: Arc<str>,
    /// The line of the file on which the text begins, counted from 1.
    pub(crate) line: usize,
}

impl Origin {
    pub(crate) fn new(file: impl Into<Arc<str>>, line: usize) -> Self {
        Self {
            file: file.into(),
            line: line.max(1),
        }
    }
}

/// A template that did not render.
///
/// Messages of syntax and undefined errors are Jinja2's own.
#[derive(Debug, thiserror::Error, Diagnostic)]
pub(crate) enum RenderError {
    #[error("{message}")]
    #[diagnostic(
        code("template-syntax"),
        help("check the tag's delimiters, its names and its closing tag")
    )]
    Syntax {
        message: String,
        #[source_code]
        source_code: Snippet,
        #[label("here")]
        at: SourceSpan,
    },
    #[error("{message}")]
    #[diagnostic(
        code("template-undefined"),
        help("define it as a question, or give it a value with `default(…)`")
    )]
    Undefined {
        message: String,
        #[source_code]
        source_code: Snippet,
        #[label("undefined")]
        at: SourceSpan,
    },
    #[error("{message}")]
    #[diagnostic(
        code("template-error"),
        help("the template's author has to correct the marked expression")
    )]
    Failed {
        message: String,
        #[source_code]
        source_code: Snippet,
        #[label("here")]
        at: SourceSpan,
    },
    #[error("{message}")]
    #[diagnostic(
        code("template-include"),
        help("the path is relative to the template's root and uses `/`")
    )]
    NotFound {
        message: String,
        #[source_code]
        source_code: Snippet,
        #[label("here")]
        at: SourceSpan,
    },
    #[error("{message}")]
    #[diagnostic(
        code("template-limit"),
        help("the template loops or grows without end; it was stopped here")
    )]
    Limit {
        message: String,
        #[source_code]
        source_code: Snippet,
        #[label("here")]
        at: SourceSpan,
    },
    #[error("File {file} contains a yield tag, but it is not allowed.")]
    #[diagnostic(
        code("yield-in-file"),
        help("`yield` names several files; use `for` inside of one")
    )]
    YieldInFile { file: String },
    #[error("{message}")]
    #[diagnostic(
        code("multiple-yield-tags"),
        help("only one `yield` is allowed in each part of a path")
    )]
    MultipleYieldTags {
        message: String,
        #[source_code]
        source_code: Snippet,
        #[label("the second one")]
        at: SourceSpan,
    },
    #[error("{0}")]
    #[diagnostic(code("envops"), help("`_envops` takes the options of a Jinja2 environment"))]
    Envops(String),
    #[error("{0}")]
    #[diagnostic(
        code("extension-unknown"),
        help("known are Jinja2's own `jinja2.ext.do`, `jinja2.ext.loopcontrols` and `jinja2.ext.debug`")
    )]
    UnknownExtension(String),
    /// A template that is included lies where nothing may be read.
    #[error(transparent)]
    #[diagnostic(transparent)]
    Forbidden(ForbiddenPath),
    /// The loader refused or could not read a template.
    #[error("{message}")]
    #[diagnostic(code("template-unreadable"), help("check its owner and permissions"))]
    Unreadable {
        message: String,
        #[source]
        source: Option<Arc<dyn std::error::Error + Send + Sync>>,
    },
}

impl RenderError {
    /// The file, line and column of the marked text, line and column counted from 1.
    #[cfg(test)]
    pub(crate) fn position(&self) -> Option<(&str, usize, usize)> {
        let (Self::Syntax { source_code, at, .. }
        | Self::Undefined { source_code, at, .. }
        | Self::Failed { source_code, at, .. }
        | Self::NotFound { source_code, at, .. }
        | Self::Limit { source_code, at, .. }
        | Self::MultipleYieldTags { source_code, at, .. }) = self
        else {
            return None;
        };
        let (line, column) = source_code.line_column(at.offset());
        Some((&source_code.origin.file, line, column))
    }
}

/// A template's text under its file's name and line numbers.
#[derive(Clone)]
pub(crate) struct Snippet {
    origin: Origin,
    text: Arc<str>,
}

impl Snippet {
    pub(crate) fn new(origin: Origin, text: Arc<str>) -> Self {
        Self { origin, text }
    }

    #[cfg(test)]
    fn line_column(&self, offset: usize) -> (usize, usize) {
        let before = self.text.get(..offset).unwrap_or(&self.text);
        let line = self.origin.line + before.matches('\n').count();
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        (line, column)
    }
}

impl fmt::Debug for Snippet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.origin.file, self.origin.line)
    }
}

impl SourceCode for Snippet {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let contents = self.text.as_ref().read_span(span, before, after)?;
        Ok(Box::new(MietteSpanContents::new_named(
            self.origin.file.to_string(),
            contents.data(),
            *contents.span(),
            contents.line() + self.origin.line - 1,
            contents.column(),
            contents.line_count(),
        )))
    }
}
