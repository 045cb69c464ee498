//! The account's networking, put into rendered or present files before they are planned.

mod answered;
mod carrying;
mod declared;
mod discovered;
mod machine;
mod settling;
mod texts;

pub(in crate::commands) use carrying::carry_findings;
pub(in crate::commands) use declared::Discovery;
pub(in crate::commands) use discovered::Discovered;
pub(in crate::commands) use machine::Machine;
pub(in crate::commands) use settling::Otherwise;
