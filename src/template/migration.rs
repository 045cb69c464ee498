use serde::Deserialize;
use serde_yaml::Value;

use super::settings::{Task, TaskCommand};

/// A command that an update runs in the project, before or after its files change.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Migration {
    pub(crate) command: TaskCommand,
    pub(crate) working_directory: String,
    /// Runs only on the way to this version or past it.
    pub(crate) version: Option<String>,
    pub(crate) when: When,
}

/// At which stage a migration runs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum When {
    Stage(Stage),
    /// A boolean or a template that renders to one, for each stage.
    Says(Value),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    Before,
    After,
}

impl Stage {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Before => "before",
            Self::After => "after",
        }
    }
}

/// The setting as it is written.
#[derive(Deserialize)]
#[serde(untagged)]
enum Form {
    Command(TaskCommand),
    Detailed {
        command: TaskCommand,
        #[serde(default)]
        version: Option<Value>,
        #[serde(default)]
        when: Option<Value>,
        #[serde(default = "here")]
        working_directory: String,
    },
    /// The form before copier 9.3.
    Legacy {
        version: Value,
        #[serde(default)]
        before: Vec<Task>,
        #[serde(default)]
        after: Vec<Task>,
    },
}

fn here() -> String {
    ".".to_owned()
}

/// All migrations of a template.
#[derive(Debug, Clone, Default)]
pub(crate) struct Migrations {
    pub(crate) list: Vec<Migration>,
    /// Some are written in the form that copier deprecates.
    pub(crate) legacy: bool,
}

impl<'de> Deserialize<'de> for Migrations {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut migrations = Self::default();
        for form in Vec::<Form>::deserialize(deserializer)? {
            migrations.add(form);
        }
        Ok(migrations)
    }
}

impl Migrations {
    fn add(&mut self, form: Form) {
        match form {
            Form::Command(command) => self.list.push(Migration {
                command,
                working_directory: here(),
                version: None,
                when: When::Stage(Stage::After),
            }),
            Form::Detailed {
                command,
                version,
                when,
                working_directory,
            } => self.list.push(Migration {
                command,
                working_directory,
                version: version.as_ref().map(crate::render::to_text),
                when: when.map_or(When::Stage(Stage::After), When::Says),
            }),
            Form::Legacy {
                version,
                before,
                after,
            } => {
                self.legacy = true;
                for (stage, tasks) in [(Stage::Before, before), (Stage::After, after)] {
                    self.list.extend(tasks.into_iter().map(|task| Migration {
                        command: task.command,
                        working_directory: task.working_directory,
                        version: Some(crate::render::to_text(&version)),
                        when: When::Stage(stage),
                    }));
                }
            }
        }
    }
}
