"""A project is applied, stays as it is, runs its own tests and goes away."""

import re
from pathlib import Path

from combinations import complete
from configuration import render
from conftest import Deployment

READ = re.compile(r"\$\((?:output|optional_output) (\w+)")


def test_a_second_plan_is_empty(deployment: Deployment) -> None:
    result = deployment.configuration.terraform("plan", "-detailed-exitcode", "-input=false")
    assert result.code == 0, result.output


def test_its_own_tests_pass(deployment: Deployment, tmp_path: Path) -> None:
    fresh = deployment.configuration.copy(tmp_path / "my-app")
    output = fresh.succeed("test")
    assert re.search(r"Success! [1-9]\d* passed, 0 failed", output), output


def test_destroy_leaves_nothing(deployment: Deployment, tmp_path: Path) -> None:
    copy = deployment.configuration.copy(tmp_path / "my-app")
    assert copy.succeed("state", "list")
    copy.succeed("destroy", "-auto-approve", "-input=false")
    assert copy.succeed("state", "list") == ""


def test_the_scripts_find_their_outputs(deployment: Deployment) -> None:
    scripts = [path for path in (deployment.configuration.project / "scripts").rglob("*") if path.is_file()]
    read = {found for script in scripts for found in READ.findall(script.read_text())}
    # A project without a URL is attacked at the one it is given.
    read -= set() if deployment.answers["expose_url"] else {"app_url"}
    assert read
    assert read <= set(deployment.state["outputs"])


def test_bootstrap_needs_neither_image_nor_network(deployment: Deployment, tmp_path: Path) -> None:
    """It is the first step in an account: what it makes cannot wait for what comes later."""
    empty = render(tmp_path / "my-app", complete(deployment.answers))
    empty.keep_state_here()
    empty.succeed("init", "-input=false")
    empty.succeed(
        "apply", "-target=terraform_data.bootstrap", "-auto-approve", "-input=false", variables={"image_digest": ""}
    )
    made = {address.split(".")[0] for address in empty.succeed("state", "list").split()}
    assert made >= {"aws_ecr_repository", "aws_iam_role", "aws_cloudwatch_log_group"}
    assert not made & {
        "aws_ecs_service",
        "aws_lambda_function",
        "aws_lb",
        "aws_rds_cluster",
        "aws_s3_bucket",
        "aws_security_group",
    }
