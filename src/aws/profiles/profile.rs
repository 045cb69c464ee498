/// A profile of the machine, as far as the shared files tell it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Profile {
    pub(crate) name: String,
    pub(crate) region: Option<String>,
    /// Twelve digits, of the role that the profile takes on.
    pub(crate) account_id: Option<String>,
    /// Signs in through IAM Identity Center.
    pub(crate) sso: bool,
    /// The profile whose credentials it starts from.
    pub(crate) source: Option<String>,
    /// Says itself where its credentials come from.
    pub(crate) credentials: bool,
}

/// Properties that give a profile credentials of its own.
const SOURCES: [&str; 8] = [
    "aws_access_key_id",
    "credential_process",
    "login_session",
    "role_arn",
    "sso_account_id",
    "sso_session",
    "sso_start_url",
    "web_identity_token_file",
];

impl Profile {
    pub(super) fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..Self::default()
        }
    }

    /// Takes over what a section says; an earlier file or section wins.
    pub(super) fn learn(&mut self, properties: &[(String, String)]) {
        for (key, value) in properties {
            if value.is_empty() {
                continue;
            }
            self.credentials |= SOURCES.contains(&key.as_str());
            match key.as_str() {
                "region" => drop(self.region.get_or_insert_with(|| value.clone())),
                "sso_account_id" => drop(self.account_id.get_or_insert_with(|| value.clone())),
                "role_arn" => self.account_id = self.account_id.take().or_else(|| account_of(value)),
                "source_profile" => drop(self.source.get_or_insert_with(|| value.clone())),
                "sso_session" | "sso_start_url" => self.sso = true,
                _ => {}
            }
        }
    }
}

/// Reads the account out of `arn:PARTITION:iam::ACCOUNT:role/NAME`.
fn account_of(arn: &str) -> Option<String> {
    let account = arn.split(':').nth(4)?;
    (account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit())).then(|| account.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_account_comes_from_the_role_or_from_the_sign_in() {
        let learn = |key: &str, value: &str| {
            let mut profile = Profile::named("p");
            profile.learn(&[(key.to_owned(), value.to_owned())]);
            profile.account_id
        };
        assert_eq!(
            learn("role_arn", "arn:aws-cn:iam::111122223333:role/x/y").as_deref(),
            Some("111122223333")
        );
        assert_eq!(
            learn("sso_account_id", "444455556666").as_deref(),
            Some("444455556666")
        );
        assert_eq!(learn("role_arn", "arn:aws:iam::short:role/x"), None);
    }
}
