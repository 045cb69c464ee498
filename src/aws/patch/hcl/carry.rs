use super::locate::{Located, locate};
use super::{HclPath, parse};

/// Takes the value at each path over from one text to another, as it is written there. Paths that one of the texts
/// does not have are passed over.
pub(crate) fn carry(from: &str, into: &str, paths: &[HclPath]) -> String {
    let mut text = into.to_owned();
    let Ok(from_body) = parse(from) else { return text };
    for path in paths {
        let Some(written) = span(&from_body, path).and_then(|span| from.get(span)) else {
            continue;
        };
        let Ok(body) = parse(&text) else { return text };
        if let Some(span) = span(&body, path) {
            text.replace_range(span, written);
        }
    }
    text
}

fn span(body: &hcl_edit::structure::Body, path: &HclPath) -> Option<std::ops::Range<usize>> {
    match locate(body, path.segments()) {
        Located::Value(expression) => hcl_edit::Span::span(expression),
        Located::Missing(_) => None,
    }
}
