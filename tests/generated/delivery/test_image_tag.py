"""An image tag stands for one content only."""

import pytest
from account import Account
from combinations import FARGATE
from conftest import Deploy


@pytest.fixture
def project(account: Deploy) -> Account:
    """Return a project whose first commit is made."""
    project = account(FARGATE)
    project.commit()
    return project


def test_tag_is_the_commit(project: Account) -> None:
    assert project.run("image-tag").stdout == f"{project.git('rev-parse', 'HEAD')[:12]}\n"


def test_other_files_give_another_tag(project: Account) -> None:
    clean = project.run("image-tag").stdout.strip()
    (project.folder / "README.md").write_text("one")
    one = project.run("image-tag").stdout.strip()
    (project.folder / "README.md").write_text("two")
    two = project.run("image-tag").stdout.strip()

    assert len({clean, one, two}) == 3
    assert one.startswith(f"{clean}-dirty-")


def test_files_that_git_cannot_tell_apart_have_no_tag(project: Account) -> None:
    (project.folder / ".git/index").write_text("damaged")

    result = project.run("image-tag")

    assert result.code != 0
    assert result.stdout == ""


def test_without_a_commit(account: Deploy) -> None:
    project = account(FARGATE)
    project.git("init", "--quiet")

    result = project.run("image-tag")

    assert result.code == 1
    assert "commit the project to git first" in result.stderr
