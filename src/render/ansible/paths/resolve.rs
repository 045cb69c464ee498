//! `realpath` and `relpath`.

use std::collections::HashMap;

use minijinja::value::Value;
use minijinja::{Error, State};

use super::super::call::Call;
use super::posix::{join, normalize, split};

/// Makes a path absolute and follows its symbolic links; what does not exist stays, unless `strict`.
pub(in crate::render::ansible) fn realpath(_state: &mut State, call: &Call) -> Result<Value, Error> {
    let [path, strict] = match call.positional.len() {
        0 | 1 => call.bind(["filename", "strict"], 1)?,
        _ => call.bind(["filename"], 1).map(|[path]| [path, None])?,
    };
    let path = call.text(&path.unwrap_or_default(), "filename")?;
    let strict = strict.is_some_and(|strict| strict.is_true());
    let mut resolver = Resolver {
        strict,
        seen: HashMap::new(),
    };
    let (path, _) = resolver
        .resolve("", &path)
        .map_err(|problem| call.fail(problem))?;
    absolute(&path)
        .map(Value::from)
        .map_err(|problem| call.fail(problem))
}

/// Writes a path as seen from a folder, by default the current one.
pub(in crate::render::ansible) fn relpath(_state: &mut State, call: &Call) -> Result<Value, Error> {
    let [path, start] = call.bind(["path", "start"], 1)?;
    let path = call.text(&path.unwrap_or_default(), "path")?;
    if path.is_empty() {
        return Err(call.fail("no path specified"));
    }
    let start = match start.filter(|start| !start.is_none()) {
        Some(start) => call.text(&start, "start")?,
        None => ".".to_owned(),
    };
    let absolute = |path: &str| absolute(path).map_err(|problem| call.fail(problem));
    let (start, path) = (absolute(&start)?, absolute(&path)?);
    let parts = |path: &str| {
        path.split('/')
            .filter(|part| !part.is_empty())
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let (start, path) = (parts(&start), parts(&path));
    let common = start.iter().zip(&path).take_while(|(a, b)| a == b).count();
    let up = vec!["..".to_owned(); start.len() - common];
    let relative = [up.as_slice(), &path[common..]].concat().join("/");
    Ok(if relative.is_empty() {
        ".".to_owned()
    } else {
        relative
    }
    .into())
}

fn absolute(path: &str) -> std::io::Result<String> {
    if path.starts_with('/') {
        return Ok(normalize(path));
    }
    let folder = std::env::current_dir()?;
    Ok(normalize(&join(&folder.to_string_lossy(), path)))
}

struct Resolver {
    strict: bool,
    /// What the links met so far lead to; nothing while a link is being followed, which is how a loop shows.
    seen: HashMap<String, Option<String>>,
}

impl Resolver {
    /// Follows the links of `rest` from a resolved folder on; false when a loop ended the way.
    fn resolve(&mut self, folder: &str, rest: &str) -> std::io::Result<(String, bool)> {
        let mut path = if rest.starts_with('/') {
            "/".to_owned()
        } else {
            folder.to_owned()
        };
        let mut rest = rest.trim_start_matches('/');
        while !rest.is_empty() {
            let (name, after) = rest.split_once('/').unwrap_or((rest, ""));
            rest = after;
            match name {
                "" | "." => continue,
                ".." => {
                    path = parent(&path);
                    continue;
                }
                _ => {}
            }
            let next = join(&path, name);
            let metadata = fs_err::symlink_metadata(&next);
            if self.strict
                && let Err(problem) = metadata
            {
                return Err(problem);
            }
            if !metadata.is_ok_and(|metadata| metadata.is_symlink()) {
                path = next;
                continue;
            }
            match self.seen.get(&next) {
                Some(Some(target)) => target.clone_into(&mut path),
                Some(None) if self.strict => {
                    return Err(std::io::Error::other(format!("`{next}` is a loop of links")));
                }
                Some(None) => return Ok((join(&next, rest), false)),
                None => {
                    self.seen.insert(next.clone(), None);
                    let link = fs_err::read_link(&next)?;
                    let (target, complete) = self.resolve(&path, &link.to_string_lossy())?;
                    path = target;
                    if !complete {
                        return Ok((join(&path, rest), false));
                    }
                    self.seen.insert(next, Some(path.clone()));
                }
            }
        }
        Ok((path, true))
    }
}

fn parent(path: &str) -> String {
    if path.is_empty() {
        return "..".to_owned();
    }
    match split(path) {
        (folder, "..") => join(&join(folder, ".."), ".."),
        (folder, _) => folder.to_owned(),
    }
}
