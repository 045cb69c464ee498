use pep440_rs::Version;

use crate::cli::SourceArgs;
use crate::error::Error;
use crate::git::Git;
use crate::template::{
    Cache, FetchOptions, Fetched, Location, Reference, SourceError, fetch, recorded_version,
};
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

/// The version of a recorded commit; one that does not tell it is looked up in the template's history.
pub(super) fn version_of(
    location: &Location,
    commit: Option<&str>,
    printer: &Printer,
) -> Result<Option<Version>, Error> {
    let Some(commit) = commit else { return Ok(None) };
    if let Some(version) = recorded_version(commit) {
        return Ok(Some(version));
    }
    let reference = Reference::Current(commit.to_owned());
    match fetched(location, Some(reference), true, printer) {
        Ok(fetched) => Ok(fetched.version),
        // A commit that is gone has no version; what was rendered from it is in the baseline.
        Err(Error::Source(SourceError::UnknownReference { .. } | SourceError::EmbeddedVersion { .. })) => {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
