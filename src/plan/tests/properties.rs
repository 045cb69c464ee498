//! Random Trees against random folders, with a failure or a kill at every step.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use proptest::prelude::*;

use super::folders::{Snapshot, put, snapshot};
use super::{apply, overwrite_all, rel};
use crate::plan::fault::{Fault, arm, disarm};
use crate::plan::recover::Recovery;
use crate::plan::{Action, Change, Decision, Plan, Policy, recover};
use crate::tree::{File, Node, RelPath, Tree};

type Nodes = BTreeMap<RelPath, Node>;

/// Few names, so that paths meet.
fn any_nodes() -> impl Strategy<Value = Nodes> {
    let path = prop::collection::vec(prop::sample::select(vec!["a", "b", "c"]), 1..4);
    let node = prop_oneof![
        4 => (0..4_usize, any::<bool>()).prop_map(|(content, executable)| {
            Node::File(File::new(b"xyz"[..content.min(3)].to_vec(), executable))
        }),
        1 => prop::sample::select(vec!["nowhere", "a", "."]).prop_map(|target| Node::Symlink(target.into())),
        1 => Just(Node::Folder),
    ];
    prop::collection::btree_map(path.prop_map(|names| rel(&names.join("/"))), node, 0..8).prop_map(|nodes| {
        let blocks = |path: &RelPath| {
            let is_file = |above: &Path| nodes.get(above).is_some_and(|node| !matches!(node, Node::Folder));
            path.as_path().ancestors().skip(1).any(is_file)
        };
        nodes
            .iter()
            .filter(|(path, _)| !blocks(path))
            .map(|(path, node)| (path.clone(), node.clone()))
            .collect()
    })
}

#[derive(Debug, Clone)]
struct Case {
    before: Option<Nodes>,
    wanted: Nodes,
    deletions: BTreeSet<RelPath>,
    skip: BTreeSet<RelPath>,
}

fn any_case() -> impl Strategy<Value = Case> {
    (
        prop::option::weighted(0.9, any_nodes()),
        any_nodes(),
        any::<u64>(),
    )
        .prop_map(|(before, wanted, dice)| {
            let mut dice = dice;
            let mut roll = || {
                dice = dice.rotate_right(1);
                dice & 1 == 1
            };
            let paths = before.iter().flat_map(BTreeMap::keys).cloned();
            let (deletions, others): (BTreeSet<_>, BTreeSet<_>) = paths.partition(|_| roll());
            let skip = others.into_iter().filter(|_| roll()).collect();
            Case {
                before,
                wanted,
                deletions,
                skip,
            }
        })
}

impl Case {
    fn build(&self, root: &Path) {
        let _ = fs_err::remove_dir_all(root);
        if let Some(before) = &self.before {
            fs_err::create_dir_all(root).unwrap();
            for (path, node) in before {
                put(&root.join(path), node);
            }
        }
    }

    /// The plan, unless this case is one to refuse.
    fn plan(&self, root: &Path) -> Option<Plan> {
        let tree: Tree = self.wanted.clone().into_iter().collect();
        let policy = Policy {
            skip_if_exists: &|path| self.skip.contains(path),
            deletions: self.deletions.clone(),
        };
        let mut plan = Plan::new(tree, root, &policy).ok()?;
        // One conflict is left, all others are overwritten.
        let second = plan.conflicts().nth(1).map(|change| change.path.clone());
        if let Some(path) = second {
            plan.decide(&path, Decision::Skip);
        }
        overwrite_all(&mut plan);
        Some(plan)
    }

    /// What the folder must hold, worked out one path at a time with plain means.
    fn expected(plan: &Plan, root: &Path) -> Option<Snapshot> {
        fs_err::create_dir_all(root).unwrap();
        let gone = |change: &&Change| change.action == Action::Delete;
        for change in plan.changes().iter().filter(gone) {
            let _ = fs_err::remove_file(root.join(&change.path));
        }
        // Folders that paths lie in stay, also those that a symlink among them leads to.
        let mut kept = BTreeSet::from([root.to_owned()]);
        for change in plan.changes().iter().filter(|change| !gone(change)) {
            let folder = matches!(change.after, Some(Node::Folder));
            for path in change.path.as_path().ancestors().skip(usize::from(!folder)) {
                let real = fs_err::canonicalize(root.join(path)).into_iter();
                kept.extend(real.flat_map(|real| real.ancestors().map(Path::to_owned).collect::<Vec<_>>()));
            }
        }
        for change in plan.changes().iter().rev().filter(gone) {
            let path = root.join(&change.path);
            let mut emptied = path.ancestors();
            while let Some(path) = emptied.next().filter(|path| !kept.contains(*path)) {
                let _ = fs_err::remove_dir(path);
            }
        }
        for change in plan.changes() {
            let path = root.join(&change.path);
            if change.action == Action::Overwrite {
                fs_err::remove_file(&path).unwrap();
            }
            if matches!(change.action, Action::Create | Action::Overwrite) {
                put(&path, change.after.as_ref().unwrap());
            }
        }
        snapshot(root)
    }
}

/// Runs a check in a folder of memory, where syncing costs nothing.
fn in_folder(check: impl FnOnce(&Path)) {
    let memory = Path::new("/dev/shm");
    let dir = if memory.is_dir() {
        tempfile::tempdir_in(memory)
    } else {
        tempfile::tempdir()
    };
    let dir = dir.unwrap();
    check(&dir.path().join("up/root"));
    let left: Vec<_> = fs_err::read_dir(dir.path().join("up"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert!(left.iter().all(|name| name == "root"), "{left:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_folder_is_as_wanted(case in any_case()) {
        in_folder(|root| {
            fs_err::create_dir_all(root.parent().unwrap()).unwrap();
            case.build(root);
            let before = snapshot(root);
            let Some(plan) = case.plan(root) else {
                assert_eq!(snapshot(root), before);
                return;
            };
            let expected = Case::expected(&plan, root);
            case.build(root);
            let plan = case.plan(root).unwrap();
            apply(&plan).unwrap();
            assert_eq!(snapshot(root), expected);
            // Nothing but what was skipped is left to do.
            let again = Plan::new(case.wanted.clone().into_iter().collect(), root, &Policy {
                skip_if_exists: &|_| true,
                deletions: BTreeSet::new(),
            }).unwrap();
            assert!(again.is_noop());
        });
    }

    #[test]
    fn a_failure_at_any_step_leaves_the_folder_as_it_was(case in any_case()) {
        in_folder(|root| {
            fs_err::create_dir_all(root.parent().unwrap()).unwrap();
            case.build(root);
            let before = snapshot(root);
            if case.plan(root).is_none() {
                return;
            }
            for at in 0.. {
                case.build(root);
                let plan = case.plan(root).unwrap();
                arm(&[Fault::Fail(at)]);
                let result = apply(&plan);
                let steps = disarm();
                if result.is_err() {
                    // A leftover that could not be removed is for the next run.
                    recover(root).unwrap();
                    assert_eq!(snapshot(root), before, "step {at}");
                    apply(&case.plan(root).unwrap()).unwrap();
                }
                if at >= steps {
                    break;
                }
            }
        });
    }

    #[test]
    fn a_kill_at_any_step_leaves_the_folder_as_before_or_after(case in any_case(), second in 0..30_usize) {
        in_folder(|root| {
            fs_err::create_dir_all(root.parent().unwrap()).unwrap();
            case.build(root);
            let before = snapshot(root);
            let Some(plan) = case.plan(root) else {
                return;
            };
            apply(&plan).unwrap();
            let after = snapshot(root);
            for at in 0.. {
                // A kill alone, and a kill on the way back from a failure.
                for faults in [vec![Fault::Kill(at)], vec![Fault::Fail(at), Fault::Kill(at + 1 + second)]] {
                    case.build(root);
                    let plan = case.plan(root).unwrap();
                    arm(&faults);
                    let _ = apply(&plan);
                    disarm();
                    // The recovery is killed too before one is let through.
                    arm(&[Fault::Kill(second)]);
                    let _ = recover(root);
                    disarm();
                    let recovery = recover(root).unwrap();
                    assert!(!matches!(&recovery, Recovery::Completed { kept } if !kept.is_empty()), "{recovery:?}");
                    let now = snapshot(root);
                    assert!(now == before || now == after, "{faults:?}: {now:?}\nbefore {before:?}\nafter {after:?}");
                    assert_eq!(recover(root).unwrap(), Recovery::Nothing);
                    if now == before {
                        apply(&case.plan(root).unwrap()).unwrap();
                        assert_eq!(snapshot(root), after);
                    }
                }
                case.build(root);
                let plan = case.plan(root).unwrap();
                arm(&[]);
                apply(&plan).unwrap();
                if at >= disarm() {
                    break;
                }
            }
        });
    }
}
