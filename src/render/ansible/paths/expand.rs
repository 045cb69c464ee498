//! `~` and `$VARIABLE` in paths.

use minijinja::value::Value;
use minijinja::{Error, State};

use super::super::call::Call;

/// Replaces a leading `~` or `~user` by the home folder; a user that is not known stays.
pub(in crate::render::ansible) fn expanduser(_state: &mut State, call: &Call) -> Result<Value, Error> {
    let path = call.only_text("path")?;
    let Some(rest) = path.strip_prefix('~') else {
        return Ok(path.into());
    };
    let (user, rest) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let home = if user.is_empty() {
        std::env::var("HOME").ok().or_else(own_home)
    } else {
        home_of(1, user)
    };
    let Some(home) = home else { return Ok(path.into()) };
    let expanded = format!("{}{rest}", home.trim_end_matches('/'));
    Ok(if expanded.is_empty() {
        "/".to_owned()
    } else {
        expanded
    }
    .into())
}

#[cfg(unix)]
fn own_home() -> Option<String> {
    home_of(3, &rustix::process::getuid().as_raw().to_string())
}

#[cfg(not(unix))]
fn own_home() -> Option<String> {
    std::env::var("USERPROFILE").ok()
}

/// The home folder of the user whose line in the password file has a value in the field of that number, from one.
fn home_of(field: usize, wanted: &str) -> Option<String> {
    let users = fs_err::read_to_string("/etc/passwd").ok()?;
    let fields = users.lines().map(|line| line.split(':').collect::<Vec<_>>());
    let mut user = fields.filter(|fields| fields.get(field - 1) == Some(&wanted));
    user.next()?.get(5).map(|home| (*home).to_owned())
}

/// Replaces `$NAME` and `${NAME}`; a variable that is not set stays.
pub(in crate::render::ansible) fn expandvars(_state: &mut State, call: &Call) -> Result<Value, Error> {
    let path = call.only_text("path")?;
    let mut out = String::with_capacity(path.len());
    let mut rest = path.as_str();
    while let Some(dollar) = rest.find('$') {
        out.push_str(&rest[..dollar]);
        rest = &rest[dollar..];
        let end = reference_end(rest);
        let name = &rest[1..end];
        let name = name
            .strip_prefix('{')
            .and_then(|name| name.strip_suffix('}'))
            .unwrap_or(name);
        match std::env::var(name).ok().filter(|_| end > 1) {
            Some(value) => out.push_str(&value),
            None => out.push_str(&rest[..end]),
        }
        rest = &rest[end..];
    }
    out.push_str(rest);
    Ok(out.into())
}

/// Where the reference that a text begins with ends; behind the dollar sign, when it is none.
fn reference_end(text: &str) -> usize {
    match text[1..].strip_prefix('{') {
        Some(braced) => braced.find('}').map_or(1, |close| close + 3),
        None => {
            1 + text[1..]
                .bytes()
                .take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
                .count()
        }
    }
}
