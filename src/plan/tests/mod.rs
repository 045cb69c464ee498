//! The real thing in real folders: what is planned, what is written, and what is left after any failure.

mod applying;
mod folders;
mod full_disk;
mod killing;
mod planning;
mod properties;

use std::collections::BTreeSet;
use std::path::Path;

use super::{Decision, Plan, PlanError, Policy};
use crate::tree::{RelPath, Tree};

fn rel(path: &str) -> RelPath {
    RelPath::new(path).unwrap()
}

/// Plans with nothing to skip or delete.
fn plan(tree: &Tree, root: &Path) -> Result<Plan, PlanError> {
    plan_with(tree, root, &|_| false, &[])
}

fn plan_with(
    tree: &Tree,
    root: &Path,
    skip: &dyn Fn(&RelPath) -> bool,
    deletions: &[&str],
) -> Result<Plan, PlanError> {
    let policy = Policy {
        skip_if_exists: skip,
        deletions: deletions.iter().map(|path| rel(path)).collect::<BTreeSet<_>>(),
    };
    Plan::new(tree.clone(), root, &policy)
}

fn overwrite_all(plan: &mut Plan) {
    let paths: Vec<_> = plan.conflicts().map(|change| change.path.clone()).collect();
    for path in paths {
        assert!(plan.decide(&path, Decision::Overwrite));
    }
}

/// Applies and returns what the folder holds then.
fn apply(plan: &Plan) -> Result<super::apply::Applied, super::ApplyError> {
    plan.apply(&super::Interrupt::default(), &mut |_| {})
}
