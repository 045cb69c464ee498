use std::fmt;

use super::error::DiscoverError;

/// Several resources fit where one is needed: ask with the candidates, or fail with [`Choice::into_error`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) of: Choosing,
    /// The answer that would have decided.
    pub(crate) answer: Option<String>,
    pub(crate) candidates: Vec<Candidate>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Choosing {
    Vpc,
    SecurityGroup { group: String },
}

/// A resource to choose; written as one line of a menu or of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Candidate {
    pub(crate) id: String,
    pub(crate) name: Option<String>,
    /// What tells it apart: the CIDR block of a VPC, the description of a security group.
    pub(crate) detail: String,
    /// The default one of the region or of the VPC.
    pub(crate) default: bool,
}

impl Choice {
    pub(crate) fn into_error(self) -> DiscoverError {
        match self.of {
            Choosing::Vpc => DiscoverError::VpcAmbiguous {
                candidates: self.candidates,
                answer: self.answer,
            },
            Choosing::SecurityGroup { group } => DiscoverError::SecurityGroupAmbiguous {
                group,
                candidates: self.candidates,
                answer: self.answer,
            },
        }
    }
}

impl fmt::Display for Choosing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Vpc => f.write_str("VPC"),
            Self::SecurityGroup { group } => write!(f, "{group} security group"),
        }
    }
}

impl fmt::Display for Candidate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}  {}", self.name.as_deref().unwrap_or("(no name)"), self.id)?;
        if !self.detail.is_empty() {
            write!(f, "  {}", self.detail)?;
        }
        if self.default {
            f.write_str("  default")?;
        }
        Ok(())
    }
}
