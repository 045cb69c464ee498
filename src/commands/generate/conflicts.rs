//! Files that exist with other content: asked about one by one, or refused together.

use std::path::Path;

use super::Request;
use crate::commands::flow::is_own;
use crate::error::Error;
use crate::plan::{Change, Decision, Plan};
use crate::ui::{self, Printer, Terminal};

/// Decides every conflict of a plan. The tool's own files always follow.
pub(super) fn decide(
    plan: &mut Plan,
    request: &Request<'_>,
    printer: &Printer,
    answers_file: &Path,
) -> Result<(), Error> {
    let options = &request.options;
    let conflicts: Vec<Change> = plan.conflicts().cloned().collect();
    let (own, open): (Vec<Change>, Vec<Change>) = conflicts
        .into_iter()
        .partition(|change| options.overwrite || is_own(&change.path, answers_file));
    for change in own {
        plan.decide(&change.path, Decision::Overwrite);
    }
    // A dry run shows conflicts as such, and a machine reads them there.
    if open.is_empty() || (options.output.dry_run && !ui::has_terminal()) {
        return Ok(());
    }
    if !ui::has_terminal() || printer.is_quiet() || printer.is_json() {
        return Err(Error::FilesExist {
            paths: open.iter().map(|change| change.path.to_slash()).collect(),
        });
    }
    ask(plan, &open)
}

fn ask(plan: &mut Plan, open: &[Change]) -> Result<(), Error> {
    let terminal = Terminal::default();
    let choices = [
        "Overwrite",
        "Keep mine",
        "Overwrite this and all others",
        "Keep this and all others",
        "Cancel",
    ]
    .map(str::to_owned);
    let mut for_all = None;
    for (number, change) in open.iter().enumerate() {
        let decision = match for_all {
            Some(decision) => decision,
            None => {
                terminal.show(&difference(plan, change)?);
                let question = format!("{} exists ({} of {})", change.path, number + 1, open.len());
                match terminal.pick(&question, &choices, 0)? {
                    0 => Decision::Overwrite,
                    1 => Decision::Skip,
                    2 => *for_all.insert(Decision::Overwrite),
                    3 => *for_all.insert(Decision::Skip),
                    _ => return Err(Error::Interrupted),
                }
            }
        };
        plan.decide(&change.path, decision);
    }
    Ok(())
}

fn difference(plan: &Plan, change: &Change) -> Result<String, Error> {
    let before = plan.before(change).map_err(anyhow::Error::from)?;
    Ok(ui::diff(
        &change.path.to_slash(),
        before.as_ref(),
        change.after.as_ref(),
    ))
}
