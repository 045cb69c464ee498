use std::path::Path;

use serde_yaml::{Mapping, Value};

use super::files::Files;
use crate::answers::{Provenance, Sources};
use crate::aws::Found;
use crate::commands::flow::{Discovery, Machine, Manner, Opened, Options, Otherwise, Rendered, Rendering};
use crate::error::Error;
use crate::render::to_text;
use crate::tree::Tree;
use crate::ui::Printer;

/// The accounts of a project, looked up one after the other.
pub(super) struct Accounts<'a> {
    pub(super) project: &'a Path,
    pub(super) opened: &'a Opened,
    pub(super) discovery: &'a Discovery<'a>,
    pub(super) options: &'a Options<'a>,
    /// The region that was named on the command line.
    pub(super) region: Option<&'a str>,
    pub(super) sources: Sources,
    pub(super) printer: &'a Printer,
}

impl Accounts<'_> {
    /// The accounts to look up: those that were named, else the project's own.
    ///
    /// # Errors
    /// None is named and none is recorded, or one is named in two ways.
    pub(super) fn profiles(&mut self, named: &[String]) -> Result<Vec<String>, Error> {
        let first = named.first().map(String::as_str);
        self.opened
            .answer_account(&mut self.sources.given, first, self.region)?;
        if !named.is_empty() {
            return Ok(named.to_vec());
        }
        let question = &self.discovery.declaration.profile;
        let answer = self.sources.given.get(question).or(self.own());
        let profile = answer.map(to_text).filter(|profile| !profile.is_empty());
        profile
            .map(|profile| vec![profile])
            .ok_or_else(|| Error::ProfileUnknown {
                question: question.clone(),
            })
    }

    /// The files that change, and what each account told.
    ///
    /// # Errors
    /// An account cannot be asked or lacks something, or a file does not take its values.
    pub(super) fn look_up(&self, profiles: &[String]) -> Result<(Tree, Vec<Found>), Error> {
        let mut files = Files::new(self.project);
        let mut told = Vec::new();
        for profile in profiles {
            let own = self.own().map(to_text).as_ref() == Some(profile);
            told.push(self.account(profile, own, &mut files)?);
        }
        Ok((files.into_tree(), told))
    }

    fn account(&self, profile: &str, own: bool, files: &mut Files<'_>) -> Result<Found, Error> {
        let rendered = self.render(&self.sources_of(profile, own, files)?)?;
        let lookups = self.discovery.lookups(&rendered)?;
        let request = self.discovery.request(&rendered, &lookups)?;
        let read = |file: &str| files.read(file);
        let mut found = self
            .discovery
            .ask(request, &lookups, &read, Otherwise::Nothing)?
            .ok_or(Error::Interrupted)?;
        let patched = self.discovery.patch(&lookups, &mut found, own, &read)?;
        for (file, text) in patched.changed {
            files.put(&file, text)?;
        }
        if !own && self.own().is_some() {
            self.add_files_of(rendered.tree, files)?;
        }
        Ok(found)
    }

    /// Adds the files that the template makes for this account and not for the project's own.
    fn add_files_of(&self, tree: Tree, files: &mut Files<'_>) -> Result<(), Error> {
        let mut sources = self.sources.clone();
        for name in self.names() {
            sources.given.forget(name);
        }
        let own = self.render(&sources)?.tree;
        for (path, node) in tree {
            if own.get(&path).is_none() {
                files.add(path, node);
            }
        }
        Ok(())
    }

    fn render(&self, sources: &Sources) -> Result<Rendered, Error> {
        let rendering = Rendering {
            opened: self.opened,
            project: self.project,
            options: self.options,
            sources,
            manner: Manner::Guided,
            operation: "copy",
            greeting: "",
            printer: self.printer,
        };
        rendering.run()
    }

    /// The answers of one account. Its entry in the project's files tells what only it decides; where there is none yet,
    /// that begins anew with the profile's name.
    fn sources_of(&self, profile: &str, own: bool, files: &Files<'_>) -> Result<Sources, Error> {
        let declaration = &self.discovery.declaration;
        let mut sources = self.sources.clone();
        if !own {
            self.forget_own_account(profile, &mut sources.recorded);
        }
        let named = Provenance::Named("--profile");
        sources.given.put(&declaration.profile, profile.into(), named);
        let mut answers = sources.recorded.clone();
        answers.extend(sources.given.values().clone());
        let engine = self.opened.engine(self.options.source)?;
        let read = |file: &str| files.read(file);
        let told = self.discovery.told_by_entry(&engine, answers, &read)?;
        for (question, present) in told {
            if let Some(given) = sources.given.get(&question).map(to_text)
                && given != present
            {
                return Err(Error::EntryDiffers {
                    profile: profile.to_owned(),
                    question,
                    present,
                    given,
                });
            }
            sources.recorded.insert(question.into(), present.into());
        }
        Ok(sources)
    }

    /// Leaves out the recorded answers that belong to the project's own account and have a default for another one.
    fn forget_own_account(&self, profile: &str, recorded: &mut Mapping) {
        let declaration = &self.discovery.declaration;
        let machine = Machine::read(declaration);
        for question in &self.opened.manifest.questions {
            let name = question.name.as_str();
            let known = if name == declaration.region {
                // A fixed default is a worse guess than where the project is already.
                machine.region_of(profile).is_some()
            } else {
                question.default.is_some()
            };
            if known && declaration.account_answers().any(|one| one == name) {
                recorded.shift_remove(name);
            }
        }
    }

    /// The questions whose answers differ between accounts.
    fn names(&self) -> impl Iterator<Item = &str> {
        let declaration = &self.discovery.declaration;
        [declaration.profile.as_str(), declaration.region.as_str()]
            .into_iter()
            .chain(declaration.account_answers())
    }

    /// The profile that the project records.
    fn own(&self) -> Option<&Value> {
        self.sources.recorded.get(&self.discovery.declaration.profile)
    }
}
