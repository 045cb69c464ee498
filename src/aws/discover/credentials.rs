use aws_config::Region;
use aws_config::ecs::EcsCredentialsProvider;
use aws_config::environment::EnvironmentVariableCredentialsProvider;
use aws_config::imds::credentials::ImdsCredentialsProvider;
use aws_config::meta::credentials::CredentialsProviderChain;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::web_identity_token::WebIdentityTokenCredentialsProvider;
use aws_credential_types::Credentials;
use aws_credential_types::provider::ProvideCredentials;
use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};

use super::failure::credentials_failure;
use super::place::Place;
use crate::aws::error::DiscoverError;
use crate::aws::profiles::Profiles;

/// Gets the credentials once, for all clients: the profile's own, else those of the environment.
///
/// The SDK's default chain would let the environment win over a named profile, unlike the AWS command line, and ends
/// in instance metadata.
pub(super) async fn resolve(
    profiles: &Profiles,
    place: &Place,
    instance_metadata: bool,
    timeouts: TimeoutConfig,
) -> Result<Credentials, DiscoverError> {
    let config = ProviderConfig::without_region()
        .with_region(Some(Region::new(place.region.clone())))
        .with_timeout_config(timeouts);
    let found = match &place.profile {
        Some(profile) if place.own_credentials => {
            let provider = ProfileFileCredentialsProvider::builder()
                .configure(&config)
                .profile_files(files(profiles))
                .profile_name(profile);
            provider.build().provide_credentials().await
        }
        _ => {
            environment(&config, instance_metadata)
                .provide_credentials()
                .await
        }
    };
    found.map_err(|error| credentials_failure(&error, place))
}

fn environment(config: &ProviderConfig, instance_metadata: bool) -> CredentialsProviderChain {
    let chain =
        CredentialsProviderChain::first_try("Environment", EnvironmentVariableCredentialsProvider::new())
            .or_else(
                "WebIdentityToken",
                WebIdentityTokenCredentialsProvider::builder()
                    .configure(config)
                    .build(),
            )
            .or_else(
                "Container",
                EcsCredentialsProvider::builder().configure(config).build(),
            );
    if instance_metadata {
        chain.or_else(
            "InstanceMetadata",
            ImdsCredentialsProvider::builder().configure(config).build(),
        )
    } else {
        chain
    }
}

/// The shared files, at the places where the profiles were read.
pub(super) fn files(profiles: &Profiles) -> EnvConfigFiles {
    let mut files = EnvConfigFiles::builder();
    for (kind, path) in [
        (EnvConfigFileKind::Config, profiles.config_file()),
        (EnvConfigFileKind::Credentials, profiles.credentials_file()),
    ] {
        // The SDK refuses a place that it is told of and that is empty.
        if let Some(path) = path.filter(|path| path.is_file()) {
            files = files.with_file(kind, path);
        } else {
            files = files.with_contents(kind, String::new());
        }
    }
    files.build()
}
