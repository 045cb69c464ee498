//! Where a template comes from: the binary itself, a folder, or git at a reference.

mod cache;
mod checkout;
mod embedded;
mod error;
mod failure;
mod fetch;
mod folder;
mod history;
mod listing;
mod local;
mod location;
mod mirror;
mod reference;
mod version;
mod warning;
mod written;

#[cfg(test)]
mod tests;

pub(crate) use cache::Cache;
pub(crate) use error::SourceError;
pub(crate) use fetch::{FetchOptions, Fetched, fetch};
pub(crate) use location::{EMBEDDED, Location, Place};
pub(crate) use reference::Reference;
pub(crate) use version::recorded as recorded_version;
pub(crate) use warning::SourceWarning;
