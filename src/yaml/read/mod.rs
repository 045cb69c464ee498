//! Tokens to nodes to values, as PyYAML's composer, resolver and `SafeConstructor` do it.

mod budget;
mod collection;
mod compose;
mod construct;
mod decode;
mod load;
mod node;
mod number;
mod properties;
mod resolve;
mod timestamp;

pub(crate) use decode::decode;
pub(crate) use load::{list_items, load, load_all, load_bytes, parse};
pub(crate) use node::{Kind, Node};

pub(super) use resolve::{implicit_tag, tags};
pub(super) use timestamp::Timestamp;
