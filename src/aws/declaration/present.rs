//! What the project's files say before anything is put into them.

use std::collections::BTreeMap;

use super::form::{Content, Declaration};
use super::resolve::{Lookups, RenderedTarget, Resolve, Source};
use crate::aws::choice::{Candidate, Choice, Choosing};
use crate::aws::patch::{HclPath, env_value, hcl_text};

impl Declaration {
    /// The answers that each account has its own of.
    pub(crate) fn account_answers(&self) -> impl Iterator<Item = &str> {
        self.new_entry.iter().filter_map(|extra| match &extra.content {
            Content::Answer(name) => Some(name.as_str()),
            Content::Value(_) => None,
        })
    }

    /// Reads these answers out of the account's entry; one that is not there or not plain text is left out.
    ///
    /// # Errors
    /// A file or path of the declaration cannot be rendered.
    pub(crate) fn told_by_entry<R: Resolve>(
        &self,
        answers: &R,
        read: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Vec<(String, String)>, R::Error> {
        let mut told = Vec::new();
        for extra in &self.new_entry {
            let Content::Answer(name) = &extra.content else {
                continue;
            };
            let (file, path) = (answers.render(&extra.file)?, answers.render(&extra.path)?);
            if let Some(text) = text_at(&file, &path, read) {
                told.push((name.clone(), text));
            }
        }
        Ok(told)
    }
}

/// The candidate that the project's files name already: what was chosen once is not asked again.
pub(crate) fn named_already<'a>(
    lookups: &Lookups,
    choice: &'a Choice,
    read: &dyn Fn(&str) -> Option<String>,
) -> Option<&'a Candidate> {
    let wanted = match &choice.of {
        Choosing::Vpc => Source::Vpc,
        Choosing::SecurityGroup { group } => Source::SecurityGroups(group.clone()),
    };
    let targets = lookups.targets.iter().filter(|(source, _)| *source == wanted);
    let mut present = targets.filter_map(|(_, target)| match target {
        RenderedTarget::Hcl { file, path } => text_at(file, path, read),
        RenderedTarget::Env { file, key } => env_value(&read(file)?, key),
    });
    present.find_map(|id| choice.candidates.iter().find(|candidate| candidate.id == id))
}

/// The attributes and variables that wait for discovery, by file.
pub(crate) fn unfilled(lookups: &Lookups) -> BTreeMap<String, Vec<String>> {
    let mut names: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (source, target) in &lookups.targets {
        let (file, name) = match target {
            _ if matches!(source, Source::Text(_)) => continue,
            RenderedTarget::Hcl { file, path } => match HclPath::parse(path) {
                Ok(path) => (file, path.attribute().to_owned()),
                Err(_) => continue,
            },
            RenderedTarget::Env { file, key } => (file, key.clone()),
        };
        names.entry(file.clone()).or_default().push(name);
    }
    names
}

fn text_at(file: &str, path: &str, read: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    hcl_text(&read(file)?, &HclPath::parse(path).ok()?)
}
