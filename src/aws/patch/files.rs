use std::collections::BTreeMap;

use miette::Diagnostic;
use thiserror::Error;

use super::{Added, HclSetting, PatchError, env, hcl};
use crate::aws::declaration::{Place, Placement};

/// A file that did not take its values.
#[derive(Debug, Clone, PartialEq, Eq, Error, Diagnostic)]
#[error("{file}: {source}")]
pub(crate) struct FileError {
    pub(crate) file: String,
    #[diagnostic(transparent)]
    pub(crate) source: PatchError,
}

/// What became of the files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct PatchedFiles {
    /// New texts of the files that change.
    pub(crate) changed: BTreeMap<String, String>,
    pub(crate) added: Vec<(String, Added)>,
    /// Files and paths of expressions that somebody wrote and that were left alone.
    pub(crate) kept: Vec<(String, String)>,
    /// Files that are not there.
    pub(crate) missing: Vec<String>,
}

impl PatchedFiles {
    /// What a person should know about it.
    pub(crate) fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        for (file, added) in &self.added {
            let Some(like) = &added.like else { continue };
            notes.push(format!("{file}: {} is modelled on {like}", added.entry));
            if !added.carried_over.is_empty() {
                let names = added.carried_over.join(", ");
                notes.push(format!("taken over from there, see whether it fits: {names}"));
            }
        }
        let kept = self.kept.iter();
        notes.extend(kept.map(|(file, path)| format!("{file}: {path} is an expression and stays as it is")));
        let missing = self.missing.iter();
        notes.extend(missing.map(|file| format!("{file} is not there; nothing was put into it")));
        notes
    }
}

/// The values of one file.
#[derive(Default)]
struct Values {
    settings: Vec<HclSetting>,
    variables: Vec<(String, String)>,
}

/// Puts all values into their files, whose present texts `read` gives.
///
/// # Errors
/// The first file that does not take a value, under its name.
pub(crate) fn patch_all(
    placements: &[Placement],
    read: impl Fn(&str) -> Option<String>,
) -> Result<PatchedFiles, FileError> {
    let mut by_file: BTreeMap<&str, Values> = BTreeMap::new();
    for Placement { file, place } in placements {
        let values = by_file.entry(file).or_default();
        match place {
            Place::Hcl(setting) => values.settings.push(setting.clone()),
            Place::Env { key, value } => values.variables.push((key.clone(), value.flat())),
        }
    }
    let mut files = PatchedFiles::default();
    for (file, Values { settings, variables }) in by_file {
        let Some(before) = read(file) else {
            files.missing.push(file.to_owned());
            continue;
        };
        let named = |source| FileError {
            file: file.to_owned(),
            source,
        };
        let mut text = env(&before, &variables).map_err(named)?;
        if !settings.is_empty() {
            let patched = hcl(&text, &settings).map_err(named)?;
            text = patched.text;
            files
                .added
                .extend(patched.added.into_iter().map(|added| (file.to_owned(), added)));
            files
                .kept
                .extend(patched.kept.into_iter().map(|path| (file.to_owned(), path)));
        }
        if text != before {
            files.changed.insert(file.to_owned(), text);
        }
    }
    Ok(files)
}
