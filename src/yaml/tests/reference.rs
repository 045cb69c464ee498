//! Comparison with PyYAML itself, one process for many questions.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};

use proptest::prelude::*;
use serde_json::{Value as Json, json};
use serde_yaml::Value;

use super::arbitrary::{SCALARS, samples, value};
use super::canonical::canonical;
use crate::yaml::{Flow, Quotes, Style, dump, list_items, load, load_all};

const SCRIPT: &str = include_str!("../testdata/reference.py");
const DOCUMENTS: &str = include_str!("../testdata/documents.txt");

/// What stands between two documents of the table.
const SEPARATOR: &str = "\n%%%%\n";

fn ask(questions: &[Json]) -> Vec<Json> {
    let python = std::env::var("SCAFFOLD_COPIER_PYTHON")
        .expect("SCAFFOLD_COPIER_PYTHON must name a Python that has PyYAML");
    let mut child = Command::new(python)
        .args(["-X", "utf8", "-c", SCRIPT])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("Python starts");
    let mut input = child.stdin.take().expect("stdin is piped");
    let text = serde_json::to_vec(questions).expect("questions are JSON");
    let writer = std::thread::spawn(move || input.write_all(&text));
    let output = child.wait_with_output().expect("Python ends");
    writer
        .join()
        .expect("the writer ends")
        .expect("Python reads all questions");
    assert!(output.status.success(), "the script failed");
    let answers: Vec<Json> = serde_json::from_slice(&output.stdout).expect("answers are JSON");
    assert_eq!(answers.len(), questions.len());
    answers
}

/// The documents of the table, and each scalar on its own, as a value, as a key and in brackets.
fn documents() -> Vec<String> {
    let mut documents: Vec<String> = DOCUMENTS.split(SEPARATOR).map(unescape).collect();
    for scalar in SCALARS.lines() {
        documents.push(scalar.to_owned());
        documents.push(format!("a: {scalar}\nb: 1\n"));
        documents.push(format!("{scalar}: 1\n"));
        documents.push(format!("[x, {scalar}, {{{scalar}: {scalar}}}]"));
    }
    documents
}

/// The table names characters that an editor would hide: `«tab»`, `«cr»`, `«85»`.
fn unescape(text: &str) -> String {
    let mut out = String::new();
    for (index, part) in text.split(['«', '»']).enumerate() {
        match part {
            _ if index % 2 == 0 => out.push_str(part),
            "end" => {}
            "tab" => out.push('\t'),
            "cr" => out.push('\r'),
            code => out.extend(u32::from_str_radix(code, 16).ok().and_then(char::from_u32)),
        }
    }
    out
}

/// Compares answers to `question` about every document and reports all that differ.
fn compare(question: &str, documents: &[String], ours: impl Fn(&str) -> Result<Json, String>) {
    let questions: Vec<_> = documents
        .iter()
        .map(|text| json!([question, [text], {}]))
        .collect();
    let mut report = String::new();
    for (text, theirs) in documents.iter().zip(ask(&questions)) {
        let same = match ours(text) {
            Ok(ours) => theirs["ok"] == ours,
            Err(_) => theirs.get("error").is_some(),
        };
        if !same {
            let _ = writeln!(report, "{text:?}\n  PyYAML: {theirs}\n  ours:   {:?}", ours(text));
        }
    }
    assert!(report.is_empty(), "{report}");
}

fn value_of(text: &str) -> Result<Json, String> {
    load(text)
        .map(|value| canonical(&value))
        .map_err(|error| error.to_string())
}

fn items(text: &str) -> Result<Json, String> {
    list_items(text)
        .map(Json::from)
        .map_err(|error| error.to_string())
}

#[test]
fn the_table_is_long_enough() {
    assert!(documents().len() >= 250, "{}", documents().len());
}

#[test]
#[ignore = "needs SCAFFOLD_COPIER_PYTHON"]
fn documents_are_read_as_by_pyyaml() {
    compare("load", &documents(), value_of);
    compare("load_all", &documents(), |text| {
        let values = load_all(text).map_err(|error| error.to_string())?;
        Ok(values.iter().map(canonical).collect())
    });
}

#[test]
#[ignore = "needs SCAFFOLD_COPIER_PYTHON"]
fn items_of_lists_are_those_of_pyyaml() {
    let mut documents = documents();
    // PyYAML gives the raw text even of what it cannot build a value from.
    documents.retain(|text| !text.contains(r"\ud83d") && text != "&x [*x]");
    compare("spans", &documents, items);
}

#[test]
#[ignore = "needs SCAFFOLD_COPIER_PYTHON"]
fn any_text_is_read_as_by_pyyaml() {
    let words = prop_oneof![
        Just("\n"),
        Just("\n"),
        Just("\n  "),
        Just(" "),
        Just("- "),
        Just(": "),
        Just("? "),
        Just("["),
        Just("]"),
        Just("{"),
        Just("}"),
        Just(", "),
        Just("a"),
        Just("b: c"),
        Just("'"),
        Just("\""),
        Just("|\n"),
        Just(">-\n"),
        Just("#"),
        Just("&x "),
        Just("*x"),
        Just("!t "),
        Just("!!str "),
        Just("<<: "),
        Just("---"),
        Just("..."),
        Just("1"),
        Just("\t"),
        Just("\\"),
        Just("%"),
        Just("é"),
        Just("\r\n"),
        Just("\u{2028}"),
        Just("~"),
        Just("=")
    ];
    let texts = samples(
        &proptest::collection::vec(words, 0..14).prop_map(|words| words.concat()),
        1500,
    );
    compare("load", &texts, value_of);
    compare("spans", &texts, items);
}

pub(super) fn styles() -> Vec<Style> {
    let narrow = Style {
        width: 20,
        ..Style::safe_dump()
    };
    let flow = Style {
        flow: Flow::Always,
        allow_unicode: true,
        width: 40,
        ..Style::safe_dump()
    };
    let unsorted = Style {
        sort_keys: false,
        indent: 7,
        explicit_start: true,
        ..Style::safe_dump()
    };
    let quoted = |quotes| Style {
        quotes: Some(quotes),
        explicit_end: true,
        allow_unicode: true,
        ..Style::safe_dump()
    };
    let narrow_quoted = |quotes| Style {
        width: 12,
        ..quoted(quotes)
    };
    let mut styles = vec![
        Style::safe_dump(),
        Style::ansible(),
        Style::nice(),
        narrow,
        flow,
        unsorted,
    ];
    for quotes in [Quotes::Single, Quotes::Double, Quotes::Literal, Quotes::Folded] {
        styles.extend([quoted(quotes), narrow_quoted(quotes)]);
    }
    styles
}

fn options(style: &Style) -> Json {
    json!({
        "default_flow_style": match style.flow {
            Flow::Never => json!(false),
            Flow::Always => json!(true),
            Flow::Auto => Json::Null,
        },
        "default_style": style.quotes.map(|quotes| match quotes {
            Quotes::Single => "'",
            Quotes::Double => "\"",
            Quotes::Literal => "|",
            Quotes::Folded => ">",
        }),
        "indent": style.indent,
        "width": style.width,
        "allow_unicode": style.allow_unicode,
        "sort_keys": style.sort_keys,
        "explicit_start": style.explicit_start,
        "explicit_end": style.explicit_end,
    })
}

#[test]
#[ignore = "needs SCAFFOLD_COPIER_PYTHON"]
fn values_are_written_as_by_pyyaml() {
    let mut values = samples(&value(), 400);
    values.extend(SCALARS.lines().map(Value::from));
    let mut report = String::new();
    for style in styles() {
        let options = options(&style);
        let questions: Vec<_> = values
            .iter()
            .map(|value| json!(["dump", [canonical(value)], options]))
            .collect();
        for (value, theirs) in values.iter().zip(ask(&questions)) {
            let ours = dump(value, &style);
            if theirs["ok"] != ours && report.len() < 20_000 {
                let _ = writeln!(
                    report,
                    "{value:?}\n  {style:?}\n  PyYAML: {theirs}\n  ours:   {ours:?}"
                );
            }
        }
    }
    assert!(report.is_empty(), "{report}");
}
