use std::collections::BTreeSet;

use super::resolve::{Lookups, RenderedTarget, Source};
use crate::aws::patch::{HclPath, carry_env, carry_hcl};

impl Lookups {
    /// The files that findings go into, relative to the project.
    pub(crate) fn files(&self) -> BTreeSet<&str> {
        self.findings().map(RenderedTarget::file).collect()
    }

    /// Takes the findings that stand in one text of a file over into another text of it.
    pub(crate) fn carry(&self, file: &str, from: &str, into: &str) -> String {
        let targets = || self.findings().filter(|target| target.file() == file);
        let paths: Vec<HclPath> = targets()
            .filter_map(|target| match target {
                RenderedTarget::Hcl { path, .. } => HclPath::parse(path).ok(),
                RenderedTarget::Env { .. } => None,
            })
            .collect();
        let keys = targets().filter_map(|target| match target {
            RenderedTarget::Env { key, .. } => Some(key.as_str()),
            RenderedTarget::Hcl { .. } => None,
        });
        let text = carry_env(from, into, keys);
        if paths.is_empty() {
            text
        } else {
            carry_hcl(from, &text, &paths)
        }
    }
}

impl Lookups {
    /// The places of what the account tells; what the answers tell is the template's to change.
    fn findings(&self) -> impl Iterator<Item = &RenderedTarget> {
        let told = (self.targets.iter()).filter(|(source, _)| !matches!(source, Source::Text(_)));
        told.map(|(_, target)| target)
    }
}

impl RenderedTarget {
    fn file(&self) -> &str {
        match self {
            Self::Hcl { file, .. } | Self::Env { file, .. } => file,
        }
    }
}
