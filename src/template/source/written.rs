use std::path::Path;

use crate::tree::{Node, Tree};

/// Writes a tree into an empty folder, for tasks that want the template on disk.
pub(super) fn write(tree: &Tree, folder: &Path) -> std::io::Result<()> {
    for (path, node) in tree.iter() {
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            fs_err::create_dir_all(parent)?;
        }
        match node {
            Node::File(file) => {
                fs_err::write(&path, &file.bytes)?;
                if file.executable {
                    make_executable(&path)?;
                }
            }
            Node::Symlink(target) => link(target, &path)?,
            Node::Folder => fs_err::create_dir_all(&path)?,
        }
    }
    Ok(())
}

#[cfg(unix)]
fn make_executable(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mut permissions = fs_err::metadata(path)?.permissions();
    // Whoever may read may run, as git does it.
    let mode = permissions.mode();
    permissions.set_mode(mode | (mode & 0o444) >> 2);
    fs_err::set_permissions(path, permissions)
}

#[cfg(not(unix))]
fn make_executable(_: &Path) -> std::io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn link(target: &Path, path: &Path) -> std::io::Result<()> {
    fs_err::os::unix::fs::symlink(target, path)
}

#[cfg(windows)]
fn link(target: &Path, path: &Path) -> std::io::Result<()> {
    fs_err::os::windows::fs::symlink_file(target, path)
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::{Node, Path, Tree, write};
    use crate::tree::{File, RelPath};

    #[test]
    fn every_kind_of_node_is_written() {
        let path = |name| RelPath::new(name).unwrap();
        let tree = Tree::from_iter([
            (path("a/run.sh"), Node::File(File::new(&b"x"[..], true))),
            (path("a/plain"), Node::File(File::new(&b"y"[..], false))),
            (path("empty/deep"), Node::Folder),
            (path("link"), Node::Symlink("no/where".into())),
        ]);
        let folder = tempfile::tempdir().unwrap();
        write(&tree, folder.path()).unwrap();
        let at = |name| folder.path().join(name);
        let mode = |name| fs_err::metadata(at(name)).unwrap().permissions().mode();
        assert_eq!(mode("a/run.sh") & 0o100, 0o100);
        assert_eq!(mode("a/plain") & 0o111, 0);
        assert_eq!(fs_err::read(at("a/run.sh")).unwrap(), b"x");
        assert!(at("empty/deep").is_dir());
        assert_eq!(fs_err::read_link(at("link")).unwrap(), Path::new("no/where"));
    }
}
