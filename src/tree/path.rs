use std::borrow::Borrow;
use std::ffi::OsStr;
use std::fmt;
use std::path::{Component, Path, PathBuf};

/// A path that stays below the root it is joined to, on every system.
///
/// Names are kept as bytes, so one that is not UTF-8 passes through unchanged.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct RelPath(PathBuf);

/// Why a path may not be written to.
#[derive(Debug, Clone, thiserror::Error, miette::Diagnostic, PartialEq, Eq)]
#[error("\"{}\" is forbidden: it {reason}", .path.display())]
#[diagnostic(
    code("forbidden-path"),
    help("a template may only name files below the project's folder")
)]
pub(crate) struct ForbiddenPath {
    pub(crate) path: PathBuf,
    pub(crate) reason: &'static str,
}

impl RelPath {
    /// Accepts a relative path of ordinary names.
    ///
    /// # Errors
    /// Refuses absolute and empty paths, `..`, anything in a `.git` folder and the names of devices.
    pub(crate) fn new(path: impl AsRef<Path>) -> Result<Self, ForbiddenPath> {
        let path = path.as_ref();
        let forbidden = |reason| ForbiddenPath {
            path: path.to_owned(),
            reason,
        };
        let mut clean = PathBuf::new();
        for component in path.components() {
            match component {
                Component::Normal(name) => {
                    if let Some(reason) = refuse(name) {
                        return Err(forbidden(reason));
                    }
                    clean.push(name);
                }
                Component::CurDir => {}
                Component::ParentDir => return Err(forbidden("leaves the folder")),
                Component::RootDir | Component::Prefix(_) => return Err(forbidden("is absolute")),
            }
        }
        if clean.as_os_str().is_empty() {
            return Err(forbidden("names no file"));
        }
        Ok(Self(clean))
    }

    pub(crate) fn as_path(&self) -> &Path {
        &self.0
    }

    /// The path's text with `/` between its names, as patterns and answers files write it.
    pub(crate) fn to_slash(&self) -> String {
        let names: Vec<_> = self.0.iter().map(OsStr::to_string_lossy).collect();
        names.join("/")
    }
}

/// Takes `.` and `..` out of a path by name, whether anything is there or not.
pub(crate) fn lexical(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir => drop(plain.pop()),
            Component::CurDir => {}
            component => plain.push(component),
        }
    }
    plain
}

/// Says why a single name may not occur in a path.
fn refuse(name: &OsStr) -> Option<&'static str> {
    let bytes = name.as_encoded_bytes();
    if bytes.contains(&0) {
        return Some("holds a NUL byte");
    }
    let text = String::from_utf8_lossy(bytes).to_lowercase();
    // What case-folding file systems, NTFS (short names, trailing dots) and HFS+ (ignored code points)
    // take for `.git`; the list is git's own (CVE-2014-9390).
    let plain: String = text.chars().filter(|c| !is_ignored_by_hfs(*c)).collect();
    let plain = plain.trim_end_matches(['.', ' ']);
    if plain == ".git" || plain == "git~1" || plain.starts_with(".git:") {
        return Some("lies in a `.git` folder");
    }
    let stem = plain.split(['.', ':']).next().unwrap_or(plain).trim_end();
    let device = matches!(stem, "con" | "prn" | "aux" | "nul")
        || (stem.strip_prefix("com").or_else(|| stem.strip_prefix("lpt")))
            .is_some_and(|digit| matches!(digit.as_bytes(), [b'0'..=b'9']));
    device.then_some("is the name of a device")
}

fn is_ignored_by_hfs(c: char) -> bool {
    matches!(c, '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{206a}'..='\u{206f}' | '\u{feff}')
}

impl fmt::Display for RelPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.display().fmt(f)
    }
}

impl AsRef<Path> for RelPath {
    fn as_ref(&self) -> &Path {
        &self.0
    }
}

impl Borrow<Path> for RelPath {
    fn borrow(&self) -> &Path {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::RelPath;

    fn reason(path: &str) -> Option<&'static str> {
        RelPath::new(path).err().map(|error| error.reason)
    }

    #[test]
    fn ordinary_names_are_kept() {
        for path in [
            "a",
            "a/b.txt",
            ".gitignore",
            ".github/x",
            "console.rs",
            "com/x",
            "com10",
            "ümläut",
            " x",
        ] {
            assert_eq!(RelPath::new(path).map(|p| p.to_slash()), Ok(path.to_owned()));
        }
        assert_eq!(
            RelPath::new("./a//b/").map(|p| p.to_slash()),
            Ok("a/b".to_owned())
        );
    }

    #[test]
    fn paths_out_of_the_root_are_refused() {
        assert_eq!(reason("../x"), Some("leaves the folder"));
        assert_eq!(reason("a/../../x"), Some("leaves the folder"));
        assert_eq!(reason("/etc/passwd"), Some("is absolute"));
        assert_eq!(reason(""), Some("names no file"));
        assert_eq!(reason("."), Some("names no file"));
    }

    #[test]
    fn git_folders_and_devices_are_refused() {
        for path in [
            ".git/config",
            "a/.GIT/x",
            ".git. /x",
            "git~1/x",
            ".g\u{200c}it/x",
            ".git:x",
        ] {
            assert_eq!(reason(path), Some("lies in a `.git` folder"), "{path}");
        }
        for path in ["nul", "a/AUX.txt", "com1", "lpt9.log", "con "] {
            assert_eq!(reason(path), Some("is the name of a device"), "{path}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_name_that_is_not_utf8_is_kept() {
        use std::os::unix::ffi::OsStrExt;
        let name = std::ffi::OsStr::from_bytes(b"caf\xe9");
        assert_eq!(
            RelPath::new(name).map(|p| p.as_path().as_os_str().to_owned()),
            Ok(name.to_owned())
        );
    }
}
