use std::collections::BTreeSet;

use super::flow::{Manner, Opened, Options, Rendering, is_own, keep_baseline};
use crate::cli::{Adopt, ConflictStyle};
use crate::error::Error;
use crate::exit::Exit;
use crate::interrupt;
use crate::plan::{self, Action, Decision, Plan, Policy};
use crate::project::Recorded;
use crate::template::{Location, trust};
use crate::tree::{Tree, lexical};
use crate::ui::{Layout, PlanView, Printer};

/// Links a project to a template: records the answers and the render that updates will compare with.
/// No other file is written.
pub(crate) fn run(args: &Adopt) -> Result<Exit, Error> {
    let printer = Printer::new(args.output.quiet, args.output.json);
    let cwd = super::current_folder()?;
    let project = lexical(&cwd.join(&args.project.path));
    plan::recover(&project)?;
    if !project.is_dir() {
        return Err(Error::NothingToAdopt { path: project });
    }
    let preferences = super::preferences(&printer)?;
    let recorded = Recorded::load(&project, args.answers.answers_file.as_deref())?;
    let location = Location::parse(args.template.as_deref(), &cwd)?;
    let reference = super::reference(&args.source, recorded.commit());
    let opened = Opened::open(&location, reference, &args.source, &preferences, &printer)?;
    if !opened.trusted {
        trust::check(&opened.manifest.settings, true, false)?;
    }
    let sources = opened.sources(&args.answers, recorded.answers, &preferences)?;
    let options = Options {
        source: &args.source,
        answers: &args.answers,
        output: &args.output,
        defaults: args.answers.defaults,
        overwrite: false,
        cleanup: true,
        skip_answered: false,
        conflict: ConflictStyle::Inline,
        context_lines: 3,
    };
    let rendering = Rendering {
        opened: &opened,
        project: &project,
        options: &options,
        sources: &sources,
        manner: Manner::Guided,
        operation: "copy",
        greeting: "",
        printer: &printer,
    };
    let mut rendered = rendering.run()?;
    let mut tree = std::mem::take(&mut rendered.tree);
    keep_baseline(&mut tree, &rendered)?;
    let (mut own, mut others) = (Tree::default(), Tree::default());
    for (path, node) in tree {
        let side = if is_own(&path, &rendered.answers_file) {
            &mut own
        } else {
            &mut others
        };
        side.insert(path, node);
    }
    if own.len() == 0 {
        return Err(Error::NoAnswersFile);
    }
    let policy = Policy {
        skip_if_exists: &|_| false,
        deletions: BTreeSet::new(),
    };
    let differences = Plan::new(others, &project, &policy)?;
    let mut plan = Plan::new(own, &project, &policy)?;
    let changed: Vec<_> = plan.conflicts().map(|change| change.path.clone()).collect();
    for path in &changed {
        plan.decide(path, Decision::Overwrite);
    }
    let view = PlanView::new(&plan, args.output.diff)?;
    if args.output.dry_run {
        view.show_planned(&printer, Layout::Lines);
        return Ok(Exit::Done);
    }
    if interrupt::is_raised() {
        return Err(Error::Interrupted);
    }
    interrupt::while_writing(|| plan.apply(interrupt::flag(), &mut |_| {}))?;
    view.show_done(&printer, Layout::Lines);
    let count = |action: Action| {
        differences
            .changes()
            .iter()
            .filter(|change| change.action == action)
            .count()
    };
    printer.say(format!(
        "Of the template's other files {} are here as it renders them, {} differ, {} are missing and stay so; \
         `scaffold diff` shows them.",
        count(Action::Identical),
        count(Action::Conflict),
        count(Action::Create),
    ));
    Ok(Exit::Done)
}
