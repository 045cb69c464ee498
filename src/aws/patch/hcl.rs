//! hcl-edit finds the places, the text itself is cut: what is not named cannot change.

mod carry;
mod entry;
mod insert;
mod literal;
mod locate;
mod tail;

#[cfg(test)]
mod tests;

use hcl_edit::structure::Body;

pub(crate) use self::carry::carry;
use self::literal::Literal;
use self::locate::{Located, locate};
use super::error::PatchError;
use super::path::{HclPath, written};
use super::value::Value;

/// One attribute to set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HclSetting {
    pub(crate) path: HclPath,
    pub(crate) value: Value,
    /// Sets the attribute only in an entry that is added now.
    pub(crate) only_new: bool,
}

/// A text with its values in place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Patched {
    pub(crate) text: String,
    pub(crate) added: Vec<Added>,
    /// Paths whose present value is an expression of somebody's own; they were left alone.
    pub(crate) kept: Vec<String>,
}

/// An entry of a map that was not there before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Added {
    pub(crate) entry: String,
    /// The key of the entry that it was modelled on.
    pub(crate) like: Option<String>,
    /// Attributes that were taken over from there as they are.
    pub(crate) carried_over: Vec<String>,
}

/// Sets attributes in the text of an HCL file; a key in brackets that its map does not hold is added after the last one.
///
/// # Errors
/// The text is no HCL, a block or attribute on the way is missing, or the layout leaves no clear place.
pub(crate) fn hcl(text: &str, settings: &[HclSetting]) -> Result<Patched, PatchError> {
    let mut patched = Patched {
        text: text.to_owned(),
        added: Vec::new(),
        kept: Vec::new(),
    };
    for setting in settings {
        add_entry(&mut patched, setting, settings)?;
    }
    for setting in settings {
        let in_new = || {
            let entry = setting.path.entry().map(written);
            patched
                .added
                .iter()
                .any(|added| Some(&added.entry) == entry.as_ref())
        };
        if !setting.only_new || in_new() {
            set(&mut patched, setting)?;
        }
    }
    Ok(patched)
}

/// The text that an attribute holds; nothing where it is missing, another type or an expression.
pub(crate) fn hcl_text(text: &str, path: &HclPath) -> Option<String> {
    let body = parse(text).ok()?;
    match locate(&body, path.segments()) {
        Located::Value(expression) => match Literal::of(expression) {
            Literal::Text(text) => Some(text.to_owned()),
            _ => None,
        },
        Located::Missing(_) => None,
    }
}

fn parse(text: &str) -> Result<Body, PatchError> {
    let detail = |error: hcl_edit::parser::Error| {
        let place = error.location();
        format!(
            "line {}, column {}: {}",
            place.line(),
            place.column(),
            error.message()
        )
    };
    hcl_edit::parser::parse_body(text).map_err(|error| PatchError::Hcl {
        detail: detail(error),
    })
}

/// Adds the map's entry that the path names, if it is missing.
fn add_entry(patched: &mut Patched, setting: &HclSetting, all: &[HclSetting]) -> Result<(), PatchError> {
    let body = parse(&patched.text)?;
    let segments = setting.path.segments();
    let Located::Missing(hole) = locate(&body, segments) else {
        return Ok(());
    };
    let missing = &segments[..=hole.depth];
    if !segments[hole.depth].key || hole.object.is_none() {
        // An attribute of an entry that is there is no concern of this step; `set` tells what else is missing.
        return Ok(());
    }
    let named: Vec<&str> = all
        .iter()
        .filter_map(|other| other.path.segments().strip_prefix(missing)?.first())
        .map(|segment| segment.name.as_str())
        .collect();
    let unclear = || PatchError::Unclear {
        path: written(missing),
    };
    let (text, like, carried_over) =
        entry::add(&patched.text, &hole, &segments[hole.depth].name, &named).ok_or_else(unclear)?;
    patched.text = text;
    patched.added.push(Added {
        entry: written(missing),
        like,
        carried_over,
    });
    let body = parse(&patched.text).map_err(|_| unclear())?;
    match locate(&body, missing) {
        Located::Value(_) => Ok(()),
        Located::Missing(_) => Err(unclear()),
    }
}

fn set(patched: &mut Patched, setting: &HclSetting) -> Result<(), PatchError> {
    let body = parse(&patched.text)?;
    let segments = setting.path.segments();
    let unclear = || PatchError::Unclear {
        path: setting.path.to_string(),
    };
    let text = match locate(&body, segments) {
        Located::Value(expression) => match Literal::of(expression) {
            Literal::Other => {
                patched.kept.push(setting.path.to_string());
                return Ok(());
            }
            literal if literal.means(&setting.value) => return Ok(()),
            _ => literal::replace(&patched.text, expression, &setting.value),
        },
        Located::Missing(hole) if hole.depth + 1 == segments.len() => {
            let name = &segments[hole.depth].name;
            insert::attribute(&patched.text, &hole, name, &literal::write(&setting.value))
        }
        Located::Missing(hole) => {
            return Err(PatchError::NoPlace {
                path: setting.path.to_string(),
                missing: written(&segments[..=hole.depth]),
            });
        }
    }
    .ok_or_else(unclear)?;

    let body = parse(&text).map_err(|_| unclear())?;
    match locate(&body, segments) {
        Located::Value(expression) if Literal::of(expression).means(&setting.value) => {}
        _ => return Err(unclear()),
    }
    patched.text = text;
    Ok(())
}
