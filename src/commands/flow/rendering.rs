use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use minijinja::Value as JinjaValue;
use serde_yaml::Mapping;

use super::variables::{self, Phase, Variables};
use super::{Machine, Manner, Opened, Options, asking};
use crate::answers::{Advice, Answers, Questionnaire, Sources};
use crate::error::Error;
use crate::project::Trouble;
use crate::render::{self, Context, Engine, Patterns, Walk};
use crate::template::Files;
use crate::tree::{ForbiddenPath, RelPath, Tree};
use crate::ui::Printer;

/// A template about to be answered and rendered for a project; nothing is written.
pub(in crate::commands) struct Rendering<'a> {
    pub(in crate::commands) opened: &'a Opened,
    pub(in crate::commands) project: &'a Path,
    pub(in crate::commands) options: &'a Options<'a>,
    pub(in crate::commands) sources: &'a Sources,
    pub(in crate::commands) manner: Manner,
    /// `copy` or `update`, as `_copier_operation` names it.
    pub(in crate::commands) operation: &'static str,
    /// Said before the first question.
    pub(in crate::commands) greeting: &'a str,
    pub(in crate::commands) printer: &'a Printer,
}

/// What a template makes of its answers.
pub(in crate::commands) struct Rendered {
    pub(in crate::commands) engine: Arc<Engine>,
    /// The variables that the files were rendered with.
    pub(in crate::commands) context: Context,
    pub(in crate::commands) answers: Answers,
    pub(in crate::commands) tree: Tree,
    /// The files as they are without secrets, and before anything is looked up: what updates compare with.
    pub(in crate::commands) pristine: Tree,
    /// Existing paths that are left alone.
    pub(in crate::commands) skip: Patterns,
    /// Where the answers are recorded, below the project.
    pub(in crate::commands) answers_file: PathBuf,
}

/// What a template makes of the recorded answers before any is asked.
pub(in crate::commands) struct Recalled {
    pub(in crate::commands) engine: Arc<Engine>,
    pub(in crate::commands) context: Context,
    /// Paths that the template leaves out.
    pub(in crate::commands) exclude: Patterns,
}

impl Rendering<'_> {
    /// Answers the questions and renders the files.
    ///
    /// # Errors
    /// An answer is missing or wrong, a template is, or a path would leave the project.
    pub(in crate::commands) fn run(&self) -> Result<Rendered, Error> {
        let engine = self.opened.engine(self.options.source)?;
        let trouble = Arc::new(Mutex::new(Trouble::default()));
        let mut variables = self.variables(&engine, &trouble);
        let nothing = variables.context(&Answers::default(), Phase::Undefined);
        self.say(&engine, self.greeting, &nothing)?;

        let outcome = self.answer_and_render(&engine, &mut variables);
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
        outcome
    }

    /// Answers the questions from what was recorded, without asking anybody and without rendering files.
    pub(in crate::commands) fn recall(&self) -> Result<Recalled, Error> {
        let engine = self.opened.engine(self.options.source)?;
        let trouble = Arc::new(Mutex::new(Trouble::default()));
        let mut variables = self.variables(&engine, &trouble);
        let answers = self.answer(&engine, &variables)?;
        let (context, _) = self.context(&engine, &mut variables, &answers)?;
        let exclude = self.excluded(&engine, &context)?;
        Ok(Recalled {
            engine,
            context,
            exclude,
        })
    }

    fn variables<'v>(&'v self, engine: &'v Arc<Engine>, trouble: &'v Arc<Mutex<Trouble>>) -> Variables<'v> {
        let given = self.sources.given.values();
        Variables {
            manifest: &self.opened.manifest,
            engine,
            project: self.project,
            trusted: self.opened.trusted,
            trouble,
            conf: variables::conf(self.opened, self.project, given, self.options, ""),
        }
    }

    /// Renders and says a message of the template.
    pub(in crate::commands) fn say(
        &self,
        engine: &Engine,
        message: &str,
        context: &Context,
    ) -> Result<(), Error> {
        if !message.is_empty() && !self.printer.is_quiet() {
            let text = engine.text(&self.opened.origin(), message, context)?;
            if !text.is_empty() {
                self.printer.say(text);
            }
        }
        Ok(())
    }

    fn answer_and_render(
        &self,
        engine: &Arc<Engine>,
        variables: &mut Variables<'_>,
    ) -> Result<Rendered, Error> {
        let answers = self.answer(engine, variables)?;
        let rendered = self.render(engine, variables, answers)?;
        if self.manner == Manner::Replay || !self.has_secrets(&rendered.answers) {
            return Ok(rendered);
        }
        let sources = self.sources_without_secrets(&rendered.answers);
        let replay = Rendering {
            sources: &sources,
            manner: Manner::Replay,
            ..*self
        };
        Ok(Rendered {
            pristine: replay.answer_and_render(engine, variables)?.tree,
            ..rendered
        })
    }

    fn render(
        &self,
        engine: &Arc<Engine>,
        variables: &mut Variables<'_>,
        answers: Answers,
    ) -> Result<Rendered, Error> {
        let settings = &self.opened.manifest.settings;
        let output = self.options.output;
        let (context, answers_file) = self.context(engine, variables, &answers)?;
        let exclude = self.excluded(engine, &context)?;
        let skip = output.skip.iter().chain(&settings.skip_if_exists).cloned();
        let skip = self.patterns(engine, &context, skip)?;
        let subdirectory = self.subdirectory(engine, &context)?;
        let files = Files::new(&self.opened.tree, &self.opened.root);
        let rendered = render::render(&Walk {
            files: &files,
            settings,
            engine,
            context: &context,
            exclude: &exclude,
            answers_file: &answers_file,
            subdirectory: &subdirectory,
        })?;
        if rendered.nested_answers_file {
            self.printer.warn(
                "DeprecationWarning",
                "Answers file template locations other than the template root directory are deprecated; move it there",
            );
        }
        Ok(Rendered {
            engine: Arc::clone(engine),
            context,
            answers,
            pristine: rendered.tree.clone(),
            tree: rendered.tree,
            skip,
            answers_file,
        })
    }

    fn excluded(&self, engine: &Engine, context: &Context) -> Result<Patterns, Error> {
        let context = context.with([("_copier_operation", JinjaValue::from(self.operation))]);
        let template = self.opened.manifest.settings.exclude();
        let given = self.options.output.exclude.iter().cloned();
        self.patterns(engine, &context, template.into_iter().chain(given))
    }

    fn secrets(&self) -> impl Iterator<Item = &str> {
        let manifest = &self.opened.manifest;
        let marked = manifest.questions.iter().filter(|question| question.secret);
        let named = manifest.settings.secret_questions.iter().map(String::as_str);
        marked.map(|question| question.name.as_str()).chain(named)
    }

    fn has_secrets(&self, answers: &Answers) -> bool {
        self.secrets().any(|name| answers.settled(name).is_some())
    }

    /// The same answers, as somebody would give them who does not know the secrets.
    fn sources_without_secrets(&self, answers: &Answers) -> Sources {
        let manifest = &self.opened.manifest;
        let mut sources = self.sources.clone();
        for name in self.secrets() {
            sources.given.forget(name);
        }
        sources.recorded = answers.to_record(&manifest.questions, &manifest.settings.secret_questions);
        sources.preferred = Mapping::new();
        sources
    }

    /// The variables of every file, once all questions are answered; with them the name of the answers file is known.
    fn context(
        &self,
        engine: &Engine,
        variables: &mut Variables<'_>,
        answers: &Answers,
    ) -> Result<(Context, PathBuf), Error> {
        let context = variables.context(answers, Phase::Render);
        let answers_file = self.answers_file(engine, &context)?;
        variables.conf = variables::conf(
            self.opened,
            self.project,
            self.sources.given.values(),
            self.options,
            &answers_file.display().to_string(),
        );
        Ok((variables.context(answers, Phase::Render), answers_file))
    }

    fn answer(&self, engine: &Arc<Engine>, variables: &Variables<'_>) -> Result<Answers, Error> {
        let (opened, options) = (self.opened, self.options);
        let asked = globs(&options.answers.ask);
        let mut metadata = Mapping::new();
        metadata.insert("_src_path".into(), opened.fetched.url.as_str().into());
        if let Some(commit) = &opened.fetched.commit {
            metadata.insert("_commit".into(), commit.as_str().into());
        }
        let machine = match (self.manner, self.opened.discovery()?) {
            (Manner::Guided, Some(declaration)) => Some(Machine::read(&declaration)),
            _ => None,
        };
        let questionnaire = Questionnaire {
            questions: &opened.manifest.questions,
            engine,
            file: &opened.manifest.file,
            sources: self.sources,
            metadata,
            skip_answered: options.skip_answered,
            ask: &|name| asked.is_match(name),
            advice: machine.as_ref().map(|machine| machine as &dyn Advice),
            context: &|answers| variables.context(answers, Phase::Prompt),
        };
        asking::answer(
            &questionnaire,
            self.manner,
            options.defaults,
            &opened.manifest,
            self.printer,
        )
    }

    fn answers_file(&self, engine: &Engine, context: &Context) -> Result<PathBuf, Error> {
        let named = self.options.answers.answers_file.as_ref();
        let source = named.map_or_else(
            || self.opened.manifest.settings.answers_file.clone(),
            |path| path.display().to_string(),
        );
        Ok(PathBuf::from(engine.text(
            &self.opened.origin(),
            &source,
            context,
        )?))
    }

    fn subdirectory(&self, engine: &Engine, context: &Context) -> Result<PathBuf, Error> {
        let source = &self.opened.manifest.settings.subdirectory;
        let rendered = engine.text(&self.opened.origin(), source, context)?;
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
            let text = engine.text(&self.opened.origin(), &source, context)?;
            lines.extend(text.lines().map(str::to_owned));
        }
        Ok(Patterns::new(lines)?)
    }
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
