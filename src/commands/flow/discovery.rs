//! The account's networking, put into the rendered files before they are planned.

use std::time::Duration;

use indicatif::ProgressBar;
use serde_yaml::{Mapping, Value};

use super::{Opened, Rendered};
use crate::aws::{self, Declaration, Found, Lookups, Outcome, Placement, Profiles, Request, Resolve};
use crate::error::Error;
use crate::merge::Versions;
use crate::render::{Context, Engine, Origin, RenderError, to_text};
use crate::tree::{File, Node, RelPath, Tree};
use crate::ui::{self, Printer, Terminal};

/// Looks up what the template declares and patches it into the Tree; without a declaration nothing happens.
///
/// # Errors
/// The account cannot be asked or lacks something. At a terminal the user may go on without it.
pub(in crate::commands) fn discover(
    opened: &Opened,
    rendered: &Rendered,
    mut tree: Tree,
    printer: &Printer,
) -> Result<Tree, Error> {
    let Some(declaration) = declaration(opened)? else {
        return Ok(tree);
    };
    let answered = Answered {
        engine: &rendered.engine,
        context: &rendered.context,
        answers: rendered.answers.combined(),
        origin: opened.origin(),
    };
    let lookups = declaration.resolve(&answered)?;
    let answer = |name: &str| {
        answered
            .answer(name)
            .map(|text| Some(text).filter(|text| !text.is_empty()))
    };
    let mut request = Request::new(
        answer(&declaration.profile)?,
        answer(&declaration.region)?,
        lookups.network.clone(),
    );
    let Some(found) = ask_until_settled(&mut request)? else {
        return Ok(tree);
    };
    for note in &found.notes {
        printer.say(format!("note: {note}"));
    }
    patch(&lookups, &found, &mut tree)?;
    Ok(tree)
}

/// Puts what stands in the project into the last render and the new one, too. The findings are nobody's change:
/// a template may then change the lines around them.
pub(in crate::commands) fn carry_findings(
    opened: &Opened,
    rendered: &Rendered,
    versions: &mut Versions,
) -> Result<(), Error> {
    let Some(declaration) = declaration(opened)? else {
        return Ok(());
    };
    let lookups = declaration.resolve(&Answered {
        engine: &rendered.engine,
        context: &rendered.context,
        answers: rendered.answers.combined(),
        origin: opened.origin(),
    })?;
    for file in lookups.files() {
        let path = RelPath::new(file)?;
        let Some(yours) = text_of(&versions.yours, &path) else {
            continue;
        };
        for tree in [&mut versions.base, &mut versions.template] {
            if let Some(text) = text_of(tree, &path) {
                put_text(tree, path.clone(), lookups.carry(file, &yours, &text));
            }
        }
    }
    Ok(())
}

fn declaration(opened: &Opened) -> Result<Option<Declaration>, Error> {
    let Some(declared) = &opened.manifest.settings.discovery else {
        return Ok(None);
    };
    serde_yaml::from_value(declared.clone())
        .map(Some)
        .map_err(|error| Error::Declaration(error.to_string()))
}

/// Asks the account; `None` when the user goes on without it.
fn ask_until_settled(request: &mut Request) -> Result<Option<Found>, Error> {
    loop {
        let profiles = Profiles::load()?;
        match in_progress(request, || aws::discover(&profiles, request)) {
            Ok(Outcome::Found(found)) => return Ok(Some(*found)),
            Ok(Outcome::Open(choice)) if ui::has_terminal() => {
                let lines: Vec<String> = choice.candidates.iter().map(ToString::to_string).collect();
                let chosen = Terminal::default().pick(&format!("Which {}?", choice.of), &lines, 0)?;
                if let Some(candidate) = choice.candidates.get(chosen) {
                    request.choose(&choice, &candidate.id);
                }
            }
            Ok(Outcome::Open(choice)) => return Err(choice.into_error().into()),
            Err(error) if ui::has_terminal() => {
                ui::error(&error);
                let ways = ["Try again", "Go on with placeholders", "Cancel"].map(str::to_owned);
                match Terminal::default().pick("What now?", &ways, 0)? {
                    0 => {}
                    1 => return Ok(None),
                    _ => return Err(error.into()),
                }
            }
            Err(error) => return Err(error.into()),
        }
    }
}

/// Shows that something is being waited for.
fn in_progress<T>(request: &Request, work: impl FnOnce() -> T) -> T {
    let profile = request.profile.as_deref().unwrap_or("the environment's account");
    let bar = ProgressBar::new_spinner().with_message(format!("looking up the networking of {profile}"));
    bar.enable_steady_tick(Duration::from_millis(100));
    let result = work();
    bar.finish_and_clear();
    result
}

/// Puts the findings into the files that the declaration names.
fn patch(lookups: &Lookups, found: &Found, tree: &mut Tree) -> Result<(), Error> {
    let placements: Vec<Placement> = aws::placements(lookups, found, true)?;
    let patched = aws::patch_all(&placements, |file| text_of(tree, &RelPath::new(file).ok()?))?;
    for (file, text) in patched.changed {
        put_text(tree, RelPath::new(file)?, text);
    }
    Ok(())
}

fn text_of(tree: &Tree, path: &RelPath) -> Option<String> {
    match tree.get(path)? {
        Node::File(file) => String::from_utf8(file.bytes.to_vec()).ok(),
        Node::Symlink(_) | Node::Folder => None,
    }
}

/// Gives a file that is there another text.
fn put_text(tree: &mut Tree, path: RelPath, text: String) {
    if let Some(Node::File(before)) = tree.get(&path) {
        let file = File {
            bytes: text.into_bytes().into(),
            ..before.clone()
        };
        tree.insert(path, Node::File(file));
    }
}

/// The answers as a declaration needs them.
struct Answered<'a> {
    engine: &'a Engine,
    context: &'a Context,
    answers: Mapping,
    origin: Origin,
}

impl Resolve for Answered<'_> {
    type Error = RenderError;

    fn render(&self, template: &str) -> Result<String, RenderError> {
        self.engine.text(&self.origin, template, self.context)
    }

    fn answer(&self, name: &str) -> Result<String, RenderError> {
        Ok(match self.answers.get(name) {
            None | Some(Value::Null) => String::new(),
            Some(Value::Sequence(items)) => items.iter().map(to_text).collect::<Vec<_>>().join(","),
            Some(value) => to_text(value),
        })
    }
}
