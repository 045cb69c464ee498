use crate::cli::{
    AnswerArgs, ConflictStyle, DEFAULT_FUEL, DEFAULT_MAX_SIZE, Discover, OutputArgs, SourceArgs,
};
use crate::commands::flow::Options;

/// The command line in the terms of the flow.
pub(super) struct Given {
    pub(super) source: SourceArgs,
    pub(super) answers: AnswerArgs,
    pub(super) output: OutputArgs,
}

impl Given {
    pub(super) fn of(args: &Discover) -> Self {
        Self {
            source: SourceArgs {
                vcs_ref: None,
                prereleases: false,
                trust: args.trust,
                strict: false,
                fuel: DEFAULT_FUEL,
                max_size: DEFAULT_MAX_SIZE,
            },
            answers: AnswerArgs {
                files: args.files.clone(),
                data: args.data.clone(),
                data_file: None,
                defaults: true,
                ask: Vec::new(),
                answers_file: args.answers_file.clone(),
            },
            output: OutputArgs {
                exclude: Vec::new(),
                skip: Vec::new(),
                dry_run: args.dry_run,
                diff: args.diff,
                json: args.json,
                quiet: args.quiet,
                skip_tasks: true,
            },
        }
    }

    pub(super) fn options(&self) -> Options<'_> {
        Options {
            source: &self.source,
            answers: &self.answers,
            output: &self.output,
            defaults: true,
            overwrite: true,
            cleanup: true,
            skip_answered: true,
            conflict: ConflictStyle::Inline,
            context_lines: 3,
        }
    }
}
