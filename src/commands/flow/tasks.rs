//! The template's tasks, run in the project once it is written.

use std::path::Path;

use minijinja::Value;

use super::{Opened, Rendered};
use crate::error::Error;
use crate::tasks;
use crate::ui::Printer;

/// Runs the template's tasks in the project, or names them in a dry run.
pub(in crate::commands) fn run(
    opened: &Opened,
    rendered: &Rendered,
    operation: &'static str,
    project: &Path,
    dry_run: bool,
    printer: &Printer,
) -> Result<(), Error> {
    let context = rendered.context.with([
        ("_stage", Value::from("task")),
        ("_copier_operation", Value::from(operation)),
        ("_copier_phase", Value::from("tasks")),
    ]);
    let variables = [("STAGE", "task"), ("COPIER_OPERATION", operation)]
        .map(|(name, value)| (name.to_owned(), value.to_owned()));
    let all = &opened.manifest.settings.tasks;
    for (number, task) in all.iter().enumerate() {
        let Some((command, folder)) =
            tasks::rendered(task, &rendered.engine, &context, &opened.manifest.file)?
        else {
            continue;
        };
        printer.say(format!(
            " > Running task {} of {}: {command}",
            number + 1,
            all.len()
        ));
        if !dry_run {
            command.run(&project.join(folder), &variables)?;
        }
    }
    Ok(())
}
