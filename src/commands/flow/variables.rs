//! The variables that every template sees besides the answers.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex};

use minijinja::Value;
use serde_yaml::Mapping;

use super::{Opened, Options};
use crate::answers::Answers;
use crate::project::{ExternalData, Trouble};
use crate::render::PosixPath;
use crate::render::value::to_jinja;
use crate::render::{Context, Engine};
use crate::template::Manifest;

/// What stays the same through one run.
pub(super) struct Variables<'a> {
    pub(super) manifest: &'a Manifest,
    pub(super) engine: &'a Arc<Engine>,
    pub(super) project: &'a Path,
    pub(super) trusted: bool,
    pub(super) trouble: &'a Arc<Mutex<Trouble>>,
    /// The `_copier_conf` variable.
    pub(super) conf: Value,
}

/// The step of a run, as `_copier_phase` names it.
#[derive(Debug, Clone, Copy)]
pub(super) enum Phase {
    Prompt,
    Render,
    Undefined,
}

impl Phase {
    fn name(self) -> &'static str {
        match self {
            Self::Prompt => "prompt",
            Self::Render => "render",
            Self::Undefined => "undefined",
        }
    }
}

impl Variables<'_> {
    /// All variables at one point of a run; answers hide nothing that begins with an underscore.
    pub(super) fn context(&self, answers: &Answers, phase: Phase) -> Context {
        let settings = &self.manifest.settings;
        let record = answers.to_record(&self.manifest.questions, &settings.secret_questions);
        let base = Context::from_yaml(&answers.combined()).with([
            ("_copier_answers", to_jinja(&serde_yaml::Value::Mapping(record))),
            ("_copier_conf", self.conf.clone()),
            ("_folder_name", Value::from(folder_name(self.project))),
            ("_copier_python", Value::from(python())),
            ("_copier_phase", Value::from(phase.name())),
        ]);
        let external = ExternalData::new(
            &settings.external_data,
            Arc::clone(self.engine),
            // A file is read at its first use, whenever that is.
            base.with([("_copier_phase", Value::from(Phase::Undefined.name()))]),
            self.project,
            self.trusted,
            Arc::clone(self.trouble),
        );
        base.with([("_external_data", Value::from_object(external))])
    }
}

/// Builds `_copier_conf`: the options of the run by copier's names.
pub(super) fn conf(
    opened: &Opened,
    project: &Path,
    given: &Mapping,
    options: &Options<'_>,
    answers_file: &str,
) -> Value {
    let path = |path: &Path| PosixPath::value(&path.to_string_lossy());
    let list = |items: &[String]| Value::from(items.to_vec());
    let (source, output) = (options.source, options.output);
    let os = match std::env::consts::OS {
        "linux" => Value::from("linux"),
        "macos" => Value::from("macos"),
        "windows" => Value::from("windows"),
        _ => Value::from(()),
    };
    Value::from_pairs([
        ("src_path", path(&opened.root)),
        ("dst_path", path(project)),
        ("vcs_ref", to_value(source.vcs_ref.clone())),
        ("vcs_ref_hash", to_value(opened.fetched.commit_hash.clone())),
        ("data", to_jinja(&serde_yaml::Value::Mapping(given.clone()))),
        ("settings", Value::from(BTreeMap::<String, Value>::new())),
        ("exclude", list(&output.exclude)),
        ("use_prereleases", source.prereleases.into()),
        ("skip_if_exists", list(&output.skip)),
        ("cleanup_on_error", options.cleanup.into()),
        ("defaults", options.defaults.into()),
        ("user_defaults", Value::from(BTreeMap::<String, Value>::new())),
        ("overwrite", options.overwrite.into()),
        ("pretend", output.dry_run.into()),
        ("quiet", output.quiet.into()),
        ("conflict", options.conflict.name().into()),
        ("context_lines", options.context_lines.into()),
        ("unsafe", source.trust.into()),
        ("skip_answered", options.skip_answered.into()),
        ("skip_tasks", output.skip_tasks.into()),
        ("sep", std::path::MAIN_SEPARATOR.to_string().into()),
        ("os", os),
        ("answers_file", answers_file.into()),
    ])
}

fn to_value(text: Option<String>) -> Value {
    text.map_or_else(|| Value::from(()), Value::from)
}

fn folder_name(project: &Path) -> String {
    project
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// The Python that tasks of copier templates call; copier gives the one it runs on.
fn python() -> String {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&folders)
        .map(|folder| folder.join("python3"))
        .find(|path| path.is_file());
    found.map_or_else(|| "python3".to_owned(), |path| path.display().to_string())
}
