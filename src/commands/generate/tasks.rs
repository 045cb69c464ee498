use minijinja::Value;

use super::Run;
use crate::error::Error;
use crate::render::{Context, Engine};
use crate::tasks;

/// Runs the template's tasks in the project, or names them in a dry run.
pub(super) fn run(run: &Run<'_>, engine: &Engine, context: &Context) -> Result<(), Error> {
    let context = context.with([
        ("_stage", Value::from("task")),
        ("_copier_operation", Value::from("copy")),
        ("_copier_phase", Value::from("tasks")),
    ]);
    let variables =
        [("STAGE", "task"), ("COPIER_OPERATION", "copy")].map(|(n, v)| (n.to_owned(), v.to_owned()));
    let all = &run.manifest.settings.tasks;
    for (number, task) in all.iter().enumerate() {
        let Some((command, folder)) = tasks::rendered(task, engine, &context, &run.manifest.file)? else {
            continue;
        };
        run.printer.say(format!(
            " > Running task {} of {}: {command}",
            number + 1,
            all.len()
        ));
        if !run.request.writing.dry_run {
            command.run(&run.request.project.join(folder), &variables)?;
        }
    }
    Ok(())
}
