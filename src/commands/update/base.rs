//! What a project was before its user changed it.

use std::path::Path;

use serde_yaml::Mapping;

use super::updating::Updating;
use crate::commands::flow::{Manner, Opened, Rendering};
use crate::error::Error;
use crate::project::{BaselineError, baseline};
use crate::template::{Reference, SourceError, trust};
use crate::tree::{RelPath, Tree};
use crate::ui::{self, Printer, Terminal};

/// Where the last render is looked for.
pub(super) struct Search<'a> {
    pub(super) updating: &'a Updating<'a>,
    pub(super) answers_file: &'a Path,
    pub(super) recorded: &'a Mapping,
}

impl Search<'_> {
    /// Takes the baseline; without one, the old version is rendered again from the template's history; without that,
    /// the user decides whether to go on with nothing to compare with.
    pub(super) fn run(&self) -> Result<Tree, Error> {
        let path = baseline::path_for(self.answers_file)?;
        match baseline::load(self.updating.project, &path) {
            Ok(Some(tree)) => return Ok(tree),
            Ok(None) => {}
            Err(error @ BaselineError::TooNew { .. }) => return Err(error.into()),
            Err(error) => self
                .updating
                .printer
                .warn("BaselineWarning", format!("{error}; doing without it")),
        }
        let why = match self.updating.commit {
            None => "the project records no version of its template".to_owned(),
            Some(commit) => match self.render(commit) {
                Ok(tree) => return Ok(tree),
                Err(Error::Source(error)) => error.to_string(),
                Err(error) => return Err(error),
            },
        };
        self.two_way(&path, why)
    }

    fn render(&self, commit: &str) -> Result<Tree, Error> {
        let old = Opened::open(
            self.updating.location,
            Some(Reference::Current(commit.to_owned())),
            &self.updating.args.source,
            self.updating.preferences,
            &Printer::new(true, false),
        )?;
        if old.fetched.commit.as_deref() != Some(commit) {
            return Err(Error::Source(SourceError::UnknownReference {
                url: self.updating.location.recorded().to_owned(),
                reference: commit.to_owned(),
                nearest: Vec::new(),
            }));
        }
        if !old.trusted {
            // Its tasks are not run again.
            trust::check(&old.manifest.settings, true, false)?;
        }
        let sources = crate::answers::Sources {
            recorded: self.recorded.clone(),
            ..crate::answers::Sources::default()
        };
        let rendering = Rendering {
            opened: &old,
            project: self.updating.project,
            options: self.updating.options,
            sources: &sources,
            manner: Manner::Replay,
            operation: "update",
            greeting: "",
            printer: &Printer::new(true, false),
        };
        Ok(rendering.run()?.pristine)
    }

    fn two_way(&self, baseline: &RelPath, why: String) -> Result<Tree, Error> {
        if self.updating.args.two_way {
            return Ok(Tree::default());
        }
        let error = Error::NoBase {
            baseline: baseline.to_slash(),
            why,
        };
        if !ui::has_terminal() || self.updating.printer.is_quiet() || self.updating.printer.is_json() {
            return Err(error);
        }
        ui::error(&error);
        let ways = [
            "Go on: each difference from the new version becomes a conflict",
            "Cancel",
        ];
        match Terminal::default().pick("What now?", &ways.map(str::to_owned), 1)? {
            0 => Ok(Tree::default()),
            _ => Err(Error::Interrupted),
        }
    }
}
