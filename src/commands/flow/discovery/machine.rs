use serde_yaml::Value;

use crate::answers::{Advice, Answers, Suggestion};
use crate::aws::{Declaration, Profiles};

/// The profiles of this machine, as advice on the two questions that a declaration names.
pub(in crate::commands) struct Machine {
    profile: String,
    region: String,
    profiles: Profiles,
}

impl Machine {
    /// Reads the profiles; files that cannot be read advise nothing, and whoever needs them tells why.
    pub(in crate::commands) fn read(declaration: &Declaration) -> Self {
        Self {
            profile: declaration.profile.clone(),
            region: declaration.region.clone(),
            profiles: Profiles::load().unwrap_or_default(),
        }
    }

    pub(in crate::commands) fn region_of(&self, profile: &str) -> Option<&str> {
        self.profiles.get(profile)?.region.as_deref()
    }
}

impl Advice for Machine {
    fn suggestions(&self, question: &str) -> Vec<Suggestion> {
        if question != self.profile {
            return Vec::new();
        }
        let suggestion = |profile: &crate::aws::Profile| {
            let account = profile.account_id.as_deref().unwrap_or_default();
            let region = profile.region.as_deref().unwrap_or_default();
            Suggestion {
                answer: profile.name.clone(),
                detail: format!("{account:12}  {region}").trim_end().to_owned(),
            }
        };
        self.profiles.list().iter().map(suggestion).collect()
    }

    fn default(&self, question: &str, answers: &Answers) -> Option<Value> {
        if question != self.region {
            return None;
        }
        let profile = answers
            .settled(&self.profile)
            .or_else(|| answers.recorded(&self.profile))?;
        self.region_of(profile.as_str()?).map(Value::from)
    }
}
