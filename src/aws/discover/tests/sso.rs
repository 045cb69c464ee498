//! Sign-in through IAM Identity Center, whose tokens lie in the home folder.

use std::process::Command;

use miette::Diagnostic as _;
use sha1::{Digest, Sha1};

use super::lab::{Machine, request};
use crate::aws::discover::discover;
use crate::aws::error::DiscoverError;

const SECTIONS: &str = "\
[profile sso]
sso_session = acme
sso_account_id = 111122223333
sso_role_name = deploy
@
[profile role]
role_arn = arn:aws:iam::444455556666:role/r
source_profile = sso
@
[sso-session acme]
sso_region = eu-west-1
sso_start_url = https://acme.example/start
";

/// The SDK looks for tokens in `HOME`, so the test runs once more in a process that has another one.
#[test]
fn an_expired_sign_in_names_the_command_that_renews_it() {
    const TEST: &str = "aws::discover::tests::sso::an_expired_sign_in_names_the_command_that_renews_it";
    const INNER: &str = "SCAFFOLD_TEST_IN_OTHER_HOME";
    if std::env::var_os(INNER).is_none() {
        let home = tempfile::tempdir().unwrap();
        let cache = home.path().join(".aws/sso/cache");
        fs_err::create_dir_all(&cache).unwrap();
        let name: Vec<String> = Sha1::digest("acme")
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let token = r#"{"accessToken":"t","expiresAt":"2020-01-01T00:00:00Z"}"#;
        fs_err::write(cache.join(format!("{}.json", name.concat())), token).unwrap();
        let mut inner = Command::new(std::env::current_exe().unwrap());
        inner
            .args(["--exact", TEST, "--nocapture"])
            .env("HOME", home.path())
            .env(INNER, "1");
        let output = inner.output().unwrap();
        let told = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && told.contains("1 passed"), "{told}");
        return;
    }
    let machine = Machine::new("http://127.0.0.1:9", SECTIONS);
    for (profile, hint) in [("sso", "sso"), ("role", "sso")] {
        let error = discover(&machine.profiles(), &request(profile, None)).unwrap_err();
        let expected = format!(
            "the sign-in of the profile `{profile}` has expired or was never made: \
             the SSO token has expired and cannot be refreshed"
        );
        assert_eq!(error.to_string(), expected);
        assert_eq!(
            error.help().unwrap().to_string(),
            format!("sign in with `aws sso login --profile {hint}`")
        );
    }
}

#[test]
fn who_never_signed_in_is_told_to() {
    let sections = SECTIONS.replace("acme", "a-session-that-nobody-has-ever-used");
    let machine = Machine::new("http://127.0.0.1:9", &sections);
    let error = discover(&machine.profiles(), &request("sso", None)).unwrap_err();
    assert!(matches!(error, DiscoverError::LoginNeeded { login: Some(login), .. } if login == "sso"));
}
