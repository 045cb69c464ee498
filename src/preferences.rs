//! The user's own settings: defaults for questions, and templates that are trusted. copier's file is read.

use std::path::{Path, PathBuf};

use miette::Diagnostic;
use serde::Deserialize;
use serde_yaml::{Mapping, Value};
use thiserror::Error;

use crate::yaml::{self, YamlError};

/// Names the file; without it `copier/settings.yml` in the user's configuration folder is read.
const VARIABLE: &str = "COPIER_SETTINGS_PATH";

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Preferences {
    pub(crate) defaults: Mapping,
    /// Addresses of templates, or beginnings of addresses that end in `/`.
    pub(crate) trust: Vec<String>,
}

#[derive(Debug, Error, Diagnostic)]
pub(crate) enum PreferencesError {
    #[error("the settings cannot be read")]
    #[diagnostic(code("settings-invalid"), help("check its owner and permissions"))]
    Unreadable(#[from] std::io::Error),

    #[error("the settings `{}` are not valid YAML", .path.display())]
    #[diagnostic(code("settings-invalid"))]
    Yaml {
        path: PathBuf,
        #[source]
        #[diagnostic_source]
        source: YamlError,
    },

    #[error("the settings `{}` are not of the right form: {reason}", .path.display())]
    #[diagnostic(
        code("settings-invalid"),
        help("they hold `defaults` (a mapping) and `trust` (a list)")
    )]
    Form { path: PathBuf, reason: String },
}

impl Preferences {
    /// Reads the file; the path of one that was named and is missing is returned for a warning.
    pub(crate) fn load() -> Result<(Self, Option<PathBuf>), PreferencesError> {
        let named = std::env::var_os(VARIABLE)
            .filter(|path| !path.is_empty())
            .map(PathBuf::from);
        let path = named.clone().or_else(default_path);
        let Some(path) = path.filter(|path| path.is_file()) else {
            return Ok((Self::default(), named));
        };
        Ok((Self::read(&path)?, None))
    }

    fn read(path: &Path) -> Result<Self, PreferencesError> {
        let bytes = fs_err::read(path)?;
        let value = yaml::load_bytes(&bytes).map_err(|source| PreferencesError::Yaml {
            path: path.to_owned(),
            source,
        })?;
        if value == Value::Null {
            return Ok(Self::default());
        }
        serde_yaml::from_value(value).map_err(|error| PreferencesError::Form {
            path: path.to_owned(),
            reason: error.to_string(),
        })
    }
}

fn default_path() -> Option<PathBuf> {
    let config = std::env::var_os("XDG_CONFIG_HOME")
        .filter(|path| !path.is_empty())
        .map(PathBuf::from)
        .or_else(|| std::env::home_dir().map(|home| home.join(".config")))?;
    Some(config.join("copier").join("settings.yml"))
}
