"""Projects, and accounts that they are deployed to."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from account import Account
from cloud.server import Cloud, serving

from projects import Answers, generate

Generate = Callable[[Answers], Path]
Deploy = Callable[..., Account]


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Generate:
    """Return what makes a project, once for the same answers; tests may look at it, but not change it."""
    made: dict[str, Path] = {}

    def once(answers: Answers) -> Path:
        key = repr(sorted(answers.items()))
        if key not in made:
            made[key] = generate(tmp_path_factory.mktemp("project") / answers["project_name"], answers)
        return made[key]

    return once


@pytest.fixture
def cloud() -> Iterator[Cloud]:
    """Return an empty AWS account."""
    with serving() as cloud:
        yield cloud


@pytest.fixture
def account(generated: Generate, tmp_path: Path, cloud: Cloud) -> Deploy:
    """Return what prepares an account for a project with these answers."""

    def prepare(answers: Answers) -> Account:
        folder = tmp_path / "project"
        shutil.copytree(generated(answers), folder, symlinks=True)
        account = Account(folder, answers, cloud)
        account.prepare()
        return account

    return prepare
