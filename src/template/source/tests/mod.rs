//! Templates fetched with the real git, in a home of their own.

mod lab;
mod local;
mod places;
mod remote;
mod versions;
