//! `kill -9` at random moments: the folder is as before or as after, once the next command has run.

use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::sandbox::{Sandbox, snapshot};

const FILES: usize = 200;
const KILLS: u32 = 100;

fn prepare() -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.file("t/copier.yml", "_exclude: [copier.yml]\nname: x\n");
    for number in 0..FILES {
        let path = format!("d{}/e{}/f{number}.txt", number % 7, number % 3);
        sandbox.file(&format!("t/{path}"), format!("new {number}\n").repeat(100));
        if number % 2 == 0 {
            sandbox.file(&format!("p/{path}"), format!("old {number}\n"));
        }
    }
    sandbox.file("p/mine/kept.txt", "kept");
    sandbox
}

const COMMAND: [&str; 6] = ["new", "p", "-t", "t", "--overwrite", "--quiet"];

#[test]
fn a_killed_run_into_an_existing_folder() {
    let sandbox = prepare();
    let before = snapshot(&sandbox.path("p"));
    let start = Instant::now();
    sandbox.run(&COMMAND).succeeds();
    let whole = start.elapsed();
    let after = snapshot(&sandbox.path("p"));
    let (mut untouched, mut complete) = (0, 0);
    for kill in 0..KILLS {
        restore(&sandbox, &before);
        // Spread over the run and a little beyond; the machine's own noise makes the moments random.
        let moment = whole.mul_f64(f64::from(kill) / f64::from(KILLS) * 1.2);
        killed_after(&sandbox, &COMMAND, moment);
        // Any next command repairs; this one writes nothing itself.
        sandbox
            .run(&["new", "p", "-t", "t", "--overwrite", "--dry-run", "--quiet"])
            .succeeds();
        let found = snapshot(&sandbox.path("p"));
        if found == before {
            untouched += 1;
        } else {
            assert!(
                found == after,
                "neither before nor after, killed after {moment:?}"
            );
            complete += 1;
        }
        assert_eq!(
            sandbox
                .tree("")
                .iter()
                .filter(|path| path.contains(".scaffold"))
                .count(),
            0
        );
    }
    assert!(
        untouched > 0 && complete > 0,
        "{untouched} before, {complete} after: the moments were badly spread"
    );
}

#[test]
fn a_killed_run_into_a_new_folder() {
    let sandbox = prepare();
    fs_err::remove_dir_all(sandbox.path("p")).expect("removed");
    let start = Instant::now();
    sandbox.run(&COMMAND).succeeds();
    let whole = start.elapsed();
    let after = snapshot(&sandbox.path("p"));
    for kill in 0..KILLS / 4 {
        fs_err::remove_dir_all(sandbox.path("p")).ok();
        let moment = whole.mul_f64(f64::from(kill) / f64::from(KILLS / 4));
        killed_after(&sandbox, &COMMAND, moment);
        // A new folder appears whole or not at all, at once.
        let found = snapshot(&sandbox.path("p"));
        assert!(found.is_empty() || found == after);
        sandbox.run(&COMMAND).succeeds();
        assert!(snapshot(&sandbox.path("p")) == after);
        assert_eq!(
            sandbox
                .tree("")
                .iter()
                .filter(|path| path.contains(".scaffold"))
                .count(),
            0
        );
    }
}

#[test]
fn a_killed_update() {
    let sandbox = Sandbox::new();
    sandbox
        .file("t/copier.yml", "_exclude: [copier.yml]\nname: x\n")
        .file(
            "t/{{ _copier_conf.answers_file }}.jinja",
            "{{ _copier_answers|to_nice_yaml -}}\n",
        );
    let file = |number: usize| format!("d{}/f{number}.txt", number % 7);
    let text = |number: usize, version: &str| format!("{version} {number}\n{}", "same\n".repeat(20));
    for number in 0..FILES {
        sandbox.file(&format!("t/{}", file(number)), text(number, "old"));
    }
    sandbox.run(&["new", "p", "-t", "t", "--quiet"]).succeeds();
    sandbox.file("p/mine.txt", "mine\n");
    for number in (0..FILES).step_by(10) {
        let mine = text(number, "old") + "mine\n";
        sandbox.file(&format!("p/{}", file(number)), mine);
    }
    for number in (0..FILES).step_by(2) {
        sandbox.file(&format!("t/{}", file(number)), text(number, "new"));
        fs_err::remove_file(sandbox.path(&format!("t/{}", file(number + 1)))).expect("a file");
        sandbox.file(&format!("t/new/{number}.txt"), "new\n");
    }
    let update = ["update", "p", "--defaults", "--quiet"];
    let before = snapshot(&sandbox.path("p"));
    let start = Instant::now();
    sandbox.run(&update).succeeds();
    let whole = start.elapsed();
    let after = snapshot(&sandbox.path("p"));
    let (mut untouched, mut complete) = (0, 0);
    for kill in 0..KILLS {
        restore(&sandbox, &before);
        let moment = whole.mul_f64(f64::from(kill) / f64::from(KILLS) * 1.2);
        killed_after(&sandbox, &update, moment);
        // The next command repairs, whatever it is.
        sandbox
            .run(&["update", "p", "--defaults", "--dry-run", "--quiet"])
            .succeeds();
        let found = snapshot(&sandbox.path("p"));
        if found == before {
            untouched += 1;
        } else {
            assert!(
                found == after,
                "neither before nor after, killed after {moment:?}"
            );
            complete += 1;
        }
    }
    assert!(
        untouched > 0 && complete > 0,
        "{untouched} before, {complete} after: the moments were badly spread"
    );
}

fn killed_after(sandbox: &Sandbox, command: &[&str], moment: Duration) {
    let mut child = sandbox
        .command(command)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("it starts");
    std::thread::sleep(moment);
    child.kill().expect("a signal");
    child.wait().expect("a status");
}

fn restore(sandbox: &Sandbox, before: &std::collections::BTreeMap<String, Vec<u8>>) {
    fs_err::remove_dir_all(sandbox.path("p")).expect("removed");
    for (path, content) in before {
        sandbox.file(&format!("p/{path}"), content);
    }
}
