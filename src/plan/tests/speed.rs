//! Measures against `cp -r`; run it with `cargo test --release -- --ignored --nocapture speed`.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use super::{apply, plan, rel};
use crate::tree::{File, Node, Tree};

fn files(count: usize) -> Tree {
    let file = |index: usize| {
        Node::File(File::new(
            format!("line {index}\n").repeat(100).into_bytes(),
            false,
        ))
    };
    let path = |index: usize| rel(&format!("d{}/e{}/f{index}", index / 100, index / 20));
    (0..count).map(|index| (path(index), file(index))).collect()
}

fn time(run: impl FnOnce()) -> Duration {
    let begun = Instant::now();
    run();
    begun.elapsed()
}

/// The median, so that a neighbour's load counts little.
fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

fn copy(from: &Path, to: &Path) {
    assert!(
        Command::new("/bin/cp")
            .arg("-r")
            .args([from, to])
            .status()
            .unwrap()
            .success()
    );
}

#[test]
#[ignore = "a measurement, for a quiet machine and a release build"]
fn a_new_folder_is_written_as_fast_as_cp_does() {
    for count in [1_000, 10_000] {
        let dir = tempfile::tempdir().unwrap();
        let wanted = files(count);
        let source = dir.path().join("source");
        apply(&plan(&wanted, &source).unwrap()).unwrap();
        let (mut ours, mut theirs, mut same) = (Vec::new(), Vec::new(), Vec::new());
        for run in 0..7 {
            let [a, b] = ["a", "b"].map(|name| dir.path().join(format!("{name}{run}")));
            theirs.push(time(|| copy(&source, &a)));
            let planned = plan(&wanted, &b).unwrap();
            ours.push(time(|| assert_eq!(apply(&planned).unwrap().created, count)));
            let tree = wanted.clone();
            same.push(time(|| assert!(plan(&tree, &b).unwrap().is_noop())));
            fs_err::remove_dir_all(&a).unwrap();
            fs_err::remove_dir_all(&b).unwrap();
        }
        let (ours, theirs, same) = (median(ours), median(theirs), median(same));
        println!("{count} files: apply {ours:?}, cp -r {theirs:?}, planning against the same {same:?}");
        assert!(ours < theirs * 13 / 10);
    }
}
