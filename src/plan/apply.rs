use super::change::Action;
use super::error::ApplyError;
use super::interrupt::Interrupt;
use super::planned::Plan;
use super::stage::Watch;
use super::target::Target;
use super::{fresh, in_place};

/// What was done to a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Applied {
    pub(crate) created: usize,
    pub(crate) overwritten: usize,
    pub(crate) deleted: usize,
}

impl Plan {
    /// Carries the plan out, all of it or nothing. The number of paths written so far goes to `progress`.
    ///
    /// # Errors
    /// The folder is as it was, unless the error is [`ApplyError::NotRolledBack`]. After a kill
    /// [`recover`](super::recover) puts it right.
    pub(crate) fn apply(
        &self,
        interrupt: &Interrupt,
        progress: &mut dyn FnMut(usize),
    ) -> Result<Applied, ApplyError> {
        if let Some(change) = self.conflicts().next() {
            return Err(ApplyError::Undecided {
                path: change.path.clone(),
            });
        }
        let mut watch = Watch::new(interrupt, progress);
        watch.check()?;
        match &self.target {
            Target::Missing { base, names } => fresh::apply(self, base, names, &mut watch)?,
            Target::Existing if self.changes().iter().any(|change| change.action.writes()) => {
                in_place::apply(self, &mut watch)?;
            }
            Target::Existing => {}
        }
        let count = |action| {
            self.changes()
                .iter()
                .filter(|change| change.action == action)
                .count()
        };
        Ok(Applied {
            created: count(Action::Create),
            overwritten: count(Action::Overwrite),
            deleted: count(Action::Delete),
        })
    }
}
