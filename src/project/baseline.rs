//! The pristine render of the last update, kept with the project: what the next update compares with.
//!
//! A `tar.zst` that other tools can open: a frame that zstd passes over holds the format's version and the
//! checksum of the archive after it.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::io::{self, Read, Write as _};
use std::path::{Path, PathBuf};

use bytes::Bytes;
use miette::Diagnostic;
use sha2::{Digest as _, Sha256};
use thiserror::Error;

use crate::tree::{File, ForbiddenPath, Node, RelPath, Tree};

/// Skippable frames begin with this and their length (RFC 8878, section 3.1.2).
const SKIPPABLE: [u8; 4] = [0x50, 0x2a, 0x4d, 0x18];
const NAME: &str = "scaffold baseline";
const VERSION: u32 = 1;
const EXTENSION: &str = "baseline";
/// Fast, and within a few per cent of what more effort gives for text.
const LEVEL: i32 = 3;
/// What a baseline may unpack to; a project that large is none of text.
const LARGEST: u64 = 4 << 30;

#[derive(Debug, Error, Diagnostic)]
pub(crate) enum BaselineError {
    #[error("the baseline `{}` cannot be read", .path.display())]
    #[diagnostic(code("baseline-unreadable"), help("check its owner and permissions"))]
    Unreadable {
        path: PathBuf,
        #[source]
        source: io::Error,
    },

    #[error("the baseline `{}` is damaged: {reason}", .path.display())]
    #[diagnostic(code("baseline-damaged"), help("restore it from version control"))]
    Damaged { path: PathBuf, reason: String },

    #[error("the baseline `{}` is of a newer format ({found})", .path.display())]
    #[diagnostic(code("baseline-too-new"), help("install a newer version of this program"))]
    TooNew { path: PathBuf, found: u32 },

    #[error("the baseline cannot be written")]
    #[diagnostic(code("baseline-unwritable"), help("is there room on the disk?"))]
    Unwritable(#[source] io::Error),
}

/// Where the baseline of a project lies: beside the answers file, with its name.
pub(crate) fn path_for(answers_file: &Path) -> Result<RelPath, ForbiddenPath> {
    RelPath::new(answers_file.with_extension(EXTENSION))
}

/// Packs a render. The same render gives the same bytes.
pub(crate) fn pack(tree: &Tree) -> Result<Bytes, BaselineError> {
    let archive = archive(tree).map_err(BaselineError::Unwritable)?;
    let note = header(&archive);
    let length = u32::try_from(note.len()).unwrap_or_default().to_le_bytes();
    Ok([&SKIPPABLE[..], &length, note.as_bytes(), &archive]
        .concat()
        .into())
}

/// Reads the baseline of a project, if it has one.
///
/// # Errors
/// It is damaged, or of a format that is not known yet.
pub(crate) fn load(project: &Path, path: &RelPath) -> Result<Option<Tree>, BaselineError> {
    let full = project.join(path);
    let bytes = match fs_err::read(&full) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(BaselineError::Unreadable { path: full, source }),
    };
    unpack(&bytes, path.as_path()).map(Some)
}

fn unpack(bytes: &[u8], path: &Path) -> Result<Tree, BaselineError> {
    let damaged = |reason: String| BaselineError::Damaged {
        path: path.to_owned(),
        reason,
    };
    let (note, archive) = split(bytes).ok_or_else(|| damaged("it has no header".to_owned()))?;
    if note != header(archive) {
        let version = note
            .strip_prefix(NAME)
            .and_then(|rest| rest.split_whitespace().next());
        return Err(match version.and_then(|version| version.parse().ok()) {
            Some(found) if found > VERSION => BaselineError::TooNew {
                path: path.to_owned(),
                found,
            },
            _ => damaged("its checksum does not fit its content".to_owned()),
        });
    }
    read_archive(archive).map_err(|error| damaged(error.to_string()))
}

/// What stands in the frame before the archive.
fn header(archive: &[u8]) -> String {
    let mut text = format!("{NAME} {VERSION} sha256:");
    for byte in Sha256::digest(archive) {
        let _ = write!(text, "{byte:02x}");
    }
    text.push('\n');
    text
}

fn split(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let rest = bytes.strip_prefix(&SKIPPABLE)?;
    let (length, rest) = rest.split_first_chunk()?;
    let (note, archive) = rest.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)?;
    Some((std::str::from_utf8(note).ok()?, archive))
}

fn archive(tree: &Tree) -> io::Result<Vec<u8>> {
    let mut encoder = zstd::Encoder::new(Vec::new(), LEVEL)?;
    encoder.include_checksum(false)?;
    let mut builder = tar::Builder::new(encoder);
    for (path, node) in tree.iter() {
        let mut header = tar::Header::new_gnu();
        header.set_mtime(0);
        header.set_mode(0o644);
        match node {
            Node::File(file) => {
                header.set_entry_type(tar::EntryType::Regular);
                header.set_size(file.bytes.len() as u64);
                if file.executable {
                    header.set_mode(0o755);
                }
                builder.append_data(&mut header, path, file.bytes.as_ref())?;
            }
            Node::Symlink(target) => {
                header.set_entry_type(tar::EntryType::Symlink);
                header.set_size(0);
                builder.append_link(&mut header, path, target)?;
            }
            Node::Folder => {
                header.set_entry_type(tar::EntryType::Directory);
                header.set_mode(0o755);
                header.set_size(0);
                builder.append_data(&mut header, path, io::empty())?;
            }
        }
    }
    let mut encoder = builder.into_inner()?;
    encoder.flush()?;
    encoder.finish()
}

fn read_archive(archive: &[u8]) -> io::Result<Tree> {
    let decoder = zstd::Decoder::new(archive)?.take(LARGEST);
    let mut tree = Tree::default();
    for entry in tar::Archive::new(decoder).entries()? {
        let mut entry = entry?;
        let path = RelPath::new(entry.path()?).map_err(io::Error::other)?;
        let node = match entry.header().entry_type() {
            tar::EntryType::Directory => Node::Folder,
            tar::EntryType::Symlink => {
                let target = entry.link_name()?;
                Node::Symlink(target.map_or_else(|| OsStr::new("").into(), std::borrow::Cow::into_owned))
            }
            _ => {
                let mut bytes = Vec::new();
                entry.read_to_end(&mut bytes)?;
                let executable = entry.header().mode()? & 0o100 != 0;
                Node::File(File::new(bytes, executable))
            }
        };
        tree.insert(path, node);
    }
    Ok(tree)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{BaselineError, pack, unpack};
    use crate::tree::{File, Node, RelPath, Tree};

    fn sample() -> Tree {
        let long = format!("{}/file", ["a-long-name-of-a-folder"; 12].join("/"));
        [
            ("run.sh", Node::File(File::new("#!/bin/sh\n", true))),
            ("binary", Node::File(File::new(vec![0, 159, 146, 150], false))),
            ("empty", Node::File(File::new("", false))),
            ("link", Node::Symlink("../somewhere/else".into())),
            ("folder", Node::Folder),
            (long.as_str(), Node::File(File::new("deep\n", false))),
        ]
        .into_iter()
        .map(|(path, node)| (RelPath::new(path).expect("a path"), node))
        .collect()
    }

    #[test]
    fn what_is_packed_is_unpacked() {
        let packed = pack(&sample()).expect("a baseline");
        assert_eq!(packed, pack(&sample()).expect("a baseline"));
        assert_eq!(unpack(&packed, Path::new("x")).expect("a tree"), sample());
        assert_eq!(
            unpack(&pack(&Tree::default()).expect("a baseline"), Path::new("x")).expect("a tree"),
            Tree::default()
        );
    }

    #[test]
    fn other_tools_can_open_it() {
        let packed = pack(&sample()).expect("a baseline");
        // What knows nothing of our header skips it.
        let archive = zstd::decode_all(packed.as_ref()).expect("zstd");
        let names: Vec<String> = tar::Archive::new(archive.as_slice())
            .entries()
            .expect("tar")
            .map(|entry| {
                entry
                    .expect("an entry")
                    .path()
                    .expect("its path")
                    .display()
                    .to_string()
            })
            .collect();
        assert_eq!(names.len(), sample().len());
    }

    #[test]
    fn every_damaged_byte_is_noticed() {
        let packed = pack(&sample()).expect("a baseline").to_vec();
        for at in 0..packed.len() {
            let mut damaged = packed.clone();
            damaged[at] ^= 1;
            assert!(unpack(&damaged, Path::new("x")).is_err(), "byte {at}");
        }
        for length in 0..packed.len() {
            assert!(
                unpack(&packed[..length], Path::new("x")).is_err(),
                "{length} bytes"
            );
        }
    }

    #[test]
    fn a_newer_format_is_told_apart_from_damage() {
        let packed = pack(&sample()).expect("a baseline").to_vec();
        let text = String::from_utf8_lossy(&packed).into_owned();
        let at = text.find("baseline 1").expect("the version") + "baseline ".len();
        let mut newer = packed;
        newer[at] = b'7';
        let error = unpack(&newer, Path::new("x")).expect_err("a newer format");
        assert!(matches!(error, BaselineError::TooNew { found: 7, .. }));
    }
}
