use std::collections::BTreeSet;

use super::updating::{Updating, dirty};
use crate::error::Error;
use crate::exit::Exit;
use crate::interrupt;
use crate::merge::Merged;
use crate::plan::{Decision, Plan, Policy};
use crate::project::Repository;
use crate::tree::{RelPath, Tree};
use crate::ui::{self, Terminal, UpdateView};

/// The last step of an update: the merge is shown, and written in one transaction.
pub(super) struct Applying<'a> {
    pub(super) updating: &'a Updating<'a>,
    pub(super) merged: &'a Merged,
    /// The tool's own files.
    pub(super) own: Tree,
    pub(super) repository: Option<&'a Repository<'a>>,
}

impl Applying<'_> {
    /// # Errors
    /// A file that would change holds what git does not have, or the user cancels; nothing is written then.
    pub(super) fn run(self, uncommitted: &BTreeSet<RelPath>) -> Result<Exit, Error> {
        let plan = self.plan()?;
        let lost: Vec<&RelPath> = plan
            .changes()
            .iter()
            .filter(|change| change.action.writes() && uncommitted.contains(&change.path))
            .map(|change| &change.path)
            .collect();
        if !lost.is_empty() {
            return Err(dirty(lost.into_iter()));
        }
        let exit = if self.merged.conflicts.is_empty() {
            Exit::Done
        } else {
            Exit::Conflicts
        };
        let (output, printer) = (&self.updating.args.output, self.updating.printer);
        let mut view = self.view(&plan, output.diff)?;
        if output.dry_run {
            view.show_planned(printer);
            return Ok(exit);
        }
        if self.is_watched() && view.changes_something() {
            view.show_changes(printer);
            self.confirm(&plan)?;
            view = view.already_shown();
        }
        if interrupt::is_raised() {
            return Err(Error::Interrupted);
        }
        interrupt::while_writing(|| plan.apply(interrupt::flag(), &mut |_| {}))?;
        if let Some(repository) = self.repository
            && let Err(error) = repository.mark(&self.merged.conflicts)
        {
            printer.warn("ConflictWarning", error);
        }
        view.show_done(printer);
        Ok(exit)
    }

    fn plan(&self) -> Result<Plan, Error> {
        let policy = Policy {
            skip_if_exists: &|_| false,
            deletions: self.merged.removed.clone(),
        };
        let tree = self.merged.changed.clone().into_iter().chain(self.own.clone());
        let mut plan = Plan::new(tree.collect(), self.updating.project, &policy)?;
        let changed: Vec<RelPath> = plan.conflicts().map(|change| change.path.clone()).collect();
        for path in &changed {
            plan.decide(path, Decision::Overwrite);
        }
        Ok(plan)
    }

    fn view(&self, plan: &Plan, with_diff: bool) -> Result<UpdateView, Error> {
        let from = self.updating.commit.unwrap_or_default();
        let to = self.updating.opened.fetched.commit.as_deref().unwrap_or_default();
        UpdateView::new(
            plan,
            &self.merged.conflicts,
            &self.merged.left_out,
            (from, to),
            with_diff,
        )
    }

    /// Whether somebody is there who wants to see the plan first.
    fn is_watched(&self) -> bool {
        let printer = self.updating.printer;
        ui::has_terminal() && !self.updating.options.defaults && !printer.is_quiet() && !printer.is_json()
    }

    fn confirm(&self, plan: &Plan) -> Result<(), Error> {
        let ways = ["Update the project", "Show the changes", "Cancel"].map(str::to_owned);
        loop {
            match Terminal::default().pick("Go on?", &ways, 0)? {
                0 => return Ok(()),
                1 => self.view(plan, true)?.show_diffs(self.updating.printer),
                _ => return Err(Error::Interrupted),
            }
        }
    }
}
