//! AWS: the profiles of the machine, what an account holds, and putting it into texts.
//!
//! The way through: [`Profiles::load`], [`Declaration::resolve`], [`discover`] with a [`Request`], [`placements`],
//! [`patch_all`]. Nothing here writes a file, prints or asks.
#![cfg_attr(
    not(feature = "aws"),
    allow(dead_code, unused_imports, reason = "without the SDK nobody asks")
)]

mod choice;
mod declaration;
mod discover;
mod error;
mod found;
mod listing;
mod partition;
mod patch;
mod profiles;
mod request;
mod select;
mod selector;
mod undiscovered;

pub(crate) use declaration::{Declaration, Lookups, Resolve, named_already, placements, unfilled};
pub(crate) use discover::{Outcome, discover};
pub(crate) use error::DiscoverError;
pub(crate) use found::Found;
pub(crate) use patch::{FileError, PatchError, PatchedFiles, patch_all};
pub(crate) use profiles::{Profile, Profiles, ProfilesError};
pub(crate) use request::Request;
pub(crate) use undiscovered::Undiscovered;
