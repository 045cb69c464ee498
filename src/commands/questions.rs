use crate::cli::{Questions, QuestionsFormat};
use crate::error::Error;
use crate::exit::Exit;
use crate::template::{Location, Manifest, UnknownName};
use crate::ui::{self, Printer};

/// Shows what a template asks.
pub(crate) fn run(args: &Questions) -> Result<Exit, Error> {
    let cwd = super::current_folder()?;
    let printer = Printer::new(false, args.format != QuestionsFormat::Table);
    let location = Location::parse(args.template.as_deref(), &cwd)?;
    let fetched = super::fetched(&location, &args.source, None, &printer)?;
    let manifest = Manifest::read(&fetched.tree, &super::template_root(&fetched)?)?;
    for warning in &manifest.warnings {
        printer.warn(UnknownName::NAME, warning);
    }
    printer.data(&match args.format {
        QuestionsFormat::Table => ui::questions::table(&manifest),
        QuestionsFormat::Json => ui::questions::json(&manifest),
        QuestionsFormat::JsonSchema => ui::questions::json_schema(&manifest),
        QuestionsFormat::Answers => ui::questions::answers(&manifest),
    });
    Ok(Exit::Done)
}
