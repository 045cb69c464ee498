//! Parts of Windows paths, as Python's `ntpath` splits them.

use minijinja::value::{Tuple, Value};
use minijinja::{Error, State};

use super::super::call::Call;

const SEPARATORS: [char; 2] = ['\\', '/'];

pub(in crate::render::ansible) fn win_basename(_state: &mut State, call: &Call) -> Result<Value, Error> {
    let path = call.only_text("p")?;
    let (_, path) = split_drive(&path);
    Ok(path[name_start(path)..].into())
}

pub(in crate::render::ansible) fn win_dirname(_state: &mut State, call: &Call) -> Result<Value, Error> {
    let path = call.only_text("p")?;
    let (drive, path) = split_drive(&path);
    let folder = &path[..name_start(path)];
    let bare = folder.trim_end_matches(SEPARATORS);
    Ok(format!("{drive}{}", if bare.is_empty() { folder } else { bare }).into())
}

/// Splits the drive or the network share off, as a pair.
pub(in crate::render::ansible) fn win_splitdrive(_state: &mut State, call: &Call) -> Result<Value, Error> {
    let path = call.only_text("p")?;
    let (drive, rest) = split_drive(&path);
    Ok(Tuple::from([drive.into(), rest.into()]).into())
}

fn name_start(path: &str) -> usize {
    path.rfind(SEPARATORS).map_or(0, |separator| separator + 1)
}

fn split_drive(path: &str) -> (&str, &str) {
    let uniform = path.replace('/', "\\");
    if uniform.starts_with("\\\\") {
        let unc = uniform
            .get(..8)
            .is_some_and(|start| start.eq_ignore_ascii_case("\\\\?\\UNC\\"));
        let server = if unc { 8 } else { 2 };
        // The drive is `\\server\share`; what lacks the share is all drive.
        let share = uniform[server..].find('\\').map(|at| server + at + 1);
        let end = share.and_then(|share| uniform[share..].find('\\').map(|at| share + at));
        return path.split_at(end.unwrap_or(path.len()));
    }
    let second = path.char_indices().nth(1);
    match second {
        Some((at, ':')) => path.split_at(at + 1),
        _ => path.split_at(0),
    }
}
