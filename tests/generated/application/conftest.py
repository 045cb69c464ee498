"""Projects for the tests of this suite."""

from collections.abc import Callable
from pathlib import Path

import pytest
from projects import Answers, generate

from combinations import ALL

Generate = Callable[[str, Answers], Path]


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Generate:
    """Return what makes a project, once for each name; tests may run it, but not change its files."""
    made: dict[str, Path] = {}

    def once(name: str, answers: Answers) -> Path:
        if name not in made:
            made[name] = generate(tmp_path_factory.mktemp(name) / answers["project_name"], answers)
        return made[name]

    return once


@pytest.fixture(params=list(ALL))
def project(request: pytest.FixtureRequest, generated: Generate) -> Path:
    """Return a project of each combination in turn, just as it was made."""
    return generated(f"untouched-{request.param}", ALL[request.param])
