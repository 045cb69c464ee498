//! The same by means of the standard library alone: by path, without permissions and locks of folders.

use std::ffi::{OsStr, OsString};
use std::fs::File as StdFile;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use super::{Kind, Meta};
use crate::plan::fault::step;
use crate::tree::File;

/// A folder by its path.
#[derive(Debug)]
pub(in crate::plan) struct Dir(PathBuf);

impl Dir {
    pub(in crate::plan) fn open(path: &Path) -> io::Result<Self> {
        if !fs_err::metadata(path)?.is_dir() {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        Ok(Self(path.to_owned()))
    }

    pub(in crate::plan) fn open_folder(&self, name: &OsStr) -> io::Result<Self> {
        let path = self.0.join(name);
        if !fs_err::symlink_metadata(&path)?.is_dir() {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        Ok(Self(path))
    }

    #[expect(clippy::unnecessary_wraps, reason = "elsewhere it is a handle that is cloned")]
    pub(in crate::plan) fn try_clone(&self) -> io::Result<Self> {
        Ok(Self(self.0.clone()))
    }

    pub(in crate::plan) fn stat(&self, name: &OsStr) -> io::Result<Option<Meta>> {
        match fs_err::symlink_metadata(self.0.join(name)) {
            Ok(meta) => Ok(Some(Meta::from(&meta))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    pub(in crate::plan) fn own_stat(&self) -> io::Result<Meta> {
        Ok(Meta::from(&fs_err::symlink_metadata(&self.0)?))
    }

    pub(in crate::plan) fn open_file(&self, name: &OsStr) -> io::Result<StdFile> {
        Ok(fs_err::File::open(self.0.join(name))?.into_parts().0)
    }

    pub(in crate::plan) fn read_link(&self, name: &OsStr) -> io::Result<PathBuf> {
        fs_err::read_link(self.0.join(name))
    }

    pub(in crate::plan) fn names(&self) -> io::Result<Vec<OsString>> {
        fs_err::read_dir(&self.0)?
            .map(|entry| Ok(entry?.file_name()))
            .collect()
    }

    pub(in crate::plan) fn check_writable(&self) -> io::Result<()> {
        if fs_err::metadata(&self.0)?.permissions().readonly() {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        Ok(())
    }

    /// Owners are not looked at.
    pub(in crate::plan) fn is_own(_: &Meta) -> bool {
        true
    }

    #[expect(
        clippy::unnecessary_wraps,
        clippy::unused_self,
        reason = "elsewhere a folder has a lock"
    )]
    pub(in crate::plan) fn try_lock(&self) -> io::Result<bool> {
        Ok(true)
    }

    pub(in crate::plan) fn open_lock(&self, name: &OsStr) -> io::Result<StdFile> {
        step()?;
        let mut options = fs_err::OpenOptions::new();
        let options = options.read(true).write(true).create(true).truncate(false);
        Ok(options.open(self.0.join(name))?.into_parts().0)
    }

    /// An open file cannot be removed here, or at least not while it is locked.
    pub(in crate::plan) fn is_at(&self, _: &StdFile, name: &OsStr) -> io::Result<bool> {
        Ok(self.stat(name)?.is_some())
    }

    pub(in crate::plan) fn create_folder(&self, name: &OsStr, _mode: u32) -> io::Result<()> {
        step()?;
        fs_err::create_dir(self.0.join(name))
    }

    pub(super) fn create_symlink(&self, name: &OsStr, target: &Path) -> io::Result<()> {
        step()?;
        let link = self.0.join(name);
        #[cfg(windows)]
        return if self.0.join(target).is_dir() {
            fs_err::os::windows::fs::symlink_dir(target, link)
        } else {
            fs_err::os::windows::fs::symlink_file(target, link)
        };
        #[cfg(not(windows))]
        Err(io::Error::new(
            io::ErrorKind::Unsupported,
            format!("no symlink `{}` to `{}` here", link.display(), target.display()),
        ))
    }

    pub(super) fn create_file(&self, name: &OsStr, file: &File, _: Option<&Meta>) -> io::Result<()> {
        step()?;
        let mut open = fs_err::File::create_new(self.0.join(name))?;
        step()?;
        open.write_all(&file.bytes)
    }

    #[expect(
        clippy::unnecessary_wraps,
        clippy::unused_self,
        reason = "elsewhere a folder has a mode"
    )]
    pub(in crate::plan) fn set_mode(&self, _: u32) -> io::Result<()> {
        Ok(())
    }

    pub(in crate::plan) fn rename(&self, name: &OsStr, to: &Self, new_name: &OsStr) -> io::Result<()> {
        if to.stat(new_name)?.is_some() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        self.replace(name, to, new_name)
    }

    pub(in crate::plan) fn replace(&self, name: &OsStr, to: &Self, new_name: &OsStr) -> io::Result<()> {
        step()?;
        fs_err::rename(self.0.join(name), to.0.join(new_name))
    }

    pub(in crate::plan) fn link_or_move(&self, name: &OsStr, to: &Self, new_name: &OsStr) -> io::Result<()> {
        let linked = step().is_ok() && fs_err::hard_link(self.0.join(name), to.0.join(new_name)).is_ok();
        if linked {
            return Ok(());
        }
        self.rename(name, to, new_name)
    }

    pub(in crate::plan) fn remove_file(&self, name: &OsStr) -> io::Result<()> {
        step()?;
        fs_err::remove_file(self.0.join(name))
    }

    pub(in crate::plan) fn remove_folder(&self, name: &OsStr) -> io::Result<()> {
        step()?;
        fs_err::remove_dir(self.0.join(name))
    }

    pub(in crate::plan) fn sync_file(&self, name: &OsStr) -> io::Result<()> {
        fs_err::OpenOptions::new()
            .write(true)
            .open(self.0.join(name))?
            .sync_all()
    }

    #[expect(
        clippy::unnecessary_wraps,
        clippy::unused_self,
        reason = "elsewhere a folder can be synced"
    )]
    pub(in crate::plan) fn sync_names(&self) -> io::Result<()> {
        Ok(())
    }

    #[expect(
        clippy::unnecessary_wraps,
        clippy::unused_self,
        reason = "elsewhere a file system can be synced"
    )]
    pub(in crate::plan) fn sync_file_system(&self) -> io::Result<bool> {
        Ok(false)
    }
}

impl From<&std::fs::Metadata> for Meta {
    fn from(meta: &std::fs::Metadata) -> Self {
        let kind = match meta.file_type() {
            kind if kind.is_symlink() => Kind::Symlink,
            kind if kind.is_dir() => Kind::Folder,
            kind if kind.is_file() => Kind::File,
            _ => Kind::Other,
        };
        let since = meta
            .modified()
            .ok()
            .and_then(|at| at.duration_since(UNIX_EPOCH).ok())
            .unwrap_or_default();
        Self {
            kind,
            len: meta.len(),
            modified: (
                i64::try_from(since.as_secs()).unwrap_or_default(),
                since.subsec_nanos(),
            ),
            mode: None,
            owner: None,
            id: None,
        }
    }
}
