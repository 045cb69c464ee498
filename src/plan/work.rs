use std::ffi::OsStr;
use std::fs::{File as StdFile, TryLockError};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::dir::{Dir, Kind};
use super::error::ApplyError;
use super::journal::Journal;
use super::stage::{self, Item, Watch};
use crate::tree::{File, Node};

/// The folder in a project that exists while a transaction runs, and after one was killed.
pub(super) const WORK: &str = ".scaffold-transaction";

const JOURNAL: &str = "journal";
const DRAFT: &str = "journal-draft";
const LOCK: &str = "lock";

/// A transaction's folder in the project, locked as long as this lives.
#[derive(Debug)]
pub(super) struct Work {
    pub(super) root: Dir,
    pub(super) dir: Dir,
    pub(super) path: PathBuf,
    lock: StdFile,
}

/// What [`Work::reopen`] finds.
pub(super) enum Reopened {
    Nothing,
    Busy,
    Left(Work),
}

impl Work {
    /// Creates the folder.
    pub(super) fn begin(root_path: &Path) -> Result<Self, ApplyError> {
        let path = root_path.join(WORK);
        let busy = || ApplyError::Busy {
            path: root_path.to_owned(),
        };
        let error = |source| ApplyError::io("create", path.clone(), source);
        let root = Dir::open(root_path).map_err(error)?;
        match root.create_folder(WORK.as_ref(), 0o700) {
            Err(source) if source.kind() == io::ErrorKind::AlreadyExists => return Err(busy()),
            result => result.map_err(error)?,
        }
        let locked = root
            .open_folder(WORK.as_ref())
            .and_then(|dir| Ok((lock(&dir)?, dir)));
        match locked {
            Ok((Some(lock), dir)) => Ok(Self {
                root,
                dir,
                path,
                lock,
            }),
            // Another run took it for a leftover in this very moment.
            Ok((None, _)) => Err(busy()),
            Err(source) => {
                // Empty still; if it cannot go now, the next run removes it.
                let _ = root.remove_folder(WORK.as_ref());
                Err(error(source))
            }
        }
    }

    /// Opens the folder that a run has left, unless that run is still alive.
    pub(super) fn reopen(root_path: &Path) -> io::Result<Reopened> {
        let root = Dir::open(root_path)?;
        if root
            .stat(WORK.as_ref())?
            .is_none_or(|meta| meta.kind != Kind::Folder)
        {
            return Ok(Reopened::Nothing);
        }
        let dir = root.open_folder(WORK.as_ref())?;
        Ok(match lock(&dir)? {
            None => Reopened::Busy,
            Some(lock) => Reopened::Left(Self {
                root,
                dir,
                path: root_path.join(WORK),
                lock,
            }),
        })
    }

    /// Writes the journal; from now on the transaction is to be completed. With `durable` this survives the loss
    /// of power, and so does all that was staged.
    pub(super) fn commit(&self, journal: &Journal, durable: bool) -> io::Result<()> {
        let bytes = journal.encode();
        self.dir
            .create(DRAFT.as_ref(), &Node::File(File::new(bytes, false)), None)?;
        if durable {
            self.sync_staged(journal)?;
            self.dir.sync_file(DRAFT.as_ref())?;
        }
        self.dir.rename(DRAFT.as_ref(), &self.dir, JOURNAL.as_ref())?;
        if durable {
            tolerate(self.dir.sync_names())?;
        }
        Ok(())
    }

    /// A few files are synced one by one, for a file system may have much else to write.
    fn sync_staged(&self, journal: &Journal) -> io::Result<()> {
        const FEW: usize = 8;
        let few = journal.staged().count() <= FEW && journal.staged().all(|(_, single)| single);
        if !few && self.dir.sync_file_system()? {
            return Ok(());
        }
        journal
            .staged()
            .try_for_each(|(name, _)| sync_all(&self.dir, &name))
    }

    /// Reads the journal, if the transaction was committed.
    pub(super) fn journal(&self) -> io::Result<Option<Vec<u8>>> {
        if self.dir.stat(JOURNAL.as_ref())?.is_none() {
            return Ok(None);
        }
        let mut bytes = Vec::new();
        self.dir.open_file(JOURNAL.as_ref())?.read_to_end(&mut bytes)?;
        Ok(Some(bytes))
    }

    /// Declares the project's folder to be right as it is: what remains is but litter.
    pub(super) fn end(&self) -> io::Result<()> {
        match self.dir.remove_file(JOURNAL.as_ref()) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            result => result,
        }
    }

    /// Removes the folder and gives the lock back.
    pub(super) fn clear(self) -> io::Result<()> {
        for name in self.dir.names()? {
            if name != LOCK {
                self.dir.remove_all(&name)?;
            }
        }
        self.dir.remove_file(LOCK.as_ref())?;
        // While it is open, some file systems (NFS) keep a removed file under another name.
        drop(self.lock);
        self.root.remove_folder(WORK.as_ref())
    }

    /// Writes what is to be renamed into place later.
    pub(super) fn stage<'a>(
        &self,
        items: impl IntoIterator<Item = Item<'a, PathBuf>>,
        watch: &mut Watch<'_>,
    ) -> Result<(), ApplyError> {
        stage::write(&self.dir, items, |path| self.path.join(path), watch)
    }
}

/// Takes the lock of a transaction's folder, or nothing if another process has it. The kernel gives it back
/// when the process ends, however it ends.
fn lock(dir: &Dir) -> io::Result<Option<StdFile>> {
    loop {
        let file = dir.open_lock(LOCK.as_ref())?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => return Ok(None),
            // A file system without locks: creating the folder was exclusive already.
            Ok(()) | Err(TryLockError::Error(_)) => {}
        }
        // Its owner may have ended and removed it since it was opened.
        if dir.is_at(&file, LOCK.as_ref())? {
            return Ok(Some(file));
        }
    }
}

fn sync_all(dir: &Dir, name: &OsStr) -> io::Result<()> {
    let synced = match dir.stat(name)?.map(|meta| meta.kind) {
        Some(Kind::File) => dir.sync_file(name),
        Some(Kind::Folder) => {
            let folder = dir.open_folder(name)?;
            folder
                .names()?
                .iter()
                .try_for_each(|inner| sync_all(&folder, inner))?;
            folder.sync_names()
        }
        _ => Ok(()),
    };
    tolerate(synced)
}

/// Not every file system can sync a folder, and a file must be readable to be synced.
fn tolerate(synced: io::Result<()>) -> io::Result<()> {
    match synced {
        Err(error)
            if matches!(
                error.kind(),
                io::ErrorKind::InvalidInput | io::ErrorKind::PermissionDenied
            ) =>
        {
            Ok(())
        }
        result => result,
    }
}
