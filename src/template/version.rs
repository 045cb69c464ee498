use std::str::FromStr;

use miette::Diagnostic;
use pep440_rs::Version;
use thiserror::Error;

/// The version of copier whose templates this program renders.
pub(crate) const COPIER: &str = "9.19.1";

#[derive(Debug, Error, Diagnostic)]
pub(crate) enum VersionError {
    #[error("This template requires Copier version >= {wanted}, while this program stands for {COPIER}.")]
    #[diagnostic(code("template-too-new"), help("install a newer version of this program"))]
    TooNew { wanted: String },

    #[error("`_min_copier_version` is no version: `{text}`")]
    #[diagnostic(code("manifest-value"), help("write it as `\"9.4.0\"`"))]
    NoVersion { text: String },
}

/// The template was written for an earlier major version.
#[derive(Debug, Error)]
#[error(
    "This template was designed for Copier {wanted}, but this program stands for {COPIER}. You could find some incompatibilities."
)]
pub(crate) struct OldTemplate {
    wanted: String,
}

impl OldTemplate {
    pub(crate) const NAME: &str = "OldTemplateWarning";
}

pub(super) fn check(text: &str) -> Result<Option<OldTemplate>, VersionError> {
    let wanted = Version::from_str(text).map_err(|_| VersionError::NoVersion {
        text: text.to_owned(),
    })?;
    let Ok(ours) = Version::from_str(COPIER) else {
        return Ok(None);
    };
    if ours < wanted {
        return Err(VersionError::TooNew {
            wanted: text.to_owned(),
        });
    }
    let older = ours.release().first() > wanted.release().first();
    Ok(older.then(|| OldTemplate {
        wanted: text.to_owned(),
    }))
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn a_template_may_ask_for_a_version_up_to_ours() {
        assert!(check("9.19.1").is_ok_and(|old| old.is_none()));
        assert!(check("8.0").is_ok_and(|old| old.is_some()));
        assert!(check("10").is_err());
        assert!(check("soon").is_err());
    }
}
