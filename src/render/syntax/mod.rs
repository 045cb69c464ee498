//! Jinja2's grammar: a template's text becomes a tree.

pub(crate) mod ast;
mod expression;
mod lexer;
mod literal;
mod parser;
mod statement;
mod token;

pub(crate) use parser::{Known, normalize, parse};
