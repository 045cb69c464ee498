use super::accounts::Accounts;
use super::given::Given;
use super::writing::write;
use crate::cli::Discover;
use crate::commands;
use crate::commands::flow::{Discovery, Opened};
use crate::error::Error;
use crate::exit::Exit;
use crate::plan;
use crate::project::Recorded;
use crate::template::{EMBEDDED, Location, Reference, trust};
use crate::tree::lexical;
use crate::ui::Printer;

/// Refreshes accounts of a project or adds them; only what the template declares changes.
pub(crate) fn run(args: &Discover) -> Result<Exit, Error> {
    let cwd = commands::current_folder()?;
    let project = lexical(&cwd.join(&args.project.path));
    let printer = Printer::new(args.quiet, args.json);
    plan::recover(&project)?;
    let preferences = commands::preferences(&printer)?;
    let given = Given::of(args);
    let answers_file = args.answers_file.as_deref();
    let recorded = Recorded::load(&project, answers_file)?;
    let source = recorded.source("discover", &project, answers_file)?;
    let opened = Opened::open(
        &Location::parse(Some(source), &cwd)?,
        version(&recorded, source),
        &given.source,
        &preferences,
        &printer,
    )?;
    if !opened.trusted {
        trust::check(&opened.manifest.settings, true, false)?;
    }
    let discovery = Discovery::declared(&opened, &args.cloud, &printer)?.ok_or(Error::NothingToDiscover)?;
    let sources = opened.sources(&given.answers, recorded.answers, &preferences)?;
    let mut accounts = Accounts {
        project: &project,
        opened: &opened,
        discovery: &discovery,
        options: &given.options(),
        region: args.cloud.region.as_deref(),
        sources,
        printer: &printer,
    };
    let profiles = accounts.profiles(&args.profiles)?;
    let (tree, found) = accounts.look_up(&profiles)?;
    write(args, tree, &project, &found, &printer)
}

/// The version that the project was made from; the template in the binary has only its own.
fn version(recorded: &Recorded, source: &str) -> Option<Reference> {
    if source == EMBEDDED {
        return None;
    }
    recorded
        .commit()
        .map(|commit| Reference::Current(commit.to_owned()))
}
