//! The test binary runs itself as a child that applies a plan, and kills it.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::folders::snapshot;
use super::{apply, overwrite_all, plan_with, rel};
use crate::plan::recover;
use crate::tree::{File, Node, Tree};

/// Tells the child which folder to change; without it the child's test does nothing.
const FOLDER: &str = "SCAFFOLD_TEST_KILLED_IN";
const RUNS: u32 = 100;
const FILES: usize = 200;

fn wanted() -> Tree {
    let mut wanted = Tree::default();
    for index in 0..FILES {
        let node = Node::File(File::new(
            format!("new {index}").repeat(100).into_bytes(),
            index % 3 == 0,
        ));
        wanted.insert(rel(&format!("d{}/f{index}", index % 7)), node.clone());
        wanted.insert(rel(&format!("new{}/f{index}", index % 5)), node);
    }
    wanted
}

fn fill(root: &Path) {
    for index in 0..FILES {
        for name in [
            format!("d{}/f{index}", index % 7),
            format!("gone{}/f{index}", index % 4),
        ] {
            let path = root.join(name);
            fs_err::create_dir_all(path.parent().unwrap()).unwrap();
            fs_err::write(path, format!("old {index}").repeat(50)).unwrap();
        }
    }
}

fn change(root: &Path) {
    let gone: Vec<String> = (0..FILES)
        .map(|index| format!("gone{}/f{index}", index % 4))
        .collect();
    let gone: Vec<&str> = gone.iter().map(String::as_str).collect();
    let mut plan = plan_with(&wanted(), root, &|_| false, &gone).unwrap();
    overwrite_all(&mut plan);
    apply(&plan).unwrap();
}

/// Not a test of its own, but what the child of the one below runs.
#[test]
fn child() {
    if let Some(root) = std::env::var_os(FOLDER) {
        change(Path::new(&root));
    }
}

fn spawn(root: &Path) -> std::process::Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "plan::tests::killing::child", "--nocapture"])
        .env(FOLDER, root)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[test]
fn a_killed_process_leaves_the_folder_as_before_or_after() {
    let memory = Path::new("/dev/shm");
    let dir = if memory.is_dir() {
        tempfile::tempdir_in(memory)
    } else {
        tempfile::tempdir()
    };
    let root = dir.as_ref().unwrap().path().join("root");
    let reset = || {
        let _ = fs_err::remove_dir_all(&root);
        fill(&root);
    };
    reset();
    let before = snapshot(&root);
    let begun = std::time::Instant::now();
    assert!(spawn(&root).wait().unwrap().success());
    let whole = begun.elapsed();
    let after = snapshot(&root);
    assert_ne!(before, after);

    let (mut undone, mut midway, mut done) = (0, 0, 0);
    for run in 0..RUNS {
        reset();
        let mut child = spawn(&root);
        // Evenly over a little more than a whole run, but never twice at the same moment.
        let jitter = Duration::from_micros(u64::from(rand::random::<u8>()));
        std::thread::sleep(whole * run / (RUNS * 4 / 5) + jitter);
        let _ = child.kill();
        child.wait().unwrap();
        let found = snapshot(&root);
        recover(&root).unwrap();
        let now = snapshot(&root);
        assert!(now == before || now == after, "run {run} left something else");
        if found == before {
            undone += 1;
        } else if found == after {
            done += 1;
        } else {
            midway += 1;
        }
    }
    println!("killed {undone} times before, {midway} times midway, {done} times after");
    assert!(midway > 0, "no run was hit midway: {undone} before, {done} after");
}
