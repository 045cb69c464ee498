use super::answered::Answered;
use super::texts::{put_text, text_of};
use crate::commands::flow::{Opened, Rendered};
use crate::error::Error;
use crate::merge::Versions;
use crate::tree::RelPath;

/// Puts what stands in the project into the last render and the new one, too. The findings are nobody's change:
/// a template may then change the lines around them.
pub(in crate::commands) fn carry_findings(
    opened: &Opened,
    rendered: &Rendered,
    versions: &mut Versions,
) -> Result<(), Error> {
    let Some(declaration) = opened.discovery()? else {
        return Ok(());
    };
    let lookups = declaration.resolve(&Answered::of(opened, rendered))?;
    for file in lookups.files() {
        let path = RelPath::new(file)?;
        let Some(yours) = text_of(&versions.yours, &path) else {
            continue;
        };
        for tree in [&mut versions.base, &mut versions.template] {
            if let Some(text) = text_of(tree, &path) {
                put_text(tree, path.clone(), lookups.carry(file, &yours, &text));
            }
        }
    }
    Ok(())
}
