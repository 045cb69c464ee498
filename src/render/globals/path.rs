//! `pathjoin`, which copier adds.

use minijinja::Value;

use crate::render::fault::{Fault, Outcome};
use crate::render::python::{Args, PosixPath, finish, join, type_name};
use crate::render::run::Run;

/// Joins paths as Python's `pathlib` does.
pub(super) fn pathjoin(_: &mut Run<'_>, mut args: Args) -> Outcome<Value> {
    let parts = std::mem::take(&mut args.positional);
    let [mode] = args.bind("pathjoin", ["mode"], 0)?;
    let mut texts = Vec::with_capacity(parts.len());
    for part in &parts {
        let text = PosixPath::of(part).or_else(|| part.as_str()).ok_or_else(|| {
            Fault::failed(format!(
                "expected str, bytes or os.PathLike object, not {}",
                type_name(part)
            ))
        })?;
        texts.push(text);
    }
    let joined = match mode.as_ref().map_or(Some("posix"), Value::as_str) {
        Some("native") if cfg!(windows) => windows(&texts),
        Some("posix" | "native") => join(&texts),
        Some("windows") => windows(&texts),
        _ => {
            let mode = mode.map(|mode| mode.to_string()).unwrap_or_default();
            return Err(Fault::failed(format!("KeyError: '{mode}'")));
        }
    };
    Ok(Value::from(joined))
}

fn windows(parts: &[&str]) -> String {
    let (mut drive, mut root, mut names) = ("", "", Vec::new());
    for part in parts {
        let is_separator = |c| matches!(c, '/' | '\\');
        let is_drive = part.as_bytes().first().is_some_and(u8::is_ascii_alphabetic)
            && part.as_bytes().get(1) == Some(&b':');
        let (own_drive, rest) = part.split_at(if is_drive { 2 } else { 0 });
        let is_rooted = rest.starts_with(is_separator);
        if is_drive && !own_drive.eq_ignore_ascii_case(drive) {
            (root, names) = ("", Vec::new());
        }
        if is_drive {
            drive = own_drive;
        }
        if is_rooted {
            (root, names) = ("\\", Vec::new());
        }
        names.extend(rest.split(is_separator));
    }
    finish(&format!("{drive}{root}"), names.into_iter(), "\\")
}
