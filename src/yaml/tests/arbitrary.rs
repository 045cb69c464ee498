//! Values of all kinds that YAML knows.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use serde_yaml::value::{Tag, TaggedValue};
use serde_yaml::{Mapping, Value};

/// Texts that look like something else, one a line.
pub(super) const SCALARS: &str = include_str!("../testdata/scalars.txt");

pub(super) fn tagged(tag: &str, text: impl Into<Value>) -> Value {
    let value = text.into();
    Value::Tagged(Box::new(TaggedValue {
        tag: Tag::new(tag),
        value,
    }))
}

fn text() -> impl Strategy<Value = String> {
    let words = prop_oneof![
        8 => "[a-z]{1,9}",
        4 => Just(" ".to_owned()),
        1 => "[ -~]{1,3}",
        1 => "[\n\t\r \u{85}\u{2028}\u{2029}\u{feff}]{1,3}",
        1 => any::<char>().prop_map(String::from),
        1 => "[àé日本語😀\u{a0}]{1,3}",
        1 => Just(": ".to_owned()),
        1 => Just("\n".to_owned()),
    ];
    prop_oneof![
        6 => proptest::collection::vec(words.clone(), 0..8).prop_map(|words| words.concat()),
        2 => proptest::collection::vec(words, 0..60).prop_map(|words| words.concat()),
        3 => proptest::sample::select(SCALARS.lines().map(str::to_owned).collect::<Vec<_>>()),
    ]
}

fn scalar() -> impl Strategy<Value = Value> {
    prop_oneof![
        8 => text().prop_map(Value::from),
        1 => Just(Value::Null),
        1 => any::<bool>().prop_map(Value::from),
        2 => any::<i64>().prop_map(Value::from),
        1 => any::<u64>().prop_map(Value::from),
        2 => any::<f64>().prop_filter("NaN has no order", |number| !number.is_nan()).prop_map(Value::from),
        1 => (-20..20_i32).prop_map(|exponent| Value::from(10_f64.powi(exponent))),
        1 => "[1-9][0-9]{20,30}".prop_map(|digits| tagged("int", digits)),
        1 => proptest::collection::vec(any::<u8>(), 0..100).prop_map(|bytes| {
            use base64::Engine as _;
            tagged("binary", base64::engine::general_purpose::STANDARD.encode(bytes))
        }),
        1 => "[12][0-9]{3}-0[1-9]-[12][0-8]".prop_map(|date| tagged("timestamp", date)),
        1 => "2[0-9]{3}-0[1-9]-[12][0-8]T0[0-9]:[0-5][0-9]:[0-5][0-9](\\.[0-9]{5}[1-9])?([+-]0[1-9]:30)?"
            .prop_map(|moment| tagged("timestamp", moment)),
    ]
}

pub(super) fn value() -> impl Strategy<Value = Value> {
    scalar().prop_recursive(4, 24, 6, |inner| {
        let mapping = |keys: BoxedStrategy<Value>| {
            proptest::collection::vec((keys, inner.clone()), 0..6)
                .prop_map(|entries| entries.into_iter().collect::<Mapping>())
        };
        prop_oneof![
            3 => proptest::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            4 => mapping(text().prop_map(Value::from).boxed()).prop_map(Value::from),
            1 => mapping(scalar().boxed()).prop_map(|mapping| Value::from(without_twins(mapping))),
            1 => text().prop_map(|member| {
                tagged("set", Value::Mapping(Mapping::from_iter([(member.into(), Value::Null)])))
            }),
        ]
    })
}

/// Drops keys that are one key in Python: `1` and `True`.
fn without_twins(mapping: Mapping) -> Mapping {
    mapping
        .into_iter()
        .filter(|(key, _)| !key.is_bool() && key.as_f64().is_none_or(|number| number != 0.0))
        .collect()
}

pub(super) fn samples<S: Strategy>(strategy: &S, count: usize) -> Vec<S::Value> {
    let mut runner = TestRunner::default();
    (0..count)
        .map(|_| strategy.new_tree(&mut runner).expect("a sample").current())
        .collect()
}
