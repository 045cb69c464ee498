use crate::cli::Diff;
use crate::error::Error;
use crate::exit::Exit;
use crate::project::{Recorded, baseline, files};
use crate::tree::{Node, Tree, lexical};
use crate::ui::{self, Printer};

/// Shows what was changed in a project since its template rendered it; files that only the user has are not shown.
pub(crate) fn run(args: &Diff) -> Result<Exit, Error> {
    let printer = Printer::new(false, false);
    let project = lexical(&super::current_folder()?.join(&args.project.path));
    let file = args.answers_file.clone();
    let answers_file = file.unwrap_or_else(Recorded::default_file);
    let path = baseline::path_for(&answers_file)?;
    let Some(base) = baseline::load(&project, &path)? else {
        return Err(Error::NoBaseline {
            path: path.to_slash(),
        });
    };
    let yours =
        files::read(&project, &base, &Tree::default()).map_err(|source| Error::Unreadable { source })?;
    for (path, before) in base.iter() {
        let after = yours.get(path);
        if is_same(before, after) {
            continue;
        }
        if args.name_only {
            let sign = if after.is_some() { 'M' } else { 'D' };
            printer.data(&format!("{sign} {path}\n"));
        } else {
            printer.data(&ui::plain_diff(&path.to_slash(), Some(before), after));
        }
    }
    Ok(Exit::Done)
}

fn is_same(before: &Node, after: Option<&Node>) -> bool {
    match (before, after) {
        (Node::File(before), Some(Node::File(after))) => {
            before.bytes == after.bytes && before.executable == after.executable
        }
        (before, Some(after)) => before == after,
        (_, None) => false,
    }
}
