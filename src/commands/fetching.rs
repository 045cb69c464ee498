use std::path::PathBuf;

use crate::cli::SourceArgs;
use crate::error::Error;
use crate::template::{Cache, EMBEDDED, FetchOptions, Fetched, Git, Location, Reference, fetch};
use crate::ui::Printer;

/// Gets a template at the version that was asked for, and passes its warnings on.
///
/// `recorded` is the commit that the project was made from, which `--vcs-ref :current:` means.
pub(super) fn fetched(
    location: &Location,
    args: &SourceArgs,
    recorded: Option<&str>,
    printer: &Printer,
) -> Result<Fetched, Error> {
    let reference = match args.vcs_ref.as_deref() {
        None => None,
        Some("HEAD") => Some(Reference::Head),
        Some(":current:") => recorded.map(|commit| Reference::Current(commit.to_owned())),
        Some(name) => Some(Reference::Named(name.to_owned())),
    };
    let options = FetchOptions {
        reference,
        prereleases: args.prereleases,
        cache: &Cache::from_environment(|name| std::env::var_os(name)),
        git: &Git::default(),
    };
    let fetched = fetch(location, &options)?;
    for warning in &fetched.warnings {
        printer.warn(warning.name(), warning);
    }
    Ok(fetched)
}

/// The template's folder; the one in the binary has none and is not written out for its name alone.
pub(super) fn template_root(fetched: &Fetched) -> Result<PathBuf, Error> {
    if fetched.url == EMBEDDED {
        return Ok(PathBuf::from(EMBEDDED));
    }
    Ok(fetched.root()?.to_owned())
}
