use std::path::{Path, PathBuf};

use miette::Diagnostic;
use serde_yaml::{Mapping, Value};
use thiserror::Error;

use crate::yaml::{self, YamlError};

const DEFAULT_FILE: &str = ".copier-answers.yml";

/// What a project's answers file says.
#[derive(Debug, Clone, Default)]
pub(crate) struct Recorded {
    /// The answers, `_src_path` and `_commit`.
    pub(crate) answers: Mapping,
}

#[derive(Debug, Error, Diagnostic)]
pub(crate) enum RecordedError {
    #[error("the answers file `{}` cannot be read", .path.display())]
    #[diagnostic(code("answers-file-unreadable"), help("check its owner and permissions"))]
    Unreadable {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },

    #[error("the answers file `{}` is damaged", .path.display())]
    #[diagnostic(code("answers-file-invalid"), help("restore it from version control"))]
    Invalid {
        path: PathBuf,
        #[source]
        #[diagnostic_source]
        source: YamlError,
    },

    #[error("Cannot {operation} because cannot obtain old template references from `{}`.", .path.display())]
    #[diagnostic(
        code("project-unknown"),
        help("run this in a project made from a template, or name its answers file with `-a`")
    )]
    NoTemplate { operation: &'static str, path: PathBuf },
}

impl Recorded {
    /// Reads the answers file of a project; a project without one has recorded nothing.
    pub(crate) fn load(project: &Path, file: Option<&Path>) -> Result<Self, RecordedError> {
        let path = project.join(file.unwrap_or(Path::new(DEFAULT_FILE)));
        if !path.is_file() {
            return Ok(Self::default());
        }
        let bytes = fs_err::read(&path).map_err(|source| RecordedError::Unreadable {
            path: path.clone(),
            source,
        })?;
        let value = yaml::load_bytes(&bytes).map_err(|source| RecordedError::Invalid { path, source })?;
        let Value::Mapping(answers) = value else {
            return Ok(Self::default());
        };
        let ours = |key: &Value| {
            key.as_str()
                .is_some_and(|key| !key.starts_with('_') || matches!(key, "_src_path" | "_commit"))
        };
        Ok(Self {
            answers: answers.into_iter().filter(|(key, _)| ours(key)).collect(),
        })
    }

    /// The name of the answers file where none is given.
    pub(crate) fn default_file() -> PathBuf {
        PathBuf::from(DEFAULT_FILE)
    }

    /// The version of the template that the project was made from, as it was recorded.
    pub(crate) fn commit(&self) -> Option<&str> {
        self.answers.get("_commit").and_then(Value::as_str)
    }

    /// The template that the project was made from, as it was recorded.
    ///
    /// # Errors
    /// The project has no answers file, or one that names no template.
    pub(crate) fn source(
        &self,
        operation: &'static str,
        project: &Path,
        file: Option<&Path>,
    ) -> Result<&str, RecordedError> {
        self.answers
            .get("_src_path")
            .and_then(Value::as_str)
            .ok_or_else(|| RecordedError::NoTemplate {
                operation,
                path: project.join(file.unwrap_or(Path::new(DEFAULT_FILE))),
            })
    }
}
