use std::collections::{BTreeSet, HashMap};

use bytes::Bytes;

use super::error::MergeError;
use super::scratch::{Entry, Scratch};
use crate::git::path_of;
use crate::tree::{File, Node};

/// What git's entries hold, by their hashes.
pub(super) struct Contents(HashMap<String, Bytes>);

impl Contents {
    /// Reads all of them with one run of git.
    pub(super) fn read<'e>(
        scratch: &Scratch<'_>,
        entries: impl Iterator<Item = &'e Entry>,
    ) -> Result<Self, MergeError> {
        let hashes: BTreeSet<&str> = entries.map(|entry| entry.hash.as_str()).collect();
        if hashes.is_empty() {
            return Ok(Self(HashMap::new()));
        }
        let mut blobs = scratch.blobs(hashes.iter().copied())?;
        let mut contents = HashMap::with_capacity(hashes.len());
        for hash in hashes {
            contents.insert(hash.to_owned(), scratch.check(blobs.next(hash))?);
        }
        Ok(Self(contents))
    }

    pub(super) fn bytes(&self, entry: &Entry) -> Bytes {
        self.0.get(&entry.hash).cloned().unwrap_or_default()
    }

    pub(super) fn node(&self, entry: &Entry) -> Node {
        let bytes = self.bytes(entry);
        match entry.mode.as_str() {
            "120000" => Node::Symlink(path_of(&bytes)),
            mode => Node::File(File::new(bytes, mode == "100755")),
        }
    }
}
