//! Parts of POSIX paths, as Python's `posixpath` splits them.

use minijinja::value::{Tuple, Value};
use minijinja::{Error, State};

use super::super::call::Call;

pub(in crate::render::ansible) fn basename(_state: &mut State, call: &Call) -> Result<Value, Error> {
    Ok(split(&call.only_text("p")?).1.into())
}

pub(in crate::render::ansible) fn dirname(_state: &mut State, call: &Call) -> Result<Value, Error> {
    Ok(split(&call.only_text("p")?).0.into())
}

/// Splits the extension off, as a pair; leading dots of a name begin no extension.
pub(in crate::render::ansible) fn splitext(_state: &mut State, call: &Call) -> Result<Value, Error> {
    let path = call.only_text("p")?;
    let name = path.rfind('/').map_or(0, |slash| slash + 1);
    let stem = name + path[name..].bytes().take_while(|byte| *byte == b'.').count();
    let dot = path[stem..].rfind('.').map_or(path.len(), |dot| stem + dot);
    Ok(Tuple::from([path[..dot].into(), path[dot..].into()]).into())
}

/// The folder, without the slashes that end it unless it is the root, and the name.
pub(super) fn split(path: &str) -> (&str, &str) {
    let (folder, name) = path.split_at(path.rfind('/').map_or(0, |slash| slash + 1));
    let bare = folder.trim_end_matches('/');
    (if bare.is_empty() { folder } else { bare }, name)
}

pub(super) fn join(folder: &str, name: &str) -> String {
    if name.starts_with('/') || folder.is_empty() {
        return name.to_owned();
    }
    let slash = if folder.ends_with('/') { "" } else { "/" };
    format!("{folder}{slash}{name}")
}

/// Removes empty parts, `.` and, without looking at the disk, `..`.
pub(super) fn normalize(path: &str) -> String {
    // POSIX leaves the meaning of exactly two leading slashes open, so they stay.
    let root = match path.bytes().take_while(|byte| *byte == b'/').count() {
        0 => "",
        2 => "//",
        _ => "/",
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/').filter(|part| !part.is_empty() && *part != ".") {
        let climbs = part == "..";
        match parts.last() {
            Some(&last) if climbs && last != ".." => {
                parts.pop();
            }
            None if climbs && !root.is_empty() => {}
            _ => parts.push(part),
        }
    }
    let path = format!("{root}{}", parts.join("/"));
    if path.is_empty() { ".".to_owned() } else { path }
}
