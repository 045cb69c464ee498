//! A folder that does not exist yet is built beside its place and renamed into it.

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};

use super::dir::{Dir, Kind};
use super::error::ApplyError;
use super::planned::Plan;
use super::stage::{self, Item, Watch};

/// Creates the plan's root and all folders that lead to it from `base`.
pub(super) fn apply(
    plan: &Plan,
    base: &Path,
    names: &[OsString],
    watch: &mut Watch<'_>,
) -> Result<(), ApplyError> {
    let Some((top, inner)) = names.split_first() else {
        return Ok(());
    };
    let error = |source| ApplyError::io("create", plan.root(), source);
    let busy = || ApplyError::Busy {
        path: plan.root().to_owned(),
    };
    let dir = Dir::open(base).map_err(error)?;
    (dir.check_writable()).map_err(|source| ApplyError::io("write to", base, source))?;
    let prefix = prefix(top);
    if !clear_leftovers(&dir, &prefix).map_err(error)? {
        return Err(busy());
    }
    let name = OsString::from(format!("{prefix}{:08x}", rand::random::<u32>()));
    dir.create_folder(&name, 0o777).map_err(error)?;
    let built = (dir.open_folder(&name).map_err(error)).and_then(|folder| {
        if !folder.try_lock().map_err(error)? {
            return Err(busy());
        }
        fill(&folder, plan, inner, watch)?;
        watch.check()?;
        dir.rename(&name, &dir, top)
            .map_err(|source| match source.kind() {
                io::ErrorKind::AlreadyExists => ApplyError::Changed { path: base.join(top) },
                _ => error(source),
            })
    });
    if built.is_err() {
        // If it cannot go now, the next run for this folder removes it.
        let _ = dir.remove_all(&name);
    }
    built
}

fn fill(folder: &Dir, plan: &Plan, inner: &[OsString], watch: &mut Watch<'_>) -> Result<(), ApplyError> {
    let error = |source| ApplyError::io("create", plan.root(), source);
    let mut root = folder.try_clone().map_err(error)?;
    for name in inner {
        root.create_folder(name, 0o777).map_err(error)?;
        root = root.open_folder(name).map_err(error)?;
    }
    let items = plan.changes().iter().filter_map(|change| {
        Some(Item {
            path: &change.path,
            node: change.after.as_ref()?,
            replaced: None,
        })
    });
    stage::write(&root, items, |path| plan.root().join(path), watch)
}

/// How folders begin that are being built for a name.
fn prefix(top: &OsStr) -> String {
    // A name may have 255 bytes.
    const ROOM: usize = 200;
    let top = top.to_string_lossy();
    let kept: PathBuf = PathBuf::from(&top[..top.floor_char_boundary(ROOM)]);
    format!(".{}.scaffold-", kept.display())
}

/// Removes what killed runs have left. Says false when one of them is alive.
fn clear_leftovers(dir: &Dir, prefix: &str) -> io::Result<bool> {
    for name in dir.names()? {
        if !name.as_encoded_bytes().starts_with(prefix.as_bytes()) {
            continue;
        }
        let Some(meta) = dir.stat(&name)? else {
            continue;
        };
        // In a folder that all may write to, such as `/tmp`, others cannot keep anyone waiting.
        if meta.kind != Kind::Folder || !Dir::is_own(&meta) {
            continue;
        }
        let Ok(folder) = dir.open_folder(&name) else {
            continue;
        };
        if !folder.try_lock()? {
            return Ok(false);
        }
        // Before the lock was taken, the run may have ended well and renamed the folder.
        let same = dir.stat(&name)?.is_some_and(|now| now.id == meta.id);
        if same && folder.own_stat()?.id == meta.id {
            let _ = dir.remove_all(&name);
        }
    }
    Ok(true)
}
