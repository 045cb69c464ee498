//! The filters of the `jinja2-ansible-filters` package, which every copier template may use.

mod call;
mod collections;
mod combine;
mod comment;
mod dates;
mod encoding;
mod groupby;
mod hashing;
mod json;
mod paths;
mod python;
mod random;
mod regex;
#[cfg(test)]
mod tests;
mod text;
mod yaml;

use minijinja::value::{Rest, Value, ValueOrKwargs};
use minijinja::{Environment, Error, State, UndefinedBehavior};

use call::Call;

type Filter = fn(&mut State, &Call) -> Result<Value, Error>;

/// The filters by the names that templates know.
const FILTERS: [(&str, Filter); 45] = [
    ("ans_groupby", groupby::ans_groupby),
    ("ans_random", random::ans_random),
    ("b64decode", encoding::b64decode),
    ("b64encode", encoding::b64encode),
    ("basename", paths::basename),
    ("bool", text::bool),
    ("checksum", hashing::sha1),
    ("combine", combine::combine),
    ("comment", comment::comment),
    ("dirname", paths::dirname),
    ("expanduser", paths::expanduser),
    ("expandvars", paths::expandvars),
    ("extract", collections::extract),
    ("fileglob", paths::fileglob),
    ("flatten", collections::flatten),
    ("from_json", json::from_json),
    ("from_yaml", yaml::from_yaml),
    ("from_yaml_all", yaml::from_yaml_all),
    ("hash", hashing::hash),
    ("mandatory", text::mandatory),
    ("md5", hashing::md5),
    ("quote", text::quote),
    ("random_mac", random::random_mac),
    ("realpath", paths::realpath),
    ("regex_escape", regex::regex_escape),
    ("regex_findall", regex::regex_findall),
    ("regex_replace", regex::regex_replace),
    ("regex_search", regex::regex_search),
    ("relpath", paths::relpath),
    ("sha1", hashing::sha1),
    ("shuffle", random::shuffle),
    ("splitext", paths::splitext),
    ("strftime", dates::strftime),
    ("subelements", collections::subelements),
    ("ternary", text::ternary),
    ("to_datetime", dates::to_datetime),
    ("to_json", json::to_json),
    ("to_nice_json", json::to_nice_json),
    ("to_nice_yaml", yaml::to_nice_yaml),
    ("to_uuid", hashing::to_uuid),
    ("to_yaml", yaml::to_yaml),
    ("type_debug", text::type_debug),
    ("win_basename", paths::win_basename),
    ("win_dirname", paths::win_dirname),
    ("win_splitdrive", paths::win_splitdrive),
];

/// The filters that take an undefined value as it is, even where undefined values are errors.
const UNDEFINED_WELCOME: [&str; 4] = ["from_yaml", "from_yaml_all", "mandatory", "type_debug"];

/// Adds the filters to a Jinja environment.
pub(crate) fn register(env: &mut Environment<'static>) {
    for (name, filter) in FILTERS {
        env.add_filter(name, move |state: &mut State, arguments: Rest<ValueOrKwargs>| {
            let call = Call::new(name, arguments)?;
            refuse_undefined(state, name, &call)?;
            filter(state, &call)
        });
    }
}

fn refuse_undefined(state: &State, filter: &str, call: &Call) -> Result<(), Error> {
    let strict = matches!(
        state.undefined_behavior(),
        UndefinedBehavior::Strict | UndefinedBehavior::SemiStrict
    );
    match call.positional.first() {
        Some(value) if strict && value.is_undefined() && !UNDEFINED_WELCOME.contains(&filter) => {
            Err(call.undefined())
        }
        _ => Ok(()),
    }
}
