//! What only the kernel can refuse: a disk that is full, and a folder that is not writable.
//!
//! Mounting takes privileges; without them these tests say so and check nothing.

use std::path::{Path, PathBuf};
use std::process::Command;

use miette::Diagnostic;

use super::folders::{snapshot, tree, write};
use super::{apply, overwrite_all, plan_with, rel};
use crate::plan::recover::Recovery;
use crate::plan::{ApplyError, Plan, recover};
use crate::tree::{File, Node, Tree};

/// A file system of its own; unmounted when dropped.
struct Mount {
    dir: tempfile::TempDir,
}

impl Mount {
    fn new(options: &str) -> Option<Self> {
        let dir = tempfile::tempdir().unwrap();
        let mount = Self { dir };
        if !run("mount", &["-t", "tmpfs", "-o", options, "tmpfs", mount.text()]) {
            eprintln!("SKIPPED: a file system cannot be mounted here, so this checks nothing");
            return None;
        }
        Some(mount)
    }

    fn path(&self) -> &Path {
        self.dir.path()
    }

    fn text(&self) -> &str {
        self.dir.path().to_str().unwrap()
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        run("umount", &[self.text()]);
    }
}

fn run(program: &str, arguments: &[&str]) -> bool {
    Command::new(program)
        .args(arguments)
        .output()
        .is_ok_and(|output| output.status.success())
}

fn big_tree() -> Tree {
    let mut wanted = tree(&["a: 2", "l: 2", "m/n: 3"]);
    for index in 0..40 {
        let node = Node::File(File::new(vec![7; 16 * 1024], false));
        wanted.insert(rel(&format!("z/{index:03}")), node);
    }
    wanted
}

fn plan_all(wanted: &Tree, root: &Path) -> Plan {
    let mut plan = plan_with(wanted, root, &|_| false, &["gone"]).unwrap();
    overwrite_all(&mut plan);
    plan
}

fn code(error: &ApplyError) -> String {
    error.code().unwrap().to_string()
}

#[test]
fn a_full_disk_leaves_everything_as_it_was() {
    let Some(mount) = Mount::new("size=512k") else {
        return;
    };
    let roots: [PathBuf; 2] = [mount.path().join("new/deep"), mount.path().to_owned()];
    write(mount.path(), &["a: 1", "l -> a", "gone: 1"]);
    let before = snapshot(mount.path());
    for root in roots {
        let plan = plan_all(&big_tree(), &root);
        let error = apply(&plan).unwrap_err();
        assert_eq!(code(&error), "write-failed");
        assert_eq!(snapshot(mount.path()), before);
        assert_eq!(recover(&root).unwrap(), Recovery::Nothing);
    }
}

#[test]
fn running_out_of_names_leaves_everything_as_it_was() {
    for inodes in 8..60 {
        let Some(mount) = Mount::new(&format!("size=8m,nr_inodes={inodes}")) else {
            return;
        };
        write(mount.path(), &["a: 1", "l -> a", "gone: 1"]);
        let before = snapshot(mount.path());
        let plan = plan_all(&big_tree(), mount.path());
        match apply(&plan) {
            Err(error) => {
                assert_eq!(code(&error), "write-failed", "{inodes}");
                assert_eq!(snapshot(mount.path()), before, "{inodes}");
            }
            Ok(_) => assert!(inodes > 48, "{inodes}"),
        }
    }
}

#[test]
fn a_folder_that_is_not_writable_is_refused_before_anything_is_written() {
    let Some(mount) = Mount::new("size=1m") else {
        return;
    };
    write(mount.path(), &["a: 1", "gone: 1"]);
    assert!(run("mount", &["-o", "remount,ro", mount.text()]));
    let before = snapshot(mount.path());
    for root in [mount.path().to_owned(), mount.path().join("new/deep")] {
        let plan = plan_all(&tree(&["a: 2", "b: 2"]), &root);
        assert_eq!(code(&apply(&plan).unwrap_err()), "target-read-only");
        assert_eq!(snapshot(mount.path()), before);
    }
    // What changes nothing needs no permission.
    let noop = plan_with(&tree(&["a: 1"]), mount.path(), &|_| false, &[]).unwrap();
    assert!(apply(&noop).is_ok());
}

#[test]
fn one_folder_among_others_that_is_not_writable_is_refused_too() {
    let Some(mount) = Mount::new("size=1m") else {
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), &["a: 1", "locked/deep/b: 1"]);
    let locked = dir.path().join("locked");
    write(mount.path(), &["deep/b: 1"]);
    assert!(run(
        "mount",
        &["-o", "bind", mount.text(), locked.to_str().unwrap()]
    ));
    assert!(run("mount", &["-o", "remount,ro,bind", locked.to_str().unwrap()]));
    let before = snapshot(dir.path());
    let plan = plan_all(&tree(&["a: 2", "locked/deep/b: 2"]), dir.path());
    let result = apply(&plan);
    let after = snapshot(dir.path());
    run("umount", &[locked.to_str().unwrap()]);
    assert_eq!(code(&result.unwrap_err()), "target-read-only");
    assert_eq!(after, before);
}

#[test]
fn a_file_that_nobody_may_replace_leaves_all_others_as_they_were() {
    let dir = tempfile::tempdir().unwrap();
    write(dir.path(), &["a: 1", "gone: 1", "z: 1"]);
    let (before, fixed) = (snapshot(dir.path()), dir.path().join("z"));
    if !run("chattr", &["+i", fixed.to_str().unwrap()]) {
        eprintln!("SKIPPED: a file cannot be made immutable here, so this checks nothing");
        return;
    }
    let plan = plan_all(&tree(&["a: 2", "new/b: 2", "z: 2"]), dir.path());
    let result = apply(&plan);
    run("chattr", &["-i", fixed.to_str().unwrap()]);
    assert_eq!(code(&result.unwrap_err()), "target-read-only");
    assert_eq!(snapshot(dir.path()), before);
}
