use std::fmt::Write as _;
use std::time::{Duration, Instant};

use miette::Diagnostic;
use proptest::prelude::*;
use serde_json::json;
use serde_yaml::Value;

use super::canonical::canonical;
use crate::yaml::tagged::{big_int, binary, set, timestamp};
use crate::yaml::{Kind, Limits, YamlError, list_items, load, load_all, load_bytes, parse};

/// Message, line and column of the error that a text gives.
fn refused(text: &str) -> (String, usize, usize) {
    let YamlError {
        message,
        line,
        column,
        ..
    } = load(text).unwrap_err();
    (message, line, column)
}

#[test]
fn types_are_those_of_yaml_1_1() {
    let text = "[yes, 'yes', 010, 0o10, 1_000, 1:30, 1e3, 1.0e+3, ~, .inf, 0x1F]";
    let expected = json!([
        "list",
        [
            ["bool", true],
            ["str", "yes"],
            ["int", "8"],
            ["str", "0o10"],
            ["int", "1000"],
            ["int", "90"],
            ["str", "1e3"],
            ["float", "1000.0"],
            ["null"],
            ["float", "inf"],
            ["int", "31"],
        ]
    ]);
    assert_eq!(canonical(&load(text).unwrap()), expected);
}

#[test]
fn values_beyond_json_are_tagged() {
    let text =
        "[2001-1-1 1:02:03Z, 2001-01-01, !!binary aGVs bG8=, 123456789012345678901234567890, !!set {a, b}]";
    let text = text.replace("aGVs bG8=", "'aGVs bG8='");
    let value = load(&text).unwrap();
    assert_eq!(timestamp(&value[0]), Some("2001-01-01T01:02:03+00:00"));
    assert_eq!(timestamp(&value[1]), Some("2001-01-01"));
    assert_eq!(binary(&value[2]), Some("aGVsbG8="));
    assert_eq!(big_int(&value[3]), Some("123456789012345678901234567890"));
    assert_eq!(set(&value[4]).map(serde_yaml::Mapping::len), Some(2));
    assert_eq!(timestamp(&value[4]), None);
}

#[test]
fn merged_entries_come_first_and_lose() {
    let text = "a: &a {x: 1, y: 2}\nb: &b {x: 3, z: 4}\nc:\n  z: own\n  <<: [*a, *b]\n";
    let merged = load(text).unwrap()["c"].clone();
    let expected = json!([
        "dict",
        [
            [["str", "x"], ["int", "1"]],
            [["str", "z"], ["str", "own"]],
            [["str", "y"], ["int", "2"]],
        ]
    ]);
    assert_eq!(canonical(&merged), expected);
}

#[test]
fn an_empty_text_is_null_and_no_document() {
    assert_eq!(load("").unwrap(), Value::Null);
    assert_eq!(load("# c\n").unwrap(), Value::Null);
    assert!(load_all("").unwrap().is_empty());
    assert_eq!(load_all("a\n---\nb\n").unwrap(), ["a", "b"].map(Value::from));
}

#[test]
fn errors_say_where() {
    let expected = "could not determine a constructor for the tag '!foo'";
    assert_eq!(refused("a: 1\nb: !foo x\n"), (expected.into(), 2, 4));
    assert_eq!(refused("a: *x\n"), ("found undefined alias 'x'".into(), 1, 4));
    assert_eq!(
        refused("- &x a\n- &x b\n"),
        ("found duplicate anchor 'x'".into(), 2, 3)
    );
    assert_eq!(
        refused("a: &x\n  b: *x\n").0,
        "alias 'x' refers to a node it is part of"
    );
    assert_eq!(
        refused("é: [a, {b: c}]\n? [x]\n: y"),
        ("found unhashable key".into(), 2, 3)
    );
    assert_eq!(refused("a:\tb").1, 1);
    assert_eq!(
        refused("a: 1\n b: \u{7}").0,
        "unacceptable character #x0007: special characters are not allowed"
    );
}

#[test]
fn errors_carry_the_text_and_a_label() {
    let error = load("é: !foo x\n").unwrap_err();
    assert_eq!(
        error.to_string(),
        "could not determine a constructor for the tag '!foo' (line 1, column 4)"
    );
    assert_eq!(error.code().unwrap().to_string(), "yaml-invalid");
    let label = error.labels().unwrap().next().unwrap();
    let label = label.inner();
    let contents = error.source_code().unwrap().read_span(label, 0, 0).unwrap();
    assert_eq!(contents.data(), b"!foo x");
}

#[test]
fn nodes_know_their_place_and_their_tag() {
    let nodes = parse("a: 1\nbé: !include x.yml\n---\n- c\n", &Limits::default()).unwrap();
    assert_eq!(nodes.len(), 2);
    let (key, value) = &nodes[0].as_mapping().unwrap()[1];
    assert_eq!(
        (key.as_str(), key.span.start.line(), key.span.start.column()),
        (Some("bé"), 2, 1)
    );
    assert_eq!(
        (&*value.tag, value.span.start.column(), value.has_local_tag()),
        ("!include", 5, true)
    );
    assert_eq!((value.span.start.offset(), value.span.end.offset()), (10, 24));
    let Kind::Sequence(items) = &nodes[1].value else {
        panic!("{:?}", nodes[1])
    };
    assert_eq!(items[0].span.start.line(), 4);
}

#[test]
fn a_caller_resolves_local_tags() {
    let nodes = parse("a: [!include x.yml]\n", &Limits::default()).unwrap();
    let value = nodes[0].to_value_with(&mut |node| Ok(format!("<{}>", node.as_str().unwrap()).into()));
    assert_eq!(value.unwrap()["a"][0], Value::from("<x.yml>"));
    assert!(nodes[0].to_value().is_err());
}

#[test]
fn bytes_are_decoded_by_their_mark() {
    let wide = |mark: &[u8], convert: fn(u16) -> [u8; 2]| {
        let units = "a: é😀\n".encode_utf16().flat_map(convert);
        mark.iter().copied().chain(units).collect::<Vec<_>>()
    };
    let expected = load("a: é😀").unwrap();
    assert_eq!(load_bytes("a: é😀".as_bytes()).unwrap(), expected);
    assert_eq!(load_bytes("\u{feff}a: é😀".as_bytes()).unwrap(), expected);
    assert_eq!(
        load_bytes(&wide(b"\xff\xfe", u16::to_le_bytes)).unwrap(),
        expected
    );
    assert_eq!(
        load_bytes(&wide(b"\xfe\xff", u16::to_be_bytes)).unwrap(),
        expected
    );
    assert_eq!(load_bytes(&wide(b"", u16::to_le_bytes)).unwrap(), expected);
    assert_eq!(load_bytes(&wide(b"", u16::to_be_bytes)).unwrap(), expected);
    assert_eq!(load_bytes(b"a: \xff").unwrap_err().message, "byte 3 is not UTF-8");
    assert_eq!(
        load_bytes(b"\xff\xfea").unwrap_err().message,
        "byte 2 is not UTF-16"
    );
}

#[test]
fn items_are_raw_but_for_quotes() {
    let text = "['a', \"b\", [c, 'd'], {e: f}, !!str 1, 0x1F, 'g'':h']";
    let expected = ["a", "b", "[c, 'd']", "{e: f}", "!!str 1", "0x1F", "g'':h"];
    assert_eq!(list_items(text).unwrap(), expected);
    assert_eq!(
        list_items("- a: 1\n  b: 2\n# c\n- d\n").unwrap(),
        ["a: 1\n  b: 2\n# c", "d"]
    );
    assert_eq!(list_items("a: b").unwrap_err().message, "expected a list");
    assert!(list_items("").is_err());
}

#[test]
fn a_billion_laughs_are_refused_at_once() {
    let mut text = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n".to_owned();
    for level in 1..12 {
        let below = format!("*a{}", level - 1);
        let _ = writeln!(text, "a{level}: &a{level} [{}]", [below.as_str(); 9].join(", "));
    }
    let start = Instant::now();
    assert_eq!(refused(&text).0, "the document has more than 1000000 nodes");
    let merges = text.replace("lol", "{x: 1}").replacen("[{", "[<<: {", 1);
    assert!(load(&merges).is_err());
    let long = format!("a: &a {}\nb: [{}]\n", "x".repeat(1 << 20), ["*a"; 100].join(", "));
    assert_eq!(refused(&long).0, "the document has more than 16777216 bytes");
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}

#[test]
fn deep_nesting_is_refused() {
    let message = "the document is nested deeper than 128 levels";
    for (open, close) in [("[", "]"), ("{a: ", "}"), ("- ", ""), ("? ", ""), ("[{a: ", "}]")] {
        let text = open.repeat(100_000) + &close.repeat(100_000);
        assert_eq!(refused(&text).0, message, "{open}");
    }
    let mut chain = format!("a0: &a0 {}{}\n", "[".repeat(100), "]".repeat(100));
    let _ = writeln!(chain, "a1: &a1 {}*a0{}", "[".repeat(100), "]".repeat(100));
    assert_eq!(refused(&chain).0, message);
    let deep = "[".repeat(128 - 1) + &"]".repeat(128 - 1);
    assert!(load(&deep).is_ok());
    let limits = Limits {
        depth: usize::MAX,
        ..Limits::default()
    };
    let deep = "[".repeat(100_000);
    assert!(parse(&deep, &limits).is_err());
}

#[test]
fn limits_are_the_callers() {
    let limits = Limits {
        bytes: 10,
        nodes: 3,
        depth: 2,
    };
    assert!(parse("[a, b]", &limits).is_ok());
    assert!(parse("[a, b, c]", &limits).is_err());
    assert!(parse("[[[]]]", &limits).is_err());
    assert!(parse("aaaaaaaaaaa", &limits).is_err());
}

#[test]
fn keys_that_python_takes_for_one_are_one() {
    let value = load("{1: a, 1.0: b, true: c, 0: d, false: e}").unwrap();
    let expected = json!([
        "dict",
        [[["int", "1"], ["str", "c"]], [["int", "0"], ["str", "e"]]]
    ]);
    assert_eq!(canonical(&value), expected);
}

proptest! {
    #[test]
    fn no_input_panics(bytes: Vec<u8>, text in "[\\[\\]{}&*!|>'\"%@`?:,#~<= \n\ta-c0-9.+é\\\\-]{0,60}") {
        let read = load(&text);
        prop_assert!(read.is_ok() || read.is_err_and(|error| error.line > 0));
        let read = load_bytes(&bytes);
        prop_assert!(read.is_ok() || read.is_err_and(|error| error.column > 0));
    }
}
