"""Files that no compiler reads: images, scripts, YAML, Markdown and the tools' own settings."""

import json
import subprocess
from pathlib import Path

import pytest
import yaml
from projects import generate

from combinations import ALL
from tools import NODE_TOOLS

BREAKAGES = {
    "hadolint": ("docker/Dockerfile", "FROM python:3.13-slim-trixie\n", "FROM python\n"),
    "shellcheck": ("scripts/smoke", "url=${1%/}", "url=${1%/}; cd $url"),
    "yamllint": ("compose.yaml", "services:", "services: \nservices:"),
    "markdownlint": ("README.md", "## Two-minute tour", "#Two-minute tour"),
    "renovate": ("renovate.json", '"minimumReleaseAge": "7 days"', '"minimumReleaseAge": 7'),
    "compose": ("compose.yaml", "read_only: true", "read_only: [true]"),
    "pre-commit": (".pre-commit-config.yaml", "repos:", "repositories:"),
    "secrets": ("README.md", "## Two-minute tour", "AKIA" + "Q3EGRIFLM4ZY7PXD"),
}
YAMLLINT = """
extends: default
rules:
  document-start: disable
  line-length: disable
  truthy: {check-keys: false}
  comments: {min-spaces-from-content: 1}
  braces: {max-spaces-inside: 1}
  indentation: {indent-sequences: whatever}
"""


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a project of every combination, so that each slow tool starts once."""
    folder = tmp_path_factory.mktemp("everything")
    for name, answers in ALL.items():
        generate(folder / name, answers)
    return folder


def command(tool: str, folder: Path) -> list[str]:
    """Return what checks all projects in a folder."""
    schema = ["check-jsonschema", "--builtin-schema"]
    return {
        "hadolint": ["hadolint", *files(folder, "docker/Dockerfile")],
        "shellcheck": ["shellcheck", "--external-sources", *files(folder, "scripts/*", "scripts/*/*", "docker/*.sh")],
        "yamllint": ["yamllint", "--strict", "-d", YAMLLINT, *files(folder, "**/*.yml", "**/*.yaml")],
        "markdownlint": [str(NODE_TOOLS / ".bin" / "markdownlint-cli2"), *files(folder, "**/*.md")],
        "renovate": [*schema, "vendor.renovate", *files(folder, "renovate.json")],
        "compose": [*schema, "vendor.compose-spec", *files(folder, "compose.yaml")],
        "pre-commit": ["pre-commit", "validate-config", *files(folder, ".pre-commit-config.yaml")],
        "secrets": ["gitleaks", "dir", "--no-banner", "--redact", "."],
    }[tool]


def files(folder: Path, *patterns: str) -> list[str]:
    """List the files of all projects that match, those that are the same in several projects once."""
    found: dict[tuple[tuple[str, ...], bytes], Path] = {}
    for path in sorted(path for pattern in patterns for path in folder.glob(f"*/{pattern}") if path.is_file()):
        name = path.relative_to(folder)
        found.setdefault((name.parts[1:], path.read_bytes()), name)
    assert found, patterns
    return [str(name) for name in found.values()]


def run(tool: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Check all projects in a folder."""
    return subprocess.run(command(tool, folder), cwd=folder, check=False, capture_output=True, text=True)


@pytest.mark.parametrize("tool", list(BREAKAGES))
def test_no_finding(everything: Path, tool: str) -> None:
    done = run(tool, everything)

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("tool", list(BREAKAGES))
def test_a_mistake_is_found(tmp_path: Path, tool: str) -> None:
    project = generate(tmp_path / "with-a-mistake", ALL["fargate-full"])
    path, old, new = BREAKAGES[tool]
    sound = (project / path).read_text()
    assert old in sound
    (project / path).write_text(sound.replace(old, new))

    assert run(tool, tmp_path).returncode != 0


def test_every_script_is_looked_at(everything: Path) -> None:
    scripts = {path.relative_to(everything).parts[1:] for path in everything.rglob("*") if is_script(path)}

    assert scripts <= {Path(name).parts[1:] for name in command("shellcheck", everything)[2:]}


def is_script(path: Path) -> bool:
    """Tell whether the shell runs or reads a file."""
    return path.is_file() and (path.suffix == ".sh" or path.read_bytes().startswith(b"#!/usr/bin/env bash"))


def test_updates_wait_a_week_except_for_security(project: Path) -> None:
    renovate = json.loads((project / "renovate.json").read_text())

    assert renovate["minimumReleaseAge"] == "7 days"
    assert renovate["internalChecksFilter"] == "strict"
    assert renovate["vulnerabilityAlerts"]["minimumReleaseAge"] is None


def test_the_local_container_is_as_confined_as_the_deployed_one(project: Path) -> None:
    app = yaml.safe_load((project / "compose.yaml").read_text())["services"]["app"]

    assert app["read_only"] is True
    assert app["cap_drop"] == ["ALL"]
    assert all(port.startswith("127.0.0.1:") for port in app["ports"])
