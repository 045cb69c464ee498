use std::fmt;
use std::time::Duration;

use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use futures_util::future::join;
use tokio::runtime::{Builder, Runtime};

use super::credentials::{self, files};
use super::identity::identity;
use super::network;
use super::outcome::Outcome;
use super::place::{Place, place};
use crate::aws::error::DiscoverError;
use crate::aws::found::{Found, FoundNetwork};
use crate::aws::partition::{partition, registry};
use crate::aws::profiles::Profiles;
use crate::aws::request::{Patience, Request};
use crate::aws::select::Selected;

/// Credentials and connections of one profile in one region; asking twice signs in once.
pub(crate) struct Session {
    /// Only [`Drop`] takes it out.
    pub(super) runtime: Option<Runtime>,
    place: Place,
    sts: aws_sdk_sts::Client,
    pub(super) ec2: aws_sdk_ec2::Client,
}

impl Session {
    /// Gets the credentials, for which a program may ask a person; nothing else is asked of AWS yet.
    ///
    /// # Errors
    /// The profile or the region is missing, or there are no credentials to be had.
    pub(crate) fn open(profiles: &Profiles, request: &Request) -> Result<Self, DiscoverError> {
        let place = place(profiles, request)?;
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|error| DiscoverError::NotStarted {
                detail: error.to_string(),
            })?;
        let config = match runtime.block_on(configured(profiles, request, &place)) {
            Ok(config) => config,
            Err(error) => {
                runtime.shutdown_background();
                return Err(error);
            }
        };
        let (sts, ec2) = (
            aws_sdk_sts::Client::new(&config),
            aws_sdk_ec2::Client::new(&config),
        );
        Ok(Self {
            runtime: Some(runtime),
            place,
            sts,
            ec2,
        })
    }

    /// Asks for identity and networking at once and picks out of the answers; takes seconds at most.
    ///
    /// # Errors
    /// The most fundamental of all failures.
    pub(crate) fn ask(&self, request: &Request) -> Result<Outcome, DiscoverError> {
        let Some(runtime) = &self.runtime else {
            return Err(DiscoverError::NotStarted {
                detail: "the session has ended".to_owned(),
            });
        };
        runtime.block_on(within(request.patience.total, self.lookups(request)))
    }

    async fn lookups(&self, request: &Request) -> Result<Outcome, DiscoverError> {
        let mut notes: Vec<String> = self.place.note.iter().cloned().collect();
        let network = async {
            match &request.network {
                Some(network) => network::read(&self.ec2, &self.place, network, &mut notes)
                    .await
                    .map(Some),
                None => Ok(None),
            }
        };
        let (identity, network) = join(identity(&self.sts, &self.place), network).await;
        let (identity, network) = match (identity, network) {
            (Ok(identity), Ok(network)) => (identity, network),
            (Ok(_), Err(DiscoverError::CredentialsRefused { detail, .. })) => {
                // STS takes the credentials and EC2 does not: the region is not enabled.
                return Err(DiscoverError::RegionDisabled {
                    region: self.place.region.clone(),
                    detail,
                });
            }
            (Err(error), Ok(_)) | (Ok(_), Err(error)) => return Err(error),
            (Err(one), Err(other)) => return Err(if other.depth() < one.depth() { other } else { one }),
        };
        let network: Option<FoundNetwork> = match network {
            Some(Selected::Open(choice)) => return Ok(Outcome::Open(choice)),
            Some(Selected::One(network)) => Some(network),
            None => None,
        };
        let region = self.place.region.clone();
        Ok(Outcome::Found(Box::new(Found {
            profile: self.place.profile.clone(),
            partition: partition(&region).to_owned(),
            registry: registry(&identity.account_id, &region),
            region,
            account_id: identity.account_id,
            identity: identity.arn,
            network,
            notes,
        })))
    }
}

async fn configured(
    profiles: &Profiles,
    request: &Request,
    place: &Place,
) -> Result<SdkConfig, DiscoverError> {
    let patience = request.patience;
    let found = credentials::resolve(profiles, place, request.instance_metadata, timeouts(patience));
    let credentials = within(patience.credentials, found).await?;
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .region(Region::new(place.region.clone()))
        .credentials_provider(credentials)
        .timeout_config(timeouts(patience))
        .profile_files(files(profiles));
    if let (true, Some(profile)) = (place.known, &place.profile) {
        loader = loader.profile_name(profile);
    }
    Ok(loader.load().await)
}

fn timeouts(patience: Patience) -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(patience.connect)
        .operation_attempt_timeout(patience.attempt)
        .build()
}

async fn within<T>(
    limit: Duration,
    work: impl Future<Output = Result<T, DiscoverError>>,
) -> Result<T, DiscoverError> {
    tokio::time::timeout(limit, work).await.unwrap_or_else(|_| {
        Err(DiscoverError::TimedOut {
            seconds: limit.as_secs(),
        })
    })
}

impl Drop for Session {
    /// Leaves a look-up of a name that hangs behind.
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("place", &self.place)
            .finish_non_exhaustive()
    }
}
