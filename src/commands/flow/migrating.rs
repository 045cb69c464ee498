use std::path::Path;
use std::str::FromStr as _;

use minijinja::Value;
use pep440_rs::Version;

use super::Opened;
use crate::error::Error;
use crate::render::{Context, Engine};
use crate::tasks;
use crate::template::{Migration, Stage, Task, When};
use crate::ui::Printer;

/// The way of a project from one version of its template to another.
pub(in crate::commands) struct Migrating<'a> {
    pub(in crate::commands) opened: &'a Opened,
    pub(in crate::commands) project: &'a Path,
    /// The recorded commit, and its version if it has one.
    pub(in crate::commands) from: (&'a str, Option<Version>),
    pub(in crate::commands) printer: &'a Printer,
    pub(in crate::commands) dry_run: bool,
}

impl Migrating<'_> {
    /// The migrations that lie on the way, each with its own version. Between unknown versions there are none.
    fn due(&self) -> Vec<(&Migration, Option<Version>)> {
        let (Some(from), Some(to)) = (&self.from.1, &self.opened.fetched.version) else {
            return Vec::new();
        };
        let all = &self.opened.manifest.settings.migrations.list;
        all.iter()
            .filter_map(|migration| match &migration.version {
                None => Some((migration, None)),
                Some(text) => {
                    let version = Version::from_str(text).ok()?;
                    (*to >= version && version > *from).then_some((migration, Some(version)))
                }
            })
            .collect()
    }

    pub(in crate::commands) fn has_due(&self) -> bool {
        !self.due().is_empty()
    }

    /// Whether something runs in the project before its files change.
    pub(in crate::commands) fn runs_before(&self, engine: &Engine, context: &Context) -> Result<bool, Error> {
        for (migration, version) in self.due() {
            let (context, _) = self.surroundings(context, Stage::Before, migration, version.as_ref());
            let task = task_of(migration, Stage::Before);
            if tasks::rendered(&task, engine, &context, &self.opened.manifest.file)?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Runs the migrations of a stage in the project, or names them in a dry run.
    ///
    /// # Errors
    /// A command fails; the ones before it have run.
    pub(in crate::commands) fn run(
        &self,
        stage: Stage,
        engine: &Engine,
        context: &Context,
    ) -> Result<(), Error> {
        for (migration, version) in self.due() {
            let (context, variables) = self.surroundings(context, stage, migration, version.as_ref());
            let task = task_of(migration, stage);
            let Some((command, folder)) =
                tasks::rendered(&task, engine, &context, &self.opened.manifest.file)?
            else {
                continue;
            };
            self.printer
                .say(format!(" > Running migration ({}): {command}", stage.name()));
            if !self.dry_run {
                command.run(&self.project.join(folder), &variables)?;
            }
        }
        Ok(())
    }

    /// The variables of one migration, for its templates and for its process.
    fn surroundings(
        &self,
        context: &Context,
        stage: Stage,
        migration: &Migration,
        version: Option<&Version>,
    ) -> (Context, Vec<(String, String)>) {
        let fetched = &self.opened.fetched;
        let text = |version: Option<&Version>| version.map(ToString::to_string);
        let values = [
            ("stage", Some(stage.name().to_owned())),
            ("version_from", Some(self.from.0.to_owned())),
            ("version_to", fetched.commit.clone()),
            ("version_current", migration.version.clone()),
            ("version_pep440_from", text(self.from.1.as_ref())),
            ("version_pep440_to", text(fetched.version.as_ref())),
            ("version_pep440_current", text(version)),
        ];
        let known = values
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)));
        let mut variables = vec![("COPIER_OPERATION".to_owned(), "update".to_owned())];
        let mut named = vec![
            ("_copier_operation".to_owned(), Value::from("update")),
            ("_copier_phase".to_owned(), Value::from("migrate")),
        ];
        for (name, value) in known {
            named.push((format!("_{name}"), Value::from(value.as_str())));
            variables.push((name.to_uppercase(), value));
        }
        let named = named.iter().map(|(name, value)| (name.as_str(), value.clone()));
        (context.with(named), variables)
    }
}

fn task_of(migration: &Migration, stage: Stage) -> Task {
    Task {
        command: migration.command.clone(),
        when: match &migration.when {
            When::Stage(wanted) => (*wanted == stage).into(),
            When::Says(value) => value.clone(),
        },
        working_directory: migration.working_directory.clone(),
    }
}
