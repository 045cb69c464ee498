//! Python's values and what its operators and methods do to them.

mod bind;
mod compare;
mod date;
mod dict;
mod format;
mod generator;
mod index;
mod iterate;
mod kind;
mod list;
mod namespace;
mod number;
mod operate;
mod path;
mod printf;
mod spec;
mod text;
mod undefined;

pub(crate) mod methods;

pub(crate) use bind::Args;
pub(crate) use compare::{compare, equal, hashable, sort_by};
pub(crate) use date::{Date, Delta, Moment, Time, Zone, attribute as date_attribute};
pub(crate) use dict::Dict;
pub(crate) use format::format_fields;
pub(crate) use generator::{Generator, Part, Range, View};
pub(crate) use index::{index_of, item, slice};
pub(crate) use iterate::{contains, is_iterable, iterate, length, truth};
pub(crate) use kind::{Kind, by_identity, freeze, list, lock, thaw, tuple, type_name};
pub(crate) use list::{List, Tuple, discard};
pub(crate) use namespace::Namespace;
pub(crate) use number::{
    as_float, as_index, float_value, int_value, is_big, negate, parse_float, parse_integer, round_half_even,
};
pub(crate) use operate::operate;
pub(crate) use path::{PosixPath, finish, join};
pub(crate) use printf::printf;
pub(crate) use text::{escape_html, quoted, repr, to_text};
pub(crate) use undefined::Undefined;
