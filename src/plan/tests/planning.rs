use std::path::Path;

use miette::Diagnostic;

use super::folders::{tree, write};
use super::{apply, overwrite_all, plan, plan_with, rel};
use crate::plan::{Action, Counts, Decision, PlanError};
use crate::tree::Node;

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn actions(plan: &crate::plan::Plan) -> Vec<(String, Action)> {
    let change = |change: &crate::plan::Change| (change.path.to_slash(), change.action);
    plan.changes().iter().map(change).collect()
}

fn refusal(lines: &[&str], root: &Path) -> (String, String) {
    let error: PlanError = plan(&tree(lines), root).unwrap_err();
    (error.code().unwrap().to_string(), error.to_string())
}

#[test]
fn every_path_gets_the_action_that_its_folder_asks_for() {
    let dir = folder();
    write(
        dir.path(),
        &[
            "same: 1",
            "other: 1",
            "longer: 11",
            "bit: 1",
            "bit2* 1",
            "link -> x",
            "link2 -> x",
            "file: 1",
            "aslink -> file",
            "keep: 1",
            "keepsame: 1",
            "d/gone: 1",
            "folder/",
        ],
    );
    let wanted = [
        "same: 1",
        "other: 2",
        "longer: 1",
        "bit* 1",
        "bit2* 1",
        "link -> x",
        "link2 -> y",
        "file -> x",
        "aslink: 1",
        "keep: 2",
        "keepsame: 1",
        "keepmissing: 1",
        "folder/",
        "new/a: 1",
        "new/",
        "d/new: 1",
    ];
    let keep = |path: &crate::tree::RelPath| path.to_slash().starts_with("keep");
    let plan = plan_with(&tree(&wanted), dir.path(), &keep, &["d/gone", "missing", "same"]).unwrap();
    let expected = [
        ("aslink", Action::Conflict),
        ("bit", Action::Conflict),
        ("bit2", Action::Identical),
        ("d/gone", Action::Delete),
        ("d/new", Action::Create),
        ("file", Action::Conflict),
        ("folder", Action::Identical),
        ("keep", Action::Skip),
        ("keepmissing", Action::Create),
        ("keepsame", Action::Identical),
        ("link", Action::Identical),
        ("link2", Action::Conflict),
        ("longer", Action::Conflict),
        ("new", Action::Create),
        ("new/a", Action::Create),
        ("other", Action::Conflict),
        ("same", Action::Identical),
    ];
    assert_eq!(
        actions(&plan),
        expected.map(|(path, action)| (path.to_owned(), action))
    );
    let counts = Counts {
        create: 4,
        overwrite: 0,
        identical: 5,
        skip: 1,
        delete: 1,
        conflict: 6,
    };
    assert_eq!(plan.counts(), counts);
    assert!(!plan.is_noop());
}

#[test]
fn large_files_are_compared_to_their_last_byte() {
    let dir = folder();
    let mut bytes = vec![7; 200_000];
    fs_err::write(dir.path().join("big"), &bytes).unwrap();
    let of = |bytes: &[u8]| {
        let node = Node::File(crate::tree::File::new(bytes.to_vec(), false));
        plan(&[(rel("big"), node)].into_iter().collect(), dir.path())
            .unwrap()
            .changes()[0]
            .action
    };
    assert_eq!(of(&bytes), Action::Identical);
    bytes[199_999] = 8;
    assert_eq!(of(&bytes), Action::Conflict);
}

#[test]
fn a_conflict_is_decided_once() {
    let dir = folder();
    write(dir.path(), &["a: 1", "b: 1"]);
    let mut plan = plan(&tree(&["a: 2", "b: 2", "c: 2"]), dir.path()).unwrap();
    assert!(apply(&plan).unwrap_err().to_string().starts_with("`a` exists"));
    assert!(plan.decide(&rel("a"), Decision::Skip));
    assert!(plan.decide(&rel("b"), Decision::Overwrite));
    assert!(!plan.decide(&rel("a"), Decision::Overwrite));
    assert!(!plan.decide(&rel("c"), Decision::Skip));
    assert!(!plan.decide(&rel("nowhere"), Decision::Skip));
    let expected = [
        ("a", Action::Skip),
        ("b", Action::Overwrite),
        ("c", Action::Create),
    ];
    assert_eq!(
        actions(&plan),
        expected.map(|(path, action)| (path.to_owned(), action))
    );
    assert_eq!(plan.conflicts().count(), 0);
}

#[test]
fn what_lay_there_before_can_be_read() {
    let dir = folder();
    let old = ["a* 1", "b -> x", "d/y: 2"];
    write(dir.path(), &old);
    std::os::unix::fs::symlink("d", dir.path().join("l")).unwrap();
    let plan = plan(&tree(&["a: 2", "b -> y", "c: 1", "l/y: 3"]), dir.path()).unwrap();
    let before: Vec<_> = plan
        .changes()
        .iter()
        .map(|change| plan.before(change).unwrap())
        .collect();
    let was = tree(&old);
    let [a, b, y] = ["a", "b", "d/y"].map(|path| was.get(&rel(path)).cloned());
    assert_eq!(before, [a, b, None, y]);
}

#[test]
fn nothing_to_do_is_told() {
    let dir = folder();
    let wanted = tree(&["a: 1", "b* 2", "c -> a", "d/e/", "empty: "]);
    let first = plan(&wanted, &dir.path().join("new")).unwrap();
    assert!(!first.is_noop());
    apply(&first).unwrap();
    assert!(plan(&wanted, &dir.path().join("new")).unwrap().is_noop());
    assert!(!plan(&tree(&[]), &dir.path().join("other")).unwrap().is_noop());
}

#[test]
fn a_target_that_is_no_folder_is_refused() {
    let dir = folder();
    write(dir.path(), &["file: 1", "link -> nowhere"]);
    for target in ["file", "file/x", "file/x/y", "link", "link/x"] {
        let (code, _) = refusal(&["a: 1"], &dir.path().join(target));
        assert_eq!(code, "target-not-folder", "{target}");
    }
}

#[test]
fn a_path_that_something_else_stands_on_is_refused() {
    let dir = folder();
    write(
        dir.path(),
        &["file: 1", "folder/x: 1", "dangling -> nowhere", "tofile -> file"],
    );
    rustix::fs::mkfifoat(rustix::fs::CWD, dir.path().join("pipe"), 0o600.into()).unwrap();
    for (wanted, message) in [
        ("file/x: 1", "`file/x` cannot be written: `file` is a file"),
        ("file/", "`file` cannot be written: `file` is a file"),
        ("folder: 1", "`folder` cannot be written: `folder` is a folder"),
        ("folder -> x", "`folder` cannot be written: `folder` is a folder"),
        (
            "dangling/x: 1",
            "`dangling/x` cannot be written: `dangling` is a symlink that leads nowhere",
        ),
        (
            "dangling/",
            "`dangling` cannot be written: `dangling` is a symlink that leads nowhere",
        ),
        ("tofile/x: 1", "`tofile/x` cannot be written: `tofile` is a file"),
        (
            "pipe: 1",
            "`pipe` cannot be written: `pipe` is neither a file nor a folder",
        ),
    ] {
        assert_eq!(
            refusal(&[wanted], dir.path()),
            ("path-blocked".to_owned(), message.to_owned())
        );
    }
}

#[test]
fn no_symlink_leads_out_of_the_project() {
    let dir = folder();
    let root = dir.path().join("root");
    write(dir.path(), &["outside/x: 1"]);
    write(
        &root,
        &[
            "in/x: 1",
            ".git/hooks/",
            "up -> ../outside",
            "top -> .",
            "hooks -> .git/hooks",
            "alias -> in",
        ],
    );
    let outside = (
        "forbidden-path".to_owned(),
        "`up/x` leads outside the project through the symlink `up`".to_owned(),
    );
    assert_eq!(refusal(&["up/x: 1"], &root), outside);
    let itself = (outside.0.clone(), outside.1.replace("up/x", "up"));
    assert_eq!(refusal(&["up/"], &root), itself);
    let git = "\".git/hooks/x\" is forbidden: it lies in a `.git` folder".to_owned();
    assert_eq!(
        refusal(&["hooks/x: 1"], &root),
        ("forbidden-path".to_owned(), git)
    );
    let twins = "`alias/x` and `in/x` are one and the same name on some systems".to_owned();
    assert_eq!(
        refusal(&["alias/x: 1", "in/x: 1"], &root),
        ("path-twins".to_owned(), twins)
    );
    let below = "`new/x` is wanted below `new`, which is wanted as a file".to_owned();
    assert_eq!(
        refusal(&["new: 1", "top/new/x: 1"], &root),
        ("path-blocked".to_owned(), below)
    );
    let through = "the symlink `alias` is to be replaced, but other paths lead through it".to_owned();
    let refused = refusal(&["top/alias: 1", "alias/z: 1"], &root);
    assert_eq!(
        refused,
        ("path-blocked".to_owned(), through.replace("alias", "top/alias"))
    );
    assert!(plan(&tree(&["in/", "alias/", "top/"]), &root).unwrap().is_noop());
    let links = plan(&tree(&["top/alias -> in", "alias/z: 1"]), &root);
    assert_eq!(links.unwrap().counts().identical, 1);
    let fine = plan(&tree(&["top/in/x: 1", "alias/y: 1", "alias/"]), &root).unwrap();
    let expected = [
        ("alias", Action::Identical),
        ("alias/y", Action::Create),
        ("top/in/x", Action::Identical),
    ];
    assert_eq!(
        actions(&fine),
        expected.map(|(path, action)| (path.to_owned(), action))
    );
}

#[test]
fn a_symlink_that_stands_for_a_folder_keeps_what_it_leads_to() {
    let dir = folder();
    write(dir.path(), &["in/x: 1", "alias -> in"]);
    let gone = |lines: &[&str]| plan_with(&tree(lines), dir.path(), &|_| false, &["in/x"]);
    let twins = "`alias` and `in` are one and the same name on some systems";
    assert_eq!(gone(&["alias/", "in: 1"]).unwrap_err().to_string(), twins);
    apply(&gone(&["alias/"]).unwrap()).unwrap();
    assert_eq!(super::folders::lines(dir.path()), ["alias -> in", "in/"]);
}

#[test]
fn deletions_never_reach_outside() {
    let dir = folder();
    let root = dir.path().join("root");
    write(dir.path(), &["outside/x: 1"]);
    write(&root, &["up -> ../outside", "file: 1"]);
    let plan = plan_with(&tree(&[]), &root, &|_| false, &["up/x", "file/x", "up"]).unwrap();
    assert_eq!(actions(&plan), [("up".to_owned(), Action::Delete)]);
}

#[test]
fn a_folder_gives_way_only_when_all_in_it_is_deleted() {
    let dir = folder();
    write(dir.path(), &["d/a: 1", "d/e/b: 1"]);
    let wanted = tree(&["d: now a file"]);
    assert!(plan_with(&wanted, dir.path(), &|_| false, &["d/a"]).is_err());
    let mut plan = plan_with(&wanted, dir.path(), &|_| false, &["d/a", "d/e/b"]).unwrap();
    overwrite_all(&mut plan);
    apply(&plan).unwrap();
    assert_eq!(super::folders::lines(dir.path()), ["d: now a file"]);
}
