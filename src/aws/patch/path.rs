use std::fmt::{self, Write as _};

use super::error::PatchError;

/// Where an attribute stands in HCL: names of blocks and attributes, labels, and keys of maps.
///
/// Written as Terraform refers to it, `locals.accounts["acme-italy-dev"].vpc_id`. A key in brackets may be missing
/// from its map; it is added then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HclPath(Vec<Segment>);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Segment {
    pub(super) name: String,
    /// Written in brackets.
    pub(super) key: bool,
}

impl HclPath {
    pub(crate) fn parse(path: &str) -> Result<Self, PatchError> {
        let wrong = |reason| PatchError::Path {
            path: path.to_owned(),
            reason,
        };
        let mut segments = Vec::new();
        let mut rest = path;
        while !rest.is_empty() {
            let segment;
            (segment, rest) = match rest.strip_prefix('[') {
                Some(inside) => bracketed(inside).ok_or_else(|| wrong("a key stands as `[\"key\"]`"))?,
                None => named(rest).ok_or_else(|| wrong("a name begins with a letter"))?,
            };
            segments.push(segment);
            rest = match rest.strip_prefix('.') {
                Some("") => return Err(wrong("it ends in a dot")),
                Some(after) => after,
                None if rest.is_empty() || rest.starts_with('[') => rest,
                None => return Err(wrong("names are separated by dots")),
            };
        }
        if segments.is_empty() {
            return Err(wrong("it is empty"));
        }
        Ok(Self(segments))
    }

    pub(super) fn segments(&self) -> &[Segment] {
        &self.0
    }

    /// The name of the attribute itself.
    pub(crate) fn attribute(&self) -> &str {
        self.0.last().map_or("", |segment| &segment.name)
    }

    /// The path up to and with the last key in brackets.
    pub(super) fn entry(&self) -> Option<&[Segment]> {
        let last = self.0.iter().rposition(|segment| segment.key)?;
        Some(&self.0[..=last])
    }
}

fn named(text: &str) -> Option<(Segment, &str)> {
    let end = text.find(|sign: char| !is_part(sign)).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    is_identifier(name).then(|| {
        (
            Segment {
                name: name.to_owned(),
                key: false,
            },
            rest,
        )
    })
}

/// Reads a key after its opening bracket; `\` takes the next character literally.
fn bracketed(text: &str) -> Option<(Segment, &str)> {
    let inside = text.strip_prefix('"')?;
    let mut name = String::new();
    let mut signs = inside.char_indices();
    while let Some((at, sign)) = signs.next() {
        match sign {
            '"' => {
                let rest = inside[at + 1..].strip_prefix(']')?;
                return Some((Segment { name, key: true }, rest));
            }
            '\\' => name.push(signs.next()?.1),
            sign => name.push(sign),
        }
    }
    None
}

fn is_part(sign: char) -> bool {
    sign.is_alphanumeric() || matches!(sign, '_' | '-')
}

/// Whether HCL takes a name without quotes.
pub(super) fn is_identifier(name: &str) -> bool {
    name.chars().all(is_part) && name.starts_with(|sign: char| sign.is_alphabetic() || sign == '_')
}

impl fmt::Display for HclPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&written(&self.0))
    }
}

pub(super) fn written(segments: &[Segment]) -> String {
    let mut text = String::new();
    for segment in segments {
        if segment.key {
            let name = segment.name.replace('\\', "\\\\").replace('"', "\\\"");
            let _ = write!(text, "[\"{name}\"]");
        } else {
            if !text.is_empty() {
                text.push('.');
            }
            text.push_str(&segment.name);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_read_and_written_alike() {
        for path in [
            "region",
            r#"locals.accounts["acme-italy.dev"].vpc_id"#,
            r#"a["x\"y"]["z"].b-c"#,
        ] {
            assert_eq!(HclPath::parse(path).unwrap().to_string(), path);
        }
        let path = HclPath::parse(r#"locals.accounts["p"].network.vpc_id"#).unwrap();
        assert_eq!(written(path.entry().unwrap()), r#"locals.accounts["p"]"#);
    }

    #[test]
    fn what_is_no_path_is_refused() {
        for path in ["", ".", "a.", "a..b", "a[b]", "a[\"b\"", "a b", "1a", "a[\"b\"]c"] {
            assert!(HclPath::parse(path).is_err(), "{path}");
        }
    }
}
