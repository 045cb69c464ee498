//! An account's networking, looked up for a project that exists.

mod accounts;
mod files;

use std::collections::BTreeSet;
use std::path::Path;

use self::accounts::Accounts;
use super::flow::{Discovery, Opened, Options};
use crate::aws::Found;
use crate::cli::{
    AnswerArgs, ConflictStyle, DEFAULT_FUEL, DEFAULT_MAX_SIZE, Discover, OutputArgs, SourceArgs,
};
use crate::error::Error;
use crate::exit::Exit;
use crate::interrupt;
use crate::plan::{self, Action, Change, Decision, Plan, Policy};
use crate::project::Recorded;
use crate::template::{EMBEDDED, Location, Reference, trust};
use crate::tree::{Tree, lexical};
use crate::ui::{self, Layout, Printer};

/// Refreshes accounts of a project or adds them; only what the template declares changes.
pub(crate) fn run(args: &Discover) -> Result<Exit, Error> {
    let cwd = super::current_folder()?;
    let project = lexical(&cwd.join(&args.project.path));
    let printer = Printer::new(args.quiet, args.json);
    plan::recover(&project)?;
    let preferences = super::preferences(&printer)?;
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

/// Shows the differences, then applies them.
fn write(
    args: &Discover,
    tree: Tree,
    project: &Path,
    found: &[Found],
    printer: &Printer,
) -> Result<Exit, Error> {
    let policy = Policy {
        skip_if_exists: &|_| false,
        deletions: BTreeSet::new(),
    };
    let mut plan = Plan::new(tree, project, &policy)?;
    let conflicts: Vec<Change> = plan.conflicts().cloned().collect();
    for change in &conflicts {
        plan.decide(&change.path, Decision::Overwrite);
    }
    let view = ui::PlanView::new(&plan, args.json && args.diff)?.with("accounts", found);
    say_differences(&plan, printer)?;
    if args.dry_run {
        view.show_planned(printer, Layout::Tree);
        return Ok(Exit::Done);
    }
    if interrupt::is_raised() {
        return Err(Error::Interrupted);
    }
    interrupt::while_writing(|| plan.apply(interrupt::flag(), &mut |_| {}))?;
    view.show_done(printer, Layout::Tree);
    Ok(Exit::Done)
}

fn say_differences(plan: &Plan, printer: &Printer) -> Result<(), Error> {
    for change in plan
        .changes()
        .iter()
        .filter(|change| change.action != Action::Identical)
    {
        let before = plan.before(change).map_err(anyhow::Error::from)?;
        let difference = ui::diff(&change.path.to_slash(), before.as_ref(), change.after.as_ref());
        printer.say(difference.trim_end());
    }
    Ok(())
}

/// The command line in the terms of the flow.
struct Given {
    source: SourceArgs,
    answers: AnswerArgs,
    output: OutputArgs,
}

impl Given {
    fn of(args: &Discover) -> Self {
        Self {
            source: SourceArgs {
                vcs_ref: None,
                prereleases: false,
                trust: args.trust,
                strict: false,
                fuel: DEFAULT_FUEL,
                max_size: DEFAULT_MAX_SIZE,
            },
            answers: AnswerArgs {
                files: args.files.clone(),
                data: args.data.clone(),
                data_file: None,
                defaults: true,
                ask: Vec::new(),
                answers_file: args.answers_file.clone(),
            },
            output: OutputArgs {
                exclude: Vec::new(),
                skip: Vec::new(),
                dry_run: args.dry_run,
                diff: args.diff,
                json: args.json,
                quiet: args.quiet,
                skip_tasks: true,
            },
        }
    }

    fn options(&self) -> Options<'_> {
        Options {
            source: &self.source,
            answers: &self.answers,
            output: &self.output,
            defaults: true,
            overwrite: true,
            cleanup: true,
            skip_answered: true,
            conflict: ConflictStyle::Inline,
            context_lines: 3,
        }
    }
}
