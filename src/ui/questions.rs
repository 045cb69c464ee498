//! What a template asks, in four forms.

use std::fmt::Write as _;

use serde_json::{Map, Value as Json, json};
use serde_yaml::Value;

use super::words;
use crate::answers::Kind;
use crate::template::{Manifest, Question};
use crate::yaml;

/// For reading: a block for each question.
pub(crate) fn table(manifest: &Manifest) -> String {
    let width = manifest
        .questions
        .iter()
        .map(|q| q.name.chars().count())
        .max()
        .unwrap_or_default();
    let kinds = manifest
        .questions
        .iter()
        .map(|q| kind(q).chars().count())
        .max()
        .unwrap_or_default();
    let mut text = String::new();
    for question in &manifest.questions {
        let help = question.help.lines().next().unwrap_or_default();
        let _ = writeln!(
            text,
            "{:width$}  {:kinds$}  {help}",
            question.name,
            kind(question)
        );
        let indent = " ".repeat(width + kinds + 4);
        if let Some(choices) = &question.choices {
            let _ = writeln!(text, "{indent}one of {}", values(choices).join(", "));
        }
        match &question.default {
            Some(default) => {
                let _ = writeln!(text, "{indent}default {}", inline(default));
            }
            None => {
                let _ = writeln!(text, "{indent}required");
            }
        }
        if let Value::String(condition) = &question.when {
            let _ = writeln!(text, "{indent}when {condition}");
        }
    }
    text
}

/// Every property of every question, templates unrendered.
pub(crate) fn json(manifest: &Manifest) -> String {
    let questions: Vec<Json> = manifest
        .questions
        .iter()
        .map(|question| {
            json!({
                "name": question.name,
                "type": question.kind,
                "help": question.help,
                "choices": question.choices,
                "multiselect": question.multiselect,
                "default": question.default,
                "secret": question.secret,
                "placeholder": question.placeholder,
                "multiline": question.multiline,
                "validator": question.validator,
                "when": question.when,
                "ask": question.ask,
            })
        })
        .collect();
    words::json(&Json::Array(questions))
}

/// A JSON Schema of the answers file, for editors and CI.
pub(crate) fn json_schema(manifest: &Manifest) -> String {
    let properties: Map<String, Json> = manifest
        .questions
        .iter()
        .map(|question| (question.name.clone(), schema(question)))
        .collect();
    let required: Vec<&str> = manifest
        .questions
        .iter()
        .filter(|question| question.default.is_none() && question.when == Value::Bool(true))
        .map(|question| question.name.as_str())
        .collect();
    words::json(&json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Answers",
        "type": "object",
        "properties": properties,
        // What a project records about its template may stay in a file that is used again.
        "patternProperties": { "^_": {} },
        "additionalProperties": false,
        "required": required,
    }))
}

/// A commented answers file to start from: what has a default is commented out.
pub(crate) fn answers(manifest: &Manifest) -> String {
    let mut text = String::new();
    for question in manifest
        .questions
        .iter()
        .filter(|question| question.when != Value::Bool(false))
    {
        for line in question.help.lines() {
            let _ = writeln!(text, "# {}", line.trim_end());
        }
        let choices = question
            .choices
            .as_ref()
            .map(|choices| format!("; one of {}", values(choices).join(", ")));
        let _ = writeln!(text, "# ({}{})", kind(question), choices.unwrap_or_default());
        if let Value::String(condition) = &question.when {
            let _ = writeln!(text, "# only when {condition}");
        }
        let _ = match &question.default {
            None if question.when == Value::Bool(true) => writeln!(text, "{}:\n", question.name),
            None => writeln!(text, "# {}:\n", question.name),
            Some(default) => writeln!(text, "# {}: {}\n", question.name, inline(default)),
        };
    }
    text
}

fn schema(question: &Question) -> Json {
    let mut schema = match Kind::parse(&question.kind) {
        Some(Kind::Bool) => json!({ "type": "boolean" }),
        Some(Kind::Int) => json!({ "type": "integer" }),
        Some(Kind::Float) => json!({ "type": "number" }),
        Some(Kind::Str | Kind::Path) => json!({ "type": ["string", "number", "boolean"] }),
        Some(Kind::Json | Kind::Yaml) | None => json!({}),
    };
    if let Some(choices) = question.choices.as_ref().and_then(fixed_values) {
        schema = json!({ "enum": choices });
    }
    if question.multiselect {
        schema = json!({ "type": "array", "items": schema });
    }
    let Json::Object(fields) = &mut schema else {
        return schema;
    };
    if !question.help.is_empty() {
        fields.insert("description".to_owned(), question.help.trim().into());
    }
    if let Some(default) = question.default.as_ref().filter(|default| !is_template(default)) {
        fields.insert(
            "default".to_owned(),
            serde_json::to_value(default).unwrap_or(Json::Null),
        );
    }
    schema
}

/// The values of choices, unless the template computes them.
fn fixed_values(choices: &Value) -> Option<Vec<Json>> {
    let values: Vec<&Value> = match choices {
        Value::Sequence(list) => list
            .iter()
            .map(|item| item.as_sequence().and_then(|pair| pair.get(1)).unwrap_or(item))
            .collect(),
        Value::Mapping(map) => map.values().collect(),
        _ => return None,
    };
    let plain = values.iter().map(|value| {
        value
            .as_mapping()
            .and_then(|map| map.get("value"))
            .unwrap_or(value)
    });
    plain
        .map(|value| {
            if is_template(value) {
                None
            } else {
                serde_json::to_value(value).ok()
            }
        })
        .collect()
}

fn values(choices: &Value) -> Vec<String> {
    let Some(values) = fixed_values(choices) else {
        return vec!["what the template computes".to_owned()];
    };
    let text = |value: &Json| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    values.iter().map(text).collect()
}

fn is_template(value: &Value) -> bool {
    value
        .as_str()
        .is_some_and(|text| text.contains("{{") || text.contains("{%"))
}

fn kind(question: &Question) -> String {
    if question.multiselect {
        format!("list of {}", question.kind)
    } else {
        question.kind.clone()
    }
}

fn inline(value: &Value) -> String {
    let mut style = yaml::Style::safe_dump();
    style.flow = yaml::Flow::Always;
    style.width = usize::MAX;
    yaml::dump(value, &style)
        .trim_end_matches("...\n")
        .trim_end()
        .to_owned()
}
