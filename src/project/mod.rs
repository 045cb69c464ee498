//! A generated project: what it holds, what it recorded, and the repository it lies in.

pub(crate) mod baseline;
mod external_data;
pub(crate) mod files;
mod recorded;
mod repository;

pub(crate) use baseline::BaselineError;
pub(crate) use external_data::{ExternalData, Trouble};
pub(crate) use recorded::{Recorded, RecordedError};
pub(crate) use repository::{Repository, RepositoryError};
