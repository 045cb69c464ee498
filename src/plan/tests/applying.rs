use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::Path;
use std::time::{Duration, SystemTime};

use miette::Diagnostic;

use super::folders::{lines, snapshot, tree, write};
use super::{apply, overwrite_all, plan, plan_with, rel};
use crate::plan::apply::Applied;
use crate::plan::fault::{Fault, arm, disarm};
use crate::plan::recover::Recovery;
use crate::plan::{ApplyError, Interrupt, recover};
use crate::tree::{File, Node, Tree};

fn mode(path: &Path) -> u32 {
    fs_err::metadata(path).unwrap().permissions().mode() & 0o7777
}

fn overwrite(wanted: &Tree, root: &Path) -> Result<Applied, ApplyError> {
    let mut plan = plan(wanted, root).unwrap();
    overwrite_all(&mut plan);
    apply(&plan)
}

#[test]
fn a_new_project_is_created_with_the_folders_that_lead_to_it() {
    let dir = tempfile::tempdir().unwrap();
    let wanted = tree(&[
        "a: 1", "b* 2", "c -> a", "d/e/f: 3", "d/g: 4", "h/", "i/", "i/j: 5",
    ]);
    let applied = apply(&plan(&wanted, &dir.path().join("x/y/z")).unwrap()).unwrap();
    assert_eq!(
        applied,
        Applied {
            created: 8,
            overwritten: 0,
            deleted: 0
        }
    );
    let expected = [
        "x/",
        "x/y/",
        "x/y/z/",
        "x/y/z/a: 1",
        "x/y/z/b* 2",
        "x/y/z/c -> a",
        "x/y/z/d/",
        "x/y/z/d/e/",
        "x/y/z/d/e/f: 3",
        "x/y/z/d/g: 4",
        "x/y/z/h/",
        "x/y/z/i/",
        "x/y/z/i/j: 5",
    ];
    assert_eq!(lines(dir.path()), expected);
}

#[test]
fn an_existing_folder_is_changed_in_place() {
    let dir = tempfile::tempdir().unwrap();
    write(
        dir.path(),
        &[
            "a: old",
            "b* old",
            "l -> a",
            "f: old",
            "mine/x: 1",
            "in/y: 1",
            "alias -> in",
            "gone/deep/z: 1",
        ],
    );
    let wanted = tree(&[
        "a: new",
        "b: old",
        "l: new",
        "f -> a",
        "alias/y: 2",
        "alias/n/w: 3",
        "new/v: 4",
        "gone2: 5",
    ]);
    let mut plan = plan_with(&wanted, dir.path(), &|_| false, &["gone/deep/z"]).unwrap();
    overwrite_all(&mut plan);
    assert_eq!(
        apply(&plan).unwrap(),
        Applied {
            created: 3,
            overwritten: 5,
            deleted: 1
        }
    );
    let expected = [
        "a: new",
        "alias -> in",
        "b: old",
        "f -> a",
        "gone2: 5",
        "in/",
        "in/n/",
        "in/n/w: 3",
        "in/y: 2",
        "l: new",
        "mine/",
        "mine/x: 1",
        "new/",
        "new/v: 4",
    ];
    assert_eq!(lines(dir.path()), expected);
}

#[test]
fn a_file_becomes_a_folder() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), &["a: 1", "l -> nowhere"]);
    let wanted = tree(&["a/b: 2", "l/c: 3"]);
    apply(&plan_with(&wanted, dir.path(), &|_| false, &["a", "l"]).unwrap()).unwrap();
    assert_eq!(lines(dir.path()), ["a/", "a/b: 2", "l/", "l/c: 3"]);
}

#[test]
fn folders_that_deletions_emptied_go_too() {
    let dir = tempfile::tempdir().unwrap();
    write(
        dir.path(),
        &[
            "a/b/c/x: 1",
            "d/x: 1",
            "d/mine: 1",
            "e/x: 1",
            "f/x: 1",
            "g/x: 1",
            "old/",
            "full/x: 1",
        ],
    );
    let wanted = tree(&["e/", "f/y: 1", "g/h/z: 1"]);
    let gone = ["a/b/c/x", "d/x", "e/x", "f/x", "g/x", "old", "full"];
    apply(&plan_with(&wanted, dir.path(), &|_| false, &gone).unwrap()).unwrap();
    let expected = [
        "d/",
        "d/mine: 1",
        "e/",
        "f/",
        "f/y: 1",
        "full/",
        "full/x: 1",
        "g/",
        "g/h/",
        "g/h/z: 1",
    ];
    assert_eq!(lines(dir.path()), expected);
}

#[test]
fn what_is_wanted_is_not_deleted_under_another_name() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), &["in/x: 1", "in/y: 1", "in/z: 1", "alias -> in"]);
    let gone = ["alias/x", "alias/y", "in/y"];
    let mut plan = plan_with(&tree(&["in/x: 2"]), dir.path(), &|_| false, &gone).unwrap();
    overwrite_all(&mut plan);
    let applied = Applied {
        created: 0,
        overwritten: 1,
        deleted: 1,
    };
    assert_eq!(apply(&plan).unwrap(), applied);
    assert_eq!(lines(dir.path()), ["alias -> in", "in/", "in/x: 2", "in/z: 1"]);
}

#[test]
fn names_that_are_not_utf8_and_content_are_kept_as_they_are() {
    use std::os::unix::ffi::OsStrExt;
    let dir = tempfile::tempdir().unwrap();
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9");
    let bytes = b"a\r\nb\0\xff no newline".as_slice();
    for root in [dir.path().join("new"), dir.path().to_owned()] {
        let node = Node::File(File::new(bytes, false));
        apply(
            &plan(
                &[(crate::tree::RelPath::new(name).unwrap(), node)]
                    .into_iter()
                    .collect(),
                &root,
            )
            .unwrap(),
        )
        .unwrap();
        assert_eq!(fs_err::read(root.join(name)).unwrap(), bytes);
    }
}

#[test]
fn permissions_are_exact_where_given_and_else_the_umask_decides() {
    let dir = tempfile::tempdir().unwrap();
    let file = |executable, permissions| {
        Node::File(File {
            permissions,
            ..File::new(b"x".as_slice(), executable)
        })
    };
    let wanted: Tree = [
        (rel("exact"), file(false, Some(0o606))),
        (rel("exact2"), file(true, Some(0o777))),
        (rel("plain"), file(false, None)),
        (rel("run"), file(true, None)),
    ]
    .into_iter()
    .collect();
    // The umask of the process is shared by all tests, so it is seen rather than set.
    fs_err::write(dir.path().join("probe"), "").unwrap();
    let plain = mode(&dir.path().join("probe"));
    for root in [dir.path().join("new"), dir.path().to_owned()] {
        apply(&plan(&wanted, &root).unwrap()).unwrap();
        let modes = ["exact", "exact2", "plain", "run"].map(|name| mode(&root.join(name)));
        assert_eq!(modes, [0o606, 0o777, plain, plain | (plain & 0o444) >> 2]);
    }
}

#[test]
fn a_replaced_file_keeps_its_permissions_and_owner_but_not_its_age() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name| dir.path().join(name);
    write(dir.path(), &["secret: 1", "locked: 1", "run: 1", "stop* 1"]);
    for (name, mode) in [
        ("secret", 0o600),
        ("locked", 0o444),
        ("run", 0o640),
        ("stop", 0o750),
    ] {
        fs_err::set_permissions(path(name), PermissionsExt::from_mode(mode)).unwrap();
        let old = SystemTime::now() - Duration::from_hours(1);
        fs_err::File::open(path(name)).unwrap().set_modified(old).unwrap();
    }
    let privileged = rustix::process::geteuid().is_root();
    if privileged {
        std::os::unix::fs::chown(path("secret"), Some(1234), Some(2345)).unwrap();
    }
    overwrite(
        &tree(&["secret: 2", "locked: 2", "run* 2", "stop: 2"]),
        dir.path(),
    )
    .unwrap();
    assert_eq!(
        ["secret", "locked", "run", "stop"].map(|name| mode(&path(name))),
        [0o600, 0o444, 0o750, 0o640]
    );
    assert_eq!(lines(dir.path()), ["locked: 2", "run* 2", "secret: 2", "stop: 2"]);
    let meta = fs_err::metadata(path("secret")).unwrap();
    assert!(meta.modified().unwrap().elapsed().unwrap() < Duration::from_mins(1));
    if privileged {
        assert_eq!((meta.uid(), meta.gid()), (1234, 2345));
    }
}

#[test]
fn a_symlink_is_replaced_and_what_it_leads_to_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("root");
    write(dir.path(), &["outside: 1"]);
    write(&root, &["l -> ../outside"]);
    overwrite(&tree(&["l: 2"]), &root).unwrap();
    assert_eq!(lines(dir.path()), ["outside: 1", "root/", "root/l: 2"]);
}

#[test]
fn the_root_may_be_a_symlink() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), &["real/", "l -> real"]);
    apply(&plan(&tree(&["a: 1"]), &dir.path().join("l")).unwrap()).unwrap();
    assert_eq!(lines(dir.path()), ["l -> real", "real/", "real/a: 1"]);
}

#[test]
fn progress_counts_what_is_written() {
    let dir = tempfile::tempdir().unwrap();
    let mut seen = Vec::new();
    let plan = plan(&tree(&["a: 1", "b/c: 1", "b/d: 1"]), &dir.path().join("new")).unwrap();
    plan.apply(&Interrupt::default(), &mut |done| seen.push(done))
        .unwrap();
    assert_eq!(seen, [1, 2, 3]);
}

#[test]
fn an_interrupt_leaves_everything_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), &["a: 1", "gone: 1"]);
    let before = snapshot(dir.path());
    for root in [dir.path().join("p/q"), dir.path().to_owned()] {
        let mut plan = plan_with(&tree(&["a: 2", "b: 2", "c: 2"]), &root, &|_| false, &["gone"]).unwrap();
        overwrite_all(&mut plan);
        for stop_at in 0..=3 {
            let interrupt = Interrupt::default();
            if stop_at == 0 {
                interrupt.set();
            }
            let mut progress = |done| {
                if done == stop_at {
                    interrupt.set();
                }
            };
            let error = plan.apply(&interrupt, &mut progress).unwrap_err();
            assert!(matches!(error, ApplyError::Interrupted), "{error}");
            assert_eq!(snapshot(dir.path()), before, "{stop_at}");
        }
    }
}

#[test]
fn what_changed_since_the_plan_is_not_touched() {
    let dir = tempfile::tempdir().unwrap();
    let refused = |lines: &[&str], gone: &[&str], meddle: &dyn Fn(&Path)| {
        let root = dir.path().join("root");
        let _ = fs_err::remove_dir_all(&root);
        write(&root, &["a: 1", "d/b: 1"]);
        let mut plan = plan_with(&tree(lines), &root, &|_| false, gone).unwrap();
        overwrite_all(&mut plan);
        meddle(&root);
        let before = snapshot(&root);
        let error = apply(&plan).unwrap_err();
        assert_eq!(error.code().unwrap().to_string(), "target-changed");
        assert_eq!(snapshot(&root), before);
    };
    refused(&["a: 2", "d/c: 1"], &[], &|root| write(root, &["a: edited"]));
    refused(&["a: 2", "d/c: 1"], &[], &|root| write(root, &["d/c: mine"]));
    refused(&["n/x: 2"], &["a"], &|root| write(root, &["n/"]));
    refused(&["n/x: 2"], &["a"], &|root| write(root, &["a: edited"]));
    refused(&["a: 2"], &[], &|root| {
        fs_err::remove_file(root.join("a")).unwrap();
    });

    let plan = plan(&tree(&["a: 1"]), &dir.path().join("p/q")).unwrap();
    write(dir.path(), &["p/mine: 1"]);
    assert_eq!(
        apply(&plan).unwrap_err().code().unwrap().to_string(),
        "target-changed"
    );
    assert_eq!(lines(&dir.path().join("p")), ["mine: 1"]);
}

#[test]
fn a_second_run_has_to_wait() {
    let dir = tempfile::tempdir().unwrap();
    let code = |error: &dyn Diagnostic| error.code().unwrap().to_string();
    for root in [dir.path().join("new/deep"), dir.path().to_owned()] {
        let plan = plan(&tree(&["a: 1", "b: 1"]), &root).unwrap();
        let mut inner = 0;
        plan.apply(&Interrupt::default(), &mut |_| {
            assert_eq!(code(&apply(&plan).unwrap_err()), "target-busy");
            if root.exists() {
                assert_eq!(code(&recover(&root).unwrap_err()), "target-busy");
            }
            inner += 1;
        })
        .unwrap();
        assert_eq!(inner, 2);
        assert_eq!(recover(&root).unwrap(), Recovery::Nothing);
        assert_eq!(lines(&root)[..2], ["a: 1", "b: 1"]);
    }
}

#[test]
fn leftovers_of_dead_runs_are_removed_and_nothing_else() {
    let dir = tempfile::tempdir().unwrap();
    write(
        dir.path(),
        &[
            ".new.scaffold-0badcafe/a/b: 1",
            ".newer.scaffold-1/x: 1",
            ".new.scaffold-file: 1",
        ],
    );
    apply(&plan(&tree(&["a: 1"]), &dir.path().join("new")).unwrap()).unwrap();
    let expected = [
        ".new.scaffold-file: 1",
        ".newer.scaffold-1/",
        ".newer.scaffold-1/x: 1",
        "new/",
        "new/a: 1",
    ];
    assert_eq!(lines(dir.path()), expected);
}

#[test]
fn a_name_as_long_as_names_can_be_is_created() {
    let dir = tempfile::tempdir().unwrap();
    let name = "ä".repeat(127);
    apply(&plan(&tree(&["a: 1"]), &dir.path().join(&name)).unwrap()).unwrap();
    assert_eq!(lines(dir.path()), [format!("{name}/"), format!("{name}/a: 1")]);
}

#[test]
fn a_removed_folder_comes_back_with_its_own_permissions() {
    let root = tempfile::tempdir().unwrap();
    write(root.path(), &["private/deep/x: 1", "z: 1"]);
    for (folder, mode) in [("private", 0o2710), ("private/deep", 0o700)] {
        fs_err::set_permissions(root.path().join(folder), PermissionsExt::from_mode(mode)).unwrap();
    }
    let before = snapshot(root.path());
    for at in 0.. {
        let mut plan = plan_with(&tree(&["z: 2"]), root.path(), &|_| false, &["private/deep/x"]).unwrap();
        overwrite_all(&mut plan);
        arm(&[Fault::Fail(at)]);
        let failed = apply(&plan).is_err();
        disarm();
        if !failed {
            break;
        }
        recover(root.path()).unwrap();
        assert_eq!(snapshot(root.path()), before, "step {at}");
    }
    recover(root.path()).unwrap();
    assert_eq!(lines(root.path()), ["z: 2"]);
}

#[test]
fn edits_made_after_a_kill_survive_the_recovery() {
    let dir = tempfile::tempdir().unwrap();
    for at in 0.. {
        let root = dir.path().join(at.to_string());
        write(&root, &["a: 1", "b: 1", "d: 1"]);
        let mut plan = plan_with(&tree(&["a: 2", "b: 2", "c: 2"]), &root, &|_| false, &["d"]).unwrap();
        overwrite_all(&mut plan);
        arm(&[Fault::Kill(at)]);
        let killed = apply(&plan).is_err();
        disarm();
        // An editor that writes a new file and renames it.
        fs_err::write(dir.path().join("edit"), "edited").unwrap();
        fs_err::rename(dir.path().join("edit"), root.join("b")).unwrap();
        recover(&root).unwrap();
        assert_eq!(fs_err::read_to_string(root.join("b")).unwrap(), "edited", "{at}");
        if !killed {
            break;
        }
    }
}

#[test]
fn a_forged_transaction_reaches_nothing_outside() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().join("root");
    write(dir.path(), &["outside/x: 1"]);
    write(&root, &["up -> ../outside", ".scaffold-transaction/new-0: evil"]);
    let journal = "scaffold-transaction 1\0create 0\0up/evil\0end\0";
    fs_err::write(root.join(".scaffold-transaction/journal"), journal).unwrap();
    let kept = vec!["up/evil".into()];
    assert_eq!(recover(&root).unwrap(), Recovery::Completed { kept });
    assert_eq!(
        lines(dir.path()),
        ["outside/", "outside/x: 1", "root/", "root/up -> ../outside"]
    );
}
