use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use pep440_rs::Version;
use serde_yaml::Mapping;

use super::applying::Applying;
use super::base::Search;
use crate::answers::Sources;
use crate::cli::{ConflictStyle, Update};
use crate::commands;
use crate::commands::flow::{
    Manner, Migrating, Opened, Options, Recalled, Rendered, Rendering, carry_findings, is_own, keep_baseline,
    tasks,
};
use crate::error::Error;
use crate::exit::Exit;
use crate::git::Git;
use crate::merge::{Style, Versions, merge};
use crate::plan;
use crate::preferences::Preferences;
use crate::project::{Recorded, Repository, files};
use crate::template::{Location, Stage, trust};
use crate::tree::{RelPath, Tree, lexical};
use crate::ui::Printer;

/// Updates a project.
pub(crate) fn run(args: &Update) -> Result<Exit, Error> {
    let printer = Printer::new(args.output.quiet, args.output.json);
    let cwd = commands::current_folder()?;
    let project = lexical(&cwd.join(&args.project.path));
    plan::recover(&project)?;
    let preferences = commands::preferences(&printer)?;
    let file = args.answers.answers_file.as_deref();
    let recorded = Recorded::load(&project, file)?;
    let location = Location::parse(Some(recorded.source("update", &project, file)?), &cwd)?;
    let commit = recorded.commit();
    let reference = commands::reference(&args.source, commit);
    let opened = Opened::open(&location, reference, &args.source, &preferences, &printer)?;
    let options = Options {
        source: &args.source,
        answers: &args.answers,
        output: &args.output,
        defaults: args.answers.defaults || args.force,
        overwrite: true,
        cleanup: true,
        skip_answered: true,
        conflict: args.conflict,
        context_lines: args.context_lines,
    };
    let updating = Updating {
        args,
        project: &project,
        opened: &opened,
        location: &location,
        commit,
        options: &options,
        preferences: &preferences,
        printer: &printer,
    };
    updating.run(&recorded)
}

/// One update, once both versions of the template are known.
pub(super) struct Updating<'a> {
    pub(super) args: &'a Update,
    pub(super) project: &'a Path,
    pub(super) opened: &'a Opened,
    pub(super) location: &'a Location,
    /// What the project was made from.
    pub(super) commit: Option<&'a str>,
    pub(super) options: &'a Options<'a>,
    pub(super) preferences: &'a Preferences,
    pub(super) printer: &'a Printer,
}

impl Updating<'_> {
    fn run(&self, recorded: &Recorded) -> Result<Exit, Error> {
        let migrating = Migrating {
            opened: self.opened,
            project: self.project,
            from: (self.commit.unwrap_or_default(), self.old_version()?),
            printer: self.printer,
            dry_run: self.args.output.dry_run,
        };
        let settings = &self.opened.manifest.settings;
        if settings.migrations.legacy {
            self.printer.warn(
                "DeprecationWarning",
                "This migration configuration is deprecated. Please switch to the new format.",
            );
        }
        self.refuse_downgrade(migrating.from.1.as_ref())?;
        if !self.opened.trusted {
            trust::check(settings, self.args.output.skip_tasks, migrating.has_due())?;
        }
        let git = Git::default();
        let repository = Repository::find(&git, self.project)?;
        let uncommitted = match &repository {
            Some(repository) if !self.args.allow_dirty => repository.uncommitted()?,
            _ => BTreeSet::new(),
        };

        let sources = self.recorded_sources(&recorded.answers);
        let recalled = self.rendering(&sources, Manner::Replay, "").recall()?;
        let answers_file = self.answers_file();
        let base = self.base(recorded, &answers_file)?;
        let answers = self.migrate_before(&migrating, &recalled, recorded, &uncommitted)?;

        let sources = self
            .opened
            .sources(&self.args.answers, answers, self.preferences)?;
        let rendering = self.rendering(&sources, Manner::Copier, &settings.message_before_update);
        let mut rendered = rendering.run()?;
        let mut own = Tree::default();
        let mut versions = self.versions(base, &recalled, &mut rendered, &mut own)?;
        carry_findings(self.opened, &rendered, &mut versions)?;
        let style = match self.args.conflict {
            ConflictStyle::Inline => Style::Inline,
            ConflictStyle::Rej => Style::Rejected,
        };
        let attributes = fs_err::read(self.project.join(".gitattributes")).ok();
        let merged = merge(&git, versions, attributes.as_deref(), style)?;
        let applying = Applying {
            updating: self,
            merged: &merged,
            own,
            repository: repository.as_ref(),
        };
        let exit = applying.run(&uncommitted)?;
        if !self.args.output.skip_tasks {
            let dry_run = self.args.output.dry_run;
            tasks::run(
                self.opened,
                &rendered,
                "update",
                self.project,
                dry_run,
                self.printer,
            )?;
        }
        migrating.run(Stage::After, &rendered.engine, &rendered.context)?;
        if !self.args.output.dry_run {
            let farewell = &settings.message_after_update;
            rendering.say(&rendered.engine, farewell, &rendered.context)?;
        }
        Ok(exit)
    }

    fn rendering<'r>(&'r self, sources: &'r Sources, manner: Manner, greeting: &'r str) -> Rendering<'r> {
        Rendering {
            opened: self.opened,
            project: self.project,
            options: self.options,
            sources,
            manner,
            operation: "update",
            greeting,
            printer: self.printer,
        }
    }

    /// The version that the project is at; a commit that does not tell it is looked up in the template.
    fn old_version(&self) -> Result<Option<Version>, Error> {
        commands::version_of(self.location, self.commit, self.printer)
    }

    fn refuse_downgrade(&self, from: Option<&Version>) -> Result<(), Error> {
        match (from, &self.opened.fetched.version) {
            (Some(from), Some(to)) if from > to => Err(Error::Downgrade {
                from: from.to_string(),
                to: to.to_string(),
            }),
            _ => Ok(()),
        }
    }

    fn recorded_sources(&self, recorded: &Mapping) -> Sources {
        Sources {
            recorded: recorded.clone(),
            preferred: self.preferences.defaults.clone(),
            ..Sources::default()
        }
    }

    fn answers_file(&self) -> PathBuf {
        let named = self.args.answers.answers_file.clone();
        named.unwrap_or_else(Recorded::default_file)
    }

    fn base(&self, recorded: &Recorded, answers_file: &Path) -> Result<Tree, Error> {
        let search = Search {
            updating: self,
            answers_file,
            recorded: &recorded.answers,
        };
        search.run()
    }

    /// Runs what comes before the files change; such commands may change the recorded answers.
    fn migrate_before(
        &self,
        migrating: &Migrating<'_>,
        recalled: &Recalled,
        recorded: &Recorded,
        uncommitted: &BTreeSet<RelPath>,
    ) -> Result<Mapping, Error> {
        if !migrating.runs_before(&recalled.engine, &recalled.context)? {
            return Ok(recorded.answers.clone());
        }
        // They may touch any file, so none may hold what git does not have.
        if !uncommitted.is_empty() && !self.args.output.dry_run {
            return Err(dirty(uncommitted.iter()));
        }
        migrating.run(Stage::Before, &recalled.engine, &recalled.context)?;
        let file = self.args.answers.answers_file.as_deref();
        Ok(Recorded::load(self.project, file)?.answers)
    }

    /// The three versions, without the tool's own files, which go to `own`.
    fn versions(
        &self,
        mut base: Tree,
        recalled: &Recalled,
        rendered: &mut Rendered,
        own: &mut Tree,
    ) -> Result<Versions, Error> {
        let mut template = std::mem::take(&mut rendered.tree);
        keep_baseline(&mut template, rendered)?;
        for path in paths(&template) {
            if is_own(&path, &rendered.answers_file)
                && let Some(node) = template.remove(&path)
            {
                own.insert(path, node);
            }
        }
        for path in paths(&base) {
            // What the template leaves out now, whatever the answers are, is nobody's but the user's.
            if is_own(&path, &rendered.answers_file) || recalled.exclude.matches(&path) {
                base.remove(&path);
            }
        }
        let mut yours =
            files::read(self.project, &base, &template).map_err(|source| Error::Unreadable { source })?;
        for path in paths(&template) {
            if rendered.skip.matches(&path) {
                base.remove(&path);
                if yours.remove(&path).is_some() {
                    template.remove(&path);
                }
            }
        }
        Ok(Versions {
            base,
            yours,
            template,
        })
    }
}

fn paths(tree: &Tree) -> Vec<RelPath> {
    tree.iter().map(|(path, _)| path.clone()).collect()
}

pub(super) fn dirty<'p>(paths: impl Iterator<Item = &'p RelPath>) -> Error {
    Error::Uncommitted {
        paths: paths.map(RelPath::to_slash).collect(),
    }
}
