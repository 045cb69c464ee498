use std::fmt::Write as _;

use console::Style;
use serde::Serialize;

use super::Printer;
use super::words::{self, counted};
use crate::error::Error;
use crate::merge::Conflict;
use crate::plan::{Action, Plan};
use crate::tree::RelPath;

/// Version of the JSON that `--json` prints; it grows when a field changes its meaning or goes.
const SCHEMA_VERSION: u32 = 1;

/// What an update does, each path by name; taken before it is applied.
#[derive(Debug, Serialize)]
pub(crate) struct UpdateView {
    schema_version: u32,
    /// `planned` before, `done` after the project was written.
    state: &'static str,
    root: String,
    /// The versions of the template.
    from: String,
    to: String,
    counts: Counts,
    changes: Vec<Line>,
    #[serde(skip)]
    shown: bool,
}

#[derive(Debug, Default, Serialize)]
struct Counts {
    create: usize,
    update: usize,
    delete: usize,
    left_out: usize,
    conflict: usize,
}

#[derive(Debug, Serialize)]
struct Line {
    path: String,
    action: What,
    /// Why it is in conflict.
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
    /// Where the template's version lies.
    #[serde(skip_serializing_if = "Option::is_none")]
    beside: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    diff: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
enum What {
    Create,
    Update,
    Delete,
    LeftOut,
    Conflict,
}

impl UpdateView {
    /// # Errors
    /// A file that changes cannot be read for its diff.
    pub(crate) fn new(
        plan: &Plan,
        conflicts: &[Conflict],
        left_out: &[RelPath],
        (from, to): (&str, &str),
        with_diff: bool,
    ) -> Result<Self, Error> {
        let mut changes = Vec::new();
        for change in plan.changes() {
            let action = match change.action {
                Action::Create => What::Create,
                Action::Overwrite | Action::Conflict => What::Update,
                Action::Delete => What::Delete,
                Action::Identical | Action::Skip => continue,
            };
            if conflicts.iter().any(|conflict| {
                conflict.path == change.path || conflict.beside.as_ref() == Some(&change.path)
            }) {
                continue;
            }
            let diff = if with_diff {
                let before = plan.before(change).map_err(anyhow::Error::from)?;
                let after = change.after.as_ref().filter(|_| action != What::Delete);
                Some(super::diff(&change.path.to_slash(), before.as_ref(), after))
            } else {
                None
            };
            changes.push(Line {
                diff,
                ..line(&change.path, action)
            });
        }
        changes.extend(left_out.iter().map(|path| line(path, What::LeftOut)));
        changes.extend(conflicts.iter().map(|conflict| Line {
            reason: Some(conflict.kind.to_string()),
            beside: conflict.beside.as_ref().map(RelPath::to_slash),
            ..line(&conflict.path, What::Conflict)
        }));
        changes.sort_by(|one, other| (one.action, &one.path).cmp(&(other.action, &other.path)));
        let count = |action| changes.iter().filter(|line| line.action == action).count();
        Ok(Self {
            schema_version: SCHEMA_VERSION,
            state: "planned",
            root: plan.root().display().to_string(),
            from: from.to_owned(),
            to: to.to_owned(),
            counts: Counts {
                create: count(What::Create),
                update: count(What::Update),
                delete: count(What::Delete),
                left_out: count(What::LeftOut),
                conflict: count(What::Conflict),
            },
            changes,
            shown: false,
        })
    }

    /// What would happen, and that nothing was written.
    pub(crate) fn show_planned(self, printer: &Printer) {
        if printer.is_json() {
            return printer.data(&words::json(&self));
        }
        self.lines(printer);
        printer.say(format!("\n{}; nothing was written", self.summary("would be ")));
    }

    pub(crate) fn changes_something(&self) -> bool {
        !self.changes.is_empty()
    }

    /// Each path with what happens to it.
    pub(crate) fn show_changes(&self, printer: &Printer) {
        self.lines(printer);
    }

    /// What happens to the lines of the files.
    pub(crate) fn show_diffs(&self, printer: &Printer) {
        for diff in self.changes.iter().filter_map(|line| line.diff.as_ref()) {
            printer.say(diff.trim_end());
        }
    }

    /// Leaves the paths out when it is done: they were shown before.
    pub(crate) fn already_shown(mut self) -> Self {
        self.shown = true;
        self
    }

    /// What happened, and what is left to do.
    pub(crate) fn show_done(mut self, printer: &Printer) {
        self.state = "done";
        if printer.is_json() {
            return printer.data(&words::json(&self));
        }
        if !self.shown {
            self.lines(printer);
        }
        if self.changes.is_empty() {
            return printer.say(format!("Nothing to do: {} is up to date", self.root));
        }
        printer.say(format!("\n{} in {}", self.summary(""), self.root));
        if self.counts.conflict > 0 {
            printer.say("Solve the conflicts, then commit; `git mergetool` knows the text files.");
        }
    }

    fn lines(&self, printer: &Printer) {
        if self.from != self.to {
            printer.say(format!("Updating from {} to {}", self.from, self.to));
        }
        for line in &self.changes {
            let mut text = line.path.clone();
            if let Some(reason) = &line.reason {
                let _ = write!(text, ": {reason}");
            }
            if let Some(beside) = &line.beside {
                let _ = write!(text, "; the template's lies in {beside}");
            }
            printer.status(word(line.action), &style(line.action), text);
        }
        self.show_diffs(printer);
    }

    fn summary(&self, verb: &str) -> String {
        let counts = &self.counts;
        let parts = [
            (counts.create, "added"),
            (counts.update, "updated"),
            (counts.delete, "removed"),
            (counts.left_out, "left out, as you deleted it"),
            (counts.conflict, "in conflict"),
        ];
        counted(verb, &parts)
    }
}

fn line(path: &RelPath, action: What) -> Line {
    Line {
        path: path.to_slash(),
        action,
        reason: None,
        beside: None,
        diff: None,
    }
}

fn word(action: What) -> &'static str {
    match action {
        What::Create => "create",
        What::Update => "update",
        What::Delete => "delete",
        What::LeftOut => "left out",
        What::Conflict => "conflict",
    }
}

fn style(action: What) -> Style {
    let style = Style::new().for_stderr();
    match action {
        What::Create => style.green(),
        What::Update => style.yellow(),
        What::LeftOut => style.dim(),
        What::Delete | What::Conflict => style.red(),
    }
}
