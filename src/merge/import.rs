use std::collections::HashMap;
use std::io::{self, BufWriter, Seek as _, Write};

use super::three_way::{Versions, same};
use crate::git::quoted;
use crate::tree::{Node, RelPath, Tree};

/// Writes the three versions as a stream for `git fast-import`: a commit each, both sides on top of the base.
///
/// Paths that are the same in all three decide nothing in a merge and are left out.
pub(super) fn stream(versions: &Versions) -> io::Result<std::fs::File> {
    let mut writer = Writer {
        out: BufWriter::new(tempfile::tempfile()?),
        marks: HashMap::new(),
    };
    let nothing = Tree::default();
    writer.commit("base", &changes(&nothing, &versions.base, versions), false)?;
    for (name, tree) in [("yours", &versions.yours), ("template", &versions.template)] {
        writer.commit(name, &changes(&versions.base, tree, versions), true)?;
    }
    writer.out.write_all(b"done\n")?;
    let mut file = writer.out.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.rewind()?;
    Ok(file)
}

/// What leads from one version to another; deletions first, so that a file can become a folder.
fn changes<'a>(from: &'a Tree, to: &'a Tree, versions: &Versions) -> Vec<(&'a RelPath, Option<&'a Node>)> {
    let matters = |path: &RelPath| !versions.is_same_everywhere(path);
    let gone = from
        .iter()
        .filter(|(path, node)| is_content(node) && !to.get(path).is_some_and(is_content))
        .map(|(path, _)| (path, None));
    let new = to
        .iter()
        .filter(|(path, node)| is_content(node) && !from.get(path).is_some_and(|old| same(old, node)))
        .map(|(path, node)| (path, Some(node)));
    gone.chain(new).filter(|(path, _)| matters(path)).collect()
}

/// git knows no empty folders.
fn is_content(node: &Node) -> bool {
    !matches!(node, Node::Folder)
}

struct Writer<'a> {
    out: BufWriter<std::fs::File>,
    /// Contents that were written, with their numbers.
    marks: HashMap<&'a [u8], usize>,
}

impl<'a> Writer<'a> {
    fn commit(
        &mut self,
        name: &str,
        changes: &[(&RelPath, Option<&'a Node>)],
        on_base: bool,
    ) -> io::Result<()> {
        for (_, node) in changes {
            if let Some(node) = node {
                self.blob(content(node))?;
            }
        }
        write!(
            self.out,
            "commit refs/heads/{name}\ncommitter scaffold <scaffold@localhost> 0 +0000\ndata 0\n"
        )?;
        if on_base {
            writeln!(self.out, "from refs/heads/base")?;
        }
        for (path, node) in changes {
            let path = quoted(path.as_path());
            match node {
                None => writeln!(self.out, "D {path}")?,
                Some(node) => {
                    let mark = self.marks.get(content(node)).copied().unwrap_or_default();
                    writeln!(self.out, "M {} :{mark} {path}", mode(node))?;
                }
            }
        }
        writeln!(self.out)
    }

    fn blob(&mut self, content: &'a [u8]) -> io::Result<()> {
        if self.marks.contains_key(content) {
            return Ok(());
        }
        let mark = self.marks.len() + 1;
        self.marks.insert(content, mark);
        write!(self.out, "blob\nmark :{mark}\ndata {}\n", content.len())?;
        self.out.write_all(content)?;
        self.out.write_all(b"\n")
    }
}

fn content(node: &Node) -> &[u8] {
    match node {
        Node::File(file) => &file.bytes,
        Node::Symlink(target) => target.as_os_str().as_encoded_bytes(),
        Node::Folder => &[],
    }
}

fn mode(node: &Node) -> &'static str {
    match node {
        Node::File(file) if file.executable => "100755",
        Node::Symlink(_) => "120000",
        Node::File(_) | Node::Folder => "100644",
    }
}
