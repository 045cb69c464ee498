//! Discovery as a part of `new`, against a local server that speaks AWS's protocols.

use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::sandbox::{ROOT, Sandbox};

/// A server with an account of its own; it ends with the test.
struct Aws {
    server: Child,
    endpoint: String,
    python: std::path::PathBuf,
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
        let python = std::path::Path::new(&program).with_file_name("python");
        let aws = Self {
            server,
            endpoint: format!("http://127.0.0.1:{port}"),
            python,
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

    /// Leaves one VPC with subnets and security groups of these names.
    fn network(&self, subnets: &[&str], groups: &[&str]) {
        let script = format!(
            "import boto3\n\
             ec2 = boto3.client('ec2', region_name='eu-west-1', endpoint_url='{}', aws_access_key_id='t', aws_secret_access_key='t')\n\
             for vpc in ec2.describe_vpcs()['Vpcs']:\n    \
                 for subnet in ec2.describe_subnets()['Subnets']: ec2.delete_subnet(SubnetId=subnet['SubnetId'])\n    \
                 ec2.delete_vpc(VpcId=vpc['VpcId'])\n\
             vpc = ec2.create_vpc(CidrBlock='10.0.0.0/16')['Vpc']['VpcId']\n\
             for number, name in enumerate({subnets:?}):\n    \
                 ec2.create_subnet(VpcId=vpc, CidrBlock=f'10.0.{{number}}.0/24', AvailabilityZone='eu-west-1' + 'ab'[number % 2],\n        \
                 TagSpecifications=[{{'ResourceType': 'subnet', 'Tags': [{{'Key': 'Name', 'Value': name}}]}}])\n\
             for name in {groups:?}:\n    \
                 ec2.create_security_group(VpcId=vpc, GroupName=name, Description='x',\n        \
                 TagSpecifications=[{{'ResourceType': 'security-group', 'Tags': [{{'Key': 'Name', 'Value': name}}]}}])\n",
            self.endpoint
        );
        let status = Command::new(&self.python)
            .args(["-c", &script])
            .status()
            .expect("python runs");
        assert!(status.success());
    }

    fn sandbox(&self) -> Sandbox {
        let sandbox = Sandbox::new();
        sandbox.file(
            "aws",
            "[profile acme-italy-dev]\nregion = eu-west-1\naws_access_key_id = t\naws_secret_access_key = t\n",
        );
        let config = sandbox.path("aws").display().to_string();
        sandbox
            .variable("AWS_CONFIG_FILE", &config)
            .variable("AWS_SHARED_CREDENTIALS_FILE", "/nonexistent")
            .variable("AWS_ENDPOINT_URL", &self.endpoint)
    }
}

impl Drop for Aws {
    fn drop(&mut self) {
        // It is gone when this fails.
        let _ = self.server.kill().and_then(|()| self.server.wait());
    }
}

fn example() -> String {
    format!("{ROOT}/examples/fargate-full.yml")
}

#[test]
#[ignore = "needs SCAFFOLD_MOTO_SERVER"]
fn a_new_project_holds_the_networking_of_its_account() {
    let aws = Aws::start();
    aws.network(
        &["X_PRIVATE_A", "X_PRIVATE_B", "X_NAT_A", "X_NAT_B"],
        &["x-default", "x-private"],
    );
    let sandbox = aws.sandbox();
    sandbox
        .run(&["new", "my-app", "--answers", &example()])
        .succeeds();
    let locals = sandbox.read("my-app/infrastructure/terraform/locals.tf");
    let entry = locals.split("account = ").next().expect("the accounts");
    assert!(
        !entry.contains("= \"PLACEHOLDER\"") && !entry.contains("[\"PLACEHOLDER\"]"),
        "{locals}"
    );
    assert!(
        entry.contains("vpc_id = \"vpc-") && entry.matches("\"subnet-").count() == 4,
        "{locals}"
    );
    let environment = sandbox.read("my-app/.env");
    assert!(
        environment.contains("VPC_ID=vpc-") && !environment.contains("PLACEHOLDER"),
        "{environment}"
    );
    let again = sandbox
        .run(&["new", "my-app", "--answers", &example()])
        .succeeds();
    assert!(again.stderr.contains("Nothing to do"), "{again}");
}

#[test]
#[ignore = "needs SCAFFOLD_MOTO_SERVER"]
fn what_the_account_lacks_is_told_and_nothing_is_written() {
    let aws = Aws::start();
    aws.network(
        &["X_PRIVATE_A", "X_NAT_A", "X_NAT_B"],
        &["x-default", "x-private"],
    );
    let sandbox = aws.sandbox();
    let outcome = sandbox.run(&["new", "my-app", "--answers", &example()]);
    assert_eq!(outcome.code, 5, "{outcome}");
    assert!(outcome.stderr.starts_with("error[aws-"), "{outcome}");
    assert!(!sandbox.path("my-app").exists());
}

#[test]
fn a_profile_that_does_not_exist_is_told_at_once() {
    let sandbox = Sandbox::new().variable("AWS_EC2_METADATA_DISABLED", "true");
    let outcome = sandbox.run(&["new", "my-app", "--answers", &example()]);
    assert_eq!(outcome.code, 5, "{outcome}");
    assert!(
        outcome.stderr.starts_with("error[aws-profile-missing]: "),
        "{outcome}"
    );
    assert!(!sandbox.path("my-app").exists());
}
