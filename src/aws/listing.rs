//! The words of hints: lists that stay short, and what to set instead.

use std::fmt::{Display, Write as _};

/// Names the nearest of several, else the first few, else says what to do.
pub(super) fn among(what: &str, known: &[String], nearest: Option<&str>, otherwise: &str) -> String {
    match nearest {
        Some(nearest) => format!("did you mean `{nearest}`? Otherwise {otherwise}"),
        None if known.is_empty() => otherwise.to_owned(),
        None => format!("the {what} are {}; {otherwise}", short(known)),
    }
}

/// Says which answer decides and what there is to choose from.
pub(super) fn instead(answer: Option<&str>, heading: &str, existing: &[String], otherwise: &str) -> String {
    let mut hint = match answer {
        Some(answer) => format!("set the answer `{answer}` to a name, a pattern or an id, or {otherwise}"),
        None => otherwise.to_owned(),
    };
    if !existing.is_empty() {
        let _ = write!(hint, "; {heading} {}", short(existing));
    }
    hint
}

/// Ends a message with the patterns that were tried, if there are any.
pub(super) fn several(verb: &str, pattern: &str) -> String {
    if pattern.is_empty() {
        String::new()
    } else {
        format!("{verb} `{pattern}`")
    }
}

pub(super) fn bullets<T: Display>(items: &[T]) -> String {
    items.iter().fold(String::new(), |mut text, item| {
        let _ = write!(text, "\n  {item}");
        text
    })
}

pub(super) fn signing_in(profile: Option<&str>, login: Option<&str>) -> String {
    match (login, profile) {
        (Some(login), _) => format!("sign in with `aws sso login --profile {login}`"),
        (None, Some(profile)) => {
            format!("renew them, and try them with `aws sts get-caller-identity --profile {profile}`")
        }
        (None, None) => {
            "renew `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`, or name a profile"
                .to_owned()
        }
    }
}

fn short(names: &[String]) -> String {
    const SHOWN: usize = 12;
    let shown: Vec<String> = names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect();
    match names.len().saturating_sub(SHOWN) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
