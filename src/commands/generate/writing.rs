use std::collections::BTreeSet;

use super::conflicts;
use super::request::Request;
use crate::commands::flow::{Discovered, Manner, Rendered, Rendering, tasks};
use crate::error::Error;
use crate::exit::Exit;
use crate::interrupt;
use crate::plan::{Plan, Policy};
use crate::template::EMBEDDED;
use crate::tree::Tree;
use crate::ui::{self, Layout};

/// The last step: nothing was written before it.
pub(super) struct Writing<'a> {
    pub(super) request: &'a Request<'a>,
    pub(super) rendering: &'a Rendering<'a>,
    pub(super) rendered: &'a Rendered,
    pub(super) discovered: &'a Discovered,
}

impl Writing<'_> {
    pub(super) fn run(&self, tree: Tree) -> Result<Exit, Error> {
        let (options, printer) = (&self.request.options, self.rendering.printer);
        let project = &self.request.project;
        let policy = Policy {
            skip_if_exists: &|path| self.rendered.skip.matches(path),
            deletions: BTreeSet::new(),
        };
        let mut plan = Plan::new(tree, project, &policy)?;
        conflicts::decide(&mut plan, self.request, printer, &self.rendered.answers_file)?;
        let view = self
            .discovered
            .described(ui::PlanView::new(&plan, options.output.diff)?);
        if options.output.dry_run {
            view.show_planned(printer, self.layout());
            self.tasks()?;
            return Ok(if plan.conflicts().next().is_some() {
                Exit::Conflicts
            } else {
                Exit::Done
            });
        }
        if interrupt::is_raised() {
            return Err(Error::Interrupted);
        }
        let existed = project.exists();
        self.say_version();
        interrupt::while_writing(|| plan.apply(interrupt::flag(), &mut |_| {}))?;
        view.show_done(printer, self.layout());
        if !view.is_noop() {
            self.discovered.say_unfilled(printer);
        }
        if let Err(error) = self.tasks() {
            if !existed && options.cleanup {
                self.remove_failed_project();
            }
            return Err(error);
        }
        let farewell = &self.rendering.opened.manifest.settings.message_after_copy;
        self.rendering
            .say(&self.rendered.engine, farewell, &self.rendered.context)?;
        Ok(Exit::Done)
    }

    fn tasks(&self) -> Result<(), Error> {
        let output = self.request.options.output;
        if output.skip_tasks {
            return Ok(());
        }
        tasks::run(
            self.rendering.opened,
            self.rendered,
            self.rendering.operation,
            &self.request.project,
            output.dry_run,
            self.rendering.printer,
        )
    }

    /// A project whose first task failed is taken away again, as it was not there before.
    fn remove_failed_project(&self) {
        if let Err(error) = fs_err::remove_dir_all(&self.request.project)
            && error.kind() != std::io::ErrorKind::NotFound
        {
            let project = self.request.project.display();
            self.rendering
                .printer
                .warn("CleanupWarning", format!("Failed to clean up {project}: {error}"));
        }
    }

    fn layout(&self) -> Layout {
        match self.request.manner {
            Manner::Guided => Layout::Tree,
            Manner::Copier | Manner::Replay => Layout::Lines,
        }
    }

    fn say_version(&self) {
        let (fetched, printer) = (&self.rendering.opened.fetched, self.rendering.printer);
        match (self.request.manner, &fetched.version, &fetched.resolved_ref) {
            (Manner::Copier, Some(version), _) => {
                printer.say(format!("Copying from template version {version}"));
            }
            (Manner::Guided, _, Some(reference)) if fetched.url != EMBEDDED => {
                printer.say(format!("Template {} at {reference}", fetched.url));
            }
            _ => {}
        }
    }
}
