//! git, run so that no setting, hook or variable of its surroundings changes what it does.

mod failure;
mod objects;
mod path;
mod run;

pub(crate) use failure::GitFailure;
pub(crate) use objects::Blobs;
pub(crate) use path::{path_of, quoted};
pub(crate) use run::{Git, Run, redact};
