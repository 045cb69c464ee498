use std::collections::{BTreeMap, BTreeSet};

use bytes::Bytes;

use super::conflict::Conflict;
use super::error::MergeError;
use super::line_ends::LineEnds;
use super::reading::Contents;
use super::rejected::{self, Resolved};
use super::scratch::{Entry, Scratch};
use super::solving::{Solver, beside};
use crate::git::Git;
use crate::tree::{File, Node, RelPath, Tree};

/// The three versions of a project.
#[derive(Debug, Clone, Default)]
pub(crate) struct Versions {
    /// What the last update rendered.
    pub(crate) base: Tree,
    /// What the project holds.
    pub(crate) yours: Tree,
    /// What the template renders now.
    pub(crate) template: Tree,
}

/// How a conflict is left in a text file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// Both versions between markers, with the last update's in the middle.
    Inline,
    /// Yours in the file, and the template's changes beside it as a patch.
    Rejected,
}

/// What a merge makes of a project.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Merged {
    /// What the project will hold at each path that changes.
    pub(crate) changed: Tree,
    pub(crate) removed: BTreeSet<RelPath>,
    pub(crate) conflicts: Vec<Conflict>,
    /// The template changed them, and you had deleted them.
    pub(crate) left_out: Vec<RelPath>,
}

impl Versions {
    pub(super) fn is_same_everywhere(&self, path: &RelPath) -> bool {
        let base = self.base.get(path);
        let alike = |other: Option<&Node>| match (base, other) {
            (Some(base), Some(other)) => same(base, other),
            (base, other) => base.is_none() && other.is_none(),
        };
        alike(self.yours.get(path)) && alike(self.template.get(path))
    }

    /// Whether the template renders what it rendered last.
    fn is_unchanged(&self) -> bool {
        self.base.len() == self.template.len()
            && self
                .base
                .iter()
                .all(|(path, node)| self.template.get(path).is_some_and(|new| same(node, new)))
    }
}

/// Whether two nodes are the same to git: it keeps content and the executable bit.
pub(super) fn same(one: &Node, other: &Node) -> bool {
    match (one, other) {
        (Node::File(one), Node::File(other)) => {
            one.executable == other.executable && one.bytes == other.bytes
        }
        (one, other) => one == other,
    }
}

/// Merges what the template changed since the last update into the project.
///
/// `attributes` is the project's `.gitattributes`, which may say how files merge.
///
/// # Errors
/// git is missing, too old, or failed.
pub(crate) fn merge(
    git: &Git,
    mut versions: Versions,
    attributes: Option<&[u8]>,
    style: Style,
) -> Result<Merged, MergeError> {
    let mut merged = Merged::default();
    if versions.is_unchanged() {
        return Ok(merged);
    }
    folders(&versions, &mut merged);
    let ends = LineEnds::unify(&mut versions);
    let scratch = Scratch::new(git, attributes)?;
    let base = scratch.import(&versions)?;
    let outcome = scratch.merge()?;
    let mut result: BTreeMap<RelPath, Option<Entry>> = scratch.changed(&outcome.tree)?.into_iter().collect();
    let found = Solver {
        versions: &versions,
        outcome: &outcome,
        result: &mut result,
        left_out: &mut merged.left_out,
    }
    .run()?;

    let entries = result.values().flatten();
    let stages = found.iter().flat_map(|(_, stages)| stages.iter().flatten());
    let contents = Contents::read(&scratch, entries.chain(stages))?;
    let mut nodes = BTreeMap::new();
    for (path, entry) in result {
        match entry {
            Some(entry) => drop(nodes.insert(path, contents.node(&entry))),
            None => drop(merged.removed.insert(path)),
        }
    }
    let restored = |path: &RelPath, node| ends.restore(path, node, versions.yours.get(path).is_none());
    for (mut conflict, stages) in found {
        if conflict.kind.is_in_text() {
            if let Some(Node::File(file)) = nodes.get_mut(&conflict.path) {
                file.bytes = named_base(&file.bytes, &base);
            }
            if style == Style::Rejected {
                let versions = stages
                    .each_ref()
                    .map(|stage| stage.as_ref().map(|entry| contents.bytes(entry)));
                let resolved = rejected::resolve(&scratch, &versions)?;
                conflict.beside = Some(reject(&mut nodes, &conflict.path, &resolved)?);
            }
        }
        conflict.stages = stages.map(|stage| Some(restored(&conflict.path, contents.node(&stage?))));
        merged.conflicts.push(conflict);
    }
    for (path, node) in nodes {
        let node = restored(&path, node);
        merged.changed.insert(path, node);
    }
    Ok(merged)
}

/// Leaves your lines in a file and puts the template's beside it, as a patch.
fn reject(
    nodes: &mut BTreeMap<RelPath, Node>,
    path: &RelPath,
    resolved: &Resolved,
) -> Result<RelPath, MergeError> {
    if let Some(Node::File(file)) = nodes.get_mut(path) {
        file.bytes = resolved.yours.clone();
    }
    let rejects = beside(path, ".rej")?;
    nodes.insert(
        rejects.clone(),
        Node::File(File::new(resolved.patch(path), false)),
    );
    Ok(rejects)
}

/// git knows no empty folders: new ones are made, and those that the template no longer wants go if they are empty.
fn folders(versions: &Versions, merged: &mut Merged) {
    let is_folder = |tree: &Tree, path: &RelPath| matches!(tree.get(path), Some(Node::Folder));
    for (path, node) in versions.template.iter() {
        if *node == Node::Folder && !is_folder(&versions.base, path) && versions.yours.get(path).is_none() {
            merged.changed.insert(path.clone(), Node::Folder);
        }
    }
    for (path, node) in versions.base.iter() {
        if *node == Node::Folder && !is_folder(&versions.template, path) && is_folder(&versions.yours, path) {
            merged.removed.insert(path.clone());
        }
    }
}

/// Names the middle of a conflict: git writes the hash of a commit that nobody knows.
fn named_base(text: &[u8], commit: &str) -> Bytes {
    const MARKER: &[u8] = b"||||||| ";
    if !text.windows(MARKER.len()).any(|window| window == MARKER) {
        return Bytes::copy_from_slice(text);
    }
    let mut out = Vec::with_capacity(text.len());
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        let label = line.strip_prefix(MARKER).map(<[u8]>::trim_ascii_end);
        let hash = label.map(|label| label.split(|byte| *byte == b':').next().unwrap_or(label));
        match hash {
            Some(hash) if hash.len() >= 7 && commit.as_bytes().starts_with(hash) => {
                out.extend_from_slice(MARKER);
                out.extend_from_slice(b"last update\n");
            }
            _ => out.extend_from_slice(line),
        }
    }
    out.into()
}
