use serde_yaml::Value;

use super::arbitrary::{samples, tagged, value};
use super::canonical::canonical;
use super::reference::styles;
use crate::yaml::{Quotes, Style, dump, load};

fn written(document: &str, style: &Style) -> String {
    dump(&load(document).unwrap(), style)
}

#[test]
fn safe_dump_sorts_and_indents_as_pyyaml() {
    let text = "b: [1, {c: x}]\na: {}\nd: []\n'yes': 'no'\n";
    let expected = "a: {}\nb:\n- 1\n- c: x\nd: []\n'yes': 'no'\n";
    assert_eq!(written(text, &Style::safe_dump()), expected);
}

#[test]
fn nice_yaml_indents_by_four() {
    let text = "b: [1, {c: x, é: [y]}]\n";
    let expected = "b:\n- 1\n-   c: x\n    é:\n    - y\n";
    assert_eq!(written(text, &Style::nice()), expected);
}

#[test]
fn ansible_yaml_keeps_the_leaves_in_brackets() {
    let text = "{a: {b: 1, c: 2}, d: [x, y], e: [[z]]}";
    let expected = "a: {b: 1, c: 2}\nd: [x, y]\ne:\n- [z]\n";
    assert_eq!(written(text, &Style::ansible()), expected);
}

#[test]
fn a_lone_plain_scalar_is_ended() {
    assert_eq!(dump(&"a".into(), &Style::safe_dump()), "a\n...\n");
    assert_eq!(dump(&"1".into(), &Style::safe_dump()), "'1'\n");
    assert_eq!(dump(&Value::Null, &Style::safe_dump()), "null\n...\n");
}

#[test]
fn values_beyond_json_are_written_with_their_types() {
    let text = "[2001-01-01, 2001-12-14t21:59:43.10-05:00, !!binary aGVsbG8=, 123456789012345678901234567890, !!set {a}]";
    let expected = "- 2001-01-01\n- 2001-12-14 21:59:43.100000-05:00\n- !!binary |\n  aGVsbG8=\n\
                    - 123456789012345678901234567890\n- !!set\n  a: null\n";
    assert_eq!(written(text, &Style::safe_dump()), expected);
    assert_eq!(dump(&tagged("local", "a"), &Style::safe_dump()), "!local 'a'\n");
}

#[test]
fn keys_that_python_cannot_compare_keep_their_order() {
    assert_eq!(
        written("{b: 1, 2: 1, a: 1}", &Style::safe_dump()),
        "b: 1\n2: 1\na: 1\n"
    );
    assert_eq!(
        written("{3: 1, 2.5: 1, true: 1}", &Style::safe_dump()),
        "true: 1\n2.5: 1\n3: 1\n"
    );
}

#[test]
fn what_is_written_reads_back() {
    // Line breaks of other kinds than `\n` do not survive, neither here nor in PyYAML.
    let survives = |value: &Value| {
        let breaks = ['\u{85}', '\u{2028}', '\u{2029}'];
        !canonical(value).to_string().contains(breaks)
    };
    // Nor does a folded text that starts with a space.
    let styles: Vec<_> = styles()
        .into_iter()
        .filter(|style| style.quotes != Some(Quotes::Folded))
        .collect();
    for value in samples(&value(), 100).iter().filter(|value| survives(value)) {
        for style in &styles {
            let text = dump(value, style);
            let read = load(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
            assert_eq!(canonical(&sorted(&read)), canonical(&sorted(value)), "{text}");
        }
    }
}

/// The value with all mappings in one order.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Sequence(items) => Value::Sequence(items.iter().map(sorted).collect()),
        Value::Mapping(mapping) => {
            let entries = mapping.iter().map(|(key, value)| (key.clone(), sorted(value)));
            let mut entries: Vec<_> = entries.collect();
            entries.sort_by_key(|(key, _)| canonical(key).to_string());
            Value::Mapping(entries.into_iter().collect())
        }
        other => other.clone(),
    }
}
