//! Jinja2's own filters.

mod html;
mod json;
mod number;
mod pprint;
mod select;
mod sequence;
mod sort;
mod text;
mod urlize;
mod wrap;

use minijinja::Value;

pub(crate) use html::{strip_tags, unescape_html};

use super::fault::{Fault, Outcome};
use super::python::{Args, as_index, to_text, type_name};
use super::run::Run;

/// A filter of a value.
pub(crate) type Filter = fn(&mut Run<'_>, &Value, Args) -> Outcome<Value>;

/// The filter of that name.
pub(crate) fn find(name: &str) -> Option<Filter> {
    Some(match name {
        "abs" => number::abs,
        "attr" => select::attr,
        "batch" => sequence::batch,
        "capitalize" => text::capitalize,
        "center" => text::center,
        "count" | "length" => sequence::length,
        "d" | "default" => select::default,
        "dictsort" => sort::dictsort,
        "e" | "escape" => html::escape,
        "filesizeformat" => number::filesizeformat,
        "first" => sequence::first,
        "float" => number::float,
        "forceescape" => html::forceescape,
        "format" => text::format,
        "groupby" => sort::groupby,
        "indent" => text::indent,
        "int" => number::int,
        "items" => sequence::items,
        "join" => sequence::join,
        "last" => sequence::last,
        "list" => sequence::list,
        "lower" => text::lower,
        "map" => select::map,
        "max" => sort::max,
        "min" => sort::min,
        "pprint" => pprint::pprint,
        "random" => sequence::random,
        "reject" => select::reject,
        "rejectattr" => select::rejectattr,
        "replace" => text::replace,
        "reverse" => sequence::reverse,
        "round" => number::round,
        "safe" => html::safe,
        "select" => select::select,
        "selectattr" => select::selectattr,
        "slice" => sequence::slice,
        "sort" => sort::sort,
        "string" => text::string,
        "striptags" => html::striptags,
        "sum" => sequence::sum,
        "title" => text::title,
        "tojson" => json::tojson,
        "trim" => text::trim,
        "truncate" => text::truncate,
        "unique" => sort::unique,
        "upper" => text::upper,
        "urlencode" => html::urlencode,
        "urlize" => urlize::urlize,
        "wordcount" => text::wordcount,
        "wordwrap" => wrap::wordwrap,
        "xmlattr" => html::xmlattr,
        _ => return None,
    })
}

/// A value's text and whether it is safe.
fn soft_text(run: &Run<'_>, value: &Value) -> Outcome<(String, bool)> {
    Ok((to_text(value, &run.budget)?, value.is_safe()))
}

/// A text that is as safe as what it was made from.
fn text_like(text: String, safe: bool) -> Value {
    if safe {
        Value::from_safe_string(text)
    } else {
        Value::from(text)
    }
}

/// An integer argument that may be absent.
fn int_or(value: Option<&Value>, default: i64) -> Outcome<i64> {
    match value {
        None => Ok(default),
        Some(value) => as_index(value).ok_or_else(|| {
            Fault::failed(format!(
                "'{}' object cannot be interpreted as an integer",
                type_name(value)
            ))
        }),
    }
}

/// An argument that may be absent or `None`.
fn given(value: Option<Value>) -> Option<Value> {
    value.filter(|value| !value.is_none())
}
