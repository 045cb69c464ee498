//! Which templates may run code without being asked for it each time.

use std::path::PathBuf;

use miette::Diagnostic;
use thiserror::Error;

use super::Settings;

/// A template wants to run code and may not.
#[derive(Debug, Error, Diagnostic)]
#[error("Template uses potentially unsafe feature{}: {}.", if features.len() == 1 { "" } else { "s" }, features.join(", "))]
#[diagnostic(
    code("template-untrusted"),
    help("read what it runs; if you trust it, add `--trust`, or its address to `trust` in your settings")
)]
pub(crate) struct Untrusted {
    pub(crate) features: Vec<&'static str>,
}

/// Lets a template pass that runs no code; `migrations` says whether some would run now.
pub(crate) fn check(settings: &Settings, skip_tasks: bool, migrations: bool) -> Result<(), Untrusted> {
    let mut features = Vec::new();
    if !settings.extensions.is_empty() {
        features.push("jinja_extensions");
    }
    if migrations {
        features.push("migrations");
    }
    if !settings.tasks.is_empty() && !skip_tasks {
        features.push("tasks");
    }
    if features.is_empty() {
        Ok(())
    } else {
        Err(Untrusted { features })
    }
}

/// An address is trusted when it is listed, or lies below a listed one that ends in `/`.
///
/// Both are compared with `.` and `..` resolved; an address whose path needs more than letters, digits and `._~-`
/// could be read in two ways and is compared letter by letter only.
pub(crate) fn is_trusted(url: &str, trusted: &[String]) -> bool {
    let normal = normalize(url);
    trusted.iter().any(|entry| {
        if !(is_plain(url) && is_plain(entry)) {
            return url == entry;
        }
        let entry = normalize(entry);
        if entry.ends_with('/') {
            normal.starts_with(&entry)
        } else {
            normal == entry
        }
    })
}

/// How an address names its path.
enum Form<'a> {
    /// `scheme://host/path`, `gh:path`: everything before the path, and the path.
    Url(&'a str, &'a str),
    /// `user@host:path`
    Scp(&'a str, &'a str),
    Local,
}

fn form(url: &str) -> Form<'_> {
    if let Some((_, rest)) = url.split_once("://") {
        let host = rest.find('/').unwrap_or(rest.len());
        return Form::Url(&url[..url.len() - rest.len() + host], &rest[host..]);
    }
    for alias in ["gh:", "gl:"] {
        if let Some(path) = url.strip_prefix(alias) {
            return Form::Url(alias, path);
        }
    }
    match url.split_once(':') {
        Some((host, path)) if !host.is_empty() && !path.is_empty() && !host.contains('/') => {
            Form::Scp(host, path)
        }
        _ => Form::Local,
    }
}

fn is_plain(url: &str) -> bool {
    let (Form::Url(_, path) | Form::Scp(_, path)) = form(url) else {
        return true;
    };
    let inner = path.strip_prefix('/').unwrap_or(path);
    let inner = inner.strip_suffix('/').unwrap_or(inner);
    let unreserved = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '~' | '-');
    inner.is_empty()
        || inner
            .split('/')
            .all(|part| !part.is_empty() && part.chars().all(unreserved))
}

fn normalize(url: &str) -> String {
    match form(url) {
        Form::Url(host, path) => format!("{host}{}", resolve(path)),
        Form::Scp(host, path) => format!("{host}:{}", resolve(path)),
        Form::Local => {
            let home = std::env::home_dir().unwrap_or_else(|| PathBuf::from("~"));
            let path = match url.strip_prefix('~') {
                Some(rest) if rest.is_empty() || rest.starts_with('/') => format!("{}{rest}", home.display()),
                _ => url.to_owned(),
            };
            resolve(&path)
        }
    }
}

/// Takes `.`, `..` and doubled slashes out of a path by name, keeping a slash at the end.
fn resolve(path: &str) -> String {
    let absolute = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => drop(parts.pop()),
            ".." if absolute => {}
            part => parts.push(part),
        }
    }
    let mut text = parts.join("/");
    if absolute {
        text.insert(0, '/');
    }
    if path.ends_with('/') && !text.ends_with('/') {
        text.push('/');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::is_trusted;

    fn trusted(url: &str, entry: &str) -> bool {
        is_trusted(url, &[entry.to_owned()])
    }

    #[test]
    fn an_entry_names_one_template_or_all_below_it() {
        assert!(trusted("https://example.com/a/b", "https://example.com/a/b"));
        assert!(trusted("https://example.com/a/b", "https://example.com/a/"));
        assert!(!trusted("https://example.com/ab", "https://example.com/a"));
        assert!(!trusted("https://example.com/a/b", "https://example.com/a"));
        assert!(trusted("gh:me/templates", "gh:me/"));
        assert!(trusted("git@example.com:me/t", "git@example.com:me/"));
        assert!(trusted("/srv/templates/one", "/srv/templates/"));
    }

    #[test]
    fn a_prefix_cannot_be_left() {
        assert!(!trusted(
            "https://example.com/a/../evil",
            "https://example.com/a/"
        ));
        assert!(!trusted("/srv/templates/../evil", "/srv/templates/"));
        assert!(!trusted(
            "https://example.com/a/%2e%2e/evil",
            "https://example.com/a/"
        ));
        assert!(!trusted("git@example.com:me/../evil", "git@example.com:me/"));
    }
}
