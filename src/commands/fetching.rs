use crate::cli::SourceArgs;
use crate::error::Error;
use crate::git::Git;
use crate::template::{Cache, FetchOptions, Fetched, Location, Reference, fetch};
use crate::ui::Printer;

/// The version that was asked for; `recorded` is the commit that the project was made from, which `:current:` means.
pub(super) fn reference(args: &SourceArgs, recorded: Option<&str>) -> Option<Reference> {
    match args.vcs_ref.as_deref()? {
        "HEAD" => Some(Reference::Head),
        ":current:" => recorded.map(|commit| Reference::Current(commit.to_owned())),
        name => Some(Reference::Named(name.to_owned())),
    }
}

/// Gets a template at a version, or at its latest, and passes its warnings on.
pub(super) fn fetched(
    location: &Location,
    reference: Option<Reference>,
    prereleases: bool,
    printer: &Printer,
) -> Result<Fetched, Error> {
    let options = FetchOptions {
        reference,
        prereleases,
        cache: &Cache::from_environment(|name| std::env::var_os(name)),
        git: &Git::default(),
    };
    let fetched = fetch(location, &options)?;
    for warning in &fetched.warnings {
        printer.warn(warning.name(), warning);
    }
    Ok(fetched)
}
