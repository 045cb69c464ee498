"""A project as somebody meets it first: `make setup lint test`, and the same gates with a mistake."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from projects import ROOT

from caches import CACHE
from combinations import ALL
from conftest import Generate

# Terraform's provider cannot be downloaded everywhere; this puts a stand-in where Terraform finds it.
OFFLINE = ROOT.parent / "shared" / "terraform-offline" / "setup.sh"
TARGETS = "help setup dev test lint format lock build push tf-init tf-plan tf-apply tf-destroy bootstrap deploy smoke rollback logs security"
UNCOVERED = "".join(f"export const f{number} = () => {number};\n" for number in range(200))
MISTAKES = {
    "a wrong type in the backend": ("lint-backend", "backend/app/server.py", 'PORT: int = "8000"\n'),
    "an insecure call": ("lint-backend", "backend/app/server.py", 'import os\n\nos.system("ls " + os.environ["X"])\n'),
    "a backend without enough tests": (
        "test-backend",
        "backend/app/uncovered.py",
        "def f() -> int:\n" + "    print(1)\n" * 200,
    ),
    "a wrong type in the frontend": ("lint-frontend", "frontend/src/title.ts", 'export const port: number = "80";\n'),
    "a frontend without enough tests": ("test-frontend", "frontend/src/uncovered.ts", UNCOVERED),
}


def make(project: Path, *targets: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run make in a project."""
    return subprocess.run(
        ["make", *targets],
        cwd=project,
        env=os.environ | {"NO_COLOR": "1"} | variables,
        check=False,
        capture_output=True,
        text=True,
        timeout=850,
    )


def terraform_variables() -> Mapping[str, str]:
    """Return the variables that lead Terraform to the stand-in of its provider."""
    home = os.environ | {"TF_OFFLINE_HOME": str(CACHE / "terraform-offline")}
    told = subprocess.run([OFFLINE], check=True, capture_output=True, text=True, env=home).stdout
    return dict(re.findall(r"export (\w+)='([^']*)'", told))


@pytest.fixture(scope="module")
def installed(generated: Generate) -> Path:
    """Return a project in which `make setup` has run."""
    project = generated("make", ALL["fargate-full"])
    done = make(project, "setup")
    assert done.returncode == 0, done.stdout + done.stderr
    return project


@pytest.mark.xdist_group("make")
@pytest.mark.skipif(not OFFLINE.exists(), reason=f"NOT RUN: there is no {OFFLINE.parent.name} beside the checkout")
@pytest.mark.skipif(shutil.which("terraform") is None, reason="NOT RUN: this machine has no Terraform")
def test_lint_and_test_are_green(installed: Path) -> None:
    done = make(installed, "lint", "test", **terraform_variables())

    assert done.returncode == 0, done.stdout + done.stderr
    for said in [
        "no issues found",
        "All matched files use Prettier code style",
        "Required test coverage of 90.0% reached",
    ]:
        assert said in done.stdout
    assert re.search(r"[1-9]\d* passed, 0 failed", done.stdout), done.stdout


@pytest.mark.xdist_group("make")
@pytest.mark.parametrize("mistake", list(MISTAKES))
def test_a_mistake_is_found(installed: Path, mistake: str) -> None:
    target, path, added = MISTAKES[mistake]
    file = installed / path
    before = file.read_text() if file.exists() else None
    try:
        file.write_text((before or "") + added)
        assert make(installed, target, PYTEST_ADDOPTS="--ignore=tests/test_server.py").returncode != 0
    finally:
        if before is None:
            file.unlink()
        else:
            file.write_text(before)


@pytest.mark.xdist_group("make")
def test_lock_leaves_current_locks_alone(installed: Path) -> None:
    locks = [*(installed / "backend").glob("*.lock"), installed / "frontend" / "package-lock.json"]
    before = [lock.read_text() for lock in locks]

    done = make(installed, "lock")

    assert done.returncode == 0, done.stderr
    assert [lock.read_text() for lock in locks] == before


def test_help_lists_every_target(project: Path) -> None:
    listed = re.findall(r"^  ([a-z-]+)\s+\S", make(project, "help").stdout, re.MULTILINE)

    triage = ["triage-local"] if (project / "triage").exists() else []
    assert sorted(listed) == sorted([*TARGETS.split(), *triage])
