//! The profiles of the machine: the shared config and credentials files, read without the SDK.

mod ini;
mod profile;
mod set;

pub(crate) use profile::Profile;
pub(crate) use set::{Profiles, ProfilesError};
