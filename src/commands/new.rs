use super::flow::{Manner, Options};
use super::generate::{self, Cloud, Request};
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
        options: Options::of_copy(&args.source, &args.answers, &args.writing, false),
        manner: Manner::Guided,
        cloud: Some(Cloud {
            args: &args.cloud,
            profile: args.profile.as_deref(),
            no_discover: args.no_discover,
        }),
    })
}
