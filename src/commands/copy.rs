use super::generate::{self, Manner, Request};
use crate::cli::Copy;
use crate::error::Error;
use crate::exit::Exit;
use crate::template::Location;
use crate::tree::lexical;

/// Copies a template into a folder, with copier's flags and rules.
pub(crate) fn run(args: &Copy) -> Result<Exit, Error> {
    let cwd = super::current_folder()?;
    generate::run(&Request {
        location: Location::parse(Some(&args.template), &cwd)?,
        project: lexical(&cwd.join(&args.path)),
        source: &args.source,
        answers: &args.answers,
        writing: &args.writing,
        skip_answered: false,
        manner: Manner::Copier,
        discover: false,
    })
}
