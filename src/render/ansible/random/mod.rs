//! Random choices, which Python's generator makes when a template gives a seed.

mod filters;
mod mersenne;
mod source;

pub(super) use filters::{ans_random, random_mac, shuffle};
