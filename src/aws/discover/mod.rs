//! Asks the account, read-only and all at once.

mod outcome;
mod place;

#[cfg(feature = "aws")]
mod credentials;
#[cfg(feature = "aws")]
mod failure;
#[cfg(feature = "aws")]
mod identity;
#[cfg(feature = "aws")]
mod network;
#[cfg(feature = "aws")]
mod session;
#[cfg(test)]
#[cfg(feature = "aws")]
mod tests;
#[cfg(not(feature = "aws"))]
mod without;

pub(crate) use outcome::Outcome;
#[cfg(feature = "aws")]
pub(crate) use session::Session;
#[cfg(not(feature = "aws"))]
pub(crate) use without::Session;

use super::error::DiscoverError;
use super::profiles::Profiles;
use super::request::Request;

/// Finds out what the request asks for, in a session of its own.
///
/// # Errors
/// The most fundamental of all failures, with what to do about it.
pub(crate) fn discover(profiles: &Profiles, request: &Request) -> Result<Outcome, DiscoverError> {
    Session::open(profiles, request)?.ask(request)
}
