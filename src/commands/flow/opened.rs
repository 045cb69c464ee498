use std::path::PathBuf;
use std::sync::Arc;

use serde_yaml::{Mapping, Value};

use crate::answers::{Given, GivenArgs, Provenance, Sources, collect};
use crate::aws::Declaration;
use crate::cli::{AnswerArgs, SourceArgs};
use crate::error::Error;
use crate::preferences::Preferences;
use crate::render::{Engine, EngineOptions, EnvOps, Limits, Origin};
use crate::template::{
    EMBEDDED, Fetched, Location, Manifest, OldTemplate, Reference, UnknownName, template_text, trust,
};
use crate::tree::Tree;
use crate::ui::Printer;

/// A template at one version: its files, and what it says.
pub(in crate::commands) struct Opened {
    /// Where it came from; its files are in `tree`.
    pub(in crate::commands) fetched: Fetched,
    pub(in crate::commands) tree: Arc<Tree>,
    pub(in crate::commands) manifest: Manifest,
    /// Whether it may run code.
    pub(in crate::commands) trusted: bool,
    /// The template's folder on disk; the one in the binary has none and is not written out for its name alone.
    pub(in crate::commands) root: PathBuf,
}

impl Opened {
    /// Gets a template and reads what it says; its warnings are passed on.
    ///
    /// # Errors
    /// It cannot be had or read, or asks for a newer version of this program.
    pub(in crate::commands) fn open(
        location: &Location,
        reference: Option<Reference>,
        source: &SourceArgs,
        preferences: &Preferences,
        printer: &Printer,
    ) -> Result<Self, Error> {
        let mut fetched = super::super::fetched(location, reference, source.prereleases, printer)?;
        let tree = Arc::new(std::mem::take(&mut fetched.tree));
        let root = if fetched.url == EMBEDDED {
            PathBuf::from(EMBEDDED)
        } else {
            fetched.root()?.to_owned()
        };
        let manifest = Manifest::read(&tree, &root)?;
        for warning in &manifest.warnings {
            printer.warn(UnknownName::NAME, warning);
        }
        if let Some(warning) = manifest.check_version()? {
            printer.warn(OldTemplate::NAME, warning);
        }
        let settings = &manifest.settings;
        if !(settings.tasks.is_empty() && settings.migrations.list.is_empty()) {
            fetched.write_out(&tree)?;
        }
        let trusted = source.trust || trust::is_trusted(&fetched.url, &preferences.trust);
        Ok(Self {
            fetched,
            tree,
            manifest,
            trusted,
            root,
        })
    }

    /// What the template declares to be looked up in an account.
    ///
    /// # Errors
    /// The declaration is not of the right form.
    pub(in crate::commands) fn discovery(&self) -> Result<Option<Declaration>, Error> {
        let Some(declared) = self.manifest.settings.discovery.clone() else {
            return Ok(None);
        };
        let declaration =
            serde_yaml::from_value(declared).map_err(|error| Error::Declaration(error.to_string()))?;
        Ok(Some(declaration))
    }

    /// Answers the two questions that the declaration names by flags of their own.
    ///
    /// # Errors
    /// There are no such questions, or one is answered twice.
    pub(in crate::commands) fn answer_account(
        &self,
        given: &mut Given,
        profile: Option<&str>,
        region: Option<&str>,
    ) -> Result<(), Error> {
        let declared = self.discovery()?;
        let names = declared
            .map(|declared| (declared.profile, declared.region))
            .unzip();
        for (flag, question, value) in [("--profile", names.0, profile), ("--region", names.1, region)] {
            let Some(value) = value else { continue };
            let question = question.ok_or(Error::NothingToAnswer { flag })?;
            if given.provenance(&question) == Some(&Provenance::Flag) {
                return Err(Error::AnsweredTwice { flag, question });
            }
            given.put(&question, value.into(), Provenance::Named(flag));
        }
        Ok(())
    }

    /// The place that messages about `copier.yml` as a whole name.
    pub(in crate::commands) fn origin(&self) -> Origin {
        Origin::new(self.manifest.file.as_str(), 1)
    }

    /// What renders this template.
    pub(in crate::commands) fn engine(&self, source: &SourceArgs) -> Result<Arc<Engine>, Error> {
        let settings = &self.manifest.settings;
        let (tree, root) = (Arc::clone(&self.tree), self.root.clone());
        Ok(Arc::new(Engine::new(EngineOptions {
            envops: EnvOps::from_yaml(&Value::Mapping(settings.envops.clone()))?,
            strict: source.strict,
            limits: Limits {
                fuel: source.fuel,
                output: source.max_size << 20,
            },
            extensions: settings.extensions.clone(),
            templates: Arc::new(move |path| template_text(&tree, &root, path)),
        })?))
    }

    /// Everything that may answer this template's questions besides a person.
    ///
    /// # Errors
    /// A file of answers cannot be read or names no question.
    pub(in crate::commands) fn sources(
        &self,
        args: &AnswerArgs,
        recorded: Mapping,
        preferences: &Preferences,
    ) -> Result<Sources, Error> {
        let given = GivenArgs {
            files: &args.files,
            data_file: args.data_file.as_deref(),
            data: &args.data,
        };
        Ok(Sources {
            given: collect(&given, &self.manifest.questions)?,
            recorded,
            preferred: preferences.defaults.clone(),
        })
    }
}
