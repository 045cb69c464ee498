//! What may be typed. The doc comments are the help text; nothing here acts.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};

/// Delivery projects from copier templates: typed questions, one transaction, nothing left half-done
#[derive(Debug, Parser)]
#[command(
    name = "scaffold",
    version,
    disable_version_flag = true,
    propagate_version = true,
    after_help = EXIT_CODES,
    max_term_width = 100
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// Print the version
    #[arg(short = 'v', long, global = true, action = clap::ArgAction::Version)]
    version: Option<bool>,
}

const EXIT_CODES: &str = "Exit codes: 0 done; 1 error; 2 usage; 3 done with conflicts left; \
4 untrusted template; 5 cloud or credentials; 130 interrupted";

pub(crate) const DEFAULT_FUEL: u64 = 50_000_000;
pub(crate) const DEFAULT_MAX_SIZE: usize = 64;

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Create a project: answer the questions, see the summary, get a folder that deploys
    New(New),
    /// Copy a template into a folder, as copier does
    Copy(Copy),
    /// Apply a project's template again, keeping its answers and overwriting its files
    Recopy(Recopy),
    /// Bring a project to its template's newest version, keeping everything you changed
    Update(Update),
    /// Say whether a project's template has a newer version
    CheckUpdate(CheckUpdate),
    /// Show how a project differs from what its template rendered
    Diff(Diff),
    /// Link an existing project to a template, so that it can be updated
    Adopt(Adopt),
    /// Look up an account's networking for a project: its own account again, or one more
    Discover(Discover),
    /// Show what a template asks
    Questions(Questions),
    /// Print the completion script of a shell
    Completions(Completions),
    /// Print the manual page
    Man,
}

#[derive(Debug, Args)]
pub(crate) struct New {
    /// The project's folder; its name is the project's default name
    #[arg(value_hint = ValueHint::DirPath)]
    pub(crate) path: PathBuf,

    /// The template: a folder, a git URL, `gh:owner/name` or `gl:group/name` [default: the built-in one]
    #[arg(short = 't', long, value_name = "SOURCE", value_hint = ValueHint::AnyPath)]
    pub(crate) template: Option<String>,

    /// Leave marked placeholders where the account's networking belongs
    #[arg(long)]
    pub(crate) no_discover: bool,

    /// Answers the question about the AWS profile
    #[arg(long, value_name = "PROFILE", help_heading = "Account")]
    pub(crate) profile: Option<String>,

    #[command(flatten)]
    pub(crate) cloud: CloudArgs,
    #[command(flatten)]
    pub(crate) source: SourceArgs,
    #[command(flatten)]
    pub(crate) answers: AnswerArgs,
    #[command(flatten)]
    pub(crate) writing: WriteArgs,
}

#[derive(Debug, Args)]
pub(crate) struct Copy {
    /// The template: a folder, a git URL, `gh:owner/name` or `gl:group/name`
    #[arg(value_name = "SOURCE", value_hint = ValueHint::AnyPath)]
    pub(crate) template: String,

    /// The folder to copy to
    #[arg(value_name = "DESTINATION", value_hint = ValueHint::DirPath)]
    pub(crate) path: PathBuf,

    #[command(flatten)]
    pub(crate) source: SourceArgs,
    #[command(flatten)]
    pub(crate) answers: AnswerArgs,
    #[command(flatten)]
    pub(crate) writing: WriteArgs,
}

#[derive(Debug, Args)]
pub(crate) struct Recopy {
    #[command(flatten)]
    pub(crate) project: ProjectArgs,

    /// Ask only what has no recorded answer yet
    #[arg(short = 'A', long)]
    pub(crate) skip_answered: bool,

    #[command(flatten)]
    pub(crate) source: SourceArgs,
    #[command(flatten)]
    pub(crate) answers: AnswerArgs,
    #[command(flatten)]
    pub(crate) writing: WriteArgs,
}

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(crate) struct Update {
    #[command(flatten)]
    pub(crate) project: ProjectArgs,

    /// How to leave what cannot be merged
    #[arg(short = 'o', long, value_enum, default_value_t = ConflictStyle::Inline)]
    pub(crate) conflict: ConflictStyle,

    /// Merge into files with uncommitted changes, too
    #[arg(long)]
    pub(crate) allow_dirty: bool,

    /// Without a baseline and the old version: compare with the new version alone, each difference being a conflict
    #[arg(long)]
    pub(crate) two_way: bool,

    /// Same as `--defaults`
    #[arg(short = 'f', long)]
    pub(crate) force: bool,

    /// Accepted as copier has it: recorded answers are never asked again, unless `--ask` names them
    #[arg(short = 'A', long, hide = true)]
    pub(crate) skip_answered: bool,

    /// Accepted as copier has it: git merges without lines of context
    #[arg(short = 'c', long, value_name = "LINES", default_value_t = 3, hide = true)]
    pub(crate) context_lines: usize,

    #[command(flatten)]
    pub(crate) source: SourceArgs,
    #[command(flatten)]
    pub(crate) answers: AnswerArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Debug, Args)]
pub(crate) struct CheckUpdate {
    #[command(flatten)]
    pub(crate) project: ProjectArgs,

    /// Where the answers are recorded, relative to the project
    #[arg(short = 'a', long, value_name = "PATH", value_hint = ValueHint::FilePath)]
    pub(crate) answers_file: Option<PathBuf>,

    /// Let pre-releases count as versions
    #[arg(short = 'g', long)]
    pub(crate) prereleases: bool,

    /// Print nothing; exit 2 if there is a newer version
    #[arg(short = 'q', long)]
    pub(crate) quiet: bool,

    /// Print the versions as JSON
    #[arg(long)]
    pub(crate) json: bool,

    /// Same as `--json`, as copier has it
    #[arg(long, value_enum, default_value_t = OutputFormat::Plain, hide = true)]
    pub(crate) output_format: OutputFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OutputFormat {
    Plain,
    Json,
}

#[derive(Debug, Args)]
pub(crate) struct Diff {
    #[command(flatten)]
    pub(crate) project: ProjectArgs,

    /// Where the answers are recorded, relative to the project
    #[arg(short = 'a', long, value_name = "PATH", value_hint = ValueHint::FilePath)]
    pub(crate) answers_file: Option<PathBuf>,

    /// Name the files alone
    #[arg(long)]
    pub(crate) name_only: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Adopt {
    #[command(flatten)]
    pub(crate) project: ProjectArgs,

    /// The template: a folder, a git URL, `gh:owner/name` or `gl:group/name` [default: the built-in one]
    #[arg(short = 't', long, value_name = "SOURCE", value_hint = ValueHint::AnyPath)]
    pub(crate) template: Option<String>,

    #[command(flatten)]
    pub(crate) source: SourceArgs,
    #[command(flatten)]
    pub(crate) answers: AnswerArgs,
    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(crate) struct Discover {
    #[command(flatten)]
    pub(crate) project: ProjectArgs,

    /// An account to look up, by its AWS profile; one that the project does not know yet is added.
    /// Can be given several times [default: the project's own]
    #[arg(
        long = "profile",
        value_name = "PROFILE",
        help_heading = "Account",
        verbatim_doc_comment
    )]
    pub(crate) profiles: Vec<String>,

    #[command(flatten)]
    pub(crate) cloud: CloudArgs,

    /// Answers as YAML or JSON (`-` reads standard input); later files win
    #[arg(long = "answers", value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Answers")]
    pub(crate) files: Vec<PathBuf>,

    /// One answer, such as the name of the VPC
    #[arg(short = 'd', long = "data", value_name = "KEY=VALUE", value_parser = key_value, help_heading = "Answers")]
    pub(crate) data: Vec<(String, String)>,

    /// Where the answers are recorded, relative to the project
    #[arg(short = 'a', long, value_name = "PATH", value_hint = ValueHint::FilePath, help_heading = "Answers")]
    pub(crate) answers_file: Option<PathBuf>,

    /// Allow the template to run code (extensions); its tasks are not run
    #[arg(long, help_heading = "Template")]
    pub(crate) trust: bool,

    /// Show what would change and write nothing
    #[arg(short = 'n', long, help_heading = "Writing")]
    pub(crate) dry_run: bool,

    /// Put the differences into the JSON, too
    #[arg(long, help_heading = "Writing")]
    pub(crate) diff: bool,

    /// Print the plan, the result and the findings as JSON
    #[arg(long, help_heading = "Writing")]
    pub(crate) json: bool,

    /// Print nothing but errors
    #[arg(short = 'q', long, help_heading = "Writing")]
    pub(crate) quiet: bool,
}

/// Which project.
#[derive(Debug, Args)]
pub(crate) struct ProjectArgs {
    /// The project's folder
    #[arg(value_name = "DESTINATION", default_value = ".", value_hint = ValueHint::DirPath)]
    pub(crate) path: PathBuf,
}

/// How an account is asked.
#[derive(Debug, Args)]
#[command(next_help_heading = "Account")]
pub(crate) struct CloudArgs {
    /// Answers the question about the region
    #[arg(long, value_name = "REGION")]
    pub(crate) region: Option<String>,

    /// Let the machine's instance metadata give credentials, too
    #[arg(long)]
    pub(crate) instance_metadata: bool,
}

/// Which version of the template, and what it may do.
#[derive(Debug, Args)]
#[command(next_help_heading = "Template")]
pub(crate) struct SourceArgs {
    /// Git reference of the template [default: its latest version tag]
    #[arg(short = 'r', long, value_name = "REF")]
    pub(crate) vcs_ref: Option<String>,

    /// Let pre-releases count as versions
    #[arg(short = 'g', long)]
    pub(crate) prereleases: bool,

    /// Allow the template to run code (tasks, extensions, migrations)
    #[arg(long, visible_alias = "UNSAFE")]
    pub(crate) trust: bool,

    /// Make undefined variables errors, whatever the template says
    #[arg(long)]
    pub(crate) strict: bool,

    /// Steps that rendering one file may take
    #[arg(
        long,
        value_name = "STEPS",
        default_value_t = DEFAULT_FUEL,
        hide_short_help = true
    )]
    pub(crate) fuel: u64,

    /// Megabytes that one rendered file may have
    #[arg(long, value_name = "MB", default_value_t = DEFAULT_MAX_SIZE, hide_short_help = true)]
    pub(crate) max_size: usize,
}

/// Where answers come from.
#[derive(Debug, Args)]
#[command(next_help_heading = "Answers")]
pub(crate) struct AnswerArgs {
    /// Answers as YAML or JSON (`-` reads standard input); later files win
    #[arg(long = "answers", value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) files: Vec<PathBuf>,

    /// One answer
    #[arg(short = 'd', long = "data", value_name = "KEY=VALUE", value_parser = key_value)]
    pub(crate) data: Vec<(String, String)>,

    /// Answers as YAML; keys that are no question become variables of the template
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) data_file: Option<PathBuf>,

    /// Take the default of every question that has no answer
    #[arg(short = 'l', long)]
    pub(crate) defaults: bool,

    /// Ask these questions in any case (a pattern, as in `--ask 'aws_*'`)
    #[arg(long, value_name = "PATTERN")]
    pub(crate) ask: Vec<String>,

    /// Where the answers are recorded, relative to the project
    #[arg(short = 'a', long, value_name = "PATH", value_hint = ValueHint::FilePath)]
    pub(crate) answers_file: Option<PathBuf>,
}

/// What may be overwritten when a template's files are written as they are.
#[derive(Debug, Args)]
#[command(next_help_heading = "Writing")]
pub(crate) struct WriteArgs {
    /// Overwrite files that exist with other content
    #[arg(short = 'w', long)]
    pub(crate) overwrite: bool,

    /// Same as `--defaults --overwrite`
    #[arg(short = 'f', long)]
    pub(crate) force: bool,

    /// Keep what was written when a task fails
    #[arg(short = 'C', long)]
    pub(crate) no_cleanup: bool,

    #[command(flatten)]
    pub(crate) output: OutputArgs,
}

/// What may be written, and what is shown.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
#[command(next_help_heading = "Writing")]
pub(crate) struct OutputArgs {
    /// Leave out paths that match (gitignore pattern)
    #[arg(short = 'x', long, value_name = "PATTERN")]
    pub(crate) exclude: Vec<String>,

    /// Keep existing paths that match (gitignore pattern)
    #[arg(short = 's', long, value_name = "PATTERN")]
    pub(crate) skip: Vec<String>,

    /// Show the plan and write nothing
    #[arg(short = 'n', long, visible_alias = "pretend")]
    pub(crate) dry_run: bool,

    /// Show what changes in existing files, line by line
    #[arg(long)]
    pub(crate) diff: bool,

    /// Print the plan and the result as JSON
    #[arg(long)]
    pub(crate) json: bool,

    /// Print nothing but errors
    #[arg(short = 'q', long)]
    pub(crate) quiet: bool,

    /// Do not run the template's tasks
    #[arg(short = 'T', long)]
    pub(crate) skip_tasks: bool,
}

/// How a conflict is left in a text file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ConflictStyle {
    /// Both versions between markers
    Inline,
    /// The file as it was, and what could not be applied beside it in `FILE.rej`
    Rej,
}

impl ConflictStyle {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Inline => "inline",
            Self::Rej => "rej",
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct Questions {
    /// The template: a folder, a git URL, `gh:owner/name` or `gl:group/name` [default: the built-in one]
    #[arg(value_name = "SOURCE", value_hint = ValueHint::AnyPath)]
    pub(crate) template: Option<String>,

    /// How to show them
    #[arg(long, value_enum, default_value_t = QuestionsFormat::Table)]
    pub(crate) format: QuestionsFormat,

    #[command(flatten)]
    pub(crate) source: SourceArgs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum QuestionsFormat {
    /// For reading
    Table,
    /// Every property of every question
    Json,
    /// A JSON Schema of the answers file
    JsonSchema,
    /// A commented answers file to start from
    Answers,
}

#[derive(Debug, Args)]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

fn key_value(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.is_empty() => Ok((key.to_owned(), value.to_owned())),
        _ => Err("expected KEY=VALUE".to_owned()),
    }
}
