use std::path::{Path, PathBuf};

use super::lab::{Lab, named, names, node, text};
use crate::git::Git;
use crate::template::source::{EMBEDDED, FetchOptions, Location, Place, Reference, SourceError, fetch};
use crate::tree::Node;

fn place(text: &str) -> Place {
    Location::parse(Some(text), Path::new("/"))
        .unwrap()
        .place()
        .clone()
}

#[test]
fn addresses_are_read_as_copier_reads_them() {
    for (text, url) in [
        ("gh:owner/repo", "https://github.com/owner/repo.git"),
        ("gh:owner/repo.git", "https://github.com/owner/repo.git"),
        ("gh:/owner/repo", "https://github.com/owner/repo.git"),
        ("gl:group/sub/repo", "https://gitlab.com/group/sub/repo.git"),
        ("https://github.com/o/r", "https://github.com/o/r.git"),
        ("https://gitlab.com/o/r.git", "https://gitlab.com/o/r.git"),
        ("https://example.com/o/r.git", "https://example.com/o/r.git"),
        ("https://example.com/o/r", "https://example.com/o/r"),
        ("git+https://example.com/o/r", "https://example.com/o/r"),
        ("git@example.com:o/r.git", "git@example.com:o/r.git"),
        ("git@example.com:o/r", "git@example.com:o/r"),
        ("git://example.com/o/r", "git://example.com/o/r"),
        ("ssh://git@example.com/o/r", "ssh://git@example.com/o/r"),
        ("file:///srv/r", "file:///srv/r"),
        ("git+file:///srv/r", "file:///srv/r"),
    ] {
        assert_eq!(place(text), Place::Remote(url.to_owned()), "{text}");
        let location = Location::parse(Some(text), Path::new("/")).unwrap();
        assert_eq!(location.recorded(), text);
    }
}

#[test]
fn local_places_are_told_apart() {
    let lab = Lab::new();
    lab.repository("repo");
    lab.write("repo/sub/x", "");
    lab.write("plain/x", "");
    lab.git("repo", &["bundle", "create", "--quiet", "../all.bundle", "--all"]);
    lab.git(".", &["clone", "--quiet", "--bare", "repo", "bare.git"]);
    let at = |name: &str| lab.path(name);
    for (text, expected) in [
        ("repo", Place::Repository(at("repo"))),
        ("./repo", Place::Repository(at("repo"))),
        ("git+repo", Place::Repository(at("repo"))),
        ("bare.git", Place::Repository(at("bare.git"))),
        ("repo/sub", Place::Folder(at("repo/sub"))),
        ("plain", Place::Folder(at("plain"))),
        ("all.bundle", Place::Bundle(at("all.bundle"))),
    ] {
        let location = Location::parse(Some(text), &lab.path("")).unwrap();
        assert_eq!(location.place(), &expected, "{text}");
        let recorded = Path::new(location.recorded().trim_start_matches("git+"));
        assert!(recorded.is_absolute(), "{text}: {}", recorded.display());
        let again = Location::parse(Some(location.recorded()), Path::new("/")).unwrap();
        assert_eq!(again, location, "{text}");
    }
    let above = Location::parse(Some("../plain"), &lab.path("repo")).unwrap();
    let plain = fs_err::canonicalize(lab.path("plain")).unwrap();
    assert_eq!(above.recorded(), plain.to_str().unwrap());
    let home = std::env::home_dir().unwrap();
    assert_eq!(place("~"), Place::Folder(home));
}

#[test]
fn what_names_no_template_is_refused() {
    let lab = Lab::new();
    lab.write("file", "text");
    let error = |text: &str| Location::parse(Some(text), &lab.path("")).unwrap_err();
    assert!(matches!(error("missing"), SourceError::NotFound { .. }));
    assert!(matches!(error("file"), SourceError::NotAFolder { .. }));
    for text in [
        "",
        "-x",
        "--upload-pack=x.git",
        "git+-x",
        "ext::sh -c x.git",
        "git+ext::sh",
        "a\0b",
    ] {
        assert!(matches!(error(text), SourceError::Refused { .. }), "{text}");
    }
}

#[test]
fn every_kind_of_local_git_can_be_fetched() {
    let lab = Lab::new();
    lab.repository("repo").tag("repo", "v1.0.0");
    lab.commit("repo", "a.txt", "two");
    lab.git("repo", &["bundle", "create", "--quiet", "../all.bundle", "--all"]);
    lab.git("repo", &["bundle", "create", "--quiet", "../main.bundle", "main"]);
    lab.git(".", &["clone", "--quiet", "--bare", "repo", "bare.git"]);
    for name in ["all.bundle", "bare.git", "repo", "git+repo"] {
        let fetched = lab.fetch(name).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(text(&fetched.tree, "a.txt").as_deref(), Some("one"), "{name}");
        assert_eq!(fetched.commit.as_deref(), Some("v1.0.0"), "{name}");
    }
    let branch = lab.fetch_at("main.bundle", named("main")).unwrap();
    assert_eq!(text(&branch.tree, "a.txt").as_deref(), Some("two"));
    assert!(matches!(
        lab.fetch("main.bundle"),
        Err(SourceError::NoCommits { .. })
    ));
    assert!(!lab.path("cache").exists());
}

#[test]
fn a_folder_below_a_repository_is_only_a_folder() {
    let lab = Lab::new();
    lab.repository("repo").commit("repo", "sub/b.txt", "b");
    let fetched = lab.fetch_at("repo/sub", named("ignored")).unwrap();
    assert_eq!(names(&fetched.tree), ["b.txt"]);
    assert_eq!((fetched.commit, fetched.version), (None, None));
}

#[cfg(unix)]
#[test]
fn odd_names_links_empty_folders_and_modes_pass_unchanged() {
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::PermissionsExt;
    let lab = Lab::new();
    let odd: Vec<&[u8]> = vec![
        b"caf\xe9",
        b"a b",
        b"a\nb",
        b"-dash",
        b"\"quoted\"",
        b" lead",
        b"tab\t",
        b"{{ x }}.jinja",
    ];
    lab.repository("t");
    for name in &odd {
        fs_err::write(lab.path("t").join(std::ffi::OsStr::from_bytes(name)), name).unwrap();
    }
    lab.write("t/crlf.txt", "a\r\nb\r\n");
    lab.write("t/run.sh", "");
    fs_err::set_permissions(lab.path("t/run.sh"), std::fs::Permissions::from_mode(0o750)).unwrap();
    fs_err::os::unix::fs::symlink("no/where", lab.path("t/dangling")).unwrap();
    fs_err::os::unix::fs::symlink(".", lab.path("t/loop")).unwrap();
    lab.git("t", &["add", "--all"]);
    lab.git("t", &["commit", "--quiet", "-m", "odd"]);
    lab.git("t", &["config", "--global", "core.autocrlf", "true"]);
    lab.write("t/draft.txt", "a\r\nb\r\n");
    fs_err::create_dir_all(lab.path("t/empty/deep")).unwrap();
    fs_err::create_dir_all(lab.path("t/sub/.git")).unwrap();

    for is_git in [true, false] {
        if !is_git {
            fs_err::remove_dir_all(lab.path("t/.git")).unwrap();
        }
        let fetched = lab.fetch("t").unwrap();
        let tree = &fetched.tree;
        for name in &odd {
            let path = PathBuf::from(std::ffi::OsStr::from_bytes(name));
            let Some(Node::File(file)) = node(tree, &path) else {
                panic!("{} is missing", path.display());
            };
            assert_eq!(file.bytes, *name);
        }
        for name in ["crlf.txt", "draft.txt"] {
            assert_eq!(text(tree, name).as_deref(), Some("a\r\nb\r\n"), "{name}");
        }
        assert_eq!(node(tree, "dangling"), Some(&Node::Symlink("no/where".into())));
        assert_eq!(node(tree, "loop"), Some(&Node::Symlink(".".into())));
        let empty = (!is_git).then_some(&Node::Folder);
        assert_eq!(node(tree, "empty/deep"), empty);
        assert_eq!(node(tree, "sub"), empty);
        let Some(Node::File(file)) = node(tree, "run.sh") else {
            panic!("run.sh is missing");
        };
        assert!(file.executable);
        assert_eq!(file.permissions, (!is_git).then_some(0o750));
    }
}

#[test]
fn without_git_folders_work_and_urls_are_told() {
    let mut lab = Lab::new();
    lab.repository("t").tag("t", "v1.0.0");
    let url = lab.url("t");
    lab.git = Git::default().with_variable("PATH", "/nonexistent");
    let fetched = lab.fetch("t").unwrap();
    assert_eq!(names(&fetched.tree), ["a.txt"]);
    assert_eq!(fetched.commit, None);
    assert!(matches!(lab.fetch(&url), Err(SourceError::GitMissing { .. })));
}

#[test]
fn the_embedded_template_is_the_folder_template() {
    let lab = Lab::new();
    let location = Location::parse(None, Path::new("/")).unwrap();
    assert_eq!(location.recorded(), EMBEDDED);
    assert_eq!(Location::parse(Some(EMBEDDED), Path::new("/")).unwrap(), location);
    let version = env!("CARGO_PKG_VERSION");
    let at = |reference: Option<Reference>| {
        let options = FetchOptions {
            reference,
            prereleases: false,
            cache: &lab.cache,
            git: &lab.git,
        };
        fetch(&location, &options)
    };
    let fetched = at(Some(named(version))).unwrap();
    assert_eq!(fetched.commit.as_deref(), Some(&*format!("v{version}")));
    assert_eq!(
        fetched.version.as_ref().map(ToString::to_string).as_deref(),
        Some(version)
    );
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("template");
    let on_disk = lab.fetch(folder.to_str().unwrap()).unwrap();
    let plain = |tree: &crate::tree::Tree| {
        (tree.iter())
            .map(|(path, node)| match node {
                Node::File(file) => (
                    path.clone(),
                    Node::File(crate::tree::File::new(file.bytes.clone(), file.executable)),
                ),
                other => (path.clone(), other.clone()),
            })
            .collect::<crate::tree::Tree>()
    };
    assert_eq!(plain(&fetched.tree), plain(&on_disk.tree));
    fetched.write_out(&fetched.tree).unwrap();
    let written = lab.fetch(fetched.root().unwrap().to_str().unwrap()).unwrap();
    assert_eq!(plain(&written.tree), plain(&on_disk.tree));
    assert!(matches!(
        at(Some(named("v99"))),
        Err(SourceError::EmbeddedVersion { .. })
    ));
}

#[test]
fn a_folder_whose_git_folder_is_none_is_only_a_folder() {
    let lab = Lab::new();
    lab.write("t/.git/x", "");
    lab.write("t/a.txt", "one");
    let fetched = lab.fetch("t").unwrap();
    assert_eq!(names(&fetched.tree), ["a.txt"]);
    assert_eq!(fetched.commit, None);
}
