//! Filters on paths; those without `win_` treat every path as POSIX does, on every system.

mod expand;
mod glob;
mod posix;
mod resolve;
mod windows;

pub(super) use expand::{expanduser, expandvars};
pub(super) use glob::fileglob;
pub(super) use posix::{basename, dirname, splitext};
pub(super) use resolve::{realpath, relpath};
pub(super) use windows::{win_basename, win_dirname, win_splitdrive};
