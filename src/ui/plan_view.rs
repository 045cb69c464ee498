use std::fmt::Write as _;

use console::Style;
use serde::Serialize;

use super::Printer;
use super::words::{self, counted};
use crate::error::Error;
use crate::plan::{Action, Counts, Plan};

/// Version of the JSON that `--json` prints; it grows when a field changes its meaning or goes.
const SCHEMA_VERSION: u32 = 1;

/// A plan as it is shown, taken before it is applied.
#[derive(Debug)]
pub(crate) struct PlanView {
    root: String,
    changes: Vec<Line>,
    counts: Counts,
    noop: bool,
    /// What the JSON says besides the plan.
    details: serde_json::Map<String, serde_json::Value>,
}

/// How a plan is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    /// Paths below their folders before, one line for each path that was touched after.
    Tree,
    /// A line for every path, before and after.
    Lines,
}

#[derive(Debug)]
struct Line {
    path: String,
    action: Action,
    is_folder: bool,
    diff: Option<String>,
}

#[derive(Serialize)]
struct Document<'a> {
    schema_version: u32,
    /// `planned` before, `done` after the project was written.
    state: &'a str,
    root: &'a str,
    counts: JsonCounts,
    changes: Vec<JsonChange<'a>>,
    #[serde(flatten)]
    details: &'a serde_json::Map<String, serde_json::Value>,
}

#[derive(Serialize)]
struct JsonCounts {
    create: usize,
    overwrite: usize,
    identical: usize,
    skip: usize,
    delete: usize,
    conflict: usize,
}

#[derive(Serialize)]
struct JsonChange<'a> {
    path: &'a str,
    action: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    diff: Option<&'a str>,
}

impl Line {
    fn show(&self, action: Action, printer: &Printer) {
        printer.status(word(action), &style(action), &self.path);
    }
}

impl PlanView {
    /// # Errors
    /// A file that changes cannot be read for its diff.
    pub(crate) fn new(plan: &Plan, with_diff: bool) -> Result<Self, Error> {
        let mut changes = Vec::with_capacity(plan.changes().len());
        for change in plan.changes() {
            let path = change.path.to_slash();
            let differs = !matches!(change.action, Action::Identical | Action::Skip | Action::Create);
            let diff = if with_diff && differs {
                let before = plan.before(change).map_err(anyhow::Error::from)?;
                let after = change.after.as_ref().filter(|_| change.action != Action::Delete);
                Some(super::diff(&path, before.as_ref(), after))
            } else {
                None
            };
            let is_folder = matches!(change.after, Some(crate::tree::Node::Folder));
            changes.push(Line {
                path,
                action: change.action,
                is_folder,
                diff,
            });
        }
        let root = plan.root().display().to_string();
        Ok(Self {
            root,
            changes,
            counts: plan.counts(),
            noop: plan.is_noop(),
            details: serde_json::Map::new(),
        })
    }

    /// Adds a field to the JSON.
    #[must_use]
    pub(crate) fn with(mut self, field: &str, value: impl Serialize) -> Self {
        let value = serde_json::to_value(value).unwrap_or_default();
        self.details.insert(field.to_owned(), value);
        self
    }

    /// Says whether there is nothing to write.
    pub(crate) fn is_noop(&self) -> bool {
        self.noop
    }

    /// The plan with a count below.
    pub(crate) fn show_planned(&self, printer: &Printer, layout: Layout) {
        if printer.is_json() {
            return printer.data(&self.json("planned"));
        }
        match layout {
            Layout::Tree => printer.say(self.tree().trim_end()),
            Layout::Lines => self.lines(printer),
        }
        for diff in self.changes.iter().filter_map(|line| line.diff.as_ref()) {
            printer.say(diff.trim_end());
        }
        printer.say(format!("\n{}; nothing was written", self.summary("would be ")));
    }

    /// What was done to each path that was touched, with a count below.
    pub(crate) fn show_done(&self, printer: &Printer, layout: Layout) {
        if printer.is_json() {
            return printer.data(&self.json("done"));
        }
        match layout {
            Layout::Lines => self.lines(printer),
            Layout::Tree if self.noop => {}
            Layout::Tree => {
                for line in self
                    .changes
                    .iter()
                    .filter(|line| line.action != Action::Identical)
                {
                    line.show(line.action, printer);
                }
            }
        }
        for diff in self.changes.iter().filter_map(|line| line.diff.as_ref()) {
            printer.say(diff.trim_end());
        }
        if self.noop {
            return printer.say(format!("Nothing to do: {} is up to date", self.root));
        }
        printer.say(format!("\n{} in {}", self.summary(""), self.root));
    }

    /// One line a path, two where a conflict was decided, as copier prints them.
    fn lines(&self, printer: &Printer) {
        for line in &self.changes {
            if matches!(line.action, Action::Overwrite | Action::Skip) {
                line.show(Action::Conflict, printer);
            }
            line.show(line.action, printer);
        }
    }

    fn summary(&self, verb: &str) -> String {
        let counts = self.counts;
        let parts = [
            (counts.create, "created"),
            (counts.overwrite, "overwritten"),
            (counts.delete, "deleted"),
            (counts.skip, "kept"),
            (counts.identical, "identical"),
            (counts.conflict, "in conflict"),
        ];
        counted(verb, &parts)
    }

    /// Paths below their folders, each folder named once.
    fn tree(&self) -> String {
        let mut text = format!("{}\n", self.root);
        let mut open: Vec<&str> = Vec::new();
        for line in &self.changes {
            let mut parts: Vec<&str> = line.path.split('/').collect();
            let name = parts.pop().unwrap_or_default();
            let common = open.iter().zip(&parts).take_while(|(a, b)| a == b).count();
            for (depth, folder) in parts.iter().enumerate().skip(common) {
                let _ = writeln!(text, "{:12}{}{folder}/", "", "  ".repeat(depth));
            }
            let slash = if line.is_folder { "/" } else { "" };
            let action = style(line.action).apply_to(format!("{:>10}", word(line.action)));
            let _ = writeln!(text, "{action}  {}{name}{slash}", "  ".repeat(parts.len()));
            open = parts;
        }
        text
    }

    fn json(&self, state: &str) -> String {
        let counts = self.counts;
        let document = Document {
            schema_version: SCHEMA_VERSION,
            state,
            root: &self.root,
            counts: JsonCounts {
                create: counts.create,
                overwrite: counts.overwrite,
                identical: counts.identical,
                skip: counts.skip,
                delete: counts.delete,
                conflict: counts.conflict,
            },
            changes: self
                .changes
                .iter()
                .map(|line| JsonChange {
                    path: &line.path,
                    action: word(line.action),
                    diff: line.diff.as_deref(),
                })
                .collect(),
            details: &self.details,
        };
        words::json(&document)
    }
}

fn word(action: Action) -> &'static str {
    match action {
        Action::Create => "create",
        Action::Overwrite => "overwrite",
        Action::Identical => "identical",
        Action::Skip => "skip",
        Action::Delete => "delete",
        Action::Conflict => "conflict",
    }
}

fn style(action: Action) -> Style {
    let style = Style::new().for_stderr();
    match action {
        Action::Create => style.green(),
        Action::Overwrite => style.yellow(),
        Action::Identical | Action::Skip => style.dim(),
        Action::Delete | Action::Conflict => style.red(),
    }
}
