"""An image tag stands for one content only."""

import subprocess

import pytest
from account import Account
from combinations import FARGATE
from conftest import Deploy


@pytest.fixture
def project(account: Deploy) -> Account:
    """Return a project whose first commit is made."""
    project = account(FARGATE)
    for arguments in (["init", "--quiet"], ["add", "--all"], ["commit", "--quiet", "--message", "First"]):
        identity = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.com"]
        subprocess.run(["git", *identity, *arguments], cwd=project.folder, check=True)
    return project


def test_tag_is_the_commit(project: Account) -> None:
    commit = subprocess.check_output(["git", "rev-parse", "HEAD"], cwd=project.folder, text=True)
    assert project.run("image-tag").stdout == f"{commit[:12]}\n"


def test_other_files_give_another_tag(project: Account) -> None:
    clean = project.run("image-tag").stdout.strip()
    (project.folder / "README.md").write_text("one")
    one = project.run("image-tag").stdout.strip()
    (project.folder / "README.md").write_text("two")
    two = project.run("image-tag").stdout.strip()

    assert len({clean, one, two}) == 3
    assert one.startswith(f"{clean}-dirty-")


def test_without_a_commit(account: Deploy) -> None:
    project = account(FARGATE)
    subprocess.run(["git", "init", "--quiet"], cwd=project.folder, check=True)

    result = project.run("image-tag")

    assert result.code == 1
    assert "commit the project to git first" in result.stderr
