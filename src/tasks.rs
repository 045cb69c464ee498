//! Commands of a trusted template, run in the project once it is written.

use std::path::Path;
use std::process::{Command, ExitStatus};

use miette::Diagnostic;
use thiserror::Error;

use crate::answers::truth;
use crate::render::repr;
use crate::render::{Context, Engine, Origin, RenderError};
use crate::template::{Task, TaskCommand};

#[derive(Debug, Error, Diagnostic)]
pub(crate) enum TaskError {
    #[error("Task {command} returned non-zero exit status {}.", code(*.status))]
    #[diagnostic(
        code("task-failed"),
        help("run it by hand in the project to see why; `--skip-tasks` leaves tasks out")
    )]
    Failed { command: String, status: ExitStatus },

    #[error("Task {command} could not be started")]
    #[diagnostic(
        code("task-failed"),
        help("check that the program is installed and the working directory exists")
    )]
    NotStarted {
        command: String,
        #[source]
        source: std::io::Error,
    },

    #[error(transparent)]
    #[diagnostic(transparent)]
    Render(#[from] RenderError),
}

/// A task with its templates rendered.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Rendered {
    Shell(String),
    Direct(Vec<String>),
}

/// Renders a task's command; `None` when its condition does not hold.
pub(crate) fn rendered(
    task: &Task,
    engine: &Engine,
    context: &Context,
    file: &str,
) -> Result<Option<(Rendered, String)>, RenderError> {
    let origin = Origin::new(file, 1);
    let text = |source: &str| engine.text(&origin, source, context);
    let applies = match &task.when {
        serde_yaml::Value::String(source) => truth(&text(source)?.into()),
        other => truth(other),
    };
    if !applies {
        return Ok(None);
    }
    let command = match &task.command {
        TaskCommand::Shell(source) => Rendered::Shell(text(source)?),
        TaskCommand::Direct(parts) => {
            let parts = parts.iter().map(|part| text(&crate::render::to_text(part)));
            Rendered::Direct(parts.collect::<Result<_, _>>()?)
        }
    };
    Ok(Some((command, text(&task.working_directory)?)))
}

impl std::fmt::Display for Rendered {
    /// As Python shows the command, which is how copier's users know it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Shell(command) => f.write_str(command),
            Self::Direct(parts) => f.write_str(&repr(&serde_yaml::Value::from(parts.clone()))),
        }
    }
}

impl Rendered {
    /// Runs the command in a folder with the template's extra variables; its output goes where ours goes.
    pub(crate) fn run(&self, folder: &Path, variables: &[(String, String)]) -> Result<(), TaskError> {
        let mut command = match self {
            Self::Shell(line) => {
                let mut shell = Command::new("/bin/sh");
                shell.arg("-c").arg(line);
                shell
            }
            Self::Direct(parts) => {
                let (program, arguments) = parts
                    .split_first()
                    .map_or(("", &[][..]), |(p, a)| (p.as_str(), a));
                let mut command = Command::new(program);
                command.args(arguments);
                command
            }
        };
        let shown = match self {
            Self::Shell(line) => repr(&serde_yaml::Value::from(line.as_str())),
            Self::Direct(_) => self.to_string(),
        };
        let status = command
            .current_dir(folder)
            .envs(variables.iter().map(|(name, value)| (name, value)))
            .status()
            .map_err(|source| TaskError::NotStarted {
                command: shown.clone(),
                source,
            })?;
        if status.success() {
            Ok(())
        } else {
            Err(TaskError::Failed {
                command: shown,
                status,
            })
        }
    }
}

/// The status as Python counts it: negative when a signal ended the process.
fn code(status: ExitStatus) -> i32 {
    #[cfg(unix)]
    {
        use std::os::unix::process::ExitStatusExt;
        if let Some(signal) = status.signal() {
            return -signal;
        }
    }
    status.code().unwrap_or(-1)
}
