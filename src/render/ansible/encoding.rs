//! Base64 and the text encodings that its filters take by name.

use base64::Engine as _;
use base64::alphabet::STANDARD as ALPHABET;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use minijinja::value::Value;
use minijinja::{Error, State};

use super::call::Call;
use super::python;

/// Python ignores bits beyond the last byte, and padding is judged before decoding.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &ALPHABET,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A text encoding, by one of Python's names for it.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Encoding {
    Utf8,
    Ascii,
    Latin1,
    /// Big-endian or little-endian; without either a byte order mark tells, and writing is little-endian with one.
    Utf16(Option<bool>),
}

impl Encoding {
    fn named(name: &str) -> Option<Self> {
        match name.to_lowercase().replace([' ', '_'], "-").as_str() {
            "utf-8" | "utf8" | "u8" => Some(Self::Utf8),
            "ascii" | "us-ascii" | "646" => Some(Self::Ascii),
            "latin-1" | "latin1" | "latin" | "l1" | "iso-8859-1" | "iso8859-1" | "8859" => Some(Self::Latin1),
            "utf-16" | "utf16" | "u16" => Some(Self::Utf16(None)),
            "utf-16-be" | "utf-16be" => Some(Self::Utf16(Some(true))),
            "utf-16-le" | "utf-16le" => Some(Self::Utf16(Some(false))),
            _ => None,
        }
    }

    fn encode(self, text: &str) -> Option<Vec<u8>> {
        match self {
            Self::Utf8 => Some(text.as_bytes().to_vec()),
            Self::Ascii => text.is_ascii().then(|| text.as_bytes().to_vec()),
            Self::Latin1 => text
                .chars()
                .map(|character| u8::try_from(u32::from(character)).ok())
                .collect(),
            Self::Utf16(order) => {
                let mark = order.is_none().then_some(0xfeff);
                let units = mark.into_iter().chain(text.encode_utf16());
                let bytes = units.flat_map(|unit| match order {
                    Some(true) => unit.to_be_bytes(),
                    _ => unit.to_le_bytes(),
                });
                Some(bytes.collect())
            }
        }
    }

    fn decode(self, bytes: Vec<u8>) -> Option<String> {
        match self {
            Self::Utf8 => String::from_utf8(bytes).ok(),
            Self::Ascii => bytes
                .is_ascii()
                .then(|| bytes.into_iter().map(char::from).collect()),
            Self::Latin1 => Some(bytes.into_iter().map(char::from).collect()),
            Self::Utf16(order) => {
                let (pairs, rest) = bytes.as_chunks::<2>();
                let marked = order.is_none() && matches!(pairs.first(), Some([0xff, 0xfe] | [0xfe, 0xff]));
                let big = order.unwrap_or(marked && pairs[0] == [0xfe, 0xff]);
                let unit = |pair: &[u8; 2]| {
                    if big {
                        u16::from_be_bytes(*pair)
                    } else {
                        u16::from_le_bytes(*pair)
                    }
                };
                let units = pairs.iter().skip(usize::from(marked)).map(unit);
                rest.is_empty()
                    .then(|| char::decode_utf16(units).collect::<Result<_, _>>().ok())?
            }
        }
    }
}

/// Encodes a text, or the text of any other value, as base64.
pub(super) fn b64encode(_state: &mut State, call: &Call) -> Result<Value, Error> {
    let [value, encoding] = call.bind(["string", "encoding"], 1)?;
    let value = value.unwrap_or_default();
    if let Some(bytes) = python::bytes(&value) {
        return Ok(STANDARD.encode(bytes).into());
    }
    let (name, encoding) = encoding_of(call, encoding)?;
    let bytes = encoding.encode(&python::str(&value));
    let bytes = bytes.ok_or_else(|| call.fail(format!("the text has characters that `{name}` lacks")))?;
    Ok(STANDARD.encode(bytes).into())
}

/// Decodes base64 to a text; characters outside its alphabet are skipped.
pub(super) fn b64decode(_state: &mut State, call: &Call) -> Result<Value, Error> {
    let [value, encoding] = call.bind(["string", "encoding"], 1)?;
    let (name, encoding) = encoding_of(call, encoding)?;
    let data = data_characters(&to_bytes(&value.unwrap_or_default()));
    let bytes = match data {
        Ok(data) => LENIENT.decode(data).map_err(|problem| call.fail(problem))?,
        Err(problem) => return Err(call.fail(problem)),
    };
    let text = encoding
        .decode(bytes)
        .ok_or_else(|| call.fail(format!("the decoded bytes are not `{name}`")))?;
    Ok(text.into())
}

/// The bytes that Python makes of a value before it digests or decodes it.
pub(super) fn to_bytes(value: &Value) -> Vec<u8> {
    match python::bytes(value) {
        Some(bytes) => bytes.to_vec(),
        None => python::str(value).into_bytes(),
    }
}

/// Keeps what belongs to base64, up to the padding that ends it.
fn data_characters(text: &[u8]) -> Result<Vec<u8>, String> {
    let mut data = Vec::with_capacity(text.len());
    let mut padding = 0;
    for byte in text {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'+' | b'/' => {
                padding = 0;
                data.push(*byte);
            }
            b'=' if data.len() % 4 >= 2 => {
                padding += 1;
                if data.len() % 4 + padding >= 4 {
                    return Ok(data);
                }
            }
            _ => {}
        }
    }
    match data.len() % 4 {
        0 => Ok(data),
        1 => Err(format!("{} characters of base64 are one too many", data.len())),
        _ => Err("the padding of the base64 is incorrect".to_owned()),
    }
}

fn encoding_of(call: &Call, name: Option<Value>) -> Result<(String, Encoding), Error> {
    let Some(name) = name else {
        return Ok(("utf-8".to_owned(), Encoding::Utf8));
    };
    let name = call.text(&name, "encoding")?;
    match Encoding::named(&name) {
        Some(encoding) => Ok((name, encoding)),
        None => Err(call.fail(format!("unknown encoding `{name}`"))),
    }
}
