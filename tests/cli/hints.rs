//! Every error says what to do.

use walkdir::WalkDir;

/// What people did themselves, and what the author of a template says.
const SPEAK_FOR_THEMSELVES: [&str; 2] = ["Interrupted", "Validation"];

/// The codes of a source file whose `#[diagnostic(…)]` has neither `help` nor a source that has it.
fn without_hint(source: &str) -> Vec<&str> {
    let attributes = source.split("#[diagnostic(").skip(1);
    attributes
        .filter_map(|rest| {
            let (attribute, item) = rest.split_once(")]\n")?;
            let name = item.split_whitespace().next()?.trim_end_matches(',');
            let code = attribute.split("code(\"").nth(1)?.split('"').next()?;
            let told = rest.contains("#[diagnostic_source]")
                || attribute.contains("help(")
                || SPEAK_FOR_THEMSELVES.contains(&name);
            (!told).then_some(code)
        })
        .collect()
}

#[test]
fn every_error_has_a_hint() {
    let mut seen = 0;
    for entry in WalkDir::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src")) {
        let entry = entry.expect("the sources can be listed");
        if entry.path().extension().is_none_or(|extension| extension != "rs") {
            continue;
        }
        let source = fs_err::read_to_string(entry.path()).expect("a source can be read");
        seen += source.matches("code(\"").count();
        let without = without_hint(&source);
        assert!(without.is_empty(), "{}: {without:?}", entry.path().display());
    }
    assert!(seen > 50, "{seen} codes were found");
}
