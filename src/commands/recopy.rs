use super::flow::{Manner, Options};
use super::generate::{self, Request};
use crate::cli::Recopy;
use crate::error::Error;
use crate::exit::Exit;
use crate::project::Recorded;
use crate::template::Location;
use crate::tree::lexical;

/// Applies a project's template again: its answers are kept, its files are overwritten.
pub(crate) fn run(args: &Recopy) -> Result<Exit, Error> {
    let cwd = super::current_folder()?;
    let project = lexical(&cwd.join(&args.project.path));
    let file = args.answers.answers_file.as_deref();
    let recorded = Recorded::load(&project, file)?;
    let source = recorded.source("recopy", &project, file)?;
    generate::run(&Request {
        location: Location::parse(Some(source), &cwd)?,
        project,
        options: Options::of_copy(&args.source, &args.answers, &args.writing, args.skip_answered),
        manner: Manner::Copier,
        cloud: None,
    })
}
