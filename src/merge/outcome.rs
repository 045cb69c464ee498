use std::collections::BTreeMap;
use std::path::PathBuf;

use super::scratch::Entry;
use crate::git::path_of;

/// What `git merge-tree -z --messages` answers.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Outcome {
    pub(super) tree: String,
    /// The versions of each path in conflict: of the base, yours, the template's.
    pub(super) stages: BTreeMap<PathBuf, [Option<Entry>; 3]>,
    /// Paths, and the stable name of what happened to them.
    pub(super) messages: Vec<Message>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Message {
    pub(super) paths: Vec<PathBuf>,
    pub(super) kind: String,
}

impl Outcome {
    /// Reads the answer: the tree, the paths in conflict, an empty field, the messages.
    pub(super) fn parse(bytes: &[u8]) -> Option<Self> {
        let mut fields = bytes.split(|byte| *byte == 0);
        let text = |field: &[u8]| std::str::from_utf8(field).ok().map(str::to_owned);
        let mut outcome = Self {
            tree: text(fields.next()?)?.trim().to_owned(),
            ..Self::default()
        };
        for field in fields.by_ref() {
            if field.is_empty() {
                break;
            }
            let tab = field.iter().position(|byte| *byte == b'\t')?;
            let head = text(&field[..tab])?;
            let &[mode, hash, stage] = head.split(' ').collect::<Vec<_>>().as_slice() else {
                return None;
            };
            let stage = stage.parse::<usize>().ok()?.checked_sub(1)?;
            let stages = outcome.stages.entry(path_of(&field[tab + 1..])).or_default();
            *stages.get_mut(stage)? = Some(Entry {
                mode: mode.to_owned(),
                hash: hash.to_owned(),
            });
        }
        while let Some(count) = fields.next().filter(|field| !field.is_empty()) {
            let count: usize = text(count)?.parse().ok()?;
            let paths = fields.by_ref().take(count).map(path_of).collect();
            let kind = text(fields.next()?)?;
            fields.next()?;
            outcome.messages.push(Message { paths, kind });
        }
        Some(outcome)
    }

    /// Whether a message of this kind names the path.
    pub(super) fn says(&self, kind: &str, path: &std::path::Path) -> bool {
        self.messages
            .iter()
            .any(|message| message.kind == kind && message.paths.iter().any(|named| named == path))
    }
}
