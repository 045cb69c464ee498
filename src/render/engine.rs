//! The Jinja environment of one template.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex};

use minijinja::{Environment, ErrorKind, UndefinedBehavior};

use super::deprecated::Deprecations;
use super::fault::Fault;
use super::python::{freeze, lock};
use super::run::Run;
use super::syntax::{self, Known, ast::Template};
use super::{Bindings, Context, EnvOps, Origin, RenderError, UndefinedKind, extensions, filters, tests};
use crate::render::error::Snippet;
use crate::tree::ForbiddenPath;

type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Reads a template by its path below the root; `None` if there is none.
pub(crate) type Loader = Arc<dyn Fn(&str) -> Result<Option<String>, Cause> + Send + Sync>;

/// What an environment is made of.
pub(crate) struct EngineOptions {
    pub(crate) envops: EnvOps,
    /// Makes undefined variables strict whatever `envops` says.
    pub(crate) strict: bool,
    pub(crate) limits: Limits,
    /// Import paths of Jinja2 extensions.
    pub(crate) extensions: Vec<String>,
    pub(crate) templates: Loader,
}

/// How much one rendering may use before it is stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Limits {
    /// Steps of evaluation.
    pub(crate) fuel: u64,
    /// Bytes of one rendered text. All values made on the way may take four times as much.
    pub(crate) output: usize,
}

impl Limits {
    /// Bytes of all values made on the way, whether they are still held or not.
    pub(super) fn memory(self) -> usize {
        self.output.saturating_mul(4)
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            fuel: 20_000_000,
            output: 64 << 20,
        }
    }
}

/// Renders the texts and files of one template.
pub(crate) struct Engine {
    options: EngineOptions,
    /// Holds the filters that are not Jinja2's own.
    environment: Environment<'static>,
    compiled: Mutex<HashMap<String, Arc<Template>>>,
    pub(super) deprecations: Deprecations,
}

impl Engine {
    /// # Errors
    /// Refuses options that Jinja2 would not take.
    pub(crate) fn new(options: EngineOptions) -> Result<Self, RenderError> {
        extensions::check(&options.extensions)?;
        options.envops.check()?;
        let mut environment = Environment::empty();
        if options.strict || options.envops.undefined == UndefinedKind::Strict {
            environment.set_undefined_behavior(UndefinedBehavior::Strict);
        }
        super::ansible::register(&mut environment);
        Ok(Self {
            options,
            environment,
            compiled: Mutex::default(),
            deprecations: Deprecations::default(),
        })
    }

    /// What copier says about functions that a template used and that it will drop.
    pub(crate) fn deprecations(&self) -> Vec<&'static str> {
        self.deprecations.messages()
    }

    /// Renders a text that stands in some file.
    pub(crate) fn text(
        &self,
        origin: &Origin,
        source: &str,
        context: &Context,
    ) -> Result<String, RenderError> {
        if let Some(plain) = self.plain(source) {
            return Ok(plain);
        }
        let template = self.compile(origin.clone(), source)?;
        Run::new(self, context)
            .render(&template)
            .map_err(|fault| fault.into_error(&template))
    }

    /// Renders a template by its path.
    pub(crate) fn file(&self, path: &str, context: &Context) -> Result<String, RenderError> {
        let Some(template) = self.load(path)? else {
            return Err(RenderError::Unreadable {
                message: format!("there is no template `{path}`"),
                source: None,
            });
        };
        let mut run = Run::new(self, context);
        let text = run
            .render(&template)
            .map_err(|fault| fault.into_error(&template))?;
        match run.take_yielded() {
            Some(_) => Err(RenderError::YieldInFile {
                file: path.to_owned(),
            }),
            None => Ok(text),
        }
    }

    /// Renders one part of a path: one name, or with a `yield` tag one for each item, with the item's binding.
    /// What has an empty name is left out of the project.
    pub(crate) fn names(
        &self,
        part: &str,
        context: &Context,
    ) -> Result<Vec<(String, Bindings)>, RenderError> {
        if let Some(plain) = self.plain(part) {
            return Ok(vec![(plain, Bindings::new())]);
        }
        let template = self.compile(Origin::new(part, 1), part)?;
        let fail = |fault: Fault| fault.into_error(&template);
        let mut run = Run::new(self, context);
        let name = run.render(&template).map_err(fail)?;
        let Some(yielded) = run.take_yielded() else {
            return Ok(vec![(name, Bindings::new())]);
        };
        let items = run.yielded_items(&yielded).map_err(fail)?;
        let mut names = Vec::with_capacity(items.len());
        for item in items {
            let binding = (
                yielded.name.to_string(),
                freeze(&item, &run.budget).map_err(fail)?,
            );
            let inner = context.with([binding.clone()]);
            let name = Run::new(self, &inner).render(&template).map_err(fail)?;
            names.push((name, vec![binding]));
        }
        Ok(names)
    }

    /// A text without any tag, as it renders.
    fn plain(&self, source: &str) -> Option<String> {
        let envops = &self.options.envops;
        let starts = [
            Some(&envops.block_start_string),
            Some(&envops.variable_start_string),
            Some(&envops.comment_start_string),
            envops.line_statement_prefix.as_ref(),
            envops.line_comment_prefix.as_ref(),
        ];
        if starts
            .into_iter()
            .flatten()
            .any(|start| source.contains(start.as_str()))
        {
            return None;
        }
        let text = syntax::normalize(source, envops.keep_trailing_newline);
        Some(match envops.newline_sequence.as_str() {
            "\n" => text,
            newline => text.replace('\n', newline),
        })
    }

    fn compile(&self, origin: Origin, source: &str) -> Result<Arc<Template>, RenderError> {
        let (text, template) = syntax::parse(origin.clone(), source, &self.options.envops, self);
        template.map(Arc::new).map_err(|error| RenderError::Syntax {
            message: error.message,
            at: (error.span.start, error.span.end - error.span.start).into(),
            source_code: Snippet::new(origin, text),
        })
    }

    /// The template at a path, compiled once.
    pub(super) fn load(&self, path: &str) -> Result<Option<Arc<Template>>, RenderError> {
        if let Some(template) = lock(&self.compiled).get(path) {
            return Ok(Some(template.clone()));
        }
        let source =
            (self.options.templates)(path).map_err(|error| match error.downcast::<ForbiddenPath>() {
                Ok(forbidden) => RenderError::Forbidden(*forbidden),
                Err(error) => RenderError::Unreadable {
                    message: error.to_string(),
                    source: Some(error.into()),
                },
            })?;
        let Some(source) = source else {
            return Ok(None);
        };
        let template = self.compile(Origin::new(path, 1), &source)?;
        lock(&self.compiled).insert(path.to_owned(), template.clone());
        Ok(Some(template))
    }

    pub(super) fn environment(&self) -> &Environment<'static> {
        &self.environment
    }

    pub(super) fn envops(&self) -> &EnvOps {
        &self.options.envops
    }

    pub(super) fn limits(&self) -> Limits {
        self.options.limits
    }

    pub(super) fn is_strict(&self) -> bool {
        self.options.strict || self.options.envops.undefined == UndefinedKind::Strict
    }

    /// Whether there is a filter of that name, Jinja2's own or another.
    pub(super) fn has_filter(&self, name: &str) -> bool {
        // The environment does not list its filters; an unknown one is told apart by its error.
        filters::find(name).is_some()
            || !self
                .environment
                .empty_state()
                .apply_filter(name, &[])
                .is_err_and(|error| error.kind() == ErrorKind::UnknownFilter)
    }
}

impl Known for Engine {
    fn filter(&self, name: &str) -> bool {
        self.has_filter(name)
    }

    fn test(&self, name: &str) -> bool {
        tests::find(name).is_some()
    }

    fn tag(&self, name: &str) -> bool {
        let extension = match name {
            "do" => ["jinja2.ext.do", "jinja2.ext.ExprStmtExtension"],
            "break" | "continue" => ["jinja2.ext.loopcontrols", "jinja2.ext.LoopControlExtension"],
            "debug" => ["jinja2.ext.debug", "jinja2.ext.DebugExtension"],
            _ => return true,
        };
        self.options
            .extensions
            .iter()
            .any(|own| extension.contains(&own.as_str()))
    }
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Engine").finish_non_exhaustive()
    }
}
