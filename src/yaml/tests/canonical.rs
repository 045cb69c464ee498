use serde_json::{Value as Json, json};
use serde_yaml::{Mapping, Value};

use crate::yaml::float_repr;

/// A value as JSON that tells types apart, as `reference.py` writes it.
pub(super) fn canonical(value: &Value) -> Json {
    match value {
        Value::Null => json!(["null"]),
        Value::Bool(bool) => json!(["bool", bool]),
        Value::Number(number) if number.is_f64() => json!(["float", float_repr(number.as_f64().unwrap())]),
        Value::Number(number) => json!(["int", number.to_string()]),
        Value::String(text) => json!(["str", text]),
        Value::Sequence(items) => json!(["list", items.iter().map(canonical).collect::<Vec<_>>()]),
        Value::Mapping(mapping) => json!(["dict", entries(mapping)]),
        Value::Tagged(tagged) if tagged.tag == "set" => {
            let members = tagged.value.as_mapping().unwrap().keys();
            let mut members: Vec<_> = members.map(canonical).collect();
            members.sort_by_key(Json::to_string);
            json!(["set", members])
        }
        Value::Tagged(tagged) => {
            let name = tagged.tag.to_string().replace('!', "").replace("binary", "bytes");
            json!([name, tagged.value.as_str().unwrap()])
        }
    }
}

fn entries(mapping: &Mapping) -> Vec<Json> {
    mapping
        .iter()
        .map(|(key, value)| json!([canonical(key), canonical(value)]))
        .collect()
}
