use std::str::FromStr;

use pep440_rs::Version;

use super::SourceError;
use super::history::{History, REMOTE_HEAD, Ref};
use crate::git::redact;

/// Which version of a template is meant; without one it is the latest version tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reference {
    /// A branch, a tag or a commit.
    Named(String),
    /// The tip of the default branch; of a local repository with its uncommitted changes.
    Head,
    /// What a project's answers file records.
    Current(String),
}

/// The commit that a reference stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Resolved {
    pub(super) name: String,
    /// Missing only for the HEAD of a repository without commits.
    pub(super) commit: Option<String>,
}

impl Resolved {
    /// Whether uncommitted changes of a local repository belong to it.
    pub(super) fn is_head(&self) -> bool {
        self.name == "HEAD"
    }
}

/// Finds the commit of a reference.
///
/// # Errors
/// Refuses a reference that git could take for an option; one that names nothing is told with the nearest names.
pub(super) fn resolve(
    history: &History<'_>,
    refs: &[Ref],
    reference: Option<&Reference>,
    prereleases: bool,
) -> Result<Resolved, SourceError> {
    match reference {
        Some(Reference::Named(name) | Reference::Current(name)) if !name.is_empty() && name != "HEAD" => {
            named(history, refs, name)
        }
        Some(Reference::Head) => head(history, refs),
        Some(Reference::Named(name) | Reference::Current(name)) if name == "HEAD" => head(history, refs),
        _ => match latest(refs, prereleases) {
            Some((tag, commit)) => Ok(Resolved {
                name: tag.to_owned(),
                commit: Some(commit.to_owned()),
            }),
            None => head(history, refs),
        },
    }
}

fn head(history: &History<'_>, refs: &[Ref]) -> Result<Resolved, SourceError> {
    let fetched = refs.iter().find(|candidate| candidate.name == REMOTE_HEAD);
    let commit = match fetched {
        Some(found) => Some(found.commit.clone()),
        None => history.resolve("HEAD")?,
    };
    Ok(Resolved {
        name: "HEAD".to_owned(),
        commit,
    })
}

fn named(history: &History<'_>, refs: &[Ref], name: &str) -> Result<Resolved, SourceError> {
    let refused = |reason| SourceError::Refused {
        what: "reference",
        text: name.to_owned(),
        reason,
    };
    if name.starts_with('-') {
        return Err(refused("begins with a dash"));
    }
    if name.chars().any(char::is_control) {
        return Err(refused("holds a control character"));
    }
    // Tags before branches, as git itself looks.
    let known = (refs.iter().find(|candidate| candidate.tag() == Some(name)))
        .or_else(|| refs.iter().find(|candidate| candidate.branch() == Some(name)));
    let commit = match known {
        Some(found) => Some(found.commit.clone()),
        None => history.resolve(name)?,
    };
    if commit.is_none() {
        return Err(SourceError::UnknownReference {
            url: redact(history.url()),
            reference: name.to_owned(),
            nearest: nearest(refs, name),
        });
    }
    Ok(Resolved {
        name: name.to_owned(),
        commit,
    })
}

/// The tag with the highest version in the order of PEP 440; of equal ones the first by name.
fn latest(refs: &[Ref], prereleases: bool) -> Option<(&str, &str)> {
    let mut best: Option<(Version, &str, &str)> = None;
    for candidate in refs {
        let Some(tag) = candidate.tag() else { continue };
        let Ok(version) = Version::from_str(tag) else {
            continue;
        };
        if version.any_prerelease() && !prereleases {
            continue;
        }
        if best.as_ref().is_none_or(|(highest, ..)| version > *highest) {
            best = Some((version, tag, &candidate.commit));
        }
    }
    best.map(|(_, tag, commit)| (tag, commit))
}

/// The names that are most like the one asked for, else the latest tags.
fn nearest(refs: &[Ref], name: &str) -> Vec<String> {
    const MOST: usize = 3;
    let names: Vec<&str> = (refs.iter().filter_map(Ref::tag))
        .chain(refs.iter().filter_map(Ref::branch))
        .collect();
    let mut found = similar::get_close_matches(name, &names, MOST, 0.5);
    if found.is_empty() {
        let mut tags: Vec<&Ref> = refs.iter().filter(|found| found.tag().is_some()).collect();
        tags.sort_by_key(|tag| std::cmp::Reverse(tag.date));
        found = tags.iter().filter_map(|tag| tag.tag()).take(MOST).collect();
    }
    found.into_iter().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::{Ref, latest, nearest};

    fn tags(names: &[&str]) -> Vec<Ref> {
        let mut sorted = names.to_vec();
        sorted.sort_unstable();
        (sorted.iter().zip(0..))
            .map(|(name, date)| Ref {
                name: format!("refs/tags/{name}"),
                commit: format!("commit of {name}"),
                date,
            })
            .collect()
    }

    #[test]
    fn the_latest_version_is_chosen_as_pep_440_orders_them() {
        for (names, stable, any) in [
            (&["v1.9.0", "v1.10.0"][..], Some("v1.10.0"), Some("v1.10.0")),
            (&["1.0.0", "v1.0.0"], Some("1.0.0"), Some("1.0.0")),
            (&["v1.0.0", "2.0.0rc1"], Some("v1.0.0"), Some("2.0.0rc1")),
            (&["v1.0.0", "v2.0.0.dev1"], Some("v1.0.0"), Some("v2.0.0.dev1")),
            (&["v2.0.0a1", "v2.0.0b1"], None, Some("v2.0.0b1")),
            (
                &["v1.0.0", "v1.0.0.post1"],
                Some("v1.0.0.post1"),
                Some("v1.0.0.post1"),
            ),
            (&["v1.0.0", "v1.0.0-1"], Some("v1.0.0-1"), Some("v1.0.0-1")),
            (&["1!0.1", "v9.0"], Some("1!0.1"), Some("1!0.1")),
            (&["v1.0+b", "v1.0+a"], Some("v1.0+b"), Some("v1.0+b")),
            (&["V1.0", "v0.9"], Some("V1.0"), Some("V1.0")),
            (&["v2024.10", "v3"], Some("v2024.10"), Some("v2024.10")),
            (&["nightly", "release-1", "v1.x"], None, None),
            (&["nightly", "v0.1"], Some("v0.1"), Some("v0.1")),
            (&[], None, None),
        ] {
            let refs = tags(names);
            assert_eq!(latest(&refs, false).map(|found| found.0), stable, "{names:?}");
            assert_eq!(latest(&refs, true).map(|found| found.0), any, "{names:?}");
        }
    }

    #[test]
    fn a_branch_is_no_version() {
        let mut refs = tags(&["v1.0"]);
        refs.push(Ref {
            name: "refs/heads/v2.0".to_owned(),
            commit: String::new(),
            date: 9,
        });
        assert_eq!(latest(&refs, false).map(|found| found.0), Some("v1.0"));
    }

    #[test]
    fn an_unknown_name_has_near_ones() {
        let refs = tags(&["v1.0.0", "v1.1.0", "nightly"]);
        assert_eq!(nearest(&refs, "v1.1"), ["v1.1.0", "v1.0.0"]);
        assert_eq!(nearest(&refs, "zzz"), ["v1.1.0", "v1.0.0", "nightly"]);
        assert_eq!(nearest(&[], "zzz"), Vec::<String>::new());
    }
}
