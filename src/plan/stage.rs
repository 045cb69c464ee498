use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use super::dir::{Dir, Meta};
use super::error::ApplyError;
use super::interrupt::Interrupt;
use crate::tree::Node;

/// A node to write, and the file that it is going to replace.
pub(super) struct Item<'a, P> {
    pub(super) path: P,
    pub(super) node: &'a Node,
    pub(super) replaced: Option<&'a Meta>,
}

/// Counts what is written and listens for the wish to stop.
pub(super) struct Watch<'a> {
    interrupt: &'a Interrupt,
    progress: &'a mut dyn FnMut(usize),
    done: usize,
}

impl<'a> Watch<'a> {
    pub(super) fn new(interrupt: &'a Interrupt, progress: &'a mut dyn FnMut(usize)) -> Self {
        Self {
            interrupt,
            progress,
            done: 0,
        }
    }

    pub(super) fn check(&self) -> Result<(), ApplyError> {
        if self.interrupt.is_set() {
            return Err(ApplyError::Interrupted);
        }
        Ok(())
    }

    fn tick(&mut self) {
        self.done += 1;
        (self.progress)(self.done);
    }
}

/// Writes nodes below a folder that holds none of them, in the order of their paths. Folders on the way
/// are created once and stay open while paths lie in them.
pub(super) fn write<'a, P: AsRef<Path>>(
    base: &Dir,
    items: impl IntoIterator<Item = Item<'a, P>>,
    shown: impl Fn(&Path) -> PathBuf,
    watch: &mut Watch<'_>,
) -> Result<(), ApplyError> {
    let mut open: Vec<(Box<OsStr>, Dir)> = Vec::new();
    for item in items {
        watch.check()?;
        let path = item.path.as_ref();
        let error = |source| ApplyError::io("write", shown(path), source);
        let (parent, name) = (
            path.parent().unwrap_or(Path::new("")),
            path.file_name().unwrap_or_default(),
        );
        let known = (parent.iter().zip(&open))
            .take_while(|(name, (open, _))| *name == &**open)
            .count();
        open.truncate(known);
        for name in parent.iter().skip(known) {
            enter(base, &mut open, name, true).map_err(error)?;
        }
        let dir = open.last().map_or(base, |(_, dir)| dir);
        dir.create(name, item.node, item.replaced).map_err(error)?;
        if matches!(item.node, Node::Folder) {
            enter(base, &mut open, name, false).map_err(error)?;
        }
        watch.tick();
    }
    Ok(())
}

fn enter(base: &Dir, open: &mut Vec<(Box<OsStr>, Dir)>, name: &OsStr, create: bool) -> std::io::Result<()> {
    let dir = open.last().map_or(base, |(_, dir)| dir);
    if create {
        dir.create_folder(name, 0o777)?;
    }
    let folder = dir.open_folder(name)?;
    open.push((name.into(), folder));
    Ok(())
}
