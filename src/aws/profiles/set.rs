use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

use miette::Diagnostic;
use thiserror::Error;

use super::ini;
use super::profile::Profile;
use crate::nearest::nearest;

/// One of the shared files is there and cannot be read.
#[derive(Debug, Error, Diagnostic)]
#[error("the AWS profiles cannot be read: {0}")]
#[diagnostic(
    code("aws-profiles-unreadable"),
    help(
        "it has to be a text file that you may read; `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE` name other places"
    )
)]
pub(crate) struct ProfilesError(#[from] io::Error);

/// The profiles of the shared config and credentials files, the one that `AWS_PROFILE` names first.
#[derive(Debug, Clone, Default)]
pub(crate) struct Profiles {
    list: Vec<Profile>,
    config: Option<PathBuf>,
    credentials: Option<PathBuf>,
}

impl Profiles {
    /// Reads the files that the environment names, by default `~/.aws/config` and `~/.aws/credentials`.
    ///
    /// # Errors
    /// A file is there and cannot be read; a missing one is an empty one.
    pub(crate) fn load() -> Result<Self, ProfilesError> {
        let place = |variable: &str, default: &str| match set(variable) {
            Some(path) => Some(expanded(&path)),
            None => home().map(|home| home.join(".aws").join(default)),
        };
        let config = place("AWS_CONFIG_FILE", "config");
        let credentials = place("AWS_SHARED_CREDENTIALS_FILE", "credentials");
        let current = set("AWS_PROFILE").and_then(|name| name.into_string().ok());
        Self::read(config, credentials, current.as_deref())
    }

    /// Reads the two files; the profile named `current` comes first.
    pub(crate) fn read(
        config: Option<PathBuf>,
        credentials: Option<PathBuf>,
        current: Option<&str>,
    ) -> Result<Self, ProfilesError> {
        let mut known: BTreeMap<String, Profile> = BTreeMap::new();
        // The SDK lets the credentials file win where both speak of a profile.
        for (path, bare) in [(&credentials, true), (&config, false)] {
            for section in ini::sections(&text(path.as_deref())?) {
                let names_a_profile = match section.kind.as_str() {
                    "profile" => !bare,
                    "" => bare || section.name == "default",
                    _ => false,
                };
                if names_a_profile {
                    let profile = || Profile::named(&section.name);
                    known
                        .entry(section.name.clone())
                        .or_insert_with(profile)
                        .learn(&section.properties);
                }
            }
        }
        let mut list: Vec<Profile> = known.into_values().collect();
        list.sort_by_key(|profile| current != Some(profile.name.as_str()));
        Ok(Self {
            list,
            config,
            credentials,
        })
    }

    pub(crate) fn list(&self) -> &[Profile] {
        &self.list
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Profile> {
        self.list.iter().find(|profile| profile.name == name)
    }

    /// Whether the files know the profile: the SDK's own error for one that they do not speaks of instance metadata.
    pub(crate) fn exists(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// The name that was probably meant.
    pub(crate) fn nearest(&self, name: &str) -> Option<&str> {
        nearest(name, self.list.iter().map(|profile| profile.name.as_str()))
    }

    /// The profile to sign in with through IAM Identity Center: this one or the one that its role starts from.
    pub(crate) fn login(&self, name: &str) -> Option<&str> {
        let mut profile = self.get(name)?;
        // A chain longer than the profiles there are goes round in circles.
        for _ in &self.list {
            if profile.sso {
                return Some(&profile.name);
            }
            profile = self.get(profile.source.as_deref()?)?;
        }
        None
    }

    pub(crate) fn config_file(&self) -> Option<&Path> {
        self.config.as_deref()
    }

    pub(crate) fn credentials_file(&self) -> Option<&Path> {
        self.credentials.as_deref()
    }
}

fn text(path: Option<&Path>) -> io::Result<String> {
    match path.map(fs_err::read) {
        Some(Ok(bytes)) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        Some(Err(error)) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(String::new()),
    }
}

fn set(variable: &str) -> Option<OsString> {
    std::env::var_os(variable).filter(|value| !value.is_empty())
}

fn home() -> Option<PathBuf> {
    set("HOME").or_else(|| set("USERPROFILE")).map(PathBuf::from)
}

/// Replaces a leading `~`, as the SDK does.
fn expanded(path: &OsString) -> PathBuf {
    let path = Path::new(path);
    match (path.strip_prefix("~"), home()) {
        (Ok(rest), Some(home)) => home.join(rest),
        _ => path.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: &str = "\
[profile acme-italy-dev]
region = eu-south-1
sso_session = acme
sso_account_id = 111122223333

[profile acme-italy-prod]
role_arn = arn:aws:iam::444455556666:role/deploy
source_profile = acme-italy-dev

[profile bare]
region = eu-west-1

[sso-session acme]
sso_region = eu-west-1

[not-a-profile]
region = eu-west-1
";

    fn profiles(current: Option<&str>) -> Profiles {
        let folder = tempfile::tempdir().unwrap();
        let place = |name: &str, text: &str| {
            let path = folder.path().join(name);
            fs_err::write(&path, text).unwrap();
            Some(path)
        };
        let credentials = "[zeta]\naws_access_key_id = A\n[acme-italy-dev]\nregion = us-east-1\n";
        Profiles::read(
            place("config", CONFIG),
            place("credentials", credentials),
            current,
        )
        .unwrap()
    }

    #[test]
    fn profiles_of_both_files_are_joined_and_the_current_one_is_first() {
        let read = profiles(Some("zeta"));
        let names: Vec<_> = read.list().iter().map(|profile| profile.name.as_str()).collect();
        assert_eq!(names, ["zeta", "acme-italy-dev", "acme-italy-prod", "bare"]);
        let dev = read.get("acme-italy-dev").unwrap();
        assert_eq!(dev.region.as_deref(), Some("us-east-1"));
        assert_eq!(dev.account_id.as_deref(), Some("111122223333"));
        assert!(dev.sso && dev.credentials);
        assert_eq!(
            read.get("acme-italy-prod").unwrap().account_id.as_deref(),
            Some("444455556666")
        );
        assert!(!read.get("bare").unwrap().credentials);
        assert!(!read.exists("not-a-profile"));
    }

    #[test]
    fn a_role_signs_in_with_the_profile_it_starts_from() {
        let read = profiles(None);
        assert_eq!(read.login("acme-italy-prod"), Some("acme-italy-dev"));
        assert_eq!(read.login("acme-italy-dev"), Some("acme-italy-dev"));
        assert_eq!(read.login("zeta"), None);
    }

    #[test]
    fn a_mistyped_name_finds_the_one_meant() {
        let read = profiles(None);
        assert!(!read.exists("acme-italy-pord"));
        assert_eq!(read.nearest("acme-italy-pord"), Some("acme-italy-prod"));
    }

    #[test]
    fn missing_files_are_empty_and_a_folder_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let missing = Profiles::read(Some(folder.path().join("no")), None, None).unwrap();
        assert!(missing.list().is_empty());
        let error = Profiles::read(Some(folder.path().to_owned()), None, None).unwrap_err();
        assert!(
            error.to_string().contains(&folder.path().display().to_string()),
            "{error}"
        );
    }
}
