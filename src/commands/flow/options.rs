use crate::cli::{AnswerArgs, ConflictStyle, OutputArgs, SourceArgs, WriteArgs};

/// What was asked for on the command line, whatever the command; templates see it as `_copier_conf`.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(in crate::commands) struct Options<'a> {
    pub(in crate::commands) source: &'a SourceArgs,
    pub(in crate::commands) answers: &'a AnswerArgs,
    pub(in crate::commands) output: &'a OutputArgs,
    /// Take the default of every question that has no answer.
    pub(in crate::commands) defaults: bool,
    pub(in crate::commands) overwrite: bool,
    pub(in crate::commands) cleanup: bool,
    pub(in crate::commands) skip_answered: bool,
    pub(in crate::commands) conflict: ConflictStyle,
    pub(in crate::commands) context_lines: usize,
}

impl<'a> Options<'a> {
    /// The options of a command that writes a template's files as they are.
    pub(in crate::commands) fn of_copy(
        source: &'a SourceArgs,
        answers: &'a AnswerArgs,
        writing: &'a WriteArgs,
        skip_answered: bool,
    ) -> Self {
        Self {
            source,
            answers,
            output: &writing.output,
            defaults: answers.defaults || writing.force,
            overwrite: writing.overwrite || writing.force,
            cleanup: !writing.no_cleanup,
            skip_answered,
            conflict: ConflictStyle::Inline,
            context_lines: 3,
        }
    }
}
