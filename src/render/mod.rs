//! Template and answers become a Tree.

mod ansible;
mod budget;
mod context;
mod deprecated;
#[cfg(test)]
mod differential;
mod engine;
#[cfg(test)]
mod engine_tests;
mod envops;
mod error;
mod extensions;
mod fault;
mod filters;
mod globals;
mod patterns;
mod python;
mod run;
mod syntax;
mod tests;
mod text;
pub(crate) mod value;
mod walk;

pub(crate) use context::{Bindings, Context};
pub(crate) use engine::{Engine, EngineOptions, Limits};
pub(crate) use envops::{EnvOps, UndefinedKind};
pub(crate) use error::{Origin, RenderError};
pub(crate) use patterns::{InvalidPattern, Patterns};
pub(crate) use python::PosixPath;
pub(crate) use text::{repr, to_text};
pub(crate) use walk::{Walk, WalkError, render};
