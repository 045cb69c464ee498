//! Evaluates a template's tree.

mod attribute;
mod call;
mod evaluation;
mod expression;
mod filter;
mod frame;
mod loops;
mod macros;
mod statement;
mod template;

pub(crate) use call::{Function, is_callable};
pub(crate) use evaluation::Run;
use evaluation::with_stack;
pub(crate) use frame::{Frame, Scope};
pub(crate) use macros::Macro;
