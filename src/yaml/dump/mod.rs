//! Values to text, byte for byte as PyYAML's `SafeDumper` writes it.

mod analysis;
mod emitter;
mod float;
mod order;
mod represent;
mod scalars;
mod style;
mod write;

pub(crate) use float::float_repr;
pub(crate) use style::{Flow, Quotes, Style, dump};
