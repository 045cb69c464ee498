use std::collections::BTreeSet;
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};

use super::change::Place;
use super::dir::{Dir, Kind, Meta};
use super::error::PlanError;
use super::work::WORK;
use crate::tree::{ForbiddenPath, RelPath};

/// Looks up paths below a root in their order, keeping the folders on the way open.
#[derive(Debug)]
pub(super) struct Survey<'a> {
    root: &'a Path,
    /// What lies at these paths does not stand in the way of anything.
    deletions: &'a BTreeSet<RelPath>,
    /// The root, and below it the folders of the path looked up last.
    levels: Vec<Level>,
    /// Where the symlinks lie that were followed.
    links: BTreeSet<PathBuf>,
}

#[derive(Debug)]
struct Level {
    name: OsString,
    /// Nothing while the folder does not exist.
    dir: Option<Dir>,
    real: PathBuf,
    /// Whether a symlink led here.
    linked: bool,
    missing_from: usize,
}

/// What lies at a path.
pub(super) struct Found<'s> {
    pub(super) place: Place,
    /// What lies there, in the folder that holds it.
    pub(super) existing: Option<(Meta, &'s Dir)>,
}

impl<'a> Survey<'a> {
    /// Starts at a root, which need not exist.
    pub(super) fn new(
        root: &'a Path,
        exists: bool,
        deletions: &'a BTreeSet<RelPath>,
    ) -> Result<Self, PlanError> {
        let open = || Dir::open(root).map_err(|source| io_error("open", root, source));
        let dir = exists.then(open).transpose()?;
        let level = Level {
            name: OsString::new(),
            dir,
            real: PathBuf::new(),
            linked: false,
            missing_from: 0,
        };
        Ok(Self {
            root,
            deletions,
            levels: vec![level],
            links: BTreeSet::new(),
        })
    }

    /// The symlinks that lead to some of the paths; neither may be replaced by what lies behind it.
    pub(super) fn into_links(self) -> BTreeSet<PathBuf> {
        self.links
    }

    /// Looks up a path at which a folder is wanted; a symlink to a folder serves as well.
    pub(super) fn look_for_folder(&mut self, path: &RelPath) -> Result<Found<'_>, PlanError> {
        self.enter_all(path, path.as_path())?;
        let level = &self.levels[self.levels.len() - 1];
        let linked = level.linked && !level.real.as_os_str().is_empty();
        let real = linked.then(|| reachable(level.real.clone())).transpose()?;
        let existing = match &level.dir {
            Some(dir) => {
                let meta = dir.own_stat();
                Some((
                    meta.map_err(|source| io_error("look at", self.root.join(path), source))?,
                    dir,
                ))
            }
            None => None,
        };
        let missing_from = level.missing_from;
        Ok(Found {
            place: Place { real, missing_from },
            existing,
        })
    }

    /// Looks up a path without following a symlink that lies at it. A folder of which all is to be deleted
    /// counts as gone.
    pub(super) fn look(&mut self, path: &RelPath) -> Result<Found<'_>, PlanError> {
        let (parent, name) = split(path);
        self.enter_all(path, parent)?;
        let cleared = self.is_cleared(path)?;
        let level = &self.levels[self.levels.len() - 1];
        let depth = level.real.iter().count() + 1;
        let real = (level.linked)
            .then(|| reachable(level.real.join(name)))
            .transpose()?;
        let existing = match &level.dir {
            Some(dir) if !cleared => (dir.stat(name))
                .map_err(|source| io_error("look at", self.root.join(path), source))?
                .map(|meta| (meta, dir)),
            _ => None,
        };
        let missing_from = match level.dir {
            Some(_) => depth,
            None => level.missing_from,
        };
        Ok(Found {
            place: Place { real, missing_from },
            existing,
        })
    }

    /// Makes the folders on the way to a path the current ones.
    fn enter_all(&mut self, path: &RelPath, folders: &Path) -> Result<(), PlanError> {
        let known = (folders.iter().zip(&self.levels[1..]))
            .take_while(|(name, level)| *name == level.name)
            .count();
        self.levels.truncate(known + 1);
        for name in folders.iter().skip(known) {
            let level = self.enter(path, name)?;
            self.levels.push(level);
        }
        Ok(())
    }

    /// Looks at the next folder on the way to a path.
    fn enter(&mut self, path: &RelPath, name: &OsStr) -> Result<Level, PlanError> {
        let above = &self.levels[self.levels.len() - 1];
        let mut level = Level {
            name: name.to_owned(),
            dir: None,
            real: above.real.join(name),
            linked: above.linked,
            missing_from: above.missing_from,
        };
        let Some(dir) = &above.dir else {
            return Ok(level);
        };
        level.missing_from = level.real.iter().count();
        let here: PathBuf = (self.levels[1..].iter().map(|level| level.name.as_os_str()))
            .chain([name])
            .collect();
        let error = |source| io_error("look at", self.root.join(&here), source);
        match dir.stat(name).map_err(error)?.map(|meta| meta.kind) {
            None => {}
            Some(Kind::Folder) => level.dir = Some(dir.open_folder(name).map_err(error)?),
            Some(Kind::Symlink) if !self.deletions.contains(here.as_path()) => {
                level.real = self.resolve(path, &here)?;
                level.linked = true;
                level.dir = Some(Dir::open(&self.root.join(&level.real)).map_err(error)?);
            }
            Some(_) if self.deletions.contains(here.as_path()) => {}
            Some(kind) => return Err(blocked(path, &here, kind)),
        }
        Ok(level)
    }

    /// Follows a symlink to a folder inside of the root.
    fn resolve(&mut self, path: &RelPath, link: &Path) -> Result<PathBuf, PlanError> {
        let full = self.root.join(link);
        let root =
            fs_err::canonicalize(self.root).map_err(|source| io_error("resolve", self.root, source))?;
        let end = match fs_err::canonicalize(&full) {
            Ok(end) => end,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(blocked(path, link, Kind::Symlink));
            }
            Err(source) => return Err(io_error("resolve", full, source)),
        };
        let Ok(inside) = end.strip_prefix(&root) else {
            return Err(PlanError::LeadsOutside {
                path: path.clone(),
                link: link.to_owned(),
            });
        };
        if !end.is_dir() {
            return Err(blocked(path, link, Kind::File));
        }
        self.follow(&root, full);
        Ok(inside.to_owned())
    }

    /// Remembers a symlink, and the one that it leads to, and so on; the kernel has found an end already.
    fn follow(&mut self, root: &Path, mut link: PathBuf) {
        while let (Some(parent), Some(name)) = (link.parent(), link.file_name()) {
            let Ok(real) = fs_err::canonicalize(parent).map(|parent| parent.join(name)) else {
                return;
            };
            let Ok(target) = fs_err::read_link(&real) else {
                return;
            };
            let new = real
                .strip_prefix(root)
                .is_ok_and(|inside| self.links.insert(inside.to_owned()));
            if !new {
                return;
            }
            link = real.with_file_name("").join(target);
        }
    }

    /// Says whether all that lies at a path is to be deleted.
    fn is_cleared(&self, path: &RelPath) -> Result<bool, PlanError> {
        let below = |gone: &RelPath| gone.as_path().starts_with(path);
        if !self
            .deletions
            .range::<RelPath, _>(path..)
            .next()
            .is_some_and(below)
        {
            return Ok(false);
        }
        let (_, name) = split(path);
        let Some(dir) = &self.levels[self.levels.len() - 1].dir else {
            return Ok(false);
        };
        self.all_deleted(dir, name, path.as_path())
            .map_err(|source| io_error("read", self.root.join(path), source))
    }

    fn all_deleted(&self, dir: &Dir, name: &OsStr, path: &Path) -> io::Result<bool> {
        let listed = || self.deletions.contains(path);
        if dir.stat(name)?.is_none_or(|meta| meta.kind != Kind::Folder) {
            return Ok(listed());
        }
        let folder = dir.open_folder(name)?;
        let names = folder.names()?;
        if names.is_empty() {
            return Ok(listed());
        }
        for name in names {
            if !self.all_deleted(&folder, &name, &path.join(&name))? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Refuses a path that only a symlink made dangerous.
fn reachable(real: PathBuf) -> Result<RelPath, PlanError> {
    if real.starts_with(WORK) {
        return Err(PlanError::Forbidden(ForbiddenPath {
            path: real,
            reason: "lies in the folder that runs work in",
        }));
    }
    Ok(RelPath::new(real)?)
}

pub(super) fn blocked(path: &RelPath, by: &Path, kind: Kind) -> PlanError {
    PlanError::Blocked {
        path: path.clone(),
        by: by.display().to_string(),
        what: match kind {
            Kind::File => "a file",
            Kind::Folder => "a folder",
            Kind::Symlink => "a symlink that leads nowhere",
            Kind::Other => "neither a file nor a folder",
        },
    }
}

pub(super) fn split(path: &RelPath) -> (&Path, &OsStr) {
    let path = path.as_path();
    (
        path.parent().unwrap_or(Path::new("")),
        path.file_name().unwrap_or_default(),
    )
}

fn io_error(doing: &'static str, path: impl Into<PathBuf>, source: io::Error) -> PlanError {
    PlanError::Io {
        doing,
        path: path.into(),
        source,
    }
}
