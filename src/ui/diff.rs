use std::fmt::Write as _;

use console::Style;
use similar::{ChangeTag, TextDiff};

use crate::tree::Node;

/// Lines of context around a change, as git shows them.
const CONTEXT: usize = 3;

/// Shows how a path changes, in the unified format; binary files and links in a line. For standard error.
pub(crate) fn diff(path: &str, before: Option<&Node>, after: Option<&Node>) -> String {
    written(path, before, after, Style::for_stderr)
}

/// Shows how a path changes as data, without colours.
pub(crate) fn plain_diff(path: &str, before: Option<&Node>, after: Option<&Node>) -> String {
    written(path, before, after, |_| Style::new().force_styling(false))
}

fn written(
    path: &str,
    before: Option<&Node>,
    after: Option<&Node>,
    style: impl Fn(Style) -> Style,
) -> String {
    let mut text = String::new();
    let (old_mode, new_mode) = (executable(before), executable(after));
    if let (Some(old), Some(new)) = (old_mode, new_mode)
        && old != new
    {
        let mode = |executable| if executable { "100755" } else { "100644" };
        let _ = writeln!(text, "{path}: mode {} → {}", mode(old), mode(new));
    }
    match (content(before), content(after)) {
        (Content::Text(old), Content::Text(new)) => text.push_str(&unified(path, &old, &new, style)),
        (old, new) => {
            let _ = writeln!(text, "{path}: {} → {}", old.describe(), new.describe());
        }
    }
    text
}

enum Content {
    Text(String),
    Binary(usize),
    Symlink(String),
    Folder,
}

impl Content {
    fn describe(&self) -> String {
        match self {
            Self::Text(text) if text.is_empty() => "nothing".to_owned(),
            Self::Text(text) => format!("text of {} lines", text.lines().count()),
            Self::Binary(size) => format!("binary file of {size} bytes"),
            Self::Symlink(target) => format!("symlink to `{target}`"),
            Self::Folder => "folder".to_owned(),
        }
    }
}

fn content(node: Option<&Node>) -> Content {
    match node {
        None => Content::Text(String::new()),
        Some(Node::File(file)) => match std::str::from_utf8(&file.bytes) {
            Ok(text) if !text.contains('\0') => Content::Text(text.to_owned()),
            _ => Content::Binary(file.bytes.len()),
        },
        Some(Node::Symlink(target)) => Content::Symlink(target.display().to_string()),
        Some(Node::Folder) => Content::Folder,
    }
}

fn executable(node: Option<&Node>) -> Option<bool> {
    match node {
        Some(Node::File(file)) => Some(file.executable),
        _ => None,
    }
}

fn unified(path: &str, old: &str, new: &str, style: impl Fn(Style) -> Style) -> String {
    let changes = TextDiff::from_lines(old, new);
    let mut text = String::new();
    for (number, group) in changes.grouped_ops(CONTEXT).iter().enumerate() {
        if number == 0 {
            let _ = writeln!(text, "--- {path}\n+++ {path}");
        }
        let (Some(first), Some(last)) = (group.first(), group.last()) else {
            continue;
        };
        let range = |start: usize, end: usize| format!("{},{}", start + 1, end - start);
        let header = format!(
            "@@ -{} +{} @@",
            range(first.old_range().start, last.old_range().end),
            range(first.new_range().start, last.new_range().end)
        );
        let _ = writeln!(text, "{}", style(Style::new().cyan()).apply_to(header));
        for change in group.iter().flat_map(|op| changes.iter_changes(op)) {
            let (sign, colour) = match change.tag() {
                ChangeTag::Delete => ("-", style(Style::new().red())),
                ChangeTag::Insert => ("+", style(Style::new().green())),
                ChangeTag::Equal => (" ", Style::new()),
            };
            let line = change.value().trim_end_matches('\n');
            let _ = writeln!(text, "{}", colour.apply_to(format!("{sign}{line}")));
            if change.missing_newline() {
                let _ = writeln!(text, "\\ no newline at end of file");
            }
        }
    }
    text
}
