"""Measures `new` with discovery beside the same lookups by the `aws` command line, in turns, against one local server.

Usage: discovery.py BINARY AWS MOTO_SERVER. Prints medians of wall time and their ratio, and fails below ten times.
"""

import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROUNDS = 7
WANTED = 10

PROFILE = "acme-italy-dev"
CONFIG = f"""\
[profile {PROFILE}]
region = eu-west-1
role_arn = arn:aws:iam::111122223333:role/deploy
source_profile = base
[profile base]
region = eu-west-1
aws_access_key_id = t
aws_secret_access_key = t
"""
NETWORK = {
    "name": "main",
    "subnets": ["X_PRIVATE_A", "X_PRIVATE_B", "X_NAT_A", "X_NAT_B"],
    "groups": ["x-default", "x-private"],
}


def start_server(program: str) -> tuple[subprocess.Popen, str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [program, "-H", "127.0.0.1", "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return server, f"http://127.0.0.1:{port}"
        time.sleep(0.05)
    sys.exit("the server does not answer")


def lookups(aws: str, env: dict) -> None:
    """What `scaffold` asks: who, which VPC, and what it holds."""

    def ask(*arguments: str) -> dict:
        command = [aws, *arguments, "--profile", PROFILE, "--output", "json"]
        return json.loads(subprocess.run(command, env=env, check=True, capture_output=True).stdout)

    ask("sts", "get-caller-identity")
    vpc = ask("ec2", "describe-vpcs")["Vpcs"][0]["VpcId"]
    for what in ("subnets", "security-groups", "route-tables"):
        ask("ec2", f"describe-{what}", "--filters", f"Name=vpc-id,Values={vpc}")


def timed(work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    binary, aws, moto = (str(Path(argument).absolute()) for argument in sys.argv[1:4])
    server, endpoint = start_server(moto)
    try:
        with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIR")) as temp:
            measure(binary, aws, str(Path(moto).with_name("python")), endpoint, Path(temp))
    finally:
        server.kill()
        server.wait()


def measure(binary: str, aws: str, python: str, endpoint: str, temp: Path) -> None:
    (temp / "config").write_text(CONFIG)
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(temp),
        "AWS_CONFIG_FILE": str(temp / "config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(temp / "none"),
        "AWS_ENDPOINT_URL": endpoint,
    }
    lab = json.dumps({"endpoint": endpoint, "account": "111122223333", "vpcs": [NETWORK]})
    subprocess.run([python, str(ROOT / "tests/cli/aws/lab.py"), lab], check=True)

    def new(out: str) -> None:
        command = [binary, "new", out, "--answers", str(ROOT / "examples/fargate-full.yml"), "--quiet"]
        subprocess.run(command, cwd=temp, env=env, check=True)

    ours, theirs = [], []
    for number in range(ROUNDS):
        ours.append(timed(lambda: new(f"project-{number}")))
        theirs.append(timed(lambda: lookups(aws, env)))
    locals_tf = temp / "project-0/infrastructure/terraform/locals.tf"
    assert 'vpc_id = "vpc-' in locals_tf.read_text(), "the discovery took place"
    own, other = statistics.median(ours), statistics.median(theirs)
    print(f"new with discovery: {own * 1000:.0f} ms; the lookups by aws: {other * 1000:.0f} ms, {other / own:.0f}× ours")
    if other < WANTED * own:
        sys.exit(f"discovery is less than {WANTED} times as fast as the lookups by aws")


if __name__ == "__main__":
    main()
