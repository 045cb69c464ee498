//! Conflicts as patches beside the files, as `--conflict rej` wants them.

use std::fmt::Write as _;

use bytes::Bytes;
use similar::TextDiff;

use super::error::MergeError;
use super::scratch::Scratch;
use crate::tree::RelPath;

/// Lines around a change in a patch.
const CONTEXT: usize = 3;

/// A file in conflict, solved each way.
pub(super) struct Resolved {
    /// Where both changed the same lines, yours stay.
    pub(super) yours: Bytes,
    /// Where both changed the same lines, the template's win.
    template: Bytes,
}

/// Merges the base, your and the template's version of a file once for each side.
pub(super) fn resolve(scratch: &Scratch<'_>, versions: &[Option<Bytes>; 3]) -> Result<Resolved, MergeError> {
    let names = ["stage-base", "stage-yours", "stage-template"];
    for (name, content) in names.iter().zip(versions) {
        fs_err::write(scratch.file(name), content.as_deref().unwrap_or_default())?;
    }
    let merged = |favour: &str| -> Result<Bytes, MergeError> {
        let run = scratch.run("merge-file").args([favour, "-p", "--quiet"]);
        let [base, yours, template] = names.map(|name| scratch.file(name));
        let (_, bytes) = scratch.check(run.args([yours, base, template]).answer())?;
        Ok(bytes.into())
    };
    Ok(Resolved {
        yours: merged("--ours")?,
        template: merged("--theirs")?,
    })
}

impl Resolved {
    /// What leads from your version to the template's, as `patch` reads it.
    pub(super) fn patch(&self, path: &RelPath) -> Vec<u8> {
        let diff = TextDiff::from_lines(self.yours.as_ref(), self.template.as_ref());
        let name = path.to_slash();
        let mut written = Vec::new();
        let mut header = String::new();
        let _ = write!(header, "--- {name}\n+++ {name}\n");
        written.extend_from_slice(header.as_bytes());
        for hunk in diff.unified_diff().context_radius(CONTEXT).iter_hunks() {
            written.extend_from_slice(hunk.header().to_string().as_bytes());
            written.push(b'\n');
            for change in hunk.iter_changes() {
                written.extend_from_slice(change.tag().to_string().as_bytes());
                written.extend_from_slice(change.value());
                if change.missing_newline() {
                    written.extend_from_slice(b"\n\\ No newline at end of file\n");
                }
            }
        }
        written
    }
}
