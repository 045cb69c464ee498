use std::io::Read;
use std::path::{Path, PathBuf};

use miette::Diagnostic;
use serde_yaml::Value;
use thiserror::Error;

use super::sources::{Given, Provenance};
use crate::nearest::nearest;
use crate::template::Question;
use crate::yaml::{self, YamlError};

/// What the environment's answers begin with.
const PREFIX: &str = "SCAFFOLD_ANSWER_";

/// Why the given answers cannot be read.
#[derive(Debug, Error, Diagnostic)]
pub(crate) enum FileError {
    #[error("the answers `{}` cannot be read", .path.display())]
    #[diagnostic(
        code("answers-unreadable"),
        help("name a file that exists, or `-` for standard input")
    )]
    Unreadable {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },

    #[error("the answers `{}` are not valid YAML", .path.display())]
    #[diagnostic(code("answers-invalid"))]
    Invalid {
        path: PathBuf,
        #[source]
        #[diagnostic_source]
        source: YamlError,
    },

    #[error("the answers `{}` are not a mapping of keys to values", .path.display())]
    #[diagnostic(
        code("answers-invalid"),
        help("write one answer a line, as in `project_name: my-app`")
    )]
    NotAMapping { path: PathBuf },

    #[error("unknown {} in the answers\n{}", if .0.len() == 1 { "key" } else { "keys" }, list(.0))]
    #[diagnostic(
        code("answer-unknown"),
        help("`scaffold questions` lists the keys; variables that are no question go into `--data-file`")
    )]
    UnknownKeys(Vec<UnknownKey>),
}

/// A key that is no question's.
#[derive(Debug)]
pub(crate) struct UnknownKey {
    key: String,
    from: Provenance,
    nearest: Option<String>,
}

/// Where answers may be given besides the prompts.
#[derive(Debug)]
pub(crate) struct GivenArgs<'a> {
    pub(crate) files: &'a [PathBuf],
    pub(crate) data_file: Option<&'a Path>,
    pub(crate) data: &'a [(String, String)],
}

/// Gathers what was given; flags go before the environment, that before files, and a later file before an earlier one.
///
/// # Errors
/// A file cannot be read, is no YAML mapping or (but for `--data-file`) has keys that no question has.
pub(crate) fn collect(args: &GivenArgs<'_>, questions: &[Question]) -> Result<Given, FileError> {
    let mut given = Given::default();
    let mut unknown = Vec::new();
    let mut check = |key: &str, from: &Provenance| {
        if !questions.iter().any(|question| question.name == key) && !key.starts_with('_') {
            let names = questions.iter().map(|question| question.name.as_str());
            let nearest = nearest(key, names).map(str::to_owned);
            unknown.push(UnknownKey {
                key: key.to_owned(),
                from: from.clone(),
                nearest,
            });
        }
    };
    if let Some(path) = args.data_file {
        for (key, value, _) in entries(path)? {
            given.put(&key, value, Provenance::DataFile(path.to_owned()));
        }
    }
    for path in args.files {
        for (key, value, line) in entries(path)? {
            let from = Provenance::AnswersFile(path.clone(), line);
            check(&key, &from);
            // What a project recorded about its template is no answer.
            if !key.starts_with('_') {
                given.put(&key, value, from);
            }
        }
    }
    for (name, value) in std::env::vars() {
        let Some(upper) = name.strip_prefix(PREFIX) else {
            continue;
        };
        let question = questions
            .iter()
            .find(|question| question.name.to_uppercase() == upper);
        let key = question.map_or_else(|| upper.to_lowercase(), |question| question.name.clone());
        let from = Provenance::Environment(name.clone());
        check(&key, &from);
        given.put(&key, Value::String(value), from);
    }
    for (key, value) in args.data {
        given.put(key, Value::String(value.clone()), Provenance::Flag);
    }
    if unknown.is_empty() {
        Ok(given)
    } else {
        Err(FileError::UnknownKeys(unknown))
    }
}

/// Reads a file of answers: keys with their values and lines.
fn entries(path: &Path) -> Result<Vec<(String, Value, usize)>, FileError> {
    let unreadable = |source| FileError::Unreadable {
        path: path.to_owned(),
        source,
    };
    let invalid = |source| FileError::Invalid {
        path: path.to_owned(),
        source,
    };
    let bytes = if path == Path::new("-") {
        let mut bytes = Vec::new();
        std::io::stdin().read_to_end(&mut bytes).map_err(unreadable)?;
        bytes
    } else {
        fs_err::read(path).map_err(unreadable)?
    };
    let text = yaml::decode(&bytes).map_err(invalid)?;
    let Some(document) = yaml::parse(&text, &yaml::Limits::default())
        .map_err(invalid)?
        .into_iter()
        .next()
    else {
        return Ok(Vec::new());
    };
    let Some(pairs) = document.as_mapping() else {
        return match document.to_value().map_err(invalid)? {
            Value::Null => Ok(Vec::new()),
            _ => Err(FileError::NotAMapping {
                path: path.to_owned(),
            }),
        };
    };
    // Merge keys are already resolved in the value; the nodes only tell the lines.
    let lines: Vec<(String, usize)> = pairs
        .iter()
        .filter_map(|(key, _)| Some((key.as_str()?.to_owned(), key.span.start.line())))
        .collect();
    let Value::Mapping(values) = document.to_value().map_err(invalid)? else {
        return Ok(Vec::new());
    };
    Ok(values
        .into_iter()
        .map(|(key, value)| {
            let key = crate::render::to_text(&key);
            let line = lines
                .iter()
                .find(|(name, _)| *name == key)
                .map_or(1, |(_, line)| *line);
            (key, value, line)
        })
        .collect())
}

fn list(unknown: &[UnknownKey]) -> String {
    let lines = unknown.iter().map(|one| {
        let nearest = one
            .nearest
            .as_ref()
            .map(|name| format!(" (did you mean `{name}`?)"));
        format!("  `{}` in {}{}", one.key, one.from, nearest.unwrap_or_default())
    });
    lines.collect::<Vec<_>>().join("\n")
}
