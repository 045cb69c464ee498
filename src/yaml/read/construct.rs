use crate::yaml::tagged::tagged;
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{GeneralPurpose, GeneralPurposeConfig};
use serde_yaml::{Mapping, Value};

use super::node::{Kind, Node};
use super::number::{parse_float, parse_int};
use super::resolve::{any_case_bool, tags};
use super::timestamp::Timestamp;
use crate::yaml::error::YamlError;

type Result<T> = std::result::Result<T, YamlError>;

/// Resolves a node whose tag is not one of YAML's own.
type Resolve<'r> = dyn FnMut(&Node) -> Result<Value> + 'r;

impl Node {
    /// Builds the value; a tag that is not YAML's own is an error.
    pub(crate) fn to_value(&self) -> Result<Value> {
        self.to_value_with(&mut unknown_tag)
    }

    /// Builds the value and lets `resolve` build what has a tag that is not YAML's own.
    pub(crate) fn to_value_with(&self, resolve: &mut Resolve<'_>) -> Result<Value> {
        match &*self.tag {
            tags::NULL => self.scalar().map(|_| Value::Null),
            tags::STR => self.scalar().map(Value::from),
            tags::BOOL => self.convert("a boolean", |text| any_case_bool(text).map(Value::Bool)),
            tags::INT => self.convert("an integer", parse_int),
            tags::FLOAT => self.convert("a floating-point number", |text| {
                parse_float(text).map(Value::from)
            }),
            tags::TIMESTAMP => self.convert("a date or time that exists", |text| {
                Timestamp::parse(text).map(|stamp| tagged("timestamp", stamp.to_string().into()))
            }),
            tags::BINARY => self.convert("base64", binary),
            tags::SEQ => {
                let items = self.items()?.iter();
                items
                    .map(|item| item.to_value_with(resolve))
                    .collect::<Result<_>>()
                    .map(Value::Sequence)
            }
            tags::MAP => self.mapping(resolve).map(Value::Mapping),
            tags::SET => {
                let keys = self.mapping(resolve)?.into_iter();
                let set = keys.map(|(key, _)| (key, Value::Null)).collect();
                Ok(tagged("set", Value::Mapping(set)))
            }
            tags::OMAP | tags::PAIRS => self.pairs(resolve),
            _ => resolve(self),
        }
    }

    fn error(&self, message: impl Into<String>) -> YamlError {
        YamlError::new(message, self.span)
    }

    fn convert(&self, what: &str, convert: impl Fn(&str) -> Option<Value>) -> Result<Value> {
        let text = self.scalar()?;
        convert(text).ok_or_else(|| self.error(format!("'{text}' is not {what}")))
    }

    fn scalar(&self) -> Result<&str> {
        match &self.value {
            Kind::Scalar(text) => Ok(text),
            // YAML 1.1's "default value": the entry with the key `=` stands for the mapping.
            Kind::Mapping(pairs) => match pairs.iter().find(|(key, _)| key.tag == tags::VALUE) {
                Some((_, value)) => value.scalar(),
                None => Err(self.not_a("scalar")),
            },
            Kind::Sequence(_) => Err(self.not_a("scalar")),
        }
    }

    fn items(&self) -> Result<&[Self]> {
        match &self.value {
            Kind::Sequence(items) => Ok(items),
            _ => Err(self.not_a("sequence")),
        }
    }

    fn not_a(&self, wanted: &str) -> YamlError {
        self.error(format!(
            "expected a {wanted} node, but found {}",
            self.kind_name()
        ))
    }

    fn mapping(&self, resolve: &mut Resolve<'_>) -> Result<Mapping> {
        let mut mapping = Mapping::new();
        for (key_node, value) in self.flattened()? {
            let key = if key_node.tag == tags::VALUE {
                key_node.scalar().map(Value::from)?
            } else {
                key_node.to_value_with(resolve)?
            };
            if is_unhashable(&key) {
                return Err(key_node.error("found unhashable key"));
            }
            insert(&mut mapping, key, value.to_value_with(resolve)?);
        }
        Ok(mapping)
    }

    /// The entries with those that `<<` merges in before them, so that the mapping's own win.
    fn flattened(&self) -> Result<Vec<(&Self, &Self)>> {
        let Kind::Mapping(pairs) = &self.value else {
            return Err(self.not_a("mapping"));
        };
        let mut merged = Vec::new();
        let mut own = Vec::with_capacity(pairs.len());
        for (key, value) in pairs.iter() {
            if key.tag != tags::MERGE {
                own.push((key, value));
                continue;
            }
            match &value.value {
                Kind::Mapping(_) => merged.extend(value.flattened()?),
                Kind::Sequence(items) => {
                    // Of several mappings the first wins, so it comes last.
                    for item in items.iter().rev() {
                        let Kind::Mapping(_) = item.value else {
                            let found = item.kind_name();
                            return Err(
                                item.error(format!("expected a mapping for merging, but found {found}"))
                            );
                        };
                        merged.extend(item.flattened()?);
                    }
                }
                Kind::Scalar(_) => {
                    let message = "expected a mapping or list of mappings for merging, but found scalar";
                    return Err(value.error(message));
                }
            }
        }
        merged.extend(own);
        Ok(merged)
    }

    /// An ordered mapping or pairs: a sequence of sequences of two.
    fn pairs(&self, resolve: &mut Resolve<'_>) -> Result<Value> {
        let Kind::Sequence(items) = &self.value else {
            return Err(self.error(format!("expected a sequence, but found {}", self.kind_name())));
        };
        let mut pairs = Vec::with_capacity(items.len());
        for item in items.iter() {
            let Kind::Mapping(entries) = &item.value else {
                let found = item.kind_name();
                return Err(item.error(format!("expected a mapping of length 1, but found {found}")));
            };
            let [(key, value)] = entries.as_slice() else {
                let found = entries.len();
                return Err(item.error(format!("expected a single mapping item, but found {found} items")));
            };
            let pair = [key, value].map(|node| node.to_value_with(resolve));
            pairs.push(Value::Sequence(pair.into_iter().collect::<Result<_>>()?));
        }
        Ok(Value::Sequence(pairs))
    }
}

fn unknown_tag(node: &Node) -> Result<Value> {
    Err(node.error(format!(
        "could not determine a constructor for the tag '{}'",
        node.tag
    )))
}

fn is_unhashable(key: &Value) -> bool {
    match key {
        Value::Sequence(_) | Value::Mapping(_) => true,
        Value::Tagged(tagged) => is_unhashable(&tagged.value),
        _ => false,
    }
}

/// Inserts as into a Python `dict`, where `1`, `1.0` and `True` are one key and the first one stays.
fn insert(mapping: &mut Mapping, key: Value, value: Value) {
    let number = match &key {
        Value::Bool(bool) => Some(f64::from(u8::from(*bool))),
        Value::Number(number) => number.as_f64(),
        _ => None,
    };
    let twins = number.into_iter().flat_map(|number| {
        [
            as_int(number)
                .filter(|int| matches!(int, 0 | 1))
                .map(|int| Value::Bool(int == 1)),
            as_int(number).map(Value::from),
            Some(Value::from(number)),
        ]
    });
    let known = twins
        .flatten()
        .find(|twin| twin != &key && mapping.contains_key(twin) && equal(twin, &key));
    mapping.insert(known.unwrap_or(key), value);
}

/// Whether two numbers or booleans are equal in Python, which compares exactly.
fn equal(one: &Value, two: &Value) -> bool {
    let int = |value: &Value| match value {
        Value::Bool(bool) => Some(i128::from(*bool)),
        Value::Number(number) => {
            (number.as_i64().map(i128::from)).or_else(|| number.as_u64().map(i128::from))
        }
        _ => None,
    };
    match (int(one), int(two)) {
        (Some(one), Some(two)) => one == two,
        (Some(int), None) => two.as_f64().and_then(as_int).map(i128::from) == Some(int),
        (None, Some(int)) => one.as_f64().and_then(as_int).map(i128::from) == Some(int),
        (None, None) => one == two,
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "only whole numbers within the range are converted"
)]
fn as_int(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() < 9e18).then_some(number as i64)
}

/// Decodes as leniently as Python does and encodes again, so that equal bytes are equal values.
fn binary(text: &str) -> Option<Value> {
    const ENGINE: GeneralPurpose = GeneralPurpose::new(
        &STANDARD,
        GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true),
    );
    let is_digit = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=');
    let digits: String = text.chars().filter(is_digit).collect();
    let bytes = text.is_ascii().then(|| ENGINE.decode(digits).ok())??;
    Some(tagged("binary", ENGINE.encode(bytes).into()))
}
