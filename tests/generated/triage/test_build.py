"""The build of CodeBuild, from the files that Terraform uploads."""

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from agent import Agent
from failures import FAILURES


@pytest.fixture
def uploaded(project: Path, tmp_path: Path) -> Path:
    """Return a folder with the files of aws_s3_object.triage and no others."""
    terraform = (project / "infrastructure/terraform/triage.tf").read_text()
    names = re.search(r"triage_files = setunion\(\s*\[([^]]*)\]", terraform)
    assert names is not None
    folder = tmp_path / "source"
    shutil.copytree(project / "triage/triage", folder / "triage", ignore=shutil.ignore_patterns("__pycache__"))
    for name in re.findall(r'"([^"]+)"', names[1]):
        shutil.copy(project / "triage" / name, folder / name)
    return folder


def build(folder: Path, agent: Agent, **environment: str) -> None:
    """Run the commands of the buildspec as CodeBuild does, one shell for all."""
    spec: Any = yaml.safe_load((folder / "buildspec.yml").read_text())
    commands = [command for phase in spec["phases"].values() for command in phase["commands"]]
    agent.store_secret()
    subprocess.run(
        ["bash", "-e", "-c", "\n".join(commands)],
        cwd=folder,
        env=agent.environment() | environment,
        check=True,
        timeout=300,
    )


def test_a_build_explains_what_waits_and_the_next_one_needs_no_registry(agent: Agent, uploaded: Path) -> None:
    agent.account.send(FAILURES["out-of-memory"].prepare(agent.account))
    build(uploaded, agent)
    assert [record["outcome"] for record in agent.records] == ["explained"]

    # What is cached is kept for the next build, everything else is not.
    shutil.rmtree(uploaded / ".venv")
    agent.account.send(FAILURES["stack-rolls-back"].prepare(agent.account))
    build(uploaded, agent, PIP_INDEX_URL="http://127.0.0.1:9/simple", PIP_NO_CACHE_DIR="1")
    assert [record["outcome"] for record in agent.records] == ["explained", "explained"]
