use std::collections::BTreeMap;

use crate::aws::Found;
use crate::ui::{PlanView, Printer};

/// The end of a discovery for a project that is being made.
#[derive(Default)]
pub(in crate::commands) struct Discovered {
    pub(super) account: Option<Found>,
    pub(super) profile: Option<String>,
    /// What still holds placeholders, by file.
    pub(super) unfilled: BTreeMap<String, Vec<String>>,
}

impl Discovered {
    /// Adds to the JSON what the account told, or what waits for it.
    pub(in crate::commands) fn described(&self, mut view: PlanView) -> PlanView {
        if let Some(account) = &self.account {
            view = view.with("accounts", [account]);
        }
        if !self.unfilled.is_empty() {
            view = view.with("placeholders", &self.unfilled);
        }
        view
    }

    /// Names the placeholders and the command that fills them.
    pub(in crate::commands) fn say_unfilled(&self, printer: &Printer) {
        if self.unfilled.is_empty() {
            return;
        }
        let profile = self
            .profile
            .as_ref()
            .map(|name| format!(" --profile {name}"))
            .unwrap_or_default();
        printer.say(format!(
            "\nPlaceholders wait for `scaffold discover{profile}`, run in the project:"
        ));
        for (file, names) in &self.unfilled {
            printer.say(format!("  {file}: {}", names.join(", ")));
        }
    }
}
