//! One change after the other becomes a plan.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::change::{Action, Before, Change};
use super::compare::Comparer;
use super::dir::{Kind, Meta};
use super::error::PlanError;
use super::planned::Policy;
use super::survey::{Survey, blocked, split};
use super::twins;
use crate::tree::{Node, RelPath, Tree};

/// Compares a Tree with a folder, path by path.
pub(super) fn changes(
    tree: Tree,
    root: &Path,
    exists: bool,
    policy: &Policy<'_>,
) -> Result<Vec<Change>, PlanError> {
    twins::check(&tree)?;
    let deletions: BTreeSet<RelPath> = (policy.deletions.iter())
        .filter(|path| tree.get(path).is_none())
        .cloned()
        .collect();
    let mut changes = Vec::with_capacity(tree.len() + deletions.len());
    let mut survey = Survey::new(root, exists, &deletions)?;
    let mut comparer = Comparer::new();
    for (path, node) in tree {
        changes.push(plan_node(&mut survey, &mut comparer, path, node, policy)?);
    }
    let links = survey.into_links();
    if exists && !deletions.is_empty() {
        plan_deletions(root, &deletions, &mut changes)?;
    }
    if !links.is_empty() {
        refuse_merged(&changes, &links)?;
    }
    Ok(changes)
}

fn plan_node(
    survey: &mut Survey<'_>,
    comparer: &mut Comparer,
    path: RelPath,
    node: Node,
    policy: &Policy<'_>,
) -> Result<Change, PlanError> {
    let found = match node {
        Node::Folder => survey.look_for_folder(&path)?,
        _ => survey.look(&path)?,
    };
    let (action, before) = match found.existing {
        None => (Action::Create, None),
        Some((meta, dir)) => {
            let (_, name) = split(found.place.real.as_ref().unwrap_or(&path));
            let identical =
                (comparer.is_identical(dir, name, &meta, &node)).map_err(|source| PlanError::Io {
                    doing: "read",
                    path: path.as_path().to_owned(),
                    source,
                })?;
            let action = match (identical, meta.kind) {
                (true, _) => Action::Identical,
                _ if (policy.skip_if_exists)(&path) => Action::Skip,
                (_, Kind::Folder | Kind::Other) => return Err(blocked(&path, path.as_path(), meta.kind)),
                _ => Action::Conflict,
            };
            (action, Some(Before(meta)))
        }
    };
    Ok(Change {
        action,
        before,
        after: Some(node),
        place: found.place,
        path,
    })
}

/// Refuses paths that stand in each other's way once symlinks are resolved.
fn refuse_merged(changes: &[Change], links: &BTreeSet<PathBuf>) -> Result<(), PlanError> {
    let mut seen = HashMap::with_capacity(changes.len());
    for change in changes.iter().filter(|change| change.after.is_some()) {
        let is_folder = |change: &Change| matches!(change.after, Some(Node::Folder));
        match seen.insert(change.real(), change) {
            Some(twin) if !(is_folder(twin) && is_folder(change)) => {
                return Err(PlanError::Twins {
                    first: twin.path.as_path().to_owned(),
                    second: change.path.as_path().to_owned(),
                });
            }
            _ => {}
        }
    }
    let replaced = |change: &&Change| matches!(change.action, Action::Conflict | Action::Delete);
    if let Some(change) =
        (changes.iter().filter(replaced)).find(|change| links.contains(change.real().as_path()))
    {
        return Err(PlanError::ReplacesLink {
            path: change.path.clone(),
        });
    }
    let mut nodes: Vec<_> = (changes.iter())
        .filter_map(|change| Some((change.real(), change.after.as_ref()?)))
        .collect();
    nodes.sort_by(|a, b| a.0.cmp(b.0));
    twins::check_paths(nodes)
}

/// Adds the deletions of what exists.
fn plan_deletions(
    root: &Path,
    deletions: &BTreeSet<RelPath>,
    changes: &mut Vec<Change>,
) -> Result<(), PlanError> {
    let kept: HashSet<(u64, u64)> = (changes.iter())
        .filter_map(|change| change.before?.0.id)
        .collect();
    // Through a symlink, or where case is folded, a path that is deleted may be one that is wanted.
    let is_kept = |changes: &[Change], real: &RelPath, meta: &Meta| {
        meta.id.is_some_and(|id| kept.contains(&id))
            && changes.iter().any(|change| twins::are_twins(change.real(), real))
    };
    let wanted = changes.len();
    let mut seen = HashSet::new();
    let nothing = BTreeSet::new();
    let mut survey = Survey::new(root, true, &nothing)?;
    for path in deletions {
        let found = match survey.look(path) {
            Ok(found) => found,
            Err(error @ PlanError::Io { .. }) => return Err(error),
            // What lies outside or behind a file is not the project's to delete.
            Err(_) => continue,
        };
        let Some((meta, _)) = found.existing else {
            continue;
        };
        let real = found.place.real.as_ref().unwrap_or(path);
        if meta.kind == Kind::Other || is_kept(&changes[..wanted], real, &meta) || !seen.insert(real.clone())
        {
            continue;
        }
        changes.push(Change {
            path: path.clone(),
            action: Action::Delete,
            before: Some(Before(meta)),
            after: None,
            place: found.place,
        });
    }
    changes.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(())
}
