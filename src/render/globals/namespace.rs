//! `namespace`.

use minijinja::Value;

use crate::render::fault::Outcome;
use crate::render::python::{Args, Dict, Namespace, methods, to_text};
use crate::render::run::Run;

pub(super) fn namespace(run: &mut Run<'_>, args: Args) -> Outcome<Value> {
    let dict = Dict::default();
    methods::update(&dict, args, &run.budget)?;
    let namespace = Namespace::default();
    for (key, value) in dict.pairs() {
        namespace.set(&to_text(&key, &run.budget)?, value);
    }
    Ok(Value::from_object(namespace))
}

pub(super) fn attribute(value: &Value, name: &str) -> Option<Value> {
    value.downcast_object_ref::<Namespace>()?.get(name)
}
