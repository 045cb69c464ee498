use super::request::Request;
use super::writing::Writing;
use crate::commands;
use crate::commands::flow::{Discovered, Discovery, Opened, Rendered, Rendering, keep_baseline};
use crate::error::Error;
use crate::exit::Exit;
use crate::plan;
use crate::project::{Recorded, files};
use crate::template::trust;
use crate::tree::Tree;
use crate::ui::Printer;

/// Makes or makes again a project, and says what happened.
pub(in crate::commands) fn run(request: &Request<'_>) -> Result<Exit, Error> {
    let options = &request.options;
    let printer = Printer::new(options.output.quiet, options.output.json);
    plan::recover(&request.project)?;
    let preferences = commands::preferences(&printer)?;
    let recorded = Recorded::load(&request.project, options.answers.answers_file.as_deref())?;
    let reference = commands::reference(options.source, recorded.commit());
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
