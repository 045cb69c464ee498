use super::lab::{Lab, named, text};
use crate::template::source::{Reference, SourceError};

#[test]
fn every_kind_of_reference_finds_its_commit() {
    let lab = Lab::new();
    lab.repository("t").tag("t", "v1.0.0");
    lab.commit("t", "a.txt", "two").tag("t", "v2.0.0");
    lab.commit("t", "a.txt", "pre");
    lab.git("t", &["tag", "-a", "-m", "x", "v2.1.0.dev1"]);
    lab.git("t", &["checkout", "--quiet", "-b", "side", "v1.0.0"]);
    lab.commit("t", "a.txt", "side");
    let side = lab.git("t", &["rev-parse", "HEAD"]);
    lab.git("t", &["checkout", "--quiet", "main"]);
    lab.commit("t", "a.txt", "three");
    let described = lab.git("t", &["describe", "--tags"]);

    let current = |text: &str| Reference::Current(text.to_owned());
    let side_commit = format!("v1.0.0-1-g{}", &side[..7]);
    for url in [lab.url("t"), lab.path("t").display().to_string()] {
        for (reference, content, commit, name) in [
            (None, "two", "v2.0.0", "v2.0.0"),
            (Some(named("v1.0.0")), "one", "v1.0.0", "v1.0.0"),
            (Some(named("side")), "side", &side_commit, "side"),
            (Some(named(&side)), "side", &side_commit, &side),
            (Some(named(&side[..9])), "side", &side_commit, &side[..9]),
            (Some(named("side~1")), "one", "v1.0.0", "side~1"),
            (Some(Reference::Head), "three", &described, "HEAD"),
            (Some(named("HEAD")), "three", &described, "HEAD"),
            (Some(named("HEAD~1")), "pre", "v2.1.0.dev1", "HEAD~1"),
            (Some(current("v1.0.0")), "one", "v1.0.0", "v1.0.0"),
            (Some(current(&described)), "three", &described, &described),
            (Some(current("")), "two", "v2.0.0", "v2.0.0"),
        ] {
            let case = format!("{reference:?} of {url}");
            let fetched = lab.fetch_at(&url, reference).unwrap();
            assert_eq!(text(&fetched.tree, "a.txt").as_deref(), Some(content), "{case}");
            fetched.write_out(&fetched.tree).unwrap();
            let root = fetched.root().unwrap();
            assert_eq!(
                fs_err::read_to_string(root.join("a.txt")).unwrap(),
                content,
                "{case}"
            );
            assert_eq!(fetched.commit.as_deref(), Some(commit), "{case}");
            assert_eq!(fetched.resolved_ref.as_deref(), Some(name), "{case}");
            assert_eq!(fetched.url, url, "{case}");
        }
    }
}

#[test]
fn versions_count_from_the_nearest_tag() {
    let lab = Lab::new();
    lab.repository("t").commit("t", "a.txt", "two");
    let version = |reference: Reference| {
        let fetched = lab.fetch_at(&lab.url("t"), reference).unwrap();
        let short = lab.git(
            "t",
            &["rev-parse", "--short", fetched.commit_hash.as_deref().unwrap()],
        );
        let version = fetched.version.map(|version| version.to_string());
        // A hash of digits alone is a number to PEP 440 and loses its leading zeros.
        let digits = short.bytes().all(|byte| byte.is_ascii_digit());
        let short = if digits {
            short.trim_start_matches('0')
        } else {
            &short
        };
        version.map(|version| version.replace(&format!("+{short}"), "+HASH"))
    };
    assert_eq!(version(Reference::Head).as_deref(), Some("0.0.0.post2.dev0+HASH"));
    lab.tag("t", "nightly");
    assert_eq!(version(Reference::Head).as_deref(), Some("0.0.0.post2.dev0+HASH"));
    lab.tag("t", "v1.2.3");
    assert_eq!(version(Reference::Head).as_deref(), Some("1.2.3"));
    lab.commit("t", "a.txt", "three").commit("t", "a.txt", "four");
    assert_eq!(version(Reference::Head).as_deref(), Some("1.2.3.post2.dev0+HASH"));
    lab.commit("t", "a.txt", "five").tag("t", "v2.0.0rc1");
    assert_eq!(version(Reference::Head).as_deref(), Some("2.0.0rc1"));
    assert_eq!(
        version(Reference::Named("v1.2.3".to_owned())).as_deref(),
        Some("1.2.3")
    );
}

#[test]
fn of_two_versions_of_one_commit_the_one_tagged_last_holds() {
    let lab = Lab::new();
    lab.repository("t");
    for (tag, day) in [("v3.0.0", 1), ("v1.0.0", 3), ("v2.0.0", 2)] {
        let date = format!("2024-01-0{day}T00:00:00Z");
        lab.git_at(&date, "t", &["tag", "--annotate", "-m", tag, tag]);
    }
    let fetched = lab.fetch_at(&lab.url("t"), Reference::Head).unwrap();
    assert_eq!(fetched.version.unwrap().to_string(), "1.0.0");
    assert_eq!(fetched.commit.as_deref(), Some("v1.0.0"));
}

#[test]
fn without_a_version_tag_head_is_used() {
    let lab = Lab::new();
    lab.repository("t")
        .tag("t", "nightly")
        .commit("t", "a.txt", "two");
    let fetched = lab.fetch(&lab.url("t")).unwrap();
    assert_eq!(text(&fetched.tree, "a.txt").as_deref(), Some("two"));
    assert_eq!(fetched.resolved_ref.as_deref(), Some("HEAD"));
    assert_eq!(fetched.warnings, []);
}

#[test]
fn unknown_and_refused_references_are_told() {
    let lab = Lab::new();
    lab.repository("t").tag("t", "v1.0.0").tag("t", "v1.1.0");
    for url in [lab.url("t"), lab.path("t").display().to_string()] {
        let error = lab.fetch_at(&url, named("v1.1")).unwrap_err();
        let SourceError::UnknownReference {
            reference, nearest, ..
        } = error
        else {
            panic!("{error:?}");
        };
        assert_eq!(reference, "v1.1");
        assert_eq!(nearest, ["v1.1.0", "v1.0.0"]);
        for refused in ["--upload-pack=touch x", "-x", "v1\nv2"] {
            let error = lab.fetch_at(&url, named(refused)).unwrap_err();
            assert!(
                matches!(
                    error,
                    SourceError::Refused {
                        what: "reference",
                        ..
                    }
                ),
                "{error:?}"
            );
        }
    }
}
