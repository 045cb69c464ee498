//! Where credentials come from when the profile has none of its own, as in pipelines and on servers.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;

use super::{Aws, DEV, Vpc, entry, example, locals, machine};
use crate::sandbox::{Outcome, Sandbox};

const KEYS: &str = r#"{"Code": "Success", "Type": "AWS-HMAC", "LastUpdated": "2026-01-01T00:00:00Z",
    "AccessKeyId": "AKIDEXAMPLE", "SecretAccessKey": "secret", "Token": "token", "Expiration": "2099-01-01T00:00:00Z"}"#;

/// A local server that gives credentials, as containers and instances have one; each path has its answer.
fn giving(answers: &'static [(&'static str, &'static str)]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let endpoint = format!("http://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let mut lines = BufReader::new(stream.try_clone().expect("a stream")).lines();
            let request = lines.next().and_then(Result::ok).unwrap_or_default();
            // The rest of the head; no request has a body.
            for line in lines.by_ref().map_while(Result::ok) {
                if line.is_empty() {
                    break;
                }
            }
            let path = request.split(' ').nth(1).unwrap_or_default();
            let answer = answers.iter().find(|(known, _)| *known == path);
            let (status, body) = answer.map_or(("404 X", ""), |(_, body)| ("200 OK", *body));
            let head = format!(
                "HTTP/1.1 {status}\r\nconnection: close\r\ncontent-type: application/json\r\n\
                 x-aws-ec2-metadata-token-ttl-seconds: 60\r\ncontent-length: {}\r\n\r\n",
                body.len()
            );
            let _ = stream.write_all(format!("{head}{body}").as_bytes());
        }
    });
    endpoint
}

fn new(sandbox: &Sandbox, more: &[&str]) -> Outcome {
    let example = example("fargate-full");
    sandbox.run(&[&["new", "my-app", "--answers", &example][..], more].concat())
}

#[track_caller]
fn is_filled(sandbox: &Sandbox, outcome: &Outcome) {
    assert_eq!(outcome.code, 0, "{outcome}");
    assert!(!entry(&locals(sandbox), DEV).contains("PLACEHOLDER"), "{outcome}");
}

const ELSEWHERE: &str = "note: the profile `acme-italy-dev` is not on this machine; the credentials are those of the environment\n";

#[test]
#[ignore = "needs SCAFFOLD_MOTO_SERVER"]
fn a_pipeline_signs_in_by_its_environment() {
    let aws = Aws::start();
    aws.account("", &[Vpc::complete("main")]);
    let sandbox = machine("")
        .variable("AWS_ENDPOINT_URL", &aws.endpoint)
        .variable("AWS_ACCESS_KEY_ID", "t")
        .variable("AWS_SECRET_ACCESS_KEY", "t");
    let outcome = new(&sandbox, &[]);
    is_filled(&sandbox, &outcome);
    assert!(outcome.stderr.contains(ELSEWHERE), "{outcome}");
}

#[test]
#[ignore = "needs SCAFFOLD_MOTO_SERVER"]
fn a_container_signs_in_by_its_server() {
    let aws = Aws::start();
    aws.account("", &[Vpc::complete("main")]);
    let server = giving(&[("/keys", KEYS)]);
    let sandbox = machine("")
        .variable("AWS_ENDPOINT_URL", &aws.endpoint)
        .variable("AWS_CONTAINER_CREDENTIALS_FULL_URI", &format!("{server}/keys"));
    let outcome = new(&sandbox, &[]);
    is_filled(&sandbox, &outcome);
    assert!(outcome.stderr.contains(ELSEWHERE), "{outcome}");
}

#[test]
#[ignore = "needs SCAFFOLD_MOTO_SERVER"]
fn instance_metadata_is_asked_on_request_only() {
    let aws = Aws::start();
    aws.account("", &[Vpc::complete("main")]);
    let server = giving(&[
        ("/latest/api/token", "token"),
        ("/latest/meta-data/iam/security-credentials/", "role"),
        ("/latest/meta-data/iam/security-credentials/role", KEYS),
        ("/latest/meta-data/iam/security-credentials-extended/", "role"),
        ("/latest/meta-data/iam/security-credentials-extended/role", KEYS),
    ]);
    let sandbox = machine("")
        .variable("AWS_ENDPOINT_URL", &aws.endpoint)
        .variable("AWS_EC2_METADATA_SERVICE_ENDPOINT", &server);
    let outcome = new(&sandbox, &[]);
    assert_eq!(outcome.code, 5, "{outcome}");
    assert!(
        outcome.stderr.starts_with("error[aws-profile-missing]: "),
        "{outcome}"
    );
    let outcome = new(&sandbox, &["--instance-metadata"]);
    is_filled(&sandbox, &outcome);
}

#[test]
#[ignore = "needs SCAFFOLD_MOTO_SERVER"]
fn a_program_of_the_profile_gives_credentials() {
    let aws = Aws::start();
    aws.account("", &[Vpc::complete("main")]);
    let sandbox = machine(
        "[profile acme-italy-dev]\nregion = eu-west-1\n\
         credential_process = echo '{\"Version\": 1, \"AccessKeyId\": \"t\", \"SecretAccessKey\": \"t\"}'\n",
    )
    .variable("AWS_ENDPOINT_URL", &aws.endpoint);
    let outcome = new(&sandbox, &[]);
    is_filled(&sandbox, &outcome);
    assert!(!outcome.stderr.contains("note: "), "{outcome}");
}
