//! How an answer picks resources: by id or by a pattern of the Name tag.

/// Ids and Name patterns, of which a resource has to meet any one.
///
/// Written as one text with commas: `*PRIVATE_*`, `subnet-0a1b, subnet-0c2d`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Selector {
    pub(crate) ids: Vec<String>,
    pub(crate) patterns: Vec<String>,
}

impl Selector {
    /// Reads the written form; what begins with `prefix` and goes on in hexadecimal digits is an id.
    pub(crate) fn parse(text: &str, prefix: &str) -> Self {
        let is_id = |term: &&str| {
            term.strip_prefix(prefix)
                .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_hexdigit()))
        };
        let terms = text.split(',').map(str::trim).filter(|term| !term.is_empty());
        let (ids, patterns): (Vec<&str>, Vec<&str>) = terms.partition(is_id);
        let owned = |terms: Vec<&str>| terms.into_iter().map(str::to_owned).collect();
        Self {
            ids: owned(ids),
            patterns: owned(patterns),
        }
    }

    pub(crate) fn id(id: &str) -> Self {
        Self {
            ids: vec![id.to_owned()],
            patterns: Vec::new(),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.ids.is_empty() && self.patterns.is_empty()
    }

    /// Whether a resource of this id, with any of these names, is meant.
    pub(crate) fn picks<'a>(&self, id: &str, names: impl IntoIterator<Item = &'a str>) -> bool {
        self.ids.iter().any(|one| one == id)
            || names
                .into_iter()
                .any(|name| self.patterns.iter().any(|pattern| matches(pattern, name)))
    }
}

impl std::fmt::Display for Selector {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let terms: Vec<&str> = self
            .ids
            .iter()
            .chain(&self.patterns)
            .map(String::as_str)
            .collect();
        f.write_str(&terms.join(", "))
    }
}

/// Matches as EC2's filters do: `*` any run of characters, `?` any one, `\` takes the next literally, case counts.
fn matches(pattern: &str, name: &str) -> bool {
    let name: Vec<char> = name.chars().collect();
    // The positions of `name` that the pattern read so far can have reached.
    let mut reached = vec![false; name.len() + 1];
    reached[0] = true;
    let mut signs = pattern.chars();
    while let Some(sign) = signs.next() {
        if sign == '*' {
            if let Some(first) = reached.iter().position(|&at| at) {
                reached[first..].fill(true);
            }
            continue;
        }
        let literal = if sign == '\\' {
            signs.next().unwrap_or('\\')
        } else {
            sign
        };
        let any = sign == '?';
        for at in (0..name.len()).rev() {
            reached[at + 1] = reached[at] && (any || name[at] == literal);
        }
        reached[0] = false;
    }
    reached[name.len()]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn wildcards_are_those_of_ec2() {
        for (pattern, name) in [
            ("*PRIVATE_*", "acme-PRIVATE_a"),
            ("*PRIVATE_*", "PRIVATE_"),
            ("app-?", "app-a"),
            ("*", ""),
            ("a*b*c", "aXbXbc"),
            (r"100\*", "100*"),
            ("città-*", "città-è"),
        ] {
            assert!(matches(pattern, name), "{pattern} {name}");
        }
        for (pattern, name) in [
            ("*PRIVATE_*", "private_a"),
            ("app-?", "app-"),
            ("app", "apps"),
            ("", "a"),
            (r"100\*", "100x"),
            ("[a]", "a"),
        ] {
            assert!(!matches(pattern, name), "{pattern} {name}");
        }
    }

    #[test]
    fn ids_and_patterns_stand_side_by_side() {
        let selector = Selector::parse(" subnet-0a1b, *NAT*,subnet-names,, ", "subnet-");
        assert_eq!(selector.ids, ["subnet-0a1b"]);
        assert_eq!(selector.patterns, ["*NAT*", "subnet-names"]);
        assert!(selector.picks("subnet-0a1b", []));
        assert!(selector.picks("subnet-0000", ["xNATx"]));
        assert!(!selector.picks("subnet-0000", ["nat"]));
    }

    proptest! {
        #[test]
        fn a_name_with_parts_starred_out_is_matched(parts in prop::collection::vec("[a-z\\-_ ]{0,6}", 1..6)) {
            let name = parts.concat();
            let pattern: String = parts.iter().enumerate()
                .map(|(at, part)| if at % 2 == 1 { "*" } else { part.as_str() })
                .collect();
            prop_assert!(matches(&pattern, &name));
        }
    }
}
