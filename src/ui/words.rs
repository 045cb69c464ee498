//! What the views of a plan and of an update have in common.

use serde::Serialize;

/// Joins the counts above zero into words, as in `2 added, 1 removed`.
pub(super) fn counted(verb: &str, parts: &[(usize, &str)]) -> String {
    let told: Vec<String> = parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    if told.is_empty() {
        "nothing".to_owned()
    } else {
        format!("{verb}{}", told.join(", "))
    }
}

/// Writes a document as `--json` prints it.
pub(super) fn json(document: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(document).unwrap_or_default();
    text.push('\n');
    text
}
