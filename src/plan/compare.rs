use std::ffi::OsStr;
use std::io::{self, Read};

use super::dir::{Dir, Kind, Meta};
use crate::tree::{File, Node};

/// Compares nodes with what lies in folders; it keeps one buffer for all files.
#[derive(Debug)]
pub(super) struct Comparer {
    buffer: Vec<u8>,
}

impl Comparer {
    pub(super) fn new() -> Self {
        Self {
            buffer: vec![0; 64 * 1024],
        }
    }

    /// Says whether a node already lies at a name. Content is read only when the sizes agree.
    pub(super) fn is_identical(
        &mut self,
        dir: &Dir,
        name: &OsStr,
        meta: &Meta,
        node: &Node,
    ) -> io::Result<bool> {
        match (node, meta.kind) {
            (Node::File(file), Kind::File) => {
                let same_mode = meta.executable().is_none_or(|bit| bit == file.executable);
                if !same_mode || meta.len != file.bytes.len() as u64 {
                    return Ok(false);
                }
                match self.has_content(dir, name, file) {
                    // What cannot be read is not known to be the same.
                    Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(false),
                    result => result,
                }
            }
            (Node::Symlink(target), Kind::Symlink) => Ok(dir.read_link(name)? == *target),
            (Node::Folder, Kind::Folder) => Ok(true),
            _ => Ok(false),
        }
    }

    fn has_content(&mut self, dir: &Dir, name: &OsStr, file: &File) -> io::Result<bool> {
        let mut wanted: &[u8] = &file.bytes;
        if wanted.is_empty() {
            return Ok(true);
        }
        let mut open = dir.open_file(name)?;
        while !wanted.is_empty() {
            let len = match open.read(&mut self.buffer) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                result => result?,
            };
            match wanted.split_at_checked(len) {
                Some((head, tail)) if len > 0 && head == &self.buffer[..len] => wanted = tail,
                _ => return Ok(false),
            }
        }
        Ok(true)
    }
}
