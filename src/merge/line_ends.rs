//! A project checked out with CRLF and a template with LF: compared as if both had LF, written with CRLF again.

use std::collections::BTreeSet;

use bytes::Bytes;

use super::three_way::Versions;
use crate::tree::{File, Node, RelPath, Tree};

/// Which paths have CRLF in the project and LF in the template.
#[derive(Debug, Default)]
pub(super) struct LineEnds {
    crlf: BTreeSet<RelPath>,
    /// Most of the project is like that, so new files will be, too.
    project: bool,
}

impl LineEnds {
    /// Gives your files the template's line ends for the merge. Only files that have CRLF throughout are changed,
    /// so nothing is lost.
    pub(super) fn unify(versions: &mut Versions) -> Self {
        let mut ends = Self::default();
        let mut others = 0;
        let mut unified = Vec::new();
        for (path, node) in versions.yours.iter() {
            let Node::File(file) = node else { continue };
            match style(&file.bytes) {
                Style::Crlf if !has_crlf(&versions.base, path) && !has_crlf(&versions.template, path) => {
                    ends.crlf.insert(path.clone());
                    let bytes = to_lf(&file.bytes);
                    unified.push((
                        path.clone(),
                        Node::File(File {
                            bytes,
                            ..file.clone()
                        }),
                    ));
                }
                Style::None => {}
                _ => others += 1,
            }
        }
        ends.project = ends.crlf.len() > others;
        for (path, node) in unified {
            versions.yours.insert(path, node);
        }
        ends
    }

    /// Gives a merged file the project's line ends.
    pub(super) fn restore(&self, path: &RelPath, node: Node, is_new: bool) -> Node {
        match node {
            Node::File(file)
                if (self.crlf.contains(path) || (is_new && self.project))
                    && style(&file.bytes) == Style::Lf
                    && !file.bytes.contains(&0) =>
            {
                Node::File(File {
                    bytes: to_crlf(&file.bytes),
                    ..file
                })
            }
            node => node,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    None,
    Lf,
    Crlf,
    Mixed,
}

/// How the lines of a text end; a file with a NUL byte is no text.
fn style(bytes: &[u8]) -> Style {
    if bytes.contains(&0) {
        return Style::Mixed;
    }
    let (mut lf, mut crlf) = (false, false);
    let mut before = 0;
    for byte in bytes {
        if *byte == b'\n' {
            if before == b'\r' {
                crlf = true;
            } else {
                lf = true;
            }
        }
        before = *byte;
    }
    match (lf, crlf) {
        (false, false) => Style::None,
        (true, false) => Style::Lf,
        (false, true) => Style::Crlf,
        (true, true) => Style::Mixed,
    }
}

fn has_crlf(tree: &Tree, path: &RelPath) -> bool {
    match tree.get(path) {
        Some(Node::File(file)) => matches!(style(&file.bytes), Style::Crlf | Style::Mixed),
        _ => false,
    }
}

fn to_lf(bytes: &[u8]) -> Bytes {
    let mut out = Vec::with_capacity(bytes.len());
    for (at, byte) in bytes.iter().enumerate() {
        if !(*byte == b'\r' && bytes.get(at + 1) == Some(&b'\n')) {
            out.push(*byte);
        }
    }
    out.into()
}

fn to_crlf(bytes: &[u8]) -> Bytes {
    let mut out = Vec::with_capacity(bytes.len() + bytes.len() / 16);
    for byte in bytes {
        if *byte == b'\n' {
            out.push(b'\r');
        }
        out.push(*byte);
    }
    out.into()
}
