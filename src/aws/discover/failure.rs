//! Tells the SDK's failures in the words of this room.

use std::error::Error;

use aws_credential_types::provider::error::CredentialsError;
use aws_sdk_sts::error::{ProvideErrorMetadata, SdkError};

use super::place::Place;
use crate::aws::error::DiscoverError;
use crate::aws::partition::REGIONS;
use crate::nearest::nearest;

/// Tells why a call failed.
pub(super) fn failure<E, R>(error: &SdkError<E, R>, action: &str, place: &Place) -> DiscoverError
where
    E: ProvideErrorMetadata + Error + 'static,
    R: std::fmt::Debug + 'static,
{
    // Some networks answer for every name, also for those of regions that do not exist.
    let stranger = || {
        region_unknown(place).unwrap_or_else(|| DiscoverError::Unreachable {
            detail: "something answers that is not AWS, such as the sign-in page of a network".to_owned(),
        })
    };
    match error {
        SdkError::ServiceError(answer) => match answer.err().code() {
            Some(code) => refused(code, answer.err().message().unwrap_or_default(), action, place),
            None => stranger(),
        },
        SdkError::ResponseError(_) => stranger(),
        SdkError::TimeoutError(_) | SdkError::DispatchFailure(_) => unreachable(error, place),
        _ => DiscoverError::Failed {
            action: action.to_owned(),
            detail: root(error),
        },
    }
}

/// Tells why there are no credentials.
pub(super) fn credentials_failure(error: &CredentialsError, place: &Place) -> DiscoverError {
    let (profile, login) = (place.profile.clone(), place.login.clone());
    let detail = root(error);
    let told = chain(error).join(": ");
    let said = |words: &[&str]| words.iter().any(|word| told.contains(word));
    match error {
        CredentialsError::CredentialsNotLoaded(_) | CredentialsError::InvalidConfiguration(_) => {
            DiscoverError::CredentialsMissing {
                profile,
                login,
                detail,
            }
        }
        CredentialsError::ProviderTimedOut(timed_out) => DiscoverError::TimedOut {
            seconds: timed_out.timeout_duration().as_secs(),
        },
        _ if said(&["not authorized to perform"]) => {
            let action = action_in(&told).unwrap_or("sts:AssumeRole").to_owned();
            DiscoverError::AccessDenied {
                profile,
                action,
                detail,
            }
        }
        _ if said(&["dispatch failure", "request has timed out", "timeout"]) => unreachable(error, place),
        _ if login.is_some() => DiscoverError::LoginNeeded {
            profile,
            login,
            detail,
        },
        _ if said(&["ExpiredToken", "expired"]) => DiscoverError::CredentialsExpired { profile, login },
        _ if said(&[
            "InvalidClientTokenId",
            "SignatureDoesNotMatch",
            "UnrecognizedClient",
        ]) =>
        {
            DiscoverError::CredentialsRefused {
                profile,
                login,
                detail,
            }
        }
        _ => DiscoverError::CredentialsMissing {
            profile,
            login,
            detail,
        },
    }
}

/// Codes as the services' API references list them under "Common errors".
fn refused(code: &str, message: &str, action: &str, place: &Place) -> DiscoverError {
    let (profile, login, action) = (place.profile.clone(), place.login.clone(), action.to_owned());
    let detail = if message.is_empty() { code } else { message }.to_owned();
    match code {
        "UnauthorizedOperation" | "AccessDenied" | "AccessDeniedException" => {
            let action = action_in(message).map_or(action, str::to_owned);
            DiscoverError::AccessDenied {
                profile,
                action,
                detail,
            }
        }
        "ExpiredToken" | "ExpiredTokenException" | "RequestExpired" => {
            DiscoverError::CredentialsExpired { profile, login }
        }
        "AuthFailure"
        | "InvalidClientTokenId"
        | "InvalidToken"
        | "SignatureDoesNotMatch"
        | "UnrecognizedClientException" => DiscoverError::CredentialsRefused {
            profile,
            login,
            detail,
        },
        "OptInRequired" => DiscoverError::RegionDisabled {
            region: place.region.clone(),
            detail,
        },
        "RequestLimitExceeded" | "Throttling" | "ThrottlingException" | "TooManyRequestsException" => {
            DiscoverError::Throttled { action }
        }
        _ if message.is_empty() => DiscoverError::Failed {
            action,
            detail: format!("AWS answers `{code}`"),
        },
        _ => DiscoverError::Failed {
            action,
            detail: format!("{message} (`{code}`)"),
        },
    }
}

/// A name that the network does not know is a region that does not exist, if we do not know it either.
fn unreachable(error: &(dyn Error + 'static), place: &Place) -> DiscoverError {
    let told = chain(error);
    let unknown_name = told
        .iter()
        .any(|part| part.contains("dns error") || part.contains("lookup address"));
    if unknown_name && let Some(error) = region_unknown(place) {
        return error;
    }
    let detail = if unknown_name {
        "no network, or no name server".to_owned()
    } else {
        root(error)
    };
    DiscoverError::Unreachable { detail }
}

fn region_unknown(place: &Place) -> Option<DiscoverError> {
    let region = place.region.as_str();
    (!REGIONS.contains(&region)).then(|| DiscoverError::RegionUnknown {
        region: region.to_owned(),
        nearest: nearest(region, REGIONS.into_iter()).map(str::to_owned),
    })
}

/// Reads the action out of "… is not authorized to perform: ec2:DescribeVpcs because …".
fn action_in(message: &str) -> Option<&str> {
    let (_, rest) = message.split_once("not authorized to perform: ")?;
    let end = rest
        .find(|sign: char| !(sign.is_ascii_alphanumeric() || matches!(sign, ':' | '-')))
        .unwrap_or(rest.len());
    rest[..end].contains(':').then_some(&rest[..end])
}

/// Every cause, the outermost first.
fn chain(error: &(dyn Error + 'static)) -> Vec<String> {
    let mut told = vec![error.to_string()];
    let mut inner = error.source();
    while let Some(cause) = inner {
        told.push(cause.to_string());
        inner = cause.source();
    }
    told
}

/// The innermost cause, which says most.
fn root(error: &(dyn Error + 'static)) -> String {
    chain(error)
        .into_iter()
        .rfind(|part| !part.trim().is_empty())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place() -> Place {
        Place {
            profile: Some("acme-italy-dev".to_owned()),
            region: "eu-south-1".to_owned(),
            own_credentials: true,
            login: None,
            known: true,
            note: None,
        }
    }

    #[test]
    fn the_denied_action_is_the_one_that_aws_names() {
        let message =
            "User: arn:aws:iam::1:user/x is not authorized to perform: ec2:DescribeVpcs because no policy";
        assert_eq!(action_in(message), Some("ec2:DescribeVpcs"));
        let error = refused(
            "UnauthorizedOperation",
            "You are not authorized to perform this operation.",
            "ec2:X",
            &place(),
        );
        assert!(matches!(error, DiscoverError::AccessDenied { action, .. } if action == "ec2:X"));
    }

    #[test]
    fn an_unknown_name_speaks_of_the_region_only_if_nobody_knows_it() {
        let dns = CredentialsError::unhandled("dns error: failed to lookup address information");
        assert!(matches!(
            unreachable(&dns, &place()),
            DiscoverError::Unreachable { .. }
        ));
        let place = Place {
            region: "eu-suoth-1".to_owned(),
            ..place()
        };
        let error = unreachable(&dns, &place);
        assert!(
            matches!(error, DiscoverError::RegionUnknown { nearest: Some(near), .. } if near == "eu-south-1")
        );
    }
}
