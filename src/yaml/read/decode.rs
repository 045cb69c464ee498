use std::borrow::Cow;

use crate::yaml::error::YamlError;
use crate::yaml::mark::{Mark, Span};

/// Decodes UTF-8 or UTF-16, told by the byte order mark or, without one, by where the zero bytes are.
pub(crate) fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, YamlError> {
    let failed = |offset, encoding| {
        let mark = Mark {
            offset,
            ..Mark::default()
        };
        YamlError::new(format!("byte {offset} is not {encoding}"), Span::empty(mark))
    };
    let wide: fn([u8; 2]) -> u16 = match bytes {
        [0xff, 0xfe, ..] => u16::from_le_bytes,
        [0xfe, 0xff, ..] => u16::from_be_bytes,
        [first, 0, _, 0, ..] if *first != 0 => u16::from_le_bytes,
        [0, first, 0, _, ..] if *first != 0 => u16::from_be_bytes,
        _ => {
            let text = std::str::from_utf8(bytes);
            return text
                .map(Cow::Borrowed)
                .map_err(|error| failed(error.valid_up_to(), "UTF-8"));
        }
    };
    if bytes.len() % 2 == 1 {
        return Err(failed(bytes.len() - 1, "UTF-16"));
    }
    let units = bytes.chunks_exact(2).map(|pair| wide([pair[0], pair[1]]));
    let mut offset = 0;
    let mut text = String::with_capacity(bytes.len() / 2);
    for c in char::decode_utf16(units) {
        let c = c.map_err(|_| failed(offset, "UTF-16"))?;
        offset += c.len_utf16() * 2;
        text.push(c);
    }
    Ok(Cow::Owned(text))
}
