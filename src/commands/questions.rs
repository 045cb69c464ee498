use super::flow::Opened;
use crate::cli::{Questions, QuestionsFormat};
use crate::error::Error;
use crate::exit::Exit;
use crate::preferences::Preferences;
use crate::template::Location;
use crate::ui::{self, Printer};

/// Shows what a template asks.
pub(crate) fn run(args: &Questions) -> Result<Exit, Error> {
    let cwd = super::current_folder()?;
    let printer = Printer::new(false, args.format != QuestionsFormat::Table);
    let location = Location::parse(args.template.as_deref(), &cwd)?;
    let reference = super::reference(&args.source, None);
    let opened = Opened::open(
        &location,
        reference,
        &args.source,
        &Preferences::default(),
        &printer,
    )?;
    let manifest = &opened.manifest;
    printer.data(&match args.format {
        QuestionsFormat::Table => ui::questions::table(manifest),
        QuestionsFormat::Json => ui::questions::json(manifest),
        QuestionsFormat::JsonSchema => ui::questions::json_schema(manifest),
        QuestionsFormat::Answers => ui::questions::answers(manifest),
    });
    Ok(Exit::Done)
}
