use std::time::Duration;

use super::lab::{Lab, named, names, node, text};
use crate::template::source::{Reference, SourceError, SourceWarning};
use crate::tree::Node;

#[test]
fn a_cached_template_serves_while_the_remote_is_away() {
    let lab = Lab::new();
    lab.repository("t").tag("t", "v1.0.0");
    let url = lab.url("t");
    lab.fetch(&url).unwrap();
    fs_err::rename(lab.path("t"), lab.path("away")).unwrap();
    let fetched = lab.fetch(&url).unwrap();
    assert_eq!(text(&fetched.tree, "a.txt").as_deref(), Some("one"));
    let [SourceWarning::Offline { age, reason, .. }] = fetched.warnings.as_slice() else {
        panic!("{:?}", fetched.warnings);
    };
    assert!(age.unwrap() < Duration::from_mins(1));
    assert!(
        reason.contains("does not appear to be a git repository"),
        "{reason}"
    );

    fs_err::rename(lab.path("away"), lab.path("t")).unwrap();
    lab.commit("t", "a.txt", "two").tag("t", "v1.1.0");
    let fetched = lab.fetch(&url).unwrap();
    assert_eq!(fetched.commit.as_deref(), Some("v1.1.0"));
    assert_eq!(fetched.warnings, []);
}

#[test]
fn the_mirror_follows_moved_and_deleted_references() {
    let lab = Lab::new();
    lab.repository("t").tag("t", "v1.0.0").tag("t", "v2.0.0");
    lab.git("t", &["branch", "side"]);
    let url = lab.url("t");
    assert_eq!(lab.fetch(&url).unwrap().resolved_ref.as_deref(), Some("v2.0.0"));
    lab.git("t", &["tag", "--delete", "v2.0.0"]);
    assert_eq!(lab.fetch(&url).unwrap().resolved_ref.as_deref(), Some("v1.0.0"));
    lab.git("t", &["branch", "--delete", "--force", "side"]);
    lab.git("t", &["checkout", "--quiet", "-b", "side/deep"]);
    lab.commit("t", "a.txt", "two");
    lab.git("t", &["tag", "--force", "v1.0.0"]);
    let fetched = lab.fetch(&url).unwrap();
    assert_eq!(fetched.resolved_ref.as_deref(), Some("v1.0.0"));
    assert_eq!(text(&fetched.tree, "a.txt").as_deref(), Some("two"));
    let head = lab.fetch_at(&url, Reference::Head).unwrap();
    assert_eq!(
        text(&head.tree, "a.txt").as_deref(),
        Some("two"),
        "the default branch moved"
    );
    assert!(lab.fetch_at(&url, named("side")).is_err());
}

#[test]
fn a_damaged_mirror_is_made_anew() {
    let lab = Lab::new();
    lab.repository("t").tag("t", "v1.0.0");
    let url = lab.url("t");
    lab.fetch(&url).unwrap();
    let mirror = walkdir::WalkDir::new(lab.path("cache"))
        .max_depth(1)
        .into_iter()
        .map(|entry| entry.unwrap().into_path())
        .find(|path| path.extension().is_some_and(|end| end == "git"))
        .unwrap();
    let lose_objects = || {
        for entry in walkdir::WalkDir::new(mirror.join("objects")) {
            let entry = entry.unwrap();
            if entry.file_type().is_file() {
                fs_err::remove_file(entry.path()).unwrap();
            }
        }
    };
    let lose_head = || fs_err::remove_file(mirror.join("HEAD")).unwrap();
    let lose_folder = || {
        fs_err::remove_dir_all(&mirror).unwrap();
        fs_err::write(&mirror, "no folder").unwrap();
    };
    let blob = lab.git("t", &["rev-parse", "v1.0.0:a.txt"]);
    let loose = mirror.join("objects").join(&blob[..2]).join(&blob[2..]);
    let lose_blob = || fs_err::remove_file(&loose).unwrap();
    let damages: [&dyn Fn(); 4] = [&lose_blob, &lose_objects, &lose_head, &lose_folder];
    for (number, damage) in damages.iter().enumerate() {
        damage();
        let fetched = lab
            .fetch(&url)
            .unwrap_or_else(|error| panic!("{number}: {error}"));
        assert_eq!(text(&fetched.tree, "a.txt").as_deref(), Some("one"), "{number}");
        assert_eq!(fetched.warnings, [], "{number}");
    }
}

#[test]
fn two_at_once_share_one_mirror() {
    let lab = Lab::new();
    lab.repository("t").tag("t", "v1.0.0");
    for round in 0..3 {
        let url = lab.url("t");
        std::thread::scope(|scope| {
            let runs: Vec<_> = (0..4).map(|_| scope.spawn(|| lab.fetch(&url))).collect();
            for run in runs {
                let fetched = run.join().unwrap().unwrap();
                assert_eq!(text(&fetched.tree, "a.txt").as_deref(), Some("one"));
                assert_eq!(fetched.warnings, [], "round {round}");
            }
        });
    }
    let mirrors = fs_err::read_dir(lab.path("cache"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect::<Vec<_>>();
    assert_eq!(mirrors.len(), 2, "one mirror and its lock: {mirrors:?}");
}

#[test]
fn a_mirror_that_another_process_works_on_is_waited_for() {
    let lab = Lab::new();
    lab.repository("t").tag("t", "v1.0.0");
    let url = lab.url("t");
    let lock = lab.cache.slot(&url[4..]).lock().unwrap();
    std::thread::scope(|scope| {
        let run = scope.spawn(|| lab.fetch(&url));
        std::thread::sleep(Duration::from_millis(500));
        assert!(!run.is_finished());
        drop(lock);
        assert_eq!(run.join().unwrap().unwrap().commit.as_deref(), Some("v1.0.0"));
    });
}

#[test]
fn repositories_with_longer_hashes_are_read_too() {
    let lab = Lab::new();
    fs_err::create_dir(lab.path("t")).unwrap();
    lab.git("t", &["init", "--quiet", "--object-format=sha256"]);
    lab.commit("t", ".gitattributes", "*.bat eol=crlf")
        .commit("t", "a.txt", "one");
    lab.write("t/a.txt", "draft");
    for (url, content) in [
        (lab.url("t"), "one"),
        (lab.path("t").display().to_string(), "draft"),
    ] {
        let fetched = lab.fetch(&url).unwrap();
        assert_eq!(text(&fetched.tree, "a.txt").as_deref(), Some(content), "{url}");
        assert_eq!(fetched.commit_hash.map(|hash| hash.len()), Some(64), "{url}");
    }
}

#[test]
fn a_cache_that_cannot_be_written_is_done_without() {
    let mut lab = Lab::new();
    lab.repository("t").tag("t", "v1.0.0");
    lab.write("file", "");
    lab.cache = crate::template::source::Cache::new(lab.path("file/cache"));
    let fetched = lab.fetch(&lab.url("t")).unwrap();
    assert_eq!(names(&fetched.tree), ["a.txt"]);
}

#[test]
fn what_cannot_be_reached_is_told_without_credentials() {
    let lab = Lab::new();
    let error = lab.fetch("git+file:///nowhere/at/all").unwrap_err();
    assert!(matches!(error, SourceError::NotARepository { .. }), "{error:?}");
    let error = lab.fetch("http://me:secret@127.0.0.1:9/t.git").unwrap_err();
    assert!(matches!(error, SourceError::Unreachable { .. }), "{error:?}");
    assert!(!error.to_string().contains("secret"), "{error}");
    let left: Vec<_> = (lab.path("cache").read_dir().unwrap())
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_none_or(|end| end != "lock"))
        .collect();
    assert_eq!(left, Vec::<std::path::PathBuf>::new());
}

#[test]
fn submodules_come_along() {
    let lab = Lab::new();
    lab.repository("inner").repository("sub");
    lab.git("sub", &["submodule", "--quiet", "add", "../inner", "deep"]);
    lab.git("sub", &["commit", "--quiet", "-m", "x"]);
    lab.repository("t");
    lab.git("t", &["submodule", "--quiet", "add", "../sub", "parts/sub"]);
    lab.git("t", &["commit", "--quiet", "-m", "x"]);
    for url in [lab.url("t"), lab.path("t").display().to_string()] {
        let fetched = lab.fetch(&url).unwrap();
        assert_eq!(
            names(&fetched.tree),
            [
                ".gitmodules",
                "a.txt",
                "parts/sub/.gitmodules",
                "parts/sub/a.txt",
                "parts/sub/deep/a.txt"
            ],
            "{url}"
        );
    }
}

#[test]
fn attributes_that_change_content_hold_as_in_a_checkout() {
    let lab = Lab::new();
    lab.repository("t")
        .commit("t", ".gitattributes", "*.bat text eol=crlf\n");
    lab.commit("t", "run.bat", "a\nb\n")
        .commit("t", "run.sh", "a\nb\n");
    lab.git("t", &["update-index", "--chmod=+x", "run.sh"]);
    lab.git("t", &["commit", "--quiet", "-m", "x"]);
    lab.tag("t", "v1.0.0");
    for url in [lab.url("t"), lab.path("t").display().to_string()] {
        let fetched = lab.fetch(&url).unwrap();
        assert_eq!(
            text(&fetched.tree, "run.bat").as_deref(),
            Some("a\r\nb\r\n"),
            "{url}"
        );
        assert_eq!(text(&fetched.tree, "run.sh").as_deref(), Some("a\nb\n"), "{url}");
        let Some(Node::File(file)) = node(&fetched.tree, "run.sh") else {
            panic!("run.sh is missing");
        };
        assert_eq!((file.executable, file.permissions), (true, None), "{url}");
        assert!(fetched.root().unwrap().join("run.bat").exists());
    }
}

#[test]
fn a_tree_that_git_would_not_check_out_is_refused() {
    let lab = Lab::new();
    lab.repository("t");
    let blob = lab.git("t", &["hash-object", "-w", "a.txt"]);
    let inner = make_tree(&lab, &[("100644", &blob, "x")]);
    for (name, entries, reason) in [
        (
            "link",
            vec![("120000", &blob, "a"), ("040000", &inner, "a")],
            "lies below a file",
        ),
        (
            "twice",
            vec![("100644", &blob, "a"), ("100755", &blob, "a")],
            "occurs twice",
        ),
        ("git", vec![("100644", &blob, ".GIT")], "lies in a `.git` folder"),
        ("above", vec![("040000", &inner, "..")], "leaves the folder"),
    ] {
        let entries: Vec<_> = entries
            .iter()
            .map(|(mode, hash, name)| (*mode, hash.as_str(), *name))
            .collect();
        let tree = make_tree(&lab, &entries);
        let commit = lab.git("t", &["commit-tree", "-m", "x", &tree]);
        lab.git("t", &["update-ref", &format!("refs/heads/{name}"), &commit]);
        let error = lab.fetch_at(&lab.url("t"), named(name)).unwrap_err();
        let SourceError::ForbiddenPath(error) = error else {
            panic!("{name}: {error:?}");
        };
        assert_eq!(error.reason, reason, "{name}");
    }
}

/// Writes a tree object as it is given, however wrong.
fn make_tree(lab: &Lab, entries: &[(&str, &str, &str)]) -> String {
    let mut bytes = Vec::new();
    for (mode, hash, name) in entries {
        bytes.extend_from_slice(mode.trim_start_matches('0').as_bytes());
        bytes.push(b' ');
        bytes.extend_from_slice(name.as_bytes());
        bytes.push(0);
        let digits = (0..hash.len()).step_by(2);
        bytes.extend(digits.map(|at| u8::from_str_radix(&hash[at..at + 2], 16).unwrap()));
    }
    fs_err::write(lab.path("raw-tree"), bytes).unwrap();
    let raw = lab.path("raw-tree").display().to_string();
    lab.git("t", &["hash-object", "-t", "tree", "-w", "--literally", &raw])
}

#[cfg(unix)]
#[test]
fn a_cached_template_costs_five_runs_of_git() {
    use std::os::unix::fs::PermissionsExt;
    let mut lab = Lab::new();
    lab.repository("t").tag("t", "v1.0.0");
    let path = std::env::var("PATH").unwrap();
    let log = lab.path("log");
    lab.write(
        "bin/git",
        &format!(
            "#!/bin/sh\necho \"$@\" >> {}\nPATH='{path}' exec git \"$@\"\n",
            log.display()
        ),
    );
    fs_err::set_permissions(lab.path("bin/git"), std::fs::Permissions::from_mode(0o755)).unwrap();
    let first = format!("{}:{path}", lab.path("bin").display());
    lab.git = lab.git.with_variable("PATH", first);
    let url = lab.url("t");
    lab.fetch(&url).unwrap();
    fs_err::remove_file(&log).unwrap();
    lab.fetch(&url).unwrap();
    let runs = fs_err::read_to_string(&log).unwrap();
    assert_eq!(runs.lines().count(), 5, "{runs}");
}
