use std::ffi::{OsStr, OsString};
use std::fs::File as StdFile;
use std::io::{self, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};

use rustix::fs::{Access, AtFlags, CWD, FileType, FlockOperation, Gid, Mode, OFlags, RenameFlags, Uid};
use rustix::io::Errno;

use super::{Kind, Meta};
use crate::plan::fault::step;
use crate::tree::File;

/// A folder held open.
#[derive(Debug)]
pub(in crate::plan) struct Dir(OwnedFd);

const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);

impl Dir {
    /// Opens a folder by its path, following symlinks.
    pub(in crate::plan) fn open(path: &Path) -> io::Result<Self> {
        Ok(Self(rustix::fs::openat(CWD, path, FOLDER, Mode::empty())?))
    }

    /// Opens a folder in this one; a symlink is refused.
    pub(in crate::plan) fn open_folder(&self, name: &OsStr) -> io::Result<Self> {
        let flags = FOLDER | OFlags::NOFOLLOW;
        Ok(Self(rustix::fs::openat(&self.0, name, flags, Mode::empty())?))
    }

    pub(in crate::plan) fn try_clone(&self) -> io::Result<Self> {
        self.0.try_clone().map(Self)
    }

    pub(in crate::plan) fn stat(&self, name: &OsStr) -> io::Result<Option<Meta>> {
        match rustix::fs::statat(&self.0, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => Ok(Some(Meta::from(&stat))),
            Err(Errno::NOENT) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    pub(in crate::plan) fn own_stat(&self) -> io::Result<Meta> {
        Ok(Meta::from(&rustix::fs::fstat(&self.0)?))
    }

    /// Opens a file for reading; neither a symlink is followed nor a pipe waited for.
    pub(in crate::plan) fn open_file(&self, name: &OsStr) -> io::Result<StdFile> {
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::CLOEXEC;
        Ok(rustix::fs::openat(&self.0, name, flags, Mode::empty())?.into())
    }

    pub(in crate::plan) fn read_link(&self, name: &OsStr) -> io::Result<PathBuf> {
        let target = rustix::fs::readlinkat(&self.0, name, Vec::new())?;
        Ok(OsString::from_vec(target.into_bytes()).into())
    }

    pub(in crate::plan) fn names(&self) -> io::Result<Vec<OsString>> {
        let mut names = Vec::new();
        for entry in rustix::fs::Dir::read_from(&self.0)? {
            let name = entry?.file_name().to_bytes().to_vec();
            if name != b"." && name != b".." {
                names.push(OsString::from_vec(name));
            }
        }
        Ok(names)
    }

    /// Fails where nothing may be created or removed in this folder.
    pub(in crate::plan) fn check_writable(&self) -> io::Result<()> {
        let access = Access::WRITE_OK | Access::EXEC_OK;
        Ok(rustix::fs::accessat(&self.0, c".", access, AtFlags::empty())?)
    }

    /// Says whether the user who runs this owns it.
    pub(in crate::plan) fn is_own(meta: &Meta) -> bool {
        meta.owner
            .is_none_or(|(user, _)| user == rustix::process::geteuid().as_raw())
    }

    /// Takes the folder's lock unless someone else has it. It ends with the last handle, so also when
    /// the process is killed. Where a file system has no locks it is always free.
    pub(in crate::plan) fn try_lock(&self) -> io::Result<bool> {
        match rustix::fs::flock(&self.0, FlockOperation::NonBlockingLockExclusive) {
            Err(Errno::WOULDBLOCK) => Ok(false),
            Err(Errno::INTR) => self.try_lock(),
            _ => Ok(true),
        }
    }

    /// Opens a file to lock, and creates it where it is missing.
    pub(in crate::plan) fn open_lock(&self, name: &OsStr) -> io::Result<StdFile> {
        step()?;
        let flags = OFlags::RDWR | OFlags::CREATE | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        Ok(rustix::fs::openat(&self.0, name, flags, Mode::from_raw_mode(0o600))?.into())
    }

    /// Says whether an open file is still the one at this name.
    pub(in crate::plan) fn is_at(&self, file: &StdFile, name: &OsStr) -> io::Result<bool> {
        let open = Meta::from(&rustix::fs::fstat(file)?);
        Ok(self.stat(name)?.is_some_and(|meta| meta.id == open.id))
    }

    pub(in crate::plan) fn create_folder(&self, name: &OsStr, mode: u32) -> io::Result<()> {
        step()?;
        Ok(rustix::fs::mkdirat(&self.0, name, to_mode(mode))?)
    }

    pub(super) fn create_symlink(&self, name: &OsStr, target: &Path) -> io::Result<()> {
        step()?;
        Ok(rustix::fs::symlinkat(target, &self.0, name)?)
    }

    pub(super) fn create_file(&self, name: &OsStr, file: &File, replaced: Option<&Meta>) -> io::Result<()> {
        step()?;
        let kept = replaced.filter(|meta| meta.kind == Kind::File);
        let exact = (file.permissions).or_else(|| kept.and_then(|meta| keep_mode(meta, file.executable)));
        let mode = exact.unwrap_or(if file.executable { 0o777 } else { 0o666 });
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::CLOEXEC;
        let mut open = StdFile::from(rustix::fs::openat(&self.0, name, flags, to_mode(mode))?);
        if !file.bytes.is_empty() {
            step()?;
            open.write_all(&file.bytes)?;
        }
        if let Some(owner) = kept.and_then(|meta| meta.owner) {
            keep_owner(&open, owner)?;
        }
        if let Some(mode) = exact {
            rustix::fs::fchmod(&open, to_mode(mode))?;
        }
        Ok(())
    }

    pub(in crate::plan) fn set_mode(&self, mode: u32) -> io::Result<()> {
        step()?;
        Ok(rustix::fs::fchmod(&self.0, to_mode(mode))?)
    }

    /// Renames to a name at which nothing lies.
    pub(in crate::plan) fn rename(&self, name: &OsStr, to: &Self, new_name: &OsStr) -> io::Result<()> {
        step()?;
        #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
        match rustix::fs::renameat_with(&self.0, name, &to.0, new_name, RenameFlags::NOREPLACE) {
            // Not every file system knows the flag.
            Err(Errno::INVAL | Errno::NOSYS | Errno::OPNOTSUPP) => {}
            result => return Ok(result?),
        }
        if to.stat(new_name)?.is_some() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        Ok(rustix::fs::renameat(&self.0, name, &to.0, new_name)?)
    }

    /// Renames over the file or symlink that lies at a name.
    pub(in crate::plan) fn replace(&self, name: &OsStr, to: &Self, new_name: &OsStr) -> io::Result<()> {
        step()?;
        Ok(rustix::fs::renameat(&self.0, name, &to.0, new_name)?)
    }

    /// Gives a file or symlink a second name, or moves it there where files have but one.
    pub(in crate::plan) fn link_or_move(&self, name: &OsStr, to: &Self, new_name: &OsStr) -> io::Result<()> {
        let linked =
            step().is_ok() && rustix::fs::linkat(&self.0, name, &to.0, new_name, AtFlags::empty()).is_ok();
        if linked {
            return Ok(());
        }
        self.rename(name, to, new_name)
    }

    pub(in crate::plan) fn remove_file(&self, name: &OsStr) -> io::Result<()> {
        step()?;
        Ok(rustix::fs::unlinkat(&self.0, name, AtFlags::empty())?)
    }

    /// Removes an empty folder.
    pub(in crate::plan) fn remove_folder(&self, name: &OsStr) -> io::Result<()> {
        step()?;
        Ok(rustix::fs::unlinkat(&self.0, name, AtFlags::REMOVEDIR)?)
    }

    pub(in crate::plan) fn sync_file(&self, name: &OsStr) -> io::Result<()> {
        self.open_file(name)?.sync_all()
    }

    /// Makes the folder's own entries durable.
    pub(in crate::plan) fn sync_names(&self) -> io::Result<()> {
        Ok(rustix::fs::fsync(&self.0)?)
    }

    /// Makes all that was written to the folder's file system durable at once, where the system can.
    pub(in crate::plan) fn sync_file_system(&self) -> io::Result<bool> {
        #[cfg(target_os = "linux")]
        {
            rustix::fs::syncfs(&self.0)?;
            Ok(true)
        }
        #[cfg(not(target_os = "linux"))]
        Ok(false)
    }
}

fn to_mode(mode: u32) -> Mode {
    Mode::from_raw_mode(mode as rustix::fs::RawMode)
}

/// The replaced file's permissions, executable for those who may read or for nobody.
fn keep_mode(replaced: &Meta, executable: bool) -> Option<u32> {
    let mode = replaced.mode? & 0o777;
    Some(match executable {
        true if mode & 0o111 == 0 => mode | (mode & 0o444) >> 2 | 0o100,
        true => mode | 0o100,
        false => mode & !0o111,
    })
}

/// Hands a file to the owner of the one that it replaces, as far as that is allowed.
fn keep_owner(file: &StdFile, (user, group): (u32, u32)) -> io::Result<()> {
    let own = rustix::fs::fstat(file)?;
    if (own.st_uid, own.st_gid) == (user, group) {
        return Ok(());
    }
    match rustix::fs::fchown(
        file.as_fd(),
        Some(Uid::from_raw(user)),
        Some(Gid::from_raw(group)),
    ) {
        Ok(()) | Err(Errno::PERM | Errno::ACCESS | Errno::NOSYS | Errno::OPNOTSUPP | Errno::INVAL) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

impl From<&rustix::fs::Stat> for Meta {
    #[expect(
        clippy::cast_sign_loss,
        clippy::cast_possible_truncation,
        clippy::unnecessary_cast,
        clippy::useless_conversion,
        reason = "the types of `struct stat` differ among systems; sizes and nanoseconds are never negative"
    )]
    fn from(stat: &rustix::fs::Stat) -> Self {
        let mode = u32::from(stat.st_mode);
        let kind = match FileType::from_raw_mode(stat.st_mode) {
            FileType::RegularFile => Kind::File,
            FileType::Directory => Kind::Folder,
            FileType::Symlink => Kind::Symlink,
            _ => Kind::Other,
        };
        Self {
            kind,
            len: stat.st_size as u64,
            modified: (stat.st_mtime as i64, stat.st_mtime_nsec as u32),
            mode: Some(mode & 0o7777),
            owner: Some((stat.st_uid, stat.st_gid)),
            id: Some((stat.st_dev as u64, stat.st_ino as u64)),
        }
    }
}
