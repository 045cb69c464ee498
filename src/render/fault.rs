//! What stops a rendering, before it is told to the user.

use std::sync::Arc;

use super::RenderError;
use super::error::Snippet;
use super::syntax::ast::{Span, Template};

/// The result of everything that a template computes.
pub(crate) type Outcome<T> = Result<T, Fault>;

/// An error on its way up, which gains its place where it meets the tree.
#[derive(Debug)]
pub(crate) struct Fault(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: FaultKind,
    message: String,
    place: Option<(Arc<Template>, Span)>,
}

#[derive(Debug)]
pub(crate) enum FaultKind {
    Undefined,
    Failed,
    NotFound,
    Limit,
    MultipleYieldTags,
    /// A template that was to be included has an error of its own.
    Template(RenderError),
}

impl Fault {
    pub(crate) fn new(kind: FaultKind, message: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            place: None,
        }))
    }

    pub(crate) fn failed(message: impl Into<String>) -> Self {
        Self::new(FaultKind::Failed, message)
    }

    pub(crate) fn undefined(message: impl Into<String>) -> Self {
        Self::new(FaultKind::Undefined, message)
    }

    pub(crate) fn limit(message: impl Into<String>) -> Self {
        Self::new(FaultKind::Limit, message)
    }

    pub(crate) fn is_undefined(&self) -> bool {
        matches!(self.0.kind, FaultKind::Undefined)
    }

    pub(crate) fn is_not_found(&self) -> bool {
        matches!(self.0.kind, FaultKind::NotFound)
    }

    /// Tells where it happened, unless that is already known.
    #[must_use]
    pub(crate) fn at(mut self, template: &Arc<Template>, span: Span) -> Self {
        self.0.place.get_or_insert_with(|| (template.clone(), span));
        self
    }

    /// Makes it the error of the whole rendering; without a place of its own it lies at the start of `whole`.
    pub(crate) fn into_error(self, whole: &Arc<Template>) -> RenderError {
        let Inner { kind, message, place } = *self.0;
        let (template, span) = place.unwrap_or_else(|| (whole.clone(), Span::default()));
        let source_code = Snippet::new(template.origin.clone(), template.text.clone());
        let at = (span.start, span.end - span.start).into();
        match kind {
            FaultKind::Undefined => RenderError::Undefined {
                message,
                source_code,
                at,
            },
            FaultKind::Failed => RenderError::Failed {
                message,
                source_code,
                at,
            },
            FaultKind::NotFound => RenderError::NotFound {
                message,
                source_code,
                at,
            },
            FaultKind::Limit => RenderError::Limit {
                message,
                source_code,
                at,
            },
            FaultKind::MultipleYieldTags => RenderError::MultipleYieldTags {
                message,
                source_code,
                at,
            },
            FaultKind::Template(error) => error,
        }
    }
}

impl From<minijinja::Error> for Fault {
    fn from(error: minijinja::Error) -> Self {
        use minijinja::ErrorKind;
        let kind = match error.kind() {
            ErrorKind::UndefinedError => FaultKind::Undefined,
            _ => FaultKind::Failed,
        };
        let message = error
            .detail()
            .map_or_else(|| error.kind().to_string(), str::to_owned);
        Self::new(kind, message)
    }
}
