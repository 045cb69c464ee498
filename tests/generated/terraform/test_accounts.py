"""One code base serves many accounts, and none that is not filled in."""

from pathlib import Path

import pytest
from combinations import complete
from configuration import NETWORK, Configuration, deployable, render
from projects import EXAMPLES


@pytest.fixture
def project(tmp_path: Path) -> Configuration:
    """A project with everything, filled in for its first account."""
    return deployable(tmp_path / "my-app", EXAMPLES["fargate-full"])


def add_account(project: Configuration, profile: str, **changes: str) -> None:
    """Add an account as DEPLOYMENT.md tells: an entry of locals.tf and a file in backends/."""
    text = (project.folder / "locals.tf").read_text()
    start = text.index('    "acme-italy-dev" = {')
    entry = text[start : text.index("\n    }\n", start) + len("\n    }\n")]
    other = entry.replace("acme-italy-dev", profile)
    for old, new in changes.items():
        assert old in other
        other = other.replace(old, new)
    (project.folder / "locals.tf").write_text(text.replace(entry, entry + other))
    backend = (project.folder / "backends/acme-italy-dev.hcl").read_text()
    (project.folder / f"backends/{profile}.hcl").write_text(backend.replace("italy-dev", "spain-prod"))


def test_a_second_account_is_an_entry(project: Configuration) -> None:
    changes = {"123456789012": "210987654321", '"dev"': '"prod"', '"italy"': '"spain"', "my-app-dev": "my-app"}
    add_account(project, "acme-spain-prod", **changes)
    first = project.succeed("plan", "-input=false")
    second = project.succeed("plan", "-input=false", variables={"profile": "acme-spain-prod"})
    assert "ACME-my-app-dev-deploy" in first
    assert "ACME-my-app-prod-deploy" in second
    assert "acme-spain-prod-terraform-state" in second
    assert "my-app-dev" not in second


def test_an_unknown_account_is_refused(project: Configuration) -> None:
    result = project.terraform("plan", "-input=false", variables={"profile": "acme-nowhere-dev"})
    assert result.code == 1
    assert "locals.tf has no entry of this name" in result.output


def test_the_longest_legal_names_fit(tmp_path: Path) -> None:
    longest = {
        "project_name": "a23456789-123456789-1234",
        "aws_profile": "abcdefghijkl-italy-environment-name",
        "s3_buckets": ["b23456789-123456789z"],
    }
    project = deployable(tmp_path / "my-app", EXAMPLES["fargate-full"] | longest)
    project.succeed("plan", "-input=false")
    project.succeed("test", "-filter=tests/project.tftest.hcl")


def test_a_longer_name_is_refused(tmp_path: Path) -> None:
    project = deployable(tmp_path / "my-app", EXAMPLES["fargate-full"] | {"project_name": "a23456789-123456789-1234"})
    project.replace("locals.tf", 'environment = "dev"', 'environment = "environment-names"')
    result = project.terraform("plan", "-input=false")
    assert result.code == 1
    assert "too long or not lower case" in result.output


def test_placeholders_are_refused_by_name(tmp_path: Path) -> None:
    project = render(tmp_path / "my-app", complete(EXAMPLES["fargate-full"]))
    project.keep_state_here()
    project.succeed("init", "-input=false")
    result = project.terraform("plan", "-input=false")
    assert result.code == 1
    for attribute in NETWORK:
        assert attribute in result.output
