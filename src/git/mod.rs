//! git, run so that no setting, hook or variable of its surroundings changes what it does.

mod failure;
mod run;

pub(crate) use failure::GitFailure;
pub(crate) use run::{Git, Run, path_of, redact};
