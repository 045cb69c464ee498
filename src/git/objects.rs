use std::io::{Seek as _, Write as _};

use bytes::Bytes;

use super::{GitFailure, Run};

/// The contents of objects, in the order in which they were asked for.
#[derive(Debug)]
pub(crate) struct Blobs {
    /// `<hash> <type> <size>\n<content>\n`, again and again, as `git cat-file --batch` writes it.
    rest: Bytes,
}

impl Blobs {
    /// Reads all objects with one run of `git cat-file`.
    pub(crate) fn read<'h>(
        cat_file: Run,
        hashes: impl IntoIterator<Item = &'h str>,
    ) -> Result<Self, GitFailure> {
        let mut names = String::new();
        for hash in hashes {
            names.push_str(hash);
            names.push('\n');
        }
        let mut asked = tempfile::tempfile().map_err(GitFailure::Start)?;
        asked
            .write_all(names.as_bytes())
            .and_then(|()| asked.rewind())
            .map_err(GitFailure::Start)?;
        let bytes = cat_file.args(["--batch", "--buffer"]).input(asked).bytes()?;
        Ok(Self { rest: bytes.into() })
    }

    /// Takes the next object's content.
    ///
    /// # Errors
    /// The repository does not have it.
    pub(crate) fn next(&mut self, hash: &str) -> Result<Bytes, GitFailure> {
        self.take(hash).ok_or_else(|| GitFailure::Failed {
            command: "cat-file".to_owned(),
            stderr: format!("fatal: the object {hash} is missing"),
        })
    }

    fn take(&mut self, hash: &str) -> Option<Bytes> {
        let end = self.rest.iter().position(|byte| *byte == b'\n')?;
        let head = std::str::from_utf8(self.rest.get(..end)?).ok()?;
        let size = head.strip_prefix(hash)?.strip_prefix(" blob ")?;
        let size: usize = size.parse().ok()?;
        let start = end + 1;
        let content = (start + size < self.rest.len()).then(|| self.rest.slice(start..start + size))?;
        self.rest = self.rest.slice(start + size + 1..);
        Some(content)
    }
}
