//! Where a template comes from and what it says.

mod include;
mod links;
mod manifest;
mod migration;
mod question;
mod settings;
mod source;
pub(crate) mod trust;
mod version;

pub(crate) use links::{Files, Target, template_text};
pub(crate) use manifest::{Manifest, ManifestError, UnknownName};
pub(crate) use migration::{Migration, Stage, When};
pub(crate) use question::Question;
pub(crate) use settings::{Settings, Task, TaskCommand};
pub(crate) use source::{
    Cache, EMBEDDED, FetchOptions, Fetched, Location, Reference, SourceError, fetch, recorded_version,
};
pub(crate) use trust::Untrusted;
pub(crate) use version::{OldTemplate, VersionError};
