use std::str::FromStr;

use pep440_rs::Version;

use super::SourceError;
use super::history::{History, Ref};

/// The version of a commit in the order of PEP 440, as dunamai reads it from tags.
///
/// On a version tag it is that version; `N` commits later `.postN.dev0+HASH` is added; without any tag it counts
/// from `0.0.0`.
pub(super) fn of_commit(
    history: &History<'_>,
    refs: &[Ref],
    commit: &str,
    described: &str,
) -> Result<Option<Version>, SourceError> {
    if let Some(tag) = best_tag(refs.iter().filter(|tag| tag.commit == commit)) {
        return Ok(finish(&tag.1, 0, "", described));
    }
    let (base, distance) = match nearest_tag(history, refs, commit)? {
        Some((name, base)) => (base, count(history, &format!("refs/tags/{name}..{commit}"))?),
        None => (TagVersion::default(), count(history, commit)?),
    };
    let hash = match described.rsplit_once("-g") {
        Some((_, hash)) if commit.starts_with(hash) => hash.to_owned(),
        _ if commit.starts_with(described) => described.to_owned(),
        _ => history.text("log", &["-1", "--format=%h", "--no-show-signature", commit])?,
    };
    Ok(finish(&base, distance, &hash, described))
}

/// The version that an answers file's `_commit` tells by itself: a tag, or what `git describe` makes of a later commit.
pub(crate) fn recorded(commit: &str) -> Option<Version> {
    const SHORTEST_HASH: usize = 7;
    // A hash of digits alone would read as a number.
    if commit.len() >= SHORTEST_HASH && commit.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return None;
    }
    let mut parts = commit.rsplitn(3, '-');
    if let (Some(hash), Some(count), Some(tag)) = (parts.next(), parts.next(), parts.next())
        && let (Some(hash), Ok(count)) = (hash.strip_prefix('g'), count.parse())
    {
        return finish(&TagVersion::parse(tag)?, count, hash, commit);
    }
    finish(&TagVersion::parse(commit)?, 0, "", commit)
}

/// The version tag that lies nearest below a commit.
fn nearest_tag<'r>(
    history: &History<'_>,
    refs: &'r [Ref],
    commit: &str,
) -> Result<Option<(&'r str, TagVersion)>, SourceError> {
    if !refs.iter().any(|found| found.tag().is_some()) {
        return Ok(None);
    }
    let decorated = history.text(
        "log",
        &[
            "--simplify-by-decoration",
            "--decorate-refs=refs/tags/",
            "--topo-order",
            "--no-show-signature",
            "--format=%H",
            commit,
        ],
    )?;
    Ok(decorated
        .lines()
        .find_map(|decorated| best_tag(refs.iter().filter(|tag| tag.commit == decorated))))
}

/// Of the tags of one commit the latest that reads as a version.
fn best_tag<'r>(tags: impl Iterator<Item = &'r Ref>) -> Option<(&'r str, TagVersion)> {
    let mut tags: Vec<_> = tags
        .filter_map(|found| Some((found.date, found.tag()?)))
        .collect();
    tags.sort_by_key(|(date, _)| std::cmp::Reverse(*date));
    tags.iter()
        .find_map(|(_, tag)| TagVersion::parse(tag).map(|version| (*tag, version)))
}

fn count(history: &History<'_>, range: &str) -> Result<u64, SourceError> {
    let text = history.text("rev-list", &["--count", range])?;
    Ok(text.parse().unwrap_or_default())
}

/// Writes the version out; where that is none, what `git describe` says is read as one.
fn finish(base: &TagVersion, distance: u64, hash: &str, described: &str) -> Option<Version> {
    if let Ok(version) = Version::from_str(&base.write(distance, hash)) {
        return Some(version);
    }
    let mut parts = described.rsplitn(3, '-');
    if let (Some(hash), Some(count), Some(base)) = (parts.next(), parts.next(), parts.next())
        && hash.starts_with('g')
        && count.bytes().all(|digit| digit.is_ascii_digit())
    {
        return Version::from_str(&format!("{base}.post{count}+{hash}")).ok();
    }
    Version::from_str(described).ok()
}

/// The parts of a tag such as `v1!1.2.3-rc.4+meta`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct TagVersion {
    epoch: Option<String>,
    base: String,
    stage: Option<String>,
    revision: Option<u64>,
}

impl Default for TagVersion {
    fn default() -> Self {
        Self {
            epoch: None,
            base: "0.0.0".to_owned(),
            stage: None,
            revision: None,
        }
    }
}

impl TagVersion {
    fn parse(tag: &str) -> Option<Self> {
        let rest = tag.strip_prefix('v').unwrap_or(tag);
        let (epoch, rest) = match rest.split_once('!') {
            Some((epoch, rest)) if is_number(epoch) => (Some(epoch.to_owned()), rest),
            Some(_) => return None,
            None => (None, rest),
        };
        let rest = match rest.split_once('+') {
            Some((_, "")) => return None,
            Some((rest, _)) => rest,
            None => rest,
        };
        let mut end = take_while(rest, 0, |c| c.is_ascii_digit());
        if end == 0 {
            return None;
        }
        while rest[end..].starts_with('.') {
            let next = take_while(rest, end + 1, |c| c.is_ascii_digit());
            if next == end + 1 {
                break;
            }
            end = next;
        }
        let (base, rest) = rest.split_at(end);
        let after = without_separator(rest);
        let (stage, after) = after.split_at(take_while(after, 0, |c| c.is_ascii_alphabetic()));
        let revision = without_separator(after);
        let is_version = rest.is_empty() || !stage.is_empty() && (revision.is_empty() || is_number(revision));
        is_version.then(|| Self {
            epoch,
            base: base.to_owned(),
            stage: (!stage.is_empty()).then(|| stage.to_owned()),
            revision: revision.parse().ok(),
        })
    }

    fn write(&self, distance: u64, hash: &str) -> String {
        use std::fmt::Write as _;
        let mut stage = self.stage.as_deref();
        let (mut post, mut dev) = (None, None);
        if stage == Some("post") {
            stage = None;
            post = self.revision;
        } else if stage == Some("dev") {
            stage = None;
            dev = self.revision;
        }
        if distance > 0 {
            match (post, dev) {
                (None, None) => (post, dev) = (Some(distance), Some(0)),
                _ => dev = Some(dev.unwrap_or(0) + distance),
            }
        }
        let mut text = String::new();
        if let Some(epoch) = &self.epoch {
            let _ = write!(text, "{epoch}!");
        }
        text.push_str(&self.base);
        if let Some(stage) = stage {
            let _ = write!(text, "{stage}{}", self.revision.unwrap_or(0));
        }
        for (name, number) in [("post", post), ("dev", dev)] {
            if let Some(number) = number {
                let _ = write!(text, ".{name}{number}");
            }
        }
        if distance > 0 {
            let _ = write!(text, "+{hash}");
        }
        text
    }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn without_separator(text: &str) -> &str {
    text.strip_prefix(['-', '.', '_']).unwrap_or(text)
}

fn take_while(text: &str, from: usize, accept: impl Fn(char) -> bool) -> usize {
    text[from..]
        .find(|c| !accept(c))
        .map_or(text.len(), |length| from + length)
}

#[cfg(test)]
mod tests {
    use super::{TagVersion, finish};

    fn version(tag: &str, distance: u64) -> Option<String> {
        let described = if distance == 0 {
            tag.to_owned()
        } else {
            format!("{tag}-{distance}-gabc1234")
        };
        finish(&TagVersion::parse(tag)?, distance, "abc1234", &described).map(|found| found.to_string())
    }

    #[test]
    fn what_is_recorded_tells_its_version() {
        for (commit, expected) in [
            ("v1.2.3", Some("1.2.3")),
            ("v1.2.3-4-gabc1234", Some("1.2.3.post4.dev0+abc1234")),
            ("v2.0.0-rc.1", Some("2.0.0rc1")),
            ("abc1234", None),
            ("3753161", None),
            ("20240101", None),
        ] {
            let version = super::recorded(commit).map(|version| version.to_string());
            assert_eq!(version.as_deref(), expected, "{commit}");
        }
    }

    /// The expected values are what dunamai 1.26 gives (none where copier fails) for the same tags.
    #[test]
    fn tags_and_distances_become_versions() {
        for (tag, distance, expected) in [
            ("v1.2.3", 0, Some("1.2.3")),
            ("1.2.3", 0, Some("1.2.3")),
            ("1.2.3", 4, Some("1.2.3.post4.dev0+abc1234")),
            ("v1.0.0-rc.1", 0, Some("1.0.0rc1")),
            ("v1.0.0-beta2", 3, Some("1.0.0b2.post3.dev0+abc1234")),
            ("v1.0a", 0, Some("1.0a0")),
            ("v1.0.post2", 3, Some("1.0.post2.dev3+abc1234")),
            ("v1.0.dev1", 3, Some("1.0.dev4+abc1234")),
            ("v1!1.0", 1, Some("1!1.0.post1.dev0+abc1234")),
            ("v1.0+linux", 0, Some("1.0")),
            ("v1.0-foo3", 2, None),
            ("nightly", 0, None),
            ("v1.x", 0, None),
            ("v1.", 0, None),
            ("v1.0-", 0, None),
            ("v1.0-3", 0, None),
            ("v1.0.1-RC1", 0, Some("1.0.1rc1")),
            ("v1.0post", 2, Some("1.0.post2.dev0+abc1234")),
            ("v1.0dev", 2, Some("1.0.post2.dev0+abc1234")),
        ] {
            assert_eq!(version(tag, distance).as_deref(), expected, "{tag} {distance}");
        }
    }
}
