use miette::Diagnostic;
use thiserror::Error;

/// Why a text could not take a value.
#[derive(Debug, Clone, PartialEq, Eq, Error, Diagnostic)]
pub(crate) enum PatchError {
    #[error("`{path}` is not the path of an attribute: {reason}")]
    #[diagnostic(
        code("patch-path"),
        help("write it like `locals.accounts[\"acme-italy-dev\"].vpc_id`")
    )]
    Path { path: String, reason: &'static str },

    #[error("the file is not valid HCL: {detail}")]
    #[diagnostic(code("patch-hcl"), help("`terraform validate` shows the place"))]
    Hcl { detail: String },

    #[error("there is no `{missing}`, which `{path}` needs")]
    #[diagnostic(
        code("patch-no-place"),
        help("bring it back, or change the path under `_scaffold_discovery`")
    )]
    NoPlace { path: String, missing: String },

    #[error("`{path}` cannot be set in the way the file is written")]
    #[diagnostic(
        code("patch-unclear"),
        help("set it by hand, or lay the file out plainly first (`terraform fmt`; one variable a line)")
    )]
    Unclear { path: String },

    #[error("`{key}` cannot be the name of a variable")]
    #[diagnostic(code("patch-key"), help("letters, digits and underscores"))]
    Key { key: String },

    #[error("the value of `{key}` holds a line break")]
    #[diagnostic(code("patch-value"), help("a value of such a file is one line"))]
    LineBreak { key: String },
}
