use std::collections::BTreeSet;

use proptest::prelude::*;

use super::notation::{after, show};
use crate::git::Git;
use crate::merge::conflict::ConflictKind;
use crate::merge::import;
use crate::merge::{Merged, Style, Versions, merge};
use crate::tree::{File, Node, RelPath, Tree};

/// Small files of few lines below few paths, so that edits meet.
fn file() -> impl Strategy<Value = Node> {
    let line = prop::sample::select(vec!["one", "two", "three", "four", "", "\t x"]);
    let lines = prop::collection::vec(line, 0..8).prop_map(|lines| {
        let mut text = String::new();
        for line in lines {
            text.push_str(line);
            text.push('\n');
        }
        text
    });
    (lines, prop::bool::weighted(0.1))
        .prop_map(|(text, executable)| Node::File(File::new(text.into_bytes(), executable)))
}

fn path() -> impl Strategy<Value = RelPath> {
    prop::sample::select(vec!["a", "b", "c", "d/a", "d/b", "d/e/f", "g", "x y"])
        .prop_map(|path| RelPath::new(path).expect("a fixed path"))
}

/// What somebody does to a project.
#[derive(Debug, Clone)]
enum Edit {
    Write(RelPath, Node),
    Insert(RelPath, usize, u32),
    Delete(RelPath),
    Rename(RelPath, RelPath),
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let edit = prop_oneof![
        2 => (path(), file()).prop_map(|(path, node)| Edit::Write(path, node)),
        6 => (path(), 0..8_usize, any::<u32>()).prop_map(|(path, at, number)| Edit::Insert(path, at, number)),
        1 => path().prop_map(Edit::Delete),
        1 => (path(), path()).prop_map(|(from, to)| Edit::Rename(from, to)),
    ];
    prop::collection::vec(edit, 0..5)
}

/// Applies edits; a path that a file stands in the way of is left alone.
fn edited(tree: &Tree, edits: &[Edit], author: &str) -> Tree {
    let mut tree = tree.clone();
    for edit in edits {
        match edit.clone() {
            Edit::Write(path, node) => put(&mut tree, path, node),
            Edit::Delete(path) => drop(tree.remove(&path)),
            Edit::Rename(from, to) => {
                if let Some(node) = tree.remove(&from) {
                    put(&mut tree, to, node);
                }
            }
            Edit::Insert(path, at, number) => {
                if let Some(Node::File(file)) = tree.get(&path).cloned() {
                    let text = String::from_utf8_lossy(&file.bytes).into_owned();
                    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
                    lines.insert(at.min(lines.len()), format!("{author} {number}"));
                    let bytes = (lines.join("\n") + "\n").into_bytes().into();
                    tree.insert(path, Node::File(File { bytes, ..file }));
                }
            }
        }
    }
    tree
}

fn put(tree: &mut Tree, path: RelPath, node: Node) {
    let blocked = path
        .as_path()
        .ancestors()
        .skip(1)
        .any(|above| RelPath::new(above).is_ok_and(|above| tree.get(&above).is_some()))
        || tree
            .iter()
            .any(|(other, _)| other != &path && other.as_path().starts_with(&path));
    if !blocked {
        tree.insert(path, node);
    }
}

fn versions() -> impl Strategy<Value = Versions> {
    let base = prop::collection::btree_map(path(), file(), 0..8).prop_map(|nodes| {
        let mut tree = Tree::default();
        for (path, node) in nodes {
            put(&mut tree, path, node);
        }
        tree
    });
    (base, edits(), edits()).prop_map(|(base, yours, template)| Versions {
        yours: edited(&base, &yours, "yours"),
        template: edited(&base, &template, "template"),
        base,
    })
}

fn merged(versions: &Versions) -> Merged {
    merge(&Git::default(), versions.clone(), None, Style::Inline).expect("a merge")
}

/// Every line that somebody wrote into a project, wherever it went.
fn lines_of<'t>(tree: &'t Tree, author: &str) -> BTreeSet<&'t str> {
    tree.iter()
        .filter_map(|(_, node)| match node {
            Node::File(file) => std::str::from_utf8(&file.bytes).ok(),
            _ => None,
        })
        .flat_map(str::lines)
        .filter(|line| line.starts_with(author))
        .collect()
}

/// What `git merge` leaves in a work tree.
fn by_git(versions: &Versions) -> (Tree, bool) {
    let folder = tempfile::tempdir().expect("a folder");
    let git = |name: &str| {
        let settings = [
            "merge.conflictStyle=diff3",
            "merge.directoryRenames=false",
            "core.bare=false",
        ];
        let git_dir = folder.path().join(".git");
        Git::default()
            .configured(&settings, &git_dir, name)
            .in_work_tree(folder.path())
    };
    git("init").arg("--quiet").bytes().expect("git init");
    let stream = import::stream(versions).expect("a stream");
    git("fast-import")
        .args(["--quiet", "--done", "--date-format=raw"])
        .input(stream)
        .bytes()
        .expect("git fast-import");
    git("checkout")
        .args(["--quiet", "yours"])
        .bytes()
        .expect("git checkout");
    let (clean, _) = git("merge")
        .args(["--quiet", "--no-edit", "template"])
        .answer()
        .expect("git merge");
    let mut tree = Tree::default();
    for entry in walkdir::WalkDir::new(folder.path())
        .into_iter()
        .filter_entry(|entry| entry.file_name() != ".git")
    {
        let entry = entry.expect("an entry");
        if entry.file_type().is_file() {
            use std::os::unix::fs::PermissionsExt as _;
            let executable = entry.metadata().expect("its mode").permissions().mode() & 0o100 != 0;
            let path = entry.path().strip_prefix(folder.path()).expect("inside");
            let bytes = fs_err::read(entry.path()).expect("its content");
            let node = Node::File(File::new(bytes, executable));
            tree.insert(RelPath::new(path).expect("a path"), node);
        }
    }
    (tree, clean)
}

/// Paths that differ on any side, which is what git was given.
fn deciding(versions: &Versions, tree: &Tree) -> Tree {
    tree.iter()
        .filter(|(path, _)| !versions.is_same_everywhere(path))
        .map(|(path, node)| (path.clone(), node.clone()))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_line_of_yours_disappears(versions in versions()) {
        let result = after(&versions.yours, &merged(&versions));
        let lost: Vec<&str> = lines_of(&versions.yours, "yours")
            .difference(&lines_of(&result, "yours"))
            .copied()
            .collect();
        prop_assert!(lost.is_empty(), "lost {lost:?} in {}", show(&result));
    }

    #[test]
    fn the_same_version_again_changes_nothing(versions in versions()) {
        let again = Versions { template: versions.base.clone(), ..versions };
        prop_assert_eq!(merged(&again), Merged::default());
    }

    #[test]
    fn a_second_update_to_what_was_merged_changes_nothing(versions in versions()) {
        let first = merged(&versions);
        prop_assume!(first.conflicts.is_empty());
        let again = Versions {
            base: versions.template.clone(),
            yours: after(&versions.yours, &first),
            template: versions.template,
        };
        prop_assert_eq!(merged(&again), Merged::default());
    }

    #[test]
    fn the_result_is_that_of_git_merge(versions in versions()) {
        let ours = merged(&versions);
        let (theirs, clean) = by_git(&versions);
        // What a user deleted stays deleted, and what git moves aside stays in place.
        let differs = |conflict: &ConflictKind| matches!(conflict, ConflictKind::Type | ConflictKind::Binary);
        prop_assume!(ours.left_out.is_empty());
        prop_assume!(!ours.conflicts.iter().any(|conflict| differs(&conflict.kind)));
        prop_assert_eq!(clean, ours.conflicts.is_empty());
        let result = deciding(&versions, &after(&versions.yours, &ours));
        let text = |tree: &Tree| show(tree);
        let theirs = text(&theirs);
        let named = with_named_base(&theirs);
        prop_assert_eq!(text(&result), named);
    }
}

/// Puts our names in the place of a commit's hash and of `HEAD`.
fn with_named_base(text: &str) -> String {
    let pattern = fancy_regex::Regex::new(r"\|\|\|\|\|\|\|_[0-9a-f]{7,}(:[^,]*)?,").expect("a pattern");
    let named = pattern.replace_all(text, "|||||||_last_update,");
    named.replace("<<<<<<<_HEAD", "<<<<<<<_yours")
}
