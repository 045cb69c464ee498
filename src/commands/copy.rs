use super::flow::{Manner, Options};
use super::generate::{self, Request};
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
        options: Options::of_copy(&args.source, &args.answers, &args.writing, false),
        manner: Manner::Copier,
        cloud: None,
    })
}
