//! The `fileglob` filter: Python's `glob.glob`, of which only files are kept.

use minijinja::value::Value;
use minijinja::{Error, State};

use super::super::call::Call;
use super::super::regex::Pattern;
use super::posix::{join, split};

/// Lists the files that a pattern names, sorted where Python takes the order of the disk.
pub(in crate::render::ansible) fn fileglob(_state: &mut State, call: &Call) -> Result<Value, Error> {
    let pattern = call.only_text("pathname")?;
    let mut names = glob(&pattern).map_err(|problem| call.fail(problem))?;
    names.retain(|name| fs_err::metadata(name).is_ok_and(|metadata| metadata.is_file()));
    names.sort();
    Ok(names.into())
}

fn has_magic(text: &str) -> bool {
    text.contains(['*', '?', '['])
}

fn exists(path: &str) -> bool {
    fs_err::symlink_metadata(path).is_ok()
}

fn glob(pattern: &str) -> Result<Vec<String>, String> {
    let (folder, name) = split(pattern);
    if !has_magic(pattern) {
        let found = if name.is_empty() {
            std::path::Path::new(folder).is_dir()
        } else {
            exists(pattern)
        };
        return Ok(if found {
            vec![pattern.to_owned()]
        } else {
            Vec::new()
        });
    }
    let folders = if folder != pattern && has_magic(folder) {
        glob(folder)?
    } else {
        vec![folder.to_owned()]
    };
    let matcher = if has_magic(name) {
        Some(Pattern::compile(&to_regex(name), false, false)?)
    } else {
        None
    };
    let mut found = Vec::new();
    for folder in folders {
        match &matcher {
            Some(matcher) => {
                for entry in names_in(&folder) {
                    let hidden = entry.starts_with('.') && !name.starts_with('.');
                    if !hidden && matcher.search(&entry)?.is_some() {
                        found.push(join(&folder, &entry));
                    }
                }
            }
            None if name.is_empty() && std::path::Path::new(&folder).is_dir() => {
                found.push(join(&folder, ""));
            }
            None if !name.is_empty() && exists(&join(&folder, name)) => found.push(join(&folder, name)),
            None => {}
        }
    }
    Ok(found)
}

/// The names in a folder that are Unicode; none when it cannot be read, as in Python.
fn names_in(folder: &str) -> Vec<String> {
    let folder = if folder.is_empty() { "." } else { folder };
    let entries = fs_err::read_dir(folder).into_iter().flatten().flatten();
    entries
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect()
}

/// The regular expression of a shell pattern for one name, in Python's syntax.
fn to_regex(pattern: &str) -> String {
    let mut regex = r"(?s)\A".to_owned();
    let mut rest = pattern.chars();
    while let Some(character) = rest.next() {
        match character {
            '*' => regex.push_str(".*"),
            '?' => regex.push('.'),
            '[' => {
                let after = rest.as_str();
                let negated = after.starts_with('!');
                // A bracket right at the start belongs to the set.
                let first = usize::from(negated);
                let close = after[first..]
                    .char_indices()
                    .skip(1)
                    .find(|(_, character)| *character == ']');
                let Some((close, _)) = close else {
                    regex.push_str(r"\[");
                    continue;
                };
                let set = after[first..first + close]
                    .replace('\\', r"\\")
                    .replace('[', r"\[");
                let caret = if negated { "^" } else { "" };
                let set = if set.starts_with(['^', ']']) {
                    format!("\\{set}")
                } else {
                    set
                };
                regex.extend(["[", caret, &set, "]"]);
                rest = after[first + close + 1..].chars();
            }
            _ => regex.push_str(&super::super::regex::escape(&character.to_string())),
        }
    }
    regex + r"\Z"
}
