"""Every combination of options is formatted, initialised and valid."""

from pathlib import Path

import pytest
from combinations import ALL, complete, name
from configuration import render
from projects import Answers


@pytest.mark.parametrize("answers", ALL, ids=name)
def test_every_combination_is_valid(answers: Answers, tmp_path: Path) -> None:
    configuration = render(tmp_path / "my-app", complete(answers))
    configuration.succeed("fmt", "-check", "-recursive", "-diff")
    configuration.succeed("init", "-backend=false", "-input=false")
    configuration.succeed("validate")
    assert not [path for path in configuration.folder.rglob("*.tf") if not path.read_text().strip()]


def test_the_frontend_changes_nothing(tmp_path: Path) -> None:
    """So that the combinations above may leave it out."""
    with_frontend, without = (
        render(tmp_path / str(frontend), complete({"expose_url": True, "frontend": frontend})).folder
        for frontend in (True, False)
    )
    files = {path.relative_to(without): path.read_text() for path in without.rglob("*") if path.is_file()}
    assert files
    assert files == {
        path.relative_to(with_frontend): path.read_text() for path in with_frontend.rglob("*") if path.is_file()
    }
