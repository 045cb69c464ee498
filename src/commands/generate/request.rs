use std::path::PathBuf;

use crate::cli::CloudArgs;
use crate::commands::flow::{Manner, Options};
use crate::template::Location;

/// What a command asks of the flow.
pub(in crate::commands) struct Request<'a> {
    pub(in crate::commands) location: Location,
    pub(in crate::commands) project: PathBuf,
    pub(in crate::commands) options: Options<'a>,
    pub(in crate::commands) manner: Manner,
    /// Set where what the template declares is looked up.
    pub(in crate::commands) cloud: Option<Cloud<'a>>,
}

/// How an account is asked, and whether.
pub(in crate::commands) struct Cloud<'a> {
    pub(in crate::commands) args: &'a CloudArgs,
    pub(in crate::commands) profile: Option<&'a str>,
    /// Leave placeholders.
    pub(in crate::commands) no_discover: bool,
}
