use crate::aws::error::DiscoverError;
use crate::aws::partition::{REGIONS, is_region};
use crate::aws::profiles::Profiles;
use crate::aws::request::Request;
use crate::nearest::nearest;

/// Whom to ask as, and where.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) profile: Option<String>,
    pub(super) region: String,
    /// The profile has credentials of its own; else those of the environment count.
    pub(super) own_credentials: bool,
    /// The profile to sign in with, where IAM Identity Center gives the credentials.
    pub(super) login: Option<String>,
    /// The profile stands in the shared files.
    pub(super) known: bool,
    /// What a person should know about it.
    pub(super) note: Option<String>,
}

/// Settles profile and region, before any network is used.
pub(super) fn place(profiles: &Profiles, request: &Request) -> Result<Place, DiscoverError> {
    settle(profiles, request, &|name| {
        std::env::var(name).ok().filter(|value| !value.is_empty())
    })
}

fn settle(
    profiles: &Profiles,
    request: &Request,
    env: &dyn Fn(&str) -> Option<String>,
) -> Result<Place, DiscoverError> {
    let from_environment =
        request.instance_metadata || SOURCES.iter().any(|variable| env(variable).is_some());
    let fallback = || (!from_environment && profiles.exists("default")).then(|| "default".to_owned());
    let name = request
        .profile
        .clone()
        .or_else(|| env("AWS_PROFILE"))
        .or_else(fallback);
    let profile = name.as_deref().and_then(|name| profiles.get(name));
    let mut note = None;
    if let (Some(name), None) = (&name, profile) {
        if !from_environment {
            return Err(DiscoverError::ProfileMissing {
                profile: name.clone(),
                nearest: profiles.nearest(name).map(str::to_owned),
                known: profiles
                    .list()
                    .iter()
                    .map(|profile| profile.name.clone())
                    .collect(),
            });
        }
        note = Some(format!(
            "the profile `{name}` is not on this machine; the credentials are those of the environment"
        ));
    }
    let region = request
        .region
        .clone()
        .filter(|region| !region.is_empty())
        .or_else(|| profile?.region.clone())
        .or_else(|| env("AWS_REGION"))
        .or_else(|| env("AWS_DEFAULT_REGION"))
        .ok_or_else(|| DiscoverError::RegionMissing {
            profile: name.clone(),
        })?;
    if !is_region(&region) {
        let nearest = nearest(&region, REGIONS.into_iter()).map(str::to_owned);
        return Err(DiscoverError::RegionUnknown { region, nearest });
    }
    Ok(Place {
        own_credentials: profile.is_some_and(|profile| profile.credentials),
        login: name
            .as_deref()
            .and_then(|name| profiles.login(name))
            .map(str::to_owned),
        known: profile.is_some(),
        profile: name,
        region,
        note,
    })
}

/// Variables that say where credentials come from.
const SOURCES: [&str; 4] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
];

#[cfg(test)]
mod tests {
    use super::*;

    fn profiles() -> Profiles {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("config");
        let text = "[profile acme-italy-dev]\nregion = eu-south-1\nsso_session = x\nsso_account_id = 111122223333\n\
                    [profile bare]\noutput = json\n";
        fs_err::write(&config, text).unwrap();
        Profiles::read(Some(config), None, None).unwrap()
    }

    fn settled(
        profile: Option<&str>,
        region: Option<&str>,
        env: &[(&str, &str)],
    ) -> Result<Place, DiscoverError> {
        let request = Request::new(profile.map(str::to_owned), region.map(str::to_owned), None);
        let env = |name: &str| {
            env.iter()
                .find(|(known, _)| *known == name)
                .map(|(_, value)| (*value).to_owned())
        };
        settle(&profiles(), &request, &env)
    }

    #[test]
    fn the_region_is_the_given_one_or_the_profiles_or_the_environments() {
        let dev = Some("acme-italy-dev");
        let env = [("AWS_REGION", "us-east-1")];
        assert_eq!(settled(dev, Some("eu-west-1"), &env).unwrap().region, "eu-west-1");
        assert_eq!(settled(dev, None, &env).unwrap().region, "eu-south-1");
        assert_eq!(settled(Some("bare"), None, &env).unwrap().region, "us-east-1");
        assert!(matches!(
            settled(Some("bare"), None, &[]),
            Err(DiscoverError::RegionMissing { .. })
        ));
        let error = settled(dev, Some("eu-wst-1a"), &env).unwrap_err();
        assert!(
            matches!(error, DiscoverError::RegionUnknown { nearest: Some(near), .. } if near == "eu-west-1")
        );
    }

    #[test]
    fn without_a_name_it_is_the_environment_or_the_default_profile() {
        let folder = tempfile::tempdir().unwrap();
        let config = folder.path().join("config");
        fs_err::write(&config, "[default]\nregion = eu-west-1\naws_access_key_id = A\n").unwrap();
        let profiles = Profiles::read(Some(config), None, None).unwrap();
        let request = Request::new(None, None, None);
        let place = settle(&profiles, &request, &|_| None).unwrap();
        assert_eq!(
            (place.profile.as_deref(), place.own_credentials),
            (Some("default"), true)
        );
        let env = |name: &str| {
            ["AWS_ACCESS_KEY_ID", "AWS_REGION"]
                .contains(&name)
                .then(|| "eu-west-2".to_owned())
        };
        let place = settle(&profiles, &request, &env).unwrap();
        assert_eq!((place.profile, place.own_credentials), (None, false));
    }

    #[test]
    fn a_missing_profile_is_told_before_the_sdk_could() {
        let error = settled(Some("acme-italy-dve"), None, &[]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the AWS profile `acme-italy-dve` does not exist on this machine"
        );
        let hint = miette::Diagnostic::help(&error).unwrap().to_string();
        assert!(hint.starts_with("did you mean `acme-italy-dev`?"), "{hint}");
    }

    #[test]
    fn in_a_pipeline_the_environment_stands_in_for_the_profile() {
        let env = [("AWS_ACCESS_KEY_ID", "A"), ("AWS_REGION", "eu-west-1")];
        let place = settled(Some("elsewhere"), None, &env).unwrap();
        assert!(!place.own_credentials);
        assert!(place.note.unwrap().contains("`elsewhere` is not on this machine"));
        assert!(
            settled(Some("acme-italy-dev"), None, &env)
                .unwrap()
                .own_credentials
        );
    }
}
