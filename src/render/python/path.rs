//! Python's `PurePosixPath`, as far as templates meet it in `_copier_conf`.

use std::fmt;
use std::sync::Arc;

use minijinja::Value;
use minijinja::value::{Object, ObjectRepr};

/// A path that `/` joins with texts and other paths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PosixPath(String);

impl PosixPath {
    pub(crate) fn value(path: &str) -> Value {
        Value::from_object(Self(join(&[path])))
    }

    pub(crate) fn of(value: &Value) -> Option<&str> {
        value
            .downcast_object_ref::<Self>()
            .map(|PosixPath(path)| path.as_str())
    }

    /// `name`, `stem`, `suffix`, `parent`.
    pub(crate) fn attribute(value: &Value, name: &str) -> Option<Value> {
        let path = Self::of(value)?;
        let (parent, file) = match path.rsplit_once('/') {
            Some(("", file)) => ("/", file),
            Some((parent, file)) => (parent, file),
            None => (".", path),
        };
        let (stem, suffix) = match file.rfind('.') {
            Some(at) if at > 0 && at + 1 < file.len() => file.split_at(at),
            _ => (file, ""),
        };
        Some(match name {
            "name" => Value::from(file),
            "stem" => Value::from(stem),
            "suffix" => Value::from(suffix),
            "parent" => Self::value(parent),
            _ => return None,
        })
    }
}

/// `left / right`, if one is a path and the other can be joined to it.
pub(super) fn divide(left: &Value, right: &Value) -> Option<Value> {
    let part = |value: &Value| PosixPath::of(value).or_else(|| value.as_str()).map(str::to_owned);
    PosixPath::of(left).or_else(|| PosixPath::of(right))?;
    Some(Value::from_object(PosixPath(join(&[
        &part(left)?,
        &part(right)?,
    ]))))
}

/// Joins paths as Python's `pathlib` does.
pub(crate) fn join(parts: &[&str]) -> String {
    let absolute = parts.iter().rposition(|part| part.starts_with('/'));
    let parts = &parts[absolute.unwrap_or(0)..];
    let root = match parts.first() {
        // Two slashes, but not three, are a root of their own in POSIX.
        Some(first) if first.starts_with("//") && !first.starts_with("///") => "//",
        Some(first) if first.starts_with('/') => "/",
        _ => "",
    };
    finish(root, parts.iter().flat_map(|part| part.split('/')), "/")
}

/// Puts a path together from its root and its names.
pub(crate) fn finish<'p>(root: &str, names: impl Iterator<Item = &'p str>, separator: &str) -> String {
    let names: Vec<_> = names.filter(|name| !matches!(*name, "" | ".")).collect();
    let path = format!("{root}{}", names.join(separator));
    if path.is_empty() { ".".to_owned() } else { path }
}

impl Object for PosixPath {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
