//! Text to tokens, by the rules of YAML 1.1 as PyYAML's scanner applies them.
//!
//! The crates that tell positions read YAML 1.2, which refuses what PyYAML takes (a `]` or the second line
//! of a quoted text at the start of a line) and takes what PyYAML refuses (tabs between tokens).

mod block;
mod cursor;
mod keys;
mod plain;
mod quoted;
mod scanner;
mod tag;
mod token;

pub(super) use scanner::Scanner;
pub(super) use token::{Directive, Token, TokenKind};
