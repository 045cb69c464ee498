use crate::cli::{CheckUpdate, OutputFormat};
use crate::error::Error;
use crate::exit::Exit;
use crate::project::Recorded;
use crate::template::Location;
use crate::tree::lexical;
use crate::ui::Printer;

/// Compares the version that a project is at with its template's newest one.
pub(crate) fn run(args: &CheckUpdate) -> Result<Exit, Error> {
    let cwd = super::current_folder()?;
    let project = lexical(&cwd.join(&args.project.path));
    let as_json = args.json || args.output_format == OutputFormat::Json;
    let printer = Printer::new(args.quiet, as_json);
    let file = args.answers_file.as_deref();
    let recorded = Recorded::load(&project, file)?;
    let location = Location::parse(Some(recorded.source("check", &project, file)?), &cwd)?;
    let newest = super::fetched(&location, None, args.prereleases, &printer)?;
    let commit = recorded.commit().unwrap_or_default();
    let current = super::version_of(&location, recorded.commit(), &printer)?;
    // What has no version number is told apart by its commit.
    let is_newer = match (&current, &newest.version) {
        (Some(current), Some(newest)) => newest > current,
        _ => newest.commit.as_deref().unwrap_or_default() != commit,
    };
    let name = |version: Option<String>, commit: &str| version.unwrap_or_else(|| commit.to_owned());
    let current = name(current.map(|version| version.to_string()), commit);
    let latest = name(
        newest.version.map(|version| version.to_string()),
        newest.commit.as_deref().unwrap_or_default(),
    );
    if args.quiet {
        return Ok(if is_newer { Exit::Usage } else { Exit::Done });
    }
    if as_json {
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        printer.data(&format!(
            "{{\"update_available\": {is_newer}, \"current_version\": {}, \"latest_version\": {}}}\n",
            quoted(&current),
            quoted(&latest),
        ));
    } else if is_newer {
        printer.data(&format!(
            "New template version available.\nCurrent version is {current}, latest version is {latest}.\n"
        ));
    } else {
        printer.data("Project is up-to-date!\n");
    }
    Ok(Exit::Done)
}
