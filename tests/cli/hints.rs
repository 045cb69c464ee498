//! Every error says what to do.

use walkdir::WalkDir;

/// What people do without being told.
const SPEAKS_FOR_ITSELF: [&str; 1] = ["interrupted"];

/// The codes of a source file whose `#[diagnostic(…)]` has neither `help` nor a source that has it.
fn without_hint(source: &str) -> Vec<&str> {
    let attributes = source.split("#[diagnostic(").skip(1);
    attributes
        .filter_map(|rest| {
            let attribute = rest.split(")]\n").next()?;
            let code = attribute.split("code(\"").nth(1)?.split('"').next()?;
            let told = rest.contains("#[diagnostic_source]")
                || attribute.contains("help(")
                || SPEAKS_FOR_ITSELF.contains(&code);
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
