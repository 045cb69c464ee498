use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::path::Path;

use super::conflict::{Conflict, ConflictKind};
use super::error::MergeError;
use super::outcome::Outcome;
use super::scratch::Entry;
use super::three_way::Versions;
use crate::tree::RelPath;

/// A conflict with the entries of its stages.
pub(super) type Open = (Conflict, [Option<Entry>; 3]);

/// Brings git's result into the form a project can live with: your files stay where they are.
pub(super) struct Solver<'a> {
    pub(super) versions: &'a Versions,
    pub(super) outcome: &'a Outcome,
    pub(super) result: &'a mut BTreeMap<RelPath, Option<Entry>>,
    pub(super) left_out: &'a mut Vec<RelPath>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Yours,
    Template,
}

impl Solver<'_> {
    pub(super) fn run(mut self) -> Result<Vec<Open>, MergeError> {
        let mut open: Vec<Open> = Vec::new();
        let mut put_back = BTreeSet::new();
        for (path, stages) in &self.outcome.stages {
            let path = RelPath::new(path)?;
            if let Some((original, side)) = self.moved(&path)
                && put_back.insert(original.clone())
            {
                open.push((self.put_back(&path, &original, side)?, stages.clone()));
            }
        }
        for (path, stages) in &self.outcome.stages {
            let path = RelPath::new(path)?;
            if put_back.contains(&path) || self.moved(&path).is_some() {
                continue;
            }
            if let Some(conflict) = self.judge(&path, stages)? {
                open.push((conflict, stages.clone()));
            }
        }
        open.sort_by(|(one, _), (other, _)| one.path.cmp(&other.path));
        Ok(open)
    }

    /// The conflict at a path where git left everything in place; `None` where nobody has to decide.
    fn judge(&mut self, path: &RelPath, stages: &[Option<Entry>; 3]) -> Result<Option<Conflict>, MergeError> {
        let [base, yours, template] = stages;
        let renamed = self.outcome.says("CONFLICT (rename/rename)", path.as_path());
        let kind = match (yours, template) {
            _ if renamed && (yours.is_none() || template.is_none()) => {
                if yours.is_none() && template.is_none() {
                    return Ok(None);
                }
                ConflictKind::Renamed
            }
            (Some(yours), Some(theirs)) => {
                let merged = self.result.get(path).cloned().flatten();
                let stays = merged.as_ref().is_none_or(|merged| merged.hash == yours.hash);
                if stays || yours.mode == "120000" {
                    let beside = beside(path, ".template")?;
                    self.result.insert(beside.clone(), Some(theirs.clone()));
                    return Ok(Some(conflict(path, ConflictKind::Binary, Some(beside))));
                }
                if base.is_none() {
                    ConflictKind::Added
                } else {
                    ConflictKind::Content
                }
            }
            (Some(_), None) => ConflictKind::DeletedByTemplate,
            (None, Some(_)) if self.versions.base.get(path).is_some() => {
                // Deleting a file is how a user says that it is not wanted.
                self.result.remove(path);
                self.left_out.push(path.clone());
                return Ok(None);
            }
            (None, Some(_)) => ConflictKind::DeletedByYou,
            (None, None) => return Ok(None),
        };
        Ok(Some(conflict(path, kind, None)))
    }

    /// Tells which file git moved out of the way of another.
    fn moved(&self, path: &RelPath) -> Option<(RelPath, Side)> {
        let name = path.as_path().file_name()?.to_str()?;
        for (side, mark, tree) in [
            (Side::Yours, "~yours", &self.versions.yours),
            (Side::Template, "~template", &self.versions.template),
        ] {
            let Some(at) = name.rfind(mark) else { continue };
            let original = RelPath::new(path.as_path().with_file_name(&name[..at])).ok()?;
            if tree.get(&original).is_some() && tree.get(path).is_none() {
                return Some((original, side));
            }
        }
        None
    }

    /// Leaves your file or folder where it was; what the template has there lies beside it.
    fn put_back(&mut self, moved: &RelPath, original: &RelPath, side: Side) -> Result<Conflict, MergeError> {
        let entry = self.result.remove(moved).flatten();
        let aside = beside(original, ".template")?;
        match side {
            Side::Template => {
                self.result.insert(aside.clone(), entry);
            }
            Side::Yours => {
                if let Some(entry) = self.result.remove(original).flatten() {
                    self.result.insert(aside.clone(), Some(entry));
                }
                let below: Vec<RelPath> = self
                    .result
                    .keys()
                    .filter(|path| path.as_path().starts_with(original) && *path != original)
                    .cloned()
                    .collect();
                for path in below {
                    let rest = path
                        .as_path()
                        .strip_prefix(original)
                        .unwrap_or(Path::new(""))
                        .to_owned();
                    let entry = self.result.remove(&path).flatten();
                    self.result
                        .insert(RelPath::new(aside.as_path().join(rest))?, entry);
                }
            }
        }
        Ok(conflict(original, ConflictKind::Type, Some(aside)))
    }
}

fn conflict(path: &RelPath, kind: ConflictKind, beside: Option<RelPath>) -> Conflict {
    Conflict {
        path: path.clone(),
        kind,
        beside,
        stages: [None, None, None],
    }
}

/// A path with something after its name.
pub(super) fn beside(path: &RelPath, suffix: &str) -> Result<RelPath, MergeError> {
    let mut name = OsString::from(path.as_path().file_name().unwrap_or(OsStr::new("")));
    name.push(suffix);
    Ok(RelPath::new(path.as_path().with_file_name(name))?)
}
