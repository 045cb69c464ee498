use std::collections::HashMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use minijinja::value::{Enumerator, Object, ObjectRepr};
use minijinja::{Error, ErrorKind, Value};

use crate::render::value::to_jinja;
use crate::render::{Context, Engine, Origin};
use crate::tree::{ForbiddenPath, lexical};
use crate::yaml;

/// YAML files of the project as variables of the template (`_external_data`), each read when it is first used.
pub(crate) struct ExternalData {
    /// Names with the templates of their paths.
    files: Vec<(String, String)>,
    engine: Arc<Engine>,
    context: Context,
    project: PathBuf,
    /// A trusted template may read outside of the project.
    trusted: bool,
    loaded: Mutex<HashMap<String, Value>>,
    trouble: Arc<Mutex<Trouble>>,
}

/// What reading brought to light; a template's variable has no other way to tell it.
#[derive(Debug, Default)]
pub(crate) struct Trouble {
    pub(crate) forbidden: Option<ForbiddenPath>,
    pub(crate) missing: Vec<String>,
}

impl ExternalData {
    pub(crate) fn new(
        files: &[(String, String)],
        engine: Arc<Engine>,
        context: Context,
        project: &Path,
        trusted: bool,
        trouble: Arc<Mutex<Trouble>>,
    ) -> Self {
        let project = project.canonicalize().unwrap_or_else(|_| project.to_owned());
        Self {
            files: files.to_vec(),
            engine,
            context,
            project,
            trusted,
            loaded: Mutex::default(),
            trouble,
        }
    }

    fn load(&self, path: &str) -> Result<Value, Error> {
        let invalid = |message: String| Error::new(ErrorKind::InvalidOperation, message);
        let origin = Origin::new("_external_data", 1);
        let path = self
            .engine
            .text(&origin, path, &self.context)
            .map_err(|error| invalid(error.to_string()))?;
        let full = self.project.join(&path);
        let real = full.canonicalize().unwrap_or_else(|_| lexical(&full));
        let mut trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.trusted && !real.starts_with(&self.project) {
            let error = ForbiddenPath {
                path: path.into(),
                reason: "is read by the template and lies outside the project",
            };
            let message = error.to_string();
            trouble.forbidden = Some(error);
            return Err(invalid(message));
        }
        if !full.is_file() {
            if !trouble.missing.contains(&path) {
                trouble.missing.push(path);
            }
            return Ok(to_jinja(&serde_yaml::Value::Mapping(serde_yaml::Mapping::new())));
        }
        let bytes = fs_err::read(&full).map_err(|error| invalid(error.to_string()))?;
        let data = yaml::load_bytes(&bytes);
        data.map(|value| to_jinja(&value))
            .map_err(|error| invalid(format!("{path}: {error}")))
    }
}

impl Object for ExternalData {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Map
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let name = key.as_str()?;
        let (_, path) = self.files.iter().find(|(known, _)| known == name)?;
        let known = self
            .loaded
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(name)
            .cloned();
        Some(known.unwrap_or_else(|| {
            let value = self.load(path).unwrap_or_else(Value::from);
            self.loaded
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .insert(name.to_owned(), value.clone());
            value
        }))
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(
            self.files
                .iter()
                .map(|(name, _)| Value::from(name.as_str()))
                .collect(),
        )
    }
}

impl fmt::Debug for ExternalData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map()
            .entries(self.files.iter().map(|(name, path)| (name, path)))
            .finish()
    }
}
