use std::collections::BTreeMap;

use bytes::Bytes;

use super::error::MergeError;
use super::line_ends::LineEnds;
use super::scratch::{Entry, Scratch};
use super::three_way::Versions;
use crate::git::path_of;
use crate::tree::{File, Node, RelPath};

/// Reads what git's entries hold.
pub(super) struct Reader<'a> {
    pub(super) scratch: &'a Scratch<'a>,
    pub(super) ends: &'a LineEnds,
    pub(super) versions: &'a Versions,
}

impl Reader<'_> {
    pub(super) fn nodes(&self, entries: &[(RelPath, Entry)]) -> Result<BTreeMap<RelPath, Node>, MergeError> {
        if entries.is_empty() {
            return Ok(BTreeMap::new());
        }
        let hashes = entries.iter().map(|(_, entry)| entry.hash.as_str());
        let mut blobs = self.scratch.blobs(hashes)?;
        entries
            .iter()
            .map(|(path, entry)| {
                let bytes = self.scratch.check(blobs.next(&entry.hash))?;
                Ok((path.clone(), node(entry, bytes)))
            })
            .collect()
    }

    /// The versions of a file in conflict, with the line ends that it has in the project.
    pub(super) fn stages(
        &self,
        path: &RelPath,
        stages: &[Option<Entry>; 3],
    ) -> Result<[Option<Node>; 3], MergeError> {
        let mut out = [None, None, None];
        for (slot, entry) in out.iter_mut().zip(stages) {
            let Some(entry) = entry else { continue };
            let mut read = self.nodes(&[(path.clone(), entry.clone())])?;
            *slot = read.remove(path).map(|node| {
                self.ends
                    .restore(path, node, self.versions.yours.get(path).is_none())
            });
        }
        Ok(out)
    }
}

fn node(entry: &Entry, bytes: Bytes) -> Node {
    match entry.mode.as_str() {
        "120000" => Node::Symlink(path_of(&bytes)),
        mode => Node::File(File::new(bytes, mode == "100755")),
    }
}
