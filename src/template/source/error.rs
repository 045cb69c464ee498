use std::io;
use std::path::PathBuf;

use crate::tree::ForbiddenPath;

/// Why a template could not be had.
#[derive(Debug, thiserror::Error, miette::Diagnostic)]
pub(crate) enum SourceError {
    #[error("no template at `{}`", .path.display())]
    #[diagnostic(
        code("template-not-found"),
        help("name a folder, a git repository or its URL; without a template the embedded one is used")
    )]
    NotFound { path: PathBuf },

    #[error("`{}` is neither a folder nor a git bundle", .path.display())]
    #[diagnostic(code("template-not-found"), help("a local template must be a folder"))]
    NotAFolder { path: PathBuf },

    #[error("the {what} `{text}` is refused: it {reason}")]
    #[diagnostic(
        code("source-refused"),
        help("git would take it for something else; write the {what} plainly")
    )]
    Refused {
        what: &'static str,
        text: String,
        reason: &'static str,
    },

    #[error("`git` is needed for the template `{url}` but was not found")]
    #[diagnostic(
        code("git-missing"),
        help("install git and see that it is on PATH; folders and the embedded template work without it")
    )]
    GitMissing { url: String },

    #[error("the template `{url}` has no reference `{reference}`")]
    #[diagnostic(code("unknown-reference"), help("{}", nearest_help(.nearest)))]
    UnknownReference {
        url: String,
        reference: String,
        nearest: Vec<String>,
    },

    #[error("the embedded template is at `{have}`, not at `{asked}`")]
    #[diagnostic(
        code("unknown-reference"),
        help(
            "every version of this program carries one version of the template: install the program at `{asked}`"
        )
    )]
    EmbeddedVersion { asked: String, have: String },

    #[error("the template `{url}` has no commits")]
    #[diagnostic(code("template-empty"), help("commit the template first"))]
    NoCommits { url: String },

    #[error("`{url}` is not a git repository: {reason}")]
    #[diagnostic(code("not-a-repository"), help("check the address and that you may read it"))]
    NotARepository { url: String, reason: String },

    #[error("the template `{url}` cannot be reached: {reason}")]
    #[diagnostic(
        code("source-unreachable"),
        help("check the network and your git credentials: `git ls-remote` on the address must work")
    )]
    Unreachable { url: String, reason: String },

    #[error("git refuses to read `{}`, which belongs to another user", .path.display())]
    #[diagnostic(
        code("source-ownership"),
        help("if you trust it: git config --global --add safe.directory '{}'", .path.display())
    )]
    Ownership { path: PathBuf },

    #[error("`git {command}` failed: {reason}")]
    #[diagnostic(
        code("git-failed"),
        help("try the same by hand: it has to work without asking anything")
    )]
    Git { command: String, reason: String },

    #[error(transparent)]
    #[diagnostic(transparent)]
    ForbiddenPath(#[from] ForbiddenPath),

    #[error("the template's folder cannot be read")]
    #[diagnostic(code("template-unreadable"), help("check its owner and permissions"))]
    Walk(#[from] walkdir::Error),

    #[error(transparent)]
    #[diagnostic(code("template-unreadable"), help("check its owner and permissions"))]
    Io(#[from] io::Error),
}

fn nearest_help(nearest: &[String]) -> String {
    if nearest.is_empty() {
        return "it has no tags; name a branch or a commit".to_owned();
    }
    let names: Vec<_> = nearest.iter().map(|name| format!("`{name}`")).collect();
    format!("the nearest are {}", names.join(", "))
}
