use serde::Deserialize;
use serde_yaml::{Mapping, Value};

use super::manifest::{Entry, ManifestError};
use super::migration::Migrations;

/// What a template excludes when it does not say: its own files, editors' and systems' leftovers.
pub(crate) const DEFAULT_EXCLUDE: [&str; 8] = [
    "copier.yaml",
    "copier.yml",
    "~*",
    "*.py[co]",
    "__pycache__",
    ".git",
    ".DS_Store",
    ".svn",
];

const DEFAULT_ANSWERS_FILE: &str = ".copier-answers.yml";
const DEFAULT_SUFFIX: &str = ".jinja";

/// Every setting that `copier.yml` may hold, without its underscore.
pub(crate) const NAMES: [&str; 18] = [
    "answers_file",
    "envops",
    "exclude",
    "external_data",
    "jinja_extensions",
    "message_after_copy",
    "message_after_update",
    "message_before_copy",
    "message_before_update",
    "migrations",
    "min_copier_version",
    "preserve_symlinks",
    "scaffold_discovery",
    "secret_questions",
    "skip_if_exists",
    "subdirectory",
    "tasks",
    "templates_suffix",
];

/// The settings of a template: the keys of `copier.yml` that begin with an underscore.
#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) answers_file: String,
    pub(crate) envops: Mapping,
    exclude: Option<Vec<String>>,
    pub(crate) external_data: Vec<(String, String)>,
    pub(crate) extensions: Vec<String>,
    pub(crate) message_before_copy: String,
    pub(crate) message_after_copy: String,
    pub(crate) message_before_update: String,
    pub(crate) message_after_update: String,
    pub(crate) migrations: Migrations,
    pub(crate) min_copier_version: Option<String>,
    pub(crate) preserve_symlinks: bool,
    /// What to look up in the cloud; this room passes it on unread.
    pub(crate) discovery: Option<Value>,
    pub(crate) secret_questions: Vec<String>,
    pub(crate) skip_if_exists: Vec<String>,
    pub(crate) subdirectory: String,
    pub(crate) tasks: Vec<Task>,
    pub(crate) suffix: String,
}

/// A command that a trusted template runs after rendering.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(from = "TaskForm")]
pub(crate) struct Task {
    pub(crate) command: TaskCommand,
    /// A boolean or a template that renders to one.
    pub(crate) when: Value,
    pub(crate) working_directory: String,
}

/// A text goes through the shell, a list is run as it is.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged)]
pub(crate) enum TaskCommand {
    Shell(String),
    Direct(Vec<Value>),
}

#[derive(Deserialize)]
#[serde(untagged)]
enum TaskForm {
    Command(TaskCommand),
    Detailed {
        command: TaskCommand,
        #[serde(default = "always")]
        when: Value,
        #[serde(default = "here")]
        working_directory: String,
    },
}

fn always() -> Value {
    Value::Bool(true)
}

fn here() -> String {
    ".".to_owned()
}

impl From<TaskForm> for Task {
    fn from(form: TaskForm) -> Self {
        match form {
            TaskForm::Command(command) => Self {
                command,
                when: always(),
                working_directory: here(),
            },
            TaskForm::Detailed {
                command,
                when,
                working_directory,
            } => Self {
                command,
                when,
                working_directory,
            },
        }
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            answers_file: DEFAULT_ANSWERS_FILE.to_owned(),
            envops: Mapping::new(),
            exclude: None,
            external_data: Vec::new(),
            extensions: Vec::new(),
            message_before_copy: String::new(),
            message_after_copy: String::new(),
            message_before_update: String::new(),
            message_after_update: String::new(),
            migrations: Migrations::default(),
            min_copier_version: None,
            preserve_symlinks: false,
            discovery: None,
            secret_questions: Vec::new(),
            skip_if_exists: Vec::new(),
            subdirectory: String::new(),
            tasks: Vec::new(),
            suffix: DEFAULT_SUFFIX.to_owned(),
        }
    }
}

impl Settings {
    /// Takes over one setting; `false` means that no setting has this name.
    ///
    /// # Errors
    /// The value is not of the setting's type.
    pub(super) fn set(&mut self, entry: &Entry) -> Result<bool, ManifestError> {
        match entry.key.as_str() {
            "answers_file" => self.answers_file = entry.read()?,
            "envops" => self.envops = entry.read()?,
            "exclude" => self.exclude = Some(entry.read()?),
            "external_data" => self.external_data = pairs(&entry.read()?),
            "jinja_extensions" => self.extensions = entry.read()?,
            "message_before_copy" => self.message_before_copy = entry.read()?,
            "message_after_copy" => self.message_after_copy = entry.read()?,
            "message_before_update" => self.message_before_update = entry.read()?,
            "message_after_update" => self.message_after_update = entry.read()?,
            "migrations" => self.migrations = entry.read()?,
            "min_copier_version" => self.min_copier_version = Some(entry.read_text()?),
            "preserve_symlinks" => self.preserve_symlinks = entry.read()?,
            "scaffold_discovery" => self.discovery = Some(entry.value.clone()),
            "secret_questions" => self.secret_questions = entry.read()?,
            "skip_if_exists" => self.skip_if_exists = entry.read()?,
            "subdirectory" => self.subdirectory = entry.read()?,
            "tasks" => self.tasks = entry.read()?,
            "templates_suffix" => {
                self.suffix = entry
                    .read::<Option<String>>()?
                    .unwrap_or_else(|| DEFAULT_SUFFIX.to_owned());
            }
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// The template's exclusions, which replace the default ones; a template in a subdirectory has none.
    pub(crate) fn exclude(&self) -> Vec<String> {
        match &self.exclude {
            Some(patterns) => patterns.clone(),
            None if matches!(self.subdirectory.as_str(), "" | "." | "./") => {
                DEFAULT_EXCLUDE.map(str::to_owned).to_vec()
            }
            None => Vec::new(),
        }
    }
}

fn pairs(mapping: &Mapping) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    mapping
        .iter()
        .map(|(name, path)| (text(name), text(path)))
        .collect()
}
