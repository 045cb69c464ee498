use miette::Diagnostic;
use thiserror::Error;

use super::choice::Candidate;
use super::listing::{among, bullets, instead, several, signing_in};

/// Why an account could not be asked, or its answer is not enough.
///
/// `login` names the profile to sign in with, where IAM Identity Center gives the credentials.
#[derive(Debug, Clone, Error, Diagnostic)]
pub(crate) enum DiscoverError {
    #[error("the AWS profile `{profile}` does not exist on this machine")]
    #[diagnostic(code("aws-profile-missing"), help("{}", among("profiles", known, nearest.as_deref(), "create it with `aws configure sso`")))]
    ProfileMissing {
        profile: String,
        nearest: Option<String>,
        known: Vec<String>,
    },

    #[error("no region is known for {}", subject(profile.as_deref()))]
    #[diagnostic(
        code("aws-region-missing"),
        help("give one with `--region`, or set `region` in the profile")
    )]
    RegionMissing { profile: Option<String> },

    #[error("there is no AWS region `{region}`")]
    #[diagnostic(code("aws-region-unknown"), help("{}", among("regions", &[], nearest.as_deref(), "give one with `--region`, such as `eu-west-1`")))]
    RegionUnknown { region: String, nearest: Option<String> },

    #[error("the account does not use the region `{region}`: {detail}")]
    #[diagnostic(
        code("aws-region-disabled"),
        help("give another one with `--region`, or enable it in the account's settings")
    )]
    RegionDisabled { region: String, detail: String },

    #[error("no credentials for {}: {detail}", subject(profile.as_deref()))]
    #[diagnostic(code("aws-credentials-missing"), help("{}", signing_in(profile.as_deref(), login.as_deref())))]
    CredentialsMissing {
        profile: Option<String>,
        login: Option<String>,
        detail: String,
    },

    #[error("the sign-in of {} has expired or was never made: {detail}", subject(profile.as_deref()))]
    #[diagnostic(code("aws-login-needed"), help("{}", signing_in(profile.as_deref(), login.as_deref())))]
    LoginNeeded {
        profile: Option<String>,
        login: Option<String>,
        detail: String,
    },

    #[error("the credentials of {} have expired", subject(profile.as_deref()))]
    #[diagnostic(code("aws-credentials-expired"), help("{}", signing_in(profile.as_deref(), login.as_deref())))]
    CredentialsExpired {
        profile: Option<String>,
        login: Option<String>,
    },

    #[error("AWS does not accept the credentials of {}: {detail}", subject(profile.as_deref()))]
    #[diagnostic(code("aws-credentials-refused"), help("{}; a region that the account has not enabled answers the same", signing_in(profile.as_deref(), login.as_deref())))]
    CredentialsRefused {
        profile: Option<String>,
        login: Option<String>,
        detail: String,
    },

    #[error("{} may not call `{action}`", subject(profile.as_deref()))]
    #[diagnostic(
        code("aws-access-denied"),
        help("let the role do `{action}`; AWS said: {detail}")
    )]
    AccessDenied {
        profile: Option<String>,
        action: String,
        detail: String,
    },

    #[error("AWS cannot be reached: {detail}")]
    #[diagnostic(
        code("aws-unreachable"),
        help("check the network, the proxy (`HTTPS_PROXY`) and the region, then run the command again")
    )]
    Unreachable { detail: String },

    #[error("AWS did not answer within {seconds} s")]
    #[diagnostic(
        code("aws-timeout"),
        help("check the network and the proxy (`HTTPS_PROXY`), then run the command again")
    )]
    TimedOut { seconds: u64 },

    #[error("AWS throttles `{action}`, also after waiting and trying again")]
    #[diagnostic(
        code("aws-throttled"),
        help("other tools ask the account at the same time; run the command again in a minute")
    )]
    Throttled { action: String },

    #[error("`{action}` failed: {detail}")]
    #[diagnostic(
        code("aws-failed"),
        help("the answer is AWS's own; see whether it is temporary, and run the command again")
    )]
    Failed { action: String, detail: String },

    #[error("no VPC in {region}{}", several(" fits", pattern))]
    #[diagnostic(code("aws-no-vpc"), help("{}", instead(answer.as_deref(), "the VPCs are", existing, "create one, or look in another region with `--region`")))]
    NoVpc {
        region: String,
        pattern: String,
        existing: Vec<String>,
        answer: Option<String>,
    },

    #[error("several VPCs fit:{}", bullets(candidates))]
    #[diagnostic(code("aws-vpc-ambiguous"), help("{}", instead(answer.as_deref(), "", &[], "name the one to use")))]
    VpcAmbiguous {
        candidates: Vec<Candidate>,
        answer: Option<String>,
    },

    #[error("no {group} subnet in {vpc}{}", several(" fits", pattern))]
    #[diagnostic(code("aws-no-subnet"), help("{}", instead(answer.as_deref(), "the subnets are", existing, "create them in the VPC")))]
    NoSubnet {
        group: String,
        vpc: String,
        pattern: String,
        existing: Vec<String>,
        answer: Option<String>,
    },

    #[error("the {group} subnets lie in {} availability zone{} and have to lie in {wanted}: {}", zones, if *zones == 1 { "" } else { "s" }, subnets.join(", "))]
    #[diagnostic(code("aws-too-few-zones"), help("{}", instead(answer.as_deref(), "the subnets are", existing, "a load balancer or a database needs subnets in several zones")))]
    TooFewZones {
        group: String,
        wanted: usize,
        zones: usize,
        subnets: Vec<String>,
        existing: Vec<String>,
        answer: Option<String>,
    },

    #[error("no {group} security group in {vpc}{}", several(" fits", pattern))]
    #[diagnostic(code("aws-no-security-group"), help("{}", instead(answer.as_deref(), "the security groups are", existing, "create it in the VPC")))]
    NoSecurityGroup {
        group: String,
        vpc: String,
        pattern: String,
        existing: Vec<String>,
        answer: Option<String>,
    },

    #[error("several {group} security groups fit:{}", bullets(candidates))]
    #[diagnostic(code("aws-security-group-ambiguous"), help("{}", instead(answer.as_deref(), "", &[], "name the one to use")))]
    SecurityGroupAmbiguous {
        group: String,
        candidates: Vec<Candidate>,
        answer: Option<String>,
    },

    #[cfg(not(feature = "aws"))]
    #[error("this build of the program cannot ask AWS")]
    #[diagnostic(code("aws-not-built"), help("build it with the feature `aws`"))]
    NotBuilt,

    #[error("the lookups could not be started: {detail}")]
    #[diagnostic(code("aws-not-started"), help("this should not happen; please report it"))]
    NotStarted { detail: String },
}

impl DiscoverError {
    /// Orders failures of the same run: the smaller one explains the greater one.
    pub(super) fn depth(&self) -> u8 {
        match self {
            #[cfg(not(feature = "aws"))]
            Self::NotBuilt => 0,
            Self::NotStarted { .. } => 0,
            Self::ProfileMissing { .. } | Self::RegionMissing { .. } | Self::RegionUnknown { .. } => 1,
            Self::CredentialsMissing { .. } | Self::LoginNeeded { .. } | Self::CredentialsExpired { .. } => 2,
            Self::RegionDisabled { .. } => 3,
            Self::CredentialsRefused { .. } => 4,
            Self::Unreachable { .. } | Self::TimedOut { .. } => 5,
            Self::AccessDenied { .. } => 6,
            Self::Throttled { .. } | Self::Failed { .. } => 7,
            _ => 8,
        }
    }
}

fn subject(profile: Option<&str>) -> String {
    profile.map_or_else(
        || "the environment".to_owned(),
        |profile| format!("the profile `{profile}`"),
    )
}
