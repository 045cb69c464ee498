//! A generated project: where it is and what it recorded.

mod external_data;
mod recorded;

pub(crate) use external_data::{ExternalData, Trouble};
pub(crate) use recorded::{Recorded, RecordedError};
