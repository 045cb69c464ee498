"""Terraform without a network, and the projects that several modules look at."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from combinations import PAIRWISE, complete, name
from configuration import DIGEST, Configuration, deployable
from projects import ROOT, Answers

SET_UP = ROOT.parent / "shared/terraform-offline/setup.sh"


def pytest_configure(config: pytest.Config) -> None:
    """Let Terraform take the AWS provider from where it stands in, or say that nothing can run."""
    if hasattr(config, "workerinput"):
        return  # A worker inherits the environment.
    if not SET_UP.exists():
        pytest.exit(f"terraform: NOT RUN, the stand-in for the AWS provider is not at {SET_UP}", returncode=0)
    # In a place of its own: whoever sets it up elsewhere meanwhile would change its checksum.
    environment = os.environ | {"TF_OFFLINE_HOME": str(Path(sys.prefix) / "terraform-offline")}
    answer = subprocess.run([SET_UP], check=True, capture_output=True, text=True, env=environment).stdout
    os.environ["TF_CLI_CONFIG_FILE"] = re.fullmatch(r"export TF_CLI_CONFIG_FILE='(.+)'\s*", answer)[1]
    os.environ["TF_VAR_image_digest"] = DIGEST
    os.environ["TF_IN_AUTOMATION"] = "1"


@dataclass(frozen=True)
class Deployment:
    """A project whose Terraform has been applied."""

    answers: Answers
    configuration: Configuration

    @cached_property
    def state(self) -> dict[str, Any]:
        """What was applied."""
        return self.configuration.state()

    def resources(self, *types: str) -> list[dict[str, Any]]:
        """List the resources of these types."""
        return [resource for resource in self.state["root_module"]["resources"] if resource["type"] in types]


@pytest.fixture(
    scope="session",
    params=[
        pytest.param(answers, id=name(answers), marks=pytest.mark.xdist_group(name(answers))) for answers in PAIRWISE
    ],
)
def deployment(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Deployment:
    """Apply each project of the pairwise set, once for all modules."""
    configuration = deployable(tmp_path_factory.mktemp("deployment") / "my-app", complete(request.param))
    configuration.succeed("apply", "-auto-approve", "-input=false")
    return Deployment(request.param, configuration)
