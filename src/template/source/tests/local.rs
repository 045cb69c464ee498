use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::lab::{Lab, names, node, text};
use crate::template::source::{Reference, SourceWarning};
use crate::tree::Node;

type Snapshot = BTreeMap<PathBuf, (Vec<u8>, Option<SystemTime>)>;

/// The files that are not as they were.
fn changed(before: &Snapshot, folder: &Path) -> Vec<PathBuf> {
    let after = snapshot(folder);
    let paths = before.keys().chain(after.keys());
    let mut changed: Vec<_> = (paths.filter(|path| before.get(*path) != after.get(*path)))
        .cloned()
        .collect();
    changed.dedup();
    changed
}

/// The bytes and times of every file below a folder; git renews the times of objects that it would write again.
fn snapshot(folder: &Path) -> Snapshot {
    walkdir::WalkDir::new(folder)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let is_object = entry.path().starts_with(folder.join(".git/objects"));
            let modified = entry.metadata().unwrap().modified().unwrap();
            let bytes = fs_err::read(entry.path()).unwrap();
            (entry.into_path(), (bytes, (!is_object).then_some(modified)))
        })
        .collect()
}

#[test]
fn uncommitted_changes_belong_to_head_and_the_repository_stays_untouched() {
    let lab = Lab::new();
    lab.repository("t").commit("t", "gone.txt", "x");
    lab.write("t/.gitignore", "*.log\nkept.cfg\n");
    lab.write("t/kept.cfg", "old");
    lab.git("t", &["add", "--force", "--all"]);
    lab.git("t", &["commit", "--quiet", "-m", "ignore"]);
    lab.tag("t", "v1.0.0");
    lab.write("t/a.txt", "changed");
    lab.write("t/new/file.txt", "new");
    lab.write("t/noise.log", "noise");
    lab.write("t/kept.cfg", "tracked though ignored");
    lab.write("t/staged.txt", "staged");
    lab.git("t", &["add", "staged.txt"]);
    fs_err::remove_file(lab.path("t/gone.txt")).unwrap();
    let before = snapshot(&lab.path("t"));

    let url = lab.path("t").display().to_string();
    let fetched = lab.fetch_at(&url, Reference::Head).unwrap();
    assert_eq!(changed(&before, &lab.path("t")), Vec::<PathBuf>::new());
    assert_eq!(
        names(&fetched.tree),
        [".gitignore", "a.txt", "kept.cfg", "new/file.txt", "staged.txt"]
    );
    assert_eq!(text(&fetched.tree, "a.txt").as_deref(), Some("changed"));
    assert_eq!(
        text(&fetched.tree, "kept.cfg").as_deref(),
        Some("tracked though ignored")
    );
    assert_eq!(fetched.warnings, [SourceWarning::DirtyLocal { url: url.clone() }]);
    let commit = fetched.commit.unwrap();
    assert!(commit.starts_with("v1.0.0-1-g"), "{commit}");
    let version = fetched.version.unwrap().to_string();
    assert!(version.starts_with("1.0.0.post1.dev0+"), "{version}");

    let clean = lab.fetch(&url).unwrap();
    assert_eq!(text(&clean.tree, "a.txt").as_deref(), Some("one"));
    assert_eq!(clean.warnings, []);
    assert_eq!(changed(&before, &lab.path("t")), Vec::<PathBuf>::new());
}

#[test]
fn a_repository_without_commits_is_its_uncommitted_files() {
    let lab = Lab::new();
    fs_err::create_dir(lab.path("t")).unwrap();
    lab.git("t", &["init", "--quiet"]);
    let url = lab.path("t").display().to_string();
    let error = lab.fetch(&url).unwrap_err();
    assert_eq!(error.to_string(), format!("the template `{url}` has no commits"));
    lab.write("t/a.txt", "draft");
    let fetched = lab.fetch(&url).unwrap();
    assert_eq!(names(&fetched.tree), ["a.txt"]);
}

#[test]
fn a_linked_work_tree_is_a_repository_of_its_own() {
    let lab = Lab::new();
    lab.repository("t").tag("t", "v1.0.0");
    lab.git("t", &["worktree", "add", "--quiet", "../linked"]);
    lab.write("linked/b.txt", "draft");
    let url = lab.path("linked").display().to_string();
    let fetched = lab.fetch_at(&url, Reference::Head).unwrap();
    assert_eq!(names(&fetched.tree), ["a.txt", "b.txt"]);
    assert_eq!(lab.git("t", &["status", "--porcelain"]), "");
    assert_eq!(lab.git("linked", &["status", "--porcelain"]), "?? b.txt");
}

#[test]
fn a_shallow_clone_is_told() {
    let lab = Lab::new();
    lab.repository("t").commit("t", "a.txt", "two");
    let from = format!("file://{}", lab.path("t").display());
    lab.git(".", &["clone", "--quiet", "--depth=1", &from, "shallow"]);
    let url = lab.path("shallow").display().to_string();
    let fetched = lab.fetch_at(&url, Reference::Head).unwrap();
    assert_eq!(text(&fetched.tree, "a.txt").as_deref(), Some("two"));
    assert_eq!(fetched.warnings, [SourceWarning::ShallowClone { url }]);
    assert_eq!(fetched.warnings[0].name(), "ShallowCloneWarning");
}

#[test]
fn a_change_within_the_tick_of_the_index_is_seen() {
    let lab = Lab::new();
    lab.repository("t");
    lab.git("t", &["config", "core.trustctime", "false"]);
    let tick = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000);
    let set_time = |path: &str| {
        let file = fs_err::OpenOptions::new()
            .write(true)
            .open(lab.path(path))
            .unwrap();
        file.set_modified(tick).unwrap();
    };
    set_time("t/a.txt");
    lab.git("t", &["update-index", "--refresh"]);
    lab.write("t/a.txt", "two");
    set_time("t/a.txt");
    set_time("t/.git/index");
    let fetched = lab.fetch_at("t", Reference::Head).unwrap();
    assert_eq!(text(&fetched.tree, "a.txt").as_deref(), Some("two"));
}

#[cfg(unix)]
#[test]
fn the_executable_bit_is_the_index_s_whatever_the_disk_says() {
    use std::os::unix::fs::PermissionsExt;
    let lab = Lab::new();
    lab.repository("t");
    lab.git("t", &["config", "core.fileMode", "false"]);
    lab.commit("t", "run.sh", "x").commit("t", "plain.sh", "x");
    lab.git("t", &["update-index", "--chmod=+x", "run.sh"]);
    lab.git("t", &["commit", "--quiet", "-m", "bit"]);
    fs_err::set_permissions(lab.path("t/plain.sh"), std::fs::Permissions::from_mode(0o755)).unwrap();
    lab.write("t/a.txt", "dirty");
    for url in [lab.path("t").display().to_string(), lab.url("t")] {
        let fetched = lab.fetch(&url).unwrap();
        let executable = |path| match node(&fetched.tree, path) {
            Some(Node::File(file)) => (file.executable, file.permissions),
            other => panic!("{other:?}"),
        };
        assert_eq!(executable("run.sh"), (true, None), "{url}");
        assert_eq!(executable("plain.sh"), (false, None), "{url}");
    }
}

#[test]
fn variables_of_a_hook_do_not_lead_elsewhere() {
    let mut lab = Lab::new();
    lab.repository("t").tag("t", "v1.0.0");
    lab.repository("other").commit("other", "b.txt", "x");
    for (name, path) in [
        ("GIT_DIR", "other/.git"),
        ("GIT_WORK_TREE", "other"),
        ("GIT_INDEX_FILE", "other/.git/index"),
        ("GIT_OBJECT_DIRECTORY", "other/.git/objects"),
    ] {
        let path = lab.path(path);
        lab.git = lab.git.with_variable(name, path);
    }
    lab.write("t/c.txt", "dirty");
    for url in [lab.path("t").display().to_string(), lab.url("t")] {
        let fetched = lab.fetch(&url).unwrap();
        assert_eq!(names(&fetched.tree), ["a.txt"], "{url}");
    }
    let fetched = lab.fetch_at("t", Reference::Head).unwrap();
    assert_eq!(names(&fetched.tree), ["a.txt", "c.txt"]);
    assert_eq!(lab.git("other", &["status", "--porcelain"]), "");
}

#[cfg(unix)]
#[test]
fn hooks_of_the_template_and_of_the_user_do_not_run() {
    use std::os::unix::fs::PermissionsExt;
    let lab = Lab::new();
    // The attribute leads to a checkout.
    lab.repository("t")
        .commit("t", ".gitattributes", "*.bat eol=crlf");
    let trap = format!("#!/bin/sh\ntouch {}\n", lab.path("ran").display());
    for hook in [
        "home/hooks/post-checkout",
        "home/hooks/post-index-change",
        "home/template/hooks/post-checkout",
        "t/.git/hooks/post-checkout",
        "t/.git/hooks/pre-commit",
        "t/.git/hooks/post-index-change",
    ] {
        lab.write(hook, &trap);
        fs_err::set_permissions(lab.path(hook), std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    for (name, folder) in [
        ("core.hooksPath", "home/hooks"),
        ("init.templateDir", "home/template"),
    ] {
        lab.git(
            "t",
            &[
                "config",
                "--global",
                name,
                &lab.path(folder).display().to_string(),
            ],
        );
    }
    lab.write("t/a.txt", "dirty");
    for url in [lab.path("t").display().to_string(), lab.url("t")] {
        lab.fetch_at(&url, Reference::Head).unwrap();
    }
    assert!(!lab.path("ran").exists());
}
