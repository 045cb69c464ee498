use std::collections::BTreeSet;
use std::path::Path;

use crate::aws::Found;
use crate::cli::Discover;
use crate::error::Error;
use crate::exit::Exit;
use crate::interrupt;
use crate::plan::{Action, Change, Decision, Plan, Policy};
use crate::tree::Tree;
use crate::ui::{self, Layout, Printer};

/// Shows the differences, then applies them.
pub(super) fn write(
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
