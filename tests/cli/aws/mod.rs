//! A local server that speaks AWS's protocols, and machines whose profiles lead to it.

mod command;
mod credentials;
mod new;
mod placeholders;
mod terminal;

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::sandbox::{ROOT, Sandbox};

const DEV: &str = "acme-italy-dev";
const PROD: &str = "acme-italy-prod";

/// What a project with everything needs of an account.
const SUBNETS: [&str; 4] = ["X_PRIVATE_A", "X_PRIVATE_B", "X_NAT_A", "X_NAT_B"];
const GROUPS: [&str; 2] = ["x-default", "x-private"];

/// Profiles that take on a role in an account of their own each.
const PROFILES: &str = "\
[profile base]
region = eu-west-1
aws_access_key_id = t
aws_secret_access_key = t
[profile acme-italy-dev]
region = eu-west-1
role_arn = arn:aws:iam::111122223333:role/deploy
source_profile = base
[profile acme-italy-prod]
region = eu-west-1
role_arn = arn:aws:iam::444455556666:role/deploy
source_profile = base
";

/// A server with accounts of its own; it ends with the test.
struct Aws {
    server: Child,
    endpoint: String,
    python: PathBuf,
}

/// A VPC to build: its name and those of its subnets and security groups.
struct Vpc<'a> {
    name: &'a str,
    subnets: &'a [&'a str],
    groups: &'a [&'a str],
}

impl<'a> Vpc<'a> {
    fn complete(name: &'a str) -> Self {
        Self {
            name,
            subnets: &SUBNETS,
            groups: &GROUPS,
        }
    }
}

impl Aws {
    fn start() -> Self {
        let program =
            std::env::var_os("SCAFFOLD_MOTO_SERVER").expect("SCAFFOLD_MOTO_SERVER names the server");
        let port = TcpListener::bind("127.0.0.1:0")
            .and_then(|free| free.local_addr())
            .expect("a port")
            .port();
        let server = Command::new(&program)
            .args(["-H", "127.0.0.1", "-p", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the server starts");
        let aws = Self {
            server,
            endpoint: format!("http://127.0.0.1:{port}"),
            python: PathBuf::from(program).with_file_name("python"),
        };
        let start = Instant::now();
        while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(
                start.elapsed() < Duration::from_secs(30),
                "the server does not answer"
            );
            std::thread::sleep(Duration::from_millis(50));
        }
        aws
    }

    /// Leaves an account with exactly these VPCs.
    fn account(&self, account: &str, vpcs: &[Vpc<'_>]) -> &Self {
        let vpcs: Vec<String> = vpcs
            .iter()
            .map(|vpc| {
                format!(
                    r#"{{"name": {:?}, "subnets": {:?}, "groups": {:?}}}"#,
                    vpc.name, vpc.subnets, vpc.groups
                )
            })
            .collect();
        let lab = format!(
            r#"{{"endpoint": {:?}, "account": {account:?}, "vpcs": [{}]}}"#,
            self.endpoint,
            vpcs.join(", ")
        );
        let status = Command::new(&self.python)
            .args([&format!("{ROOT}/tests/cli/aws/lab.py"), &lab])
            .status()
            .expect("python runs");
        assert!(status.success());
        self
    }

    /// The account of the development profile.
    fn dev(&self, vpcs: &[Vpc<'_>]) -> &Self {
        self.account("111122223333", vpcs)
    }

    fn prod(&self, vpcs: &[Vpc<'_>]) -> &Self {
        self.account("444455556666", vpcs)
    }

    fn sandbox(&self) -> Sandbox {
        machine(PROFILES).variable("AWS_ENDPOINT_URL", &self.endpoint)
    }
}

impl Drop for Aws {
    fn drop(&mut self) {
        // It is gone when this fails.
        let _ = self.server.kill().and_then(|()| self.server.wait());
    }
}

/// A machine with these profiles.
fn machine(profiles: &str) -> Sandbox {
    let sandbox = Sandbox::new();
    sandbox.file("aws", profiles);
    let config = sandbox.path("aws").display().to_string();
    sandbox
        .variable("AWS_CONFIG_FILE", &config)
        .variable("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
}

fn example(name: &str) -> String {
    format!("{ROOT}/examples/{name}.yml")
}

/// Makes `my-app` with everything, and its account looked up.
fn project(sandbox: &Sandbox) {
    sandbox
        .run(&["new", "my-app", "--answers", &example("fargate-full")])
        .succeeds();
}

fn locals(sandbox: &Sandbox) -> String {
    sandbox.read("my-app/infrastructure/terraform/locals.tf")
}

/// The text of one account's entry.
fn entry<'a>(locals: &'a str, profile: &str) -> &'a str {
    let key = format!("\"{profile}\" = {{");
    let (_, rest) = locals.split_once(&key).expect("the entry");
    rest.split("\n    }").next().unwrap_or(rest)
}
