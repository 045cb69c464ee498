//! The one value that everything exchanges: relative paths and what lies there.

mod nodes;
mod path;

pub(crate) use nodes::{File, Node, Tree};
pub(crate) use path::{ForbiddenPath, RelPath, lexical};
