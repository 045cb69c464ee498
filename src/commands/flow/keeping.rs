use std::path::Path;

use super::Rendered;
use crate::error::Error;
use crate::project::baseline;
use crate::tree::{File, Node, RelPath, Tree};

/// Adds to the files what the next update compares with. A project that records no answers cannot be updated
/// and keeps nothing.
pub(in crate::commands) fn keep_baseline(tree: &mut Tree, rendered: &Rendered) -> Result<(), Error> {
    if let Some(path) = baseline_of(tree, &rendered.answers_file)? {
        let mut pristine = rendered.pristine.clone();
        // It always follows the template, and names where that lies on this machine.
        pristine.remove(&RelPath::new(&rendered.answers_file)?);
        let packed = baseline::pack(&pristine)?;
        tree.insert(path, Node::File(File::new(packed, false)));
    }
    Ok(())
}

/// Where the baseline of these files lies, if they record their answers.
fn baseline_of(tree: &Tree, answers_file: &Path) -> Result<Option<RelPath>, Error> {
    let recorded = RelPath::new(answers_file).is_ok_and(|path| tree.get(&path).is_some());
    Ok(recorded.then(|| baseline::path_for(answers_file)).transpose()?)
}

/// The tool's own files in a project: nobody is asked about them.
pub(in crate::commands) fn is_own(path: &RelPath, answers_file: &Path) -> bool {
    path.as_path() == answers_file || baseline::path_for(answers_file).is_ok_and(|baseline| *path == baseline)
}
