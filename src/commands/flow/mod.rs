//! The steps that commands share: a template is opened, its questions are answered, its files are rendered.

mod asking;
mod discovery;
mod keeping;
mod migrating;
mod opened;
mod options;
mod rendering;
mod summary;
pub(super) mod tasks;
mod variables;

pub(super) use asking::Manner;
pub(super) use discovery::{Discovered, Discovery, Machine, Otherwise, carry_findings};
pub(super) use keeping::{is_own, keep_baseline};
pub(super) use migrating::Migrating;
pub(super) use opened::Opened;
pub(super) use options::Options;
pub(super) use rendering::{Recalled, Rendered, Rendering};
