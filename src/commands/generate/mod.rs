//! A template's files, planned against a folder and written: what `new`, `copy` and `recopy` share.

mod conflicts;

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::flow::{
    Discovered, Discovery, Manner, Opened, Options, Rendered, Rendering, keep_baseline, tasks,
};
use crate::cli::CloudArgs;
use crate::error::Error;
use crate::exit::Exit;
use crate::interrupt;
use crate::plan::{self, Plan, Policy};
use crate::project::{Recorded, files};
use crate::template::{EMBEDDED, Location, trust};
use crate::tree::Tree;
use crate::ui::{self, Layout, Printer};

/// What a command asks of the flow.
pub(super) struct Request<'a> {
    pub(super) location: Location,
    pub(super) project: PathBuf,
    pub(super) options: Options<'a>,
    pub(super) manner: Manner,
    /// Set where what the template declares is looked up.
    pub(super) cloud: Option<Cloud<'a>>,
}

/// How an account is asked, and whether.
pub(super) struct Cloud<'a> {
    pub(super) args: &'a CloudArgs,
    pub(super) profile: Option<&'a str>,
    /// Leave placeholders.
    pub(super) no_discover: bool,
}

/// Makes or makes again a project, and says what happened.
pub(super) fn run(request: &Request<'_>) -> Result<Exit, Error> {
    let options = &request.options;
    let printer = Printer::new(options.output.quiet, options.output.json);
    plan::recover(&request.project)?;
    let preferences = super::preferences(&printer)?;
    let recorded = Recorded::load(&request.project, options.answers.answers_file.as_deref())?;
    let reference = super::reference(options.source, recorded.commit());
    let opened = Opened::open(
        &request.location,
        reference,
        options.source,
        &preferences,
        &printer,
    )?;
    if !opened.trusted {
        trust::check(&opened.manifest.settings, options.output.skip_tasks, false)?;
    }
    let mut sources = opened.sources(options.answers, recorded.answers, &preferences)?;
    if let Some(cloud) = &request.cloud {
        opened.answer_account(&mut sources.given, cloud.profile, cloud.args.region.as_deref())?;
    }
    let rendering = Rendering {
        opened: &opened,
        project: &request.project,
        options,
        sources: &sources,
        manner: request.manner,
        operation: "copy",
        greeting: &opened.manifest.settings.message_before_copy,
        printer: &printer,
    };
    let mut rendered = rendering.run()?;
    let mut tree = std::mem::take(&mut rendered.tree);
    let discovered = discovered(request, &opened, &rendered, &mut tree, &printer)?;
    keep_baseline(&mut tree, &rendered)?;
    let writing = Writing {
        request,
        rendering: &rendering,
        rendered: &rendered,
        discovered: &discovered,
    };
    writing.run(tree)
}

/// Puts what the template declares to be looked up into the rendered files.
fn discovered(
    request: &Request<'_>,
    opened: &Opened,
    rendered: &Rendered,
    tree: &mut Tree,
    printer: &Printer,
) -> Result<Discovered, Error> {
    let Some(cloud) = &request.cloud else {
        return Ok(Discovered::default());
    };
    let Some(discovery) = Discovery::declared(opened, cloud.args, printer)? else {
        return Ok(Discovered::default());
    };
    let present = |file: &str| files::text(&request.project, file);
    discovery.fill(rendered, tree, &present, cloud.no_discover)
}

/// The last step: nothing was written before it.
struct Writing<'a> {
    request: &'a Request<'a>,
    rendering: &'a Rendering<'a>,
    rendered: &'a Rendered,
    discovered: &'a Discovered,
}

impl Writing<'_> {
    fn run(&self, tree: Tree) -> Result<Exit, Error> {
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
