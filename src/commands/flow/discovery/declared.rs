use serde_yaml::Mapping;

use super::answered::Answered;
use super::discovered::Discovered;
use super::settling::Otherwise;
use super::texts::{put_text, text_of};
use crate::aws::{self, Declaration, Found, Lookups, PatchedFiles, Request, Resolve};
use crate::cli::CloudArgs;
use crate::commands::flow::{Opened, Rendered};
use crate::error::Error;
use crate::render::{Context, Engine};
use crate::tree::{RelPath, Tree};
use crate::ui::Printer;

/// What a template declares to be looked up, and how to go about it.
pub(in crate::commands) struct Discovery<'a> {
    pub(in crate::commands) declaration: Declaration,
    pub(super) opened: &'a Opened,
    pub(super) cloud: &'a CloudArgs,
    pub(super) printer: &'a Printer,
}

impl<'a> Discovery<'a> {
    /// Reads the template's declaration; without one there is nothing to discover.
    ///
    /// # Errors
    /// The declaration is not of the right form.
    pub(in crate::commands) fn declared(
        opened: &'a Opened,
        cloud: &'a CloudArgs,
        printer: &'a Printer,
    ) -> Result<Option<Self>, Error> {
        Ok(opened.discovery()?.map(|declaration| Self {
            declaration,
            opened,
            cloud,
            printer,
        }))
    }

    /// Fills the files of a new project, or leaves their placeholders and names them.
    ///
    /// # Errors
    /// The account cannot be asked or lacks something. At a terminal the user may go on without it.
    pub(in crate::commands) fn fill(
        &self,
        rendered: &Rendered,
        tree: &mut Tree,
        present: &dyn Fn(&str) -> Option<String>,
        no_discover: bool,
    ) -> Result<Discovered, Error> {
        let lookups = self.lookups(rendered)?;
        let found = if no_discover {
            None
        } else {
            let request = self.request(rendered, &lookups)?;
            self.ask(request, &lookups, present, Otherwise::Placeholders)?
        };
        let Some(mut found) = found else {
            let mut unfilled = aws::unfilled(&lookups);
            unfilled.retain(|file, _| RelPath::new(file).is_ok_and(|path| text_of(tree, &path).is_some()));
            return Ok(Discovered {
                account: None,
                profile: self.request(rendered, &lookups)?.profile,
                unfilled,
            });
        };
        let patched = self.patch(&lookups, &mut found, true, &|file| {
            text_of(tree, &RelPath::new(file).ok()?)
        })?;
        for (file, text) in patched.changed {
            put_text(tree, RelPath::new(&file)?, text);
        }
        Ok(Discovered {
            account: Some(found),
            ..Discovered::default()
        })
    }

    /// The declaration with the answers put in.
    pub(in crate::commands) fn lookups(&self, rendered: &Rendered) -> Result<Lookups, Error> {
        Ok(self.declaration.resolve(&self.answered(rendered))?)
    }

    /// Whom to ask what.
    pub(in crate::commands) fn request(
        &self,
        rendered: &Rendered,
        lookups: &Lookups,
    ) -> Result<Request, Error> {
        let answered = self.answered(rendered);
        let answer = |name: &str| {
            answered
                .answer(name)
                .map(|text| Some(text).filter(|text| !text.is_empty()))
        };
        let mut request = Request::new(
            answer(&self.declaration.profile)?,
            answer(&self.declaration.region)?,
            lookups.network.clone(),
        );
        request.instance_metadata = self.cloud.instance_metadata;
        Ok(request)
    }

    /// Reads an account's own answers out of its entry in the project's files.
    pub(in crate::commands) fn told_by_entry(
        &self,
        engine: &Engine,
        answers: Mapping,
        read: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Vec<(String, String)>, Error> {
        let answered = Answered {
            engine,
            context: &Context::from_yaml(&answers),
            answers,
            origin: self.opened.origin(),
        };
        Ok(self.declaration.told_by_entry(&answered, read)?)
    }

    /// Puts the findings into the files that the declaration names, and notes what a person should know about it.
    ///
    /// # Errors
    /// A file does not take its values.
    pub(in crate::commands) fn patch(
        &self,
        lookups: &Lookups,
        found: &mut Found,
        own: bool,
        read: &dyn Fn(&str) -> Option<String>,
    ) -> Result<PatchedFiles, Error> {
        let placements = aws::placements(lookups, found, own)?;
        let patched = aws::patch_all(&placements, read)?;
        found.notes.extend(patched.notes());
        for note in &found.notes {
            self.printer.say(format!("note: {note}"));
        }
        Ok(patched)
    }

    fn answered<'b>(&self, rendered: &'b Rendered) -> Answered<'b> {
        Answered::of(self.opened, rendered)
    }
}
