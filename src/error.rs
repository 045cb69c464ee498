//! Everything that can end a command early, and the exit code it ends with.

use miette::Diagnostic;
use thiserror::Error;

use crate::answers::{AnswersError, FileError, Interrupted};
use crate::aws::{DiscoverError, FileError as PatchFileError, PatchError, ProfilesError, Undiscovered};
use crate::exit::Exit;
use crate::merge::MergeError;
use crate::plan::{ApplyError, PlanError, RecoverError};
use crate::preferences::PreferencesError;
use crate::project::{BaselineError, RecordedError, RepositoryError};
use crate::render::{InvalidPattern, RenderError, WalkError};
use crate::tasks::TaskError;
use crate::template::{ManifestError, SourceError, Untrusted, VersionError};
use crate::tree::ForbiddenPath;

#[derive(Debug, Error, Diagnostic)]
pub(crate) enum Error {
    #[error(transparent)]
    #[diagnostic(transparent)]
    Answers(#[from] AnswersError),
    #[error(transparent)]
    #[diagnostic(transparent)]
    AnswerFiles(#[from] FileError),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Apply(#[from] ApplyError),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Baseline(#[from] BaselineError),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Discover(#[from] DiscoverError),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Undiscovered(#[from] Undiscovered),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Patch(#[from] PatchError),
    #[error(transparent)]
    #[diagnostic(transparent)]
    PatchFile(#[from] PatchFileError),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Profiles(#[from] ProfilesError),
    #[error("`{flag}` and `-d {question}=…` both answer `{question}`")]
    #[diagnostic(code("answered-twice"), help("give one of them"))]
    AnsweredTwice { flag: &'static str, question: String },
    #[error("`{flag}` answers no question of this template")]
    #[diagnostic(
        code("nothing-to-answer"),
        help("it declares no lookups (`_scaffold_discovery`); give its answers with `-d`")
    )]
    NothingToAnswer { flag: &'static str },
    #[error("the project's template declares nothing to look up")]
    #[diagnostic(
        code("nothing-to-discover"),
        help("a template says so with `_scaffold_discovery`; docs/discovery.md shows the form")
    )]
    NothingToDiscover,
    #[error("the project records no answer to `{question}`")]
    #[diagnostic(code("profile-unknown"), help("name the account with `--profile`"))]
    ProfileUnknown { question: String },
    #[error("the entry of `{profile}` says `{present}` for `{question}`, not `{given}`")]
    #[diagnostic(
        code("entry-differs"),
        help("leave the answer out, or change the entry first: what depends on it lies in other files, too")
    )]
    EntryDiffers {
        profile: String,
        question: String,
        present: String,
        given: String,
    },
    #[error("`_scaffold_discovery` is not of the right form: {0}")]
    #[diagnostic(code("manifest-value"), help("docs/discovery.md shows the form"))]
    Declaration(String),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Forbidden(#[from] ForbiddenPath),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Manifest(#[from] ManifestError),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Merge(#[from] MergeError),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Pattern(#[from] InvalidPattern),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Plan(#[from] PlanError),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Preferences(#[from] PreferencesError),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Recorded(#[from] RecordedError),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Recover(#[from] RecoverError),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Repository(#[from] RepositoryError),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Render(#[from] RenderError),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Source(#[from] SourceError),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Task(#[from] TaskError),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Untrusted(#[from] Untrusted),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Version(#[from] VersionError),
    #[error(transparent)]
    #[diagnostic(transparent)]
    Walk(#[from] WalkError),

    #[error("{} exist{} with other content", conflicts(paths), if paths.len() == 1 { "s" } else { "" })]
    #[diagnostic(
        code("files-exist"),
        help(
            "overwrite them with `--overwrite`, keep them with `--skip PATTERN`, or decide one by one in a terminal"
        )
    )]
    FilesExist { paths: Vec<String> },

    #[error("{} {} uncommitted changes", conflicts(paths), if paths.len() == 1 { "has" } else { "have" })]
    #[diagnostic(
        code("project-dirty"),
        help("the update would touch them: commit them first, or merge into them with `--allow-dirty`")
    )]
    Uncommitted { paths: Vec<String> },

    #[error("You are downgrading from {from} to {to}. Downgrades are not supported.")]
    #[diagnostic(
        code("downgrade"),
        help("name a later version with `--vcs-ref`, or install the newer program that made the project")
    )]
    Downgrade { from: String, to: String },

    #[error("there is nothing to compare with: `{baseline}` is missing, and {why}")]
    #[diagnostic(
        code("no-base"),
        help(
            "restore the baseline from version control; `--two-way` goes on without, and leaves a conflict wherever a file differs from the new version"
        )
    )]
    NoBase { baseline: String, why: String },

    #[error("the project has no baseline `{path}`")]
    #[diagnostic(
        code("no-base"),
        help("name the answers file with `-a`; `scaffold update` or `scaffold adopt` keeps a baseline")
    )]
    NoBaseline { path: String },

    #[error("the project cannot be read")]
    #[diagnostic(code("project-unreadable"), help("check its owner and permissions"))]
    Unreadable {
        #[source]
        source: std::io::Error,
    },

    #[error("`{}` is no folder that could be adopted", .path.display())]
    #[diagnostic(code("project-unknown"), help("`scaffold new` makes a new project"))]
    NothingToAdopt { path: std::path::PathBuf },

    #[error("the template does not record its answers, so what it makes cannot be updated")]
    #[diagnostic(
        code("no-answers-file"),
        help(
            "a template needs a file named `{{{{ _copier_conf.answers_file }}}}.jinja` with `{{{{ _copier_answers|to_nice_yaml }}}}`"
        )
    )]
    NoAnswersFile,

    #[error("interrupted; nothing was written")]
    #[diagnostic(code("interrupted"))]
    Interrupted,

    /// What no room expected: a defect here or a broken system.
    #[error("{0:#}")]
    #[diagnostic(code("unexpected"), help("this should not happen; please report it"))]
    Unexpected(#[from] anyhow::Error),
}

impl Error {
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Interrupted
            | Self::Answers(AnswersError::Interrupted)
            | Self::Apply(ApplyError::Interrupted) => Exit::Interrupted,
            Self::Untrusted(_) => Exit::Untrusted,
            Self::Discover(_) | Self::Undiscovered(_) | Self::Profiles(_) => Exit::Cloud,
            Self::AnsweredTwice { .. } | Self::NothingToAnswer { .. } => Exit::Usage,
            _ => Exit::Error,
        }
    }
}

impl From<Interrupted> for Error {
    fn from(_: Interrupted) -> Self {
        Self::Interrupted
    }
}

/// Names a few of many paths.
fn conflicts(paths: &[String]) -> String {
    const SHOWN: usize = 5;
    let shown: Vec<String> = paths.iter().take(SHOWN).map(|path| format!("`{path}`")).collect();
    match paths.len().checked_sub(SHOWN) {
        Some(more) if more > 0 => format!("{} and {more} more", shown.join(", ")),
        _ => shown.join(", "),
    }
}
