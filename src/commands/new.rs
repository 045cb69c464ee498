use super::generate::{self, Manner, Request};
use crate::cli::New;
use crate::error::Error;
use crate::exit::Exit;
use crate::template::Location;
use crate::tree::lexical;

/// Creates a project from the built-in template or another one.
pub(crate) fn run(args: &New) -> Result<Exit, Error> {
    let cwd = super::current_folder()?;
    generate::run(&Request {
        location: Location::parse(args.template.as_deref(), &cwd)?,
        project: lexical(&cwd.join(&args.path)),
        source: &args.source,
        answers: &args.answers,
        writing: &args.writing,
        skip_answered: false,
        manner: Manner::Guided,
        discover: !args.no_discover,
    })
}
