"""Scanners find nothing in any project but what it says it accepts, and why."""

import re
from pathlib import Path

import pytest
import scanners
from combinations import PAIRWISE, complete, name
from configuration import Configuration, render
from markdown import rows, section
from projects import EXAMPLES

PROJECTS = EXAMPLES | {name(answers): complete(answers) for answers in PAIRWISE}
pytestmark = pytest.mark.xdist_group("scanners")


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Configuration]:
    """The examples, and projects in which every two options meet."""
    folder = tmp_path_factory.mktemp("projects")
    return {name: render(folder / name, answers) for name, answers in PROJECTS.items()}


def folder_of(projects: dict[str, Configuration]) -> Path:
    """Where the projects lie."""
    return next(iter(projects.values())).project.parent


def test_checkov_finds_nothing(projects: dict[str, Configuration]) -> None:
    assert scanners.checkov(folder_of(projects)) == []


def test_trivy_finds_nothing(projects: dict[str, Configuration]) -> None:
    assert scanners.trivy(folder_of(projects)) == []


@pytest.mark.parametrize("project", PROJECTS)
def test_what_is_accepted_has_a_reason_and_is_documented(project: str, projects: dict[str, Configuration]) -> None:
    accepted = list(scanners.skips(projects[project].folder))
    assert accepted
    assert [skip for skip in accepted if not skip.reason] == []
    text = (projects[project].project / "docs/security.md").read_text()
    documented = re.findall(
        r"[A-Z0-9_]+-?[A-Z0-9_]+", " ".join(row[0] for row in rows(section(text, "Accepted findings")))
    )
    assert sorted(documented) == sorted({skip.id for skip in accepted})
