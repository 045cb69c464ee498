//! The name that was probably meant.

/// Finds the candidate that is most like a mistyped name, if any is like it at all.
pub(crate) fn nearest<'a>(name: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    const ALIKE: f64 = 0.75;
    candidates
        .map(|candidate| (strsim::jaro_winkler(name, candidate), candidate))
        .filter(|(likeness, _)| *likeness >= ALIKE)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_typing_error_finds_its_name_and_nonsense_finds_none() {
        let names = ["project_name", "aws_profile", "compute"];
        assert_eq!(nearest("projectname", names.into_iter()), Some("project_name"));
        assert_eq!(nearest("compute_", names.into_iter()), Some("compute"));
        assert_eq!(nearest("zzz", names.into_iter()), None);
    }
}
