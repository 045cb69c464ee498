//! The INI dialect of the shared files, as the reference guide of the AWS SDKs and tools describes it.

/// A section and its properties; those nested below a property are left out.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Section {
    /// What stands before the name, such as `profile` or `sso-session`; empty for a bare name.
    pub(super) kind: String,
    pub(super) name: String,
    pub(super) properties: Vec<(String, String)>,
}

/// Reads every section. Lines that make no sense are passed over: the SDK reports them when the profile is used.
pub(super) fn sections(text: &str) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    for line in text.lines() {
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with(['#', ';']) || line.starts_with([' ', '\t']) {
            continue;
        }
        if let Some(heading) = heading(trimmed) {
            sections.push(heading);
        } else if let (Some(section), Some((key, value))) = (sections.last_mut(), trimmed.split_once('=')) {
            let value = without_comment(value).trim();
            section
                .properties
                .push((key.trim().to_ascii_lowercase(), value.to_owned()));
        }
    }
    sections
}

fn heading(line: &str) -> Option<Section> {
    let (inside, _) = line.strip_prefix('[')?.split_once(']')?;
    let inside = inside.trim();
    let (kind, name) = inside.split_once([' ', '\t']).unwrap_or(("", inside));
    let name = name.trim();
    let unquoted = ['"', '\'']
        .iter()
        .find_map(|quote| name.strip_prefix(*quote)?.strip_suffix(*quote));
    Some(Section {
        kind: kind.to_owned(),
        name: unquoted.unwrap_or(name).to_owned(),
        properties: Vec::new(),
    })
}

/// Cuts off a comment, which needs white space before its sign.
fn without_comment(value: &str) -> &str {
    let starts = value
        .char_indices()
        .zip(value.chars().skip(1))
        .find_map(|((at, before), sign)| (before.is_whitespace() && matches!(sign, '#' | ';')).then_some(at));
    starts.map_or(value, |at| &value[..at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_comments_quotes_and_nested_properties() {
        let text = "\
# a comment
[default]
region=eu-west-1
[profile \"acme italy\"]
Region = eu-south-1 # Milan
output = a#b
s3 =
  region = us-east-1
[sso-session acme]
sso_region = eu-west-1
nonsense
";
        let read = sections(text);
        let names: Vec<_> = read
            .iter()
            .map(|one| (one.kind.as_str(), one.name.as_str()))
            .collect();
        assert_eq!(
            names,
            [
                ("", "default"),
                ("profile", "acme italy"),
                ("sso-session", "acme")
            ]
        );
        let property = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        assert_eq!(
            read[1].properties,
            [
                property("region", "eu-south-1"),
                property("output", "a#b"),
                property("s3", "")
            ]
        );
    }
}
