use std::path::{Path, PathBuf};

use miette::{Diagnostic, NamedSource, SourceSpan};
use serde::de::DeserializeOwned;
use serde_yaml::Value;
use thiserror::Error;

use super::include::{self, Document};
use super::question::{self, Question};
use super::settings::{self, Settings};
use super::version::{self, OldTemplate, VersionError};
use crate::nearest::nearest;
use crate::tree::{ForbiddenPath, Node as File, Tree};
use crate::yaml::{Node, YamlError};

/// Settings whose lists add up over the documents of the file; all others are replaced by later documents.
const CONCATENATED: [&str; 4] = [
    "_exclude",
    "_jinja_extensions",
    "_secret_questions",
    "_skip_if_exists",
];

/// What `copier.yml` says: the template's settings and its questions, in order.
#[derive(Debug, Default)]
pub(crate) struct Manifest {
    pub(crate) settings: Settings,
    pub(crate) questions: Vec<Question>,
    /// The file's name, for messages.
    pub(crate) file: String,
    pub(crate) warnings: Vec<UnknownName>,
}

#[derive(Debug, Error, Diagnostic)]
pub(crate) enum ManifestError {
    #[error("there is more than one configuration file: {}", .0.join(", "))]
    #[diagnostic(code("manifest-ambiguous"), help("keep one of them"))]
    Several(Vec<String>),

    #[error("{file} is not valid YAML: {source}")]
    #[diagnostic(code("manifest-invalid"))]
    Yaml {
        file: String,
        #[diagnostic_source]
        source: YamlError,
    },

    #[error("{file} is not a mapping of settings and questions")]
    #[diagnostic(code("manifest-invalid"), help("every document of it is `key: value` lines"))]
    NotAMapping { file: String },

    #[error("`{key}` is not of the right form: {reason}")]
    #[diagnostic(
        code("manifest-value"),
        help("docs/templates.md shows the forms of the settings")
    )]
    Value {
        key: String,
        reason: String,
        #[source_code]
        source_code: NamedSource<String>,
        #[label]
        at: SourceSpan,
    },

    #[error("YAML include file path must be a relative path")]
    #[diagnostic(
        code("include-absolute"),
        help("`!include {pattern}` would leave the template")
    )]
    AbsoluteInclude { pattern: String },

    #[error("Unsupported YAML node: `!include` takes the pattern of a path")]
    #[diagnostic(code("include-invalid"), help("as in `!include shared/*.yml`"))]
    InvalidInclude,

    #[error("included files are nested too deeply at `{}`", .path.display())]
    #[diagnostic(code("include-invalid"), help("a file may not include itself"))]
    DeepInclude { path: PathBuf },

    #[error(transparent)]
    #[diagnostic(transparent)]
    Forbidden(#[from] ForbiddenPath),
}

/// A key that means nothing; copier passes over it in silence.
#[derive(Debug, Error)]
#[error("{file}:{line}: unknown {what} `{name}`{}", nearest.as_ref().map(|name| format!(" (did you mean `{name}`?)")).unwrap_or_default())]
pub(crate) struct UnknownName {
    file: String,
    line: usize,
    what: &'static str,
    name: String,
    nearest: Option<String>,
}

impl UnknownName {
    pub(crate) const NAME: &str = "unknown-key";
}

/// One `key: value` of the file.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// Without a setting's underscore.
    pub(super) key: String,
    pub(super) value: Value,
    /// Counted from one.
    pub(super) line: usize,
    node: Node,
    document: Document,
}

impl Manifest {
    /// Reads a template's configuration; a template without one asks nothing.
    ///
    /// `root` is where the template lies, by which messages name what is outside of it.
    pub(crate) fn read(tree: &Tree, root: &Path) -> Result<Self, ManifestError> {
        let found: Vec<_> = tree
            .iter()
            .filter(|(path, _)| is_manifest(path.as_path()))
            .collect();
        let (path, bytes) = match found.as_slice() {
            [(path, File::File(file))] => (path, &file.bytes),
            [] | [_] => return Ok(Self::default()),
            several => {
                return Err(ManifestError::Several(
                    several.iter().map(|(path, _)| path.to_slash()).collect(),
                ));
            }
        };
        let documents = include::documents(tree, root, path.as_path(), bytes)?;
        Self::from_entries(path.to_slash(), entries(&documents)?)
    }

    fn from_entries(file: String, entries: Vec<Entry>) -> Result<Self, ManifestError> {
        let mut manifest = Self {
            file,
            ..Self::default()
        };
        let mut asked = Vec::new();
        for mut entry in entries {
            match entry.key.strip_prefix('_').map(str::to_owned) {
                Some(setting) => {
                    entry.key = setting;
                    if !manifest.settings.set(&entry)? {
                        manifest.unknown(&entry, "setting", &settings::NAMES, "_");
                    }
                }
                None => {
                    let (question, unknown) = Question::read(&entry)?;
                    for property in unknown {
                        manifest.unknown(&property, "question key", &question::KEYS, "");
                    }
                    manifest.questions.push(question);
                    asked.push(entry);
                }
            }
        }
        for (question, entry) in manifest.questions.iter_mut().zip(asked) {
            question.secret |= manifest.settings.secret_questions.contains(&question.name);
            if question.secret && question.default.is_none() {
                return Err(entry.invalid("Secret question requires a default value"));
            }
        }
        Ok(manifest)
    }

    fn unknown(&mut self, entry: &Entry, what: &'static str, names: &[&str], prefix: &str) {
        let near = nearest(&entry.key, names.iter().copied()).map(|name| format!("{prefix}{name}"));
        self.warnings.push(UnknownName {
            file: entry.document.name.clone(),
            line: entry.line,
            what,
            name: format!("{prefix}{}", entry.key),
            nearest: near,
        });
    }

    /// Compares the version of copier that the template asks for with the one that this program stands for.
    pub(crate) fn check_version(&self) -> Result<Option<OldTemplate>, VersionError> {
        self.settings
            .min_copier_version
            .as_deref()
            .map_or(Ok(None), version::check)
    }
}

impl Entry {
    pub(super) fn read<T: DeserializeOwned>(&self) -> Result<T, ManifestError> {
        serde_yaml::from_value(self.value.clone()).map_err(|error| self.invalid(&error.to_string()))
    }

    /// Reads a version: a text, or a number that was meant as one.
    pub(super) fn read_text(&self) -> Result<String, ManifestError> {
        match &self.value {
            Value::Number(number) => Ok(number.to_string()),
            _ => self.read(),
        }
    }

    /// The entries of a mapping; nothing for any other value.
    pub(super) fn entries(&self) -> Option<Vec<Self>> {
        let Value::Mapping(values) = &self.value else {
            return None;
        };
        Some(located(values, &self.node, &self.document))
    }

    pub(super) fn invalid(&self, reason: &str) -> ManifestError {
        let span = self.node.span;
        let length = span.end.offset().saturating_sub(span.start.offset());
        ManifestError::Value {
            key: self.key.clone(),
            reason: reason.to_owned(),
            source_code: NamedSource::new(&self.document.name, self.document.text.as_ref().clone()),
            at: (span.start.offset(), length.max(1)).into(),
        }
    }
}

fn is_manifest(path: &Path) -> bool {
    let Some(suffix) = path.to_str().and_then(|path| path.strip_prefix("copier.")) else {
        return false;
    };
    suffix.eq_ignore_ascii_case("yml") || suffix.eq_ignore_ascii_case("yaml")
}

/// Lays the documents over one another, key by key, in the order of first appearance.
fn entries(documents: &[Document]) -> Result<Vec<Entry>, ManifestError> {
    let mut merged: Vec<Entry> = Vec::new();
    for document in documents {
        let value = document.value()?;
        let Value::Mapping(values) = value else {
            return Err(ManifestError::NotAMapping {
                file: document.name.clone(),
            });
        };
        for entry in located(&values, &document.node, document) {
            let Some(before) = merged.iter_mut().find(|before| before.key == entry.key) else {
                merged.push(entry);
                continue;
            };
            match (&mut before.value, &entry.value) {
                (Value::Sequence(list), Value::Sequence(more))
                    if CONCATENATED.contains(&entry.key.as_str()) =>
                {
                    list.extend(more.iter().cloned());
                }
                _ => *before = entry,
            }
        }
    }
    Ok(merged)
}

/// Pairs resolved values with the places of their keys.
fn located(values: &serde_yaml::Mapping, node: &Node, document: &Document) -> Vec<Entry> {
    let pairs = node.as_mapping().unwrap_or_default();
    values
        .iter()
        .map(|(key, value)| {
            let key = key
                .as_str()
                .map_or_else(|| crate::render::to_text(key), str::to_owned);
            let pair = pairs.iter().rev().find(|(name, _)| name.as_str() == Some(&key));
            // A key that came in by a merge has no place of its own; its mapping's serves.
            let (line, place) = match pair {
                Some((name, value)) => (name.span.start.line(), value.clone()),
                None => (node.span.start.line(), node.clone()),
            };
            Entry {
                key,
                value: value.clone(),
                line,
                node: place,
                document: document.clone(),
            }
        })
        .collect()
}
