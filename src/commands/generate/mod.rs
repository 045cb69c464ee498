//! The main flow: source → template → answers → render → plan → apply.

mod conflicts;
mod discovery;
mod summary;
mod tasks;
mod variables;

use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use minijinja::Value as JinjaValue;
use serde_yaml::{Mapping, Value};

use self::variables::{Phase, Variables};
use crate::answers::{Answers, GivenArgs, Prompter, Questionnaire, Respondent, Sources, collect};
use crate::cli::{AnswerArgs, SourceArgs, WriteArgs};
use crate::error::Error;
use crate::exit::Exit;
use crate::interrupt;
use crate::plan::{self, Plan, Policy};
use crate::preferences::Preferences;
use crate::project::{Recorded, Trouble};
use crate::render::{self, Context, Engine, EngineOptions, EnvOps, Limits, Origin, Patterns, Walk};
use crate::template::{
    EMBEDDED, Fetched, Files, Location, Manifest, OldTemplate, UnknownName, template_text, trust,
};
use crate::tree::{ForbiddenPath, RelPath, Tree};
use crate::ui::{self, Layout, Printer, Terminal};

/// What a command asks of the flow.
pub(super) struct Request<'a> {
    pub(super) location: Location,
    pub(super) project: PathBuf,
    pub(super) source: &'a SourceArgs,
    pub(super) answers: &'a AnswerArgs,
    pub(super) writing: &'a WriteArgs,
    pub(super) skip_answered: bool,
    pub(super) manner: Manner,
    /// Look up what the template declares in the cloud.
    pub(super) discover: bool,
}

/// How a command deals with its user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    /// The answers are shown once more before anything is written; without a terminal, defaults are taken.
    Guided,
    /// As copier does: no summary, a line for each path, and without a terminal `--defaults` is needed.
    Copier,
}

/// Makes or makes again a project, and says what happened.
pub(super) fn run(request: &Request<'_>) -> Result<Exit, Error> {
    let printer = Printer::new(request.writing.quiet, request.writing.json);
    plan::recover(&request.project)?;
    let preferences = preferences(&printer)?;
    let recorded = Recorded::load(&request.project, request.answers.answers_file.as_deref())?;
    let commit = recorded.answers.get("_commit").and_then(Value::as_str);
    let mut fetched = super::fetched(&request.location, request.source, commit, &printer)?;
    let tree = Arc::new(std::mem::take(&mut fetched.tree));
    let manifest = Manifest::read(&tree, &super::template_root(&fetched)?)?;
    for warning in &manifest.warnings {
        printer.warn(UnknownName::NAME, warning);
    }
    if let Some(warning) = manifest.check_version()? {
        printer.warn(OldTemplate::NAME, warning);
    }
    let trusted = request.source.trust || trust::is_trusted(&fetched.url, &preferences.trust);
    if !trusted {
        trust::check(&manifest.settings, request.writing.skip_tasks)?;
    }
    let run = Run {
        request,
        printer: &printer,
        fetched: &fetched,
        tree: &tree,
        manifest: &manifest,
        trusted,
    };
    run.go(preferences.defaults, recorded.answers)
}

/// One run, once the template is known.
struct Run<'a> {
    request: &'a Request<'a>,
    printer: &'a Printer,
    fetched: &'a Fetched,
    /// The template's files.
    tree: &'a Arc<Tree>,
    manifest: &'a Manifest,
    trusted: bool,
}

impl Run<'_> {
    fn go(&self, preferred: Mapping, recorded: Mapping) -> Result<Exit, Error> {
        let (request, settings) = (self.request, &self.manifest.settings);
        let engine = Arc::new(Engine::new(self.engine_options()?)?);
        let answers_args = request.answers;
        let given = collect(
            &GivenArgs {
                files: &answers_args.files,
                data_file: answers_args.data_file.as_deref(),
                data: &answers_args.data,
            },
            &self.manifest.questions,
        )?;
        let sources = Sources {
            given,
            recorded,
            preferred,
        };
        let trouble = Arc::new(Mutex::new(Trouble::default()));
        let mut variables = Variables {
            manifest: self.manifest,
            engine: &engine,
            project: &request.project,
            trusted: self.trusted,
            trouble: &trouble,
            conf: JinjaValue::from(()),
        };
        let conf = variables::conf(
            self.fetched,
            &self.source_path()?,
            &request.project,
            sources.given.values(),
            (request.source, answers_args, request.writing),
            request.skip_answered,
        );
        variables.conf = JinjaValue::from_pairs(conf.clone());
        let nothing = variables.context(&Answers::default(), Phase::Undefined);
        self.message(&engine, &settings.message_before_copy, &nothing)?;

        let outcome = self.answer_and_render(&engine, &sources, &mut variables, conf);
        let trouble = trouble.lock().unwrap_or_else(PoisonError::into_inner);
        for path in &trouble.missing {
            self.printer.warn(
                "MissingFileWarning",
                format!("File not found; returning empty dict: {path}"),
            );
        }
        for message in engine.deprecations() {
            self.printer.warn("FutureWarning", message);
        }
        if let Some(forbidden) = &trouble.forbidden {
            return Err(forbidden.clone().into());
        }
        drop(trouble);
        let (context, tree, skip) = outcome?;
        self.write(&engine, &context, tree, &skip)
    }

    /// Everything between the template and the Plan; nothing is written.
    fn answer_and_render(
        &self,
        engine: &Arc<Engine>,
        sources: &Sources,
        variables: &mut Variables<'_>,
        mut conf: std::collections::BTreeMap<&'static str, JinjaValue>,
    ) -> Result<(Context, Tree, Patterns), Error> {
        let settings = &self.manifest.settings;
        let answers = self.answer(engine, sources, variables)?;
        let context = variables.context(&answers, Phase::Render);
        let answers_file = self.answers_file(engine, &context)?;
        conf.insert(
            "answers_file",
            JinjaValue::from(answers_file.display().to_string()),
        );
        variables.conf = JinjaValue::from_pairs(conf);
        let context = variables.context(&answers, Phase::Render);

        let operation = context.with([("_copier_operation", JinjaValue::from("copy"))]);
        let exclude = self.request.writing.exclude.iter().cloned();
        let exclude = self.patterns(engine, &operation, settings.exclude().into_iter().chain(exclude))?;
        let skip = self
            .request
            .writing
            .skip
            .iter()
            .chain(&settings.skip_if_exists)
            .cloned();
        let skip = self.patterns(engine, &context, skip)?;
        let subdirectory = self.subdirectory(engine, &context)?;
        let root = self.source_path()?;
        let files = Files::new(self.tree, &root);
        let walk = Walk {
            files: &files,
            settings,
            engine,
            context: &context,
            exclude: &exclude,
            answers_file: &answers_file,
            subdirectory: &subdirectory,
        };
        let rendered = render::render(&walk)?;
        if rendered.nested_answers_file {
            self.printer.warn(
                "DeprecationWarning",
                "Answers file template locations other than the template root directory are deprecated; move it there",
            );
        }
        let mut tree = rendered.tree;
        if self.request.discover {
            tree = discovery::into_tree(self, engine, &context, &answers.combined(), tree)?;
        }
        Ok((context, tree, skip))
    }

    fn answer(
        &self,
        engine: &Arc<Engine>,
        sources: &Sources,
        variables: &Variables<'_>,
    ) -> Result<Answers, Error> {
        let request = self.request;
        let asked = globs(&request.answers.ask);
        let mut metadata = Mapping::new();
        metadata.insert("_src_path".into(), self.fetched.url.as_str().into());
        if let Some(commit) = &self.fetched.commit {
            metadata.insert("_commit".into(), commit.as_str().into());
        }
        let questionnaire = Questionnaire {
            questions: &self.manifest.questions,
            engine,
            file: &self.manifest.file,
            sources,
            metadata,
            skip_answered: request.skip_answered,
            ask: &|name| asked.is_match(name),
            context: &|answers| variables.context(answers, Phase::Prompt),
        };
        if request.answers.defaults || request.writing.force {
            return Ok(questionnaire.run(&mut Respondent::Defaults)?);
        }
        if !ui::has_terminal() {
            return Ok(questionnaire.run(&mut match request.manner {
                Manner::Guided => Respondent::Defaults,
                Manner::Copier => Respondent::Nobody,
            })?);
        }
        let mut terminal = Terminal::default();
        let answers = questionnaire.run(&mut Respondent::Person(&mut terminal as &mut dyn Prompter))?;
        if request.manner == Manner::Guided && !self.printer.is_quiet() {
            return summary::confirm(&questionnaire, answers, &mut terminal, self.manifest);
        }
        Ok(answers)
    }

    fn write(&self, engine: &Engine, context: &Context, tree: Tree, skip: &Patterns) -> Result<Exit, Error> {
        let writing = self.request.writing;
        let policy = Policy {
            skip_if_exists: &|path| skip.matches(path),
            deletions: BTreeSet::new(),
        };
        let mut plan = Plan::new(tree, &self.request.project, &policy)?;
        let answers_file = self.answers_file(engine, context)?;
        conflicts::decide(&mut plan, self.request, self.printer, &answers_file)?;
        let view = ui::PlanView::new(&plan, writing.diff)?;
        if writing.dry_run {
            view.show_planned(self.printer, self.layout());
            self.tasks(engine, context)?;
            return Ok(if plan.conflicts().next().is_some() {
                Exit::Conflicts
            } else {
                Exit::Done
            });
        }
        if interrupt::is_raised() {
            return Err(Error::Interrupted);
        }
        let existed = self.request.project.exists();
        self.say_version();
        interrupt::while_writing(|| plan.apply(interrupt::flag(), &mut |_| {}))?;
        view.show_done(self.printer, self.layout());
        if let Err(error) = self.tasks(engine, context) {
            if !existed && !writing.no_cleanup {
                self.remove_failed_project();
            }
            return Err(error);
        }
        self.message(engine, &self.manifest.settings.message_after_copy, context)?;
        Ok(Exit::Done)
    }

    /// A project whose first task failed is taken away again, as it was not there before.
    fn remove_failed_project(&self) {
        if let Err(error) = fs_err::remove_dir_all(&self.request.project)
            && error.kind() != std::io::ErrorKind::NotFound
        {
            let project = self.request.project.display();
            self.printer
                .warn("CleanupWarning", format!("Failed to clean up {project}: {error}"));
        }
    }

    fn tasks(&self, engine: &Engine, context: &Context) -> Result<(), Error> {
        if self.request.writing.skip_tasks {
            return Ok(());
        }
        tasks::run(self, engine, context)
    }

    fn layout(&self) -> Layout {
        match self.request.manner {
            Manner::Guided => Layout::Tree,
            Manner::Copier => Layout::Lines,
        }
    }

    fn say_version(&self) {
        match (
            self.request.manner,
            &self.fetched.version,
            &self.fetched.resolved_ref,
        ) {
            (Manner::Copier, Some(version), _) => {
                self.printer
                    .say(format!("Copying from template version {version}"));
            }
            (Manner::Guided, _, Some(reference)) if self.fetched.url != EMBEDDED => {
                self.printer
                    .say(format!("Template {} at {reference}", self.fetched.url));
            }
            _ => {}
        }
    }

    fn message(&self, engine: &Engine, message: &str, context: &Context) -> Result<(), Error> {
        if !message.is_empty() && !self.printer.is_quiet() {
            let text = engine.text(&self.origin(), message, context)?;
            if !text.is_empty() {
                self.printer.say(text);
            }
        }
        Ok(())
    }

    fn engine_options(&self) -> Result<EngineOptions, Error> {
        let (settings, source) = (&self.manifest.settings, self.request.source);
        let tree = Arc::clone(self.tree);
        let root = self.source_path()?;
        Ok(EngineOptions {
            envops: EnvOps::from_yaml(&Value::Mapping(settings.envops.clone()))?,
            strict: source.strict,
            limits: Limits {
                fuel: source.fuel,
                output: source.max_size << 20,
            },
            extensions: settings.extensions.clone(),
            templates: Arc::new(move |path| template_text(&tree, &root, path)),
        })
    }

    fn answers_file(&self, engine: &Engine, context: &Context) -> Result<PathBuf, Error> {
        let named = self
            .request
            .answers
            .answers_file
            .as_ref()
            .map(|path| path.display().to_string());
        let source = named.unwrap_or_else(|| self.manifest.settings.answers_file.clone());
        Ok(PathBuf::from(engine.text(&self.origin(), &source, context)?))
    }

    fn subdirectory(&self, engine: &Engine, context: &Context) -> Result<PathBuf, Error> {
        let source = &self.manifest.settings.subdirectory;
        let rendered = engine.text(&self.origin(), source, context)?;
        inside(Path::new(&rendered)).map_err(Error::from)
    }

    /// Renders patterns; one entry may render to several lines.
    fn patterns(
        &self,
        engine: &Engine,
        context: &Context,
        sources: impl Iterator<Item = String>,
    ) -> Result<Patterns, Error> {
        let mut lines = Vec::new();
        for source in sources {
            let text = engine.text(&self.origin(), &source, context)?;
            lines.extend(text.lines().map(str::to_owned));
        }
        Ok(Patterns::new(lines)?)
    }

    fn source_path(&self) -> Result<PathBuf, Error> {
        super::template_root(self.fetched)
    }

    fn origin(&self) -> Origin {
        Origin::new(self.manifest.file.as_str(), 1)
    }
}

fn preferences(printer: &Printer) -> Result<Preferences, Error> {
    let (preferences, missing) = Preferences::load()?;
    if let Some(path) = missing {
        printer.warn(
            "MissingSettingsWarning",
            format!("Settings file not found at {}", path.display()),
        );
    }
    Ok(preferences)
}

/// Patterns of question names, as in `--ask 'aws_*'`.
fn globs(patterns: &[String]) -> globset::GlobSet {
    let mut set = globset::GlobSetBuilder::new();
    for pattern in patterns {
        // What is no pattern matches nothing, as in Python's `fnmatch`.
        if let Ok(glob) = globset::Glob::new(pattern) {
            set.add(glob);
        }
    }
    set.build().unwrap_or_else(|_| globset::GlobSet::empty())
}

/// Takes `.` out of a path below the template.
fn inside(path: &Path) -> Result<PathBuf, ForbiddenPath> {
    let plain: PathBuf = path
        .components()
        .filter(|part| *part != Component::CurDir)
        .collect();
    if plain.as_os_str().is_empty() {
        return Ok(plain);
    }
    RelPath::new(&plain).map(|path| path.as_path().to_owned())
}
