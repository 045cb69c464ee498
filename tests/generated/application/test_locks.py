"""The lock files: current, hashed, and silent about registries."""

import re
import subprocess
import sys
from pathlib import Path

from projects import ROOT


def test_locks_are_what_the_dependencies_call_for() -> None:
    command = [sys.executable, ROOT / "scripts" / "template-locks.py", "--check"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)

    assert done.returncode == 0, done.stdout + done.stderr


def test_every_package_has_a_hash(project: Path) -> None:
    for lock in (project / "backend").glob("*.lock"):
        packages = re.findall(r"^[a-z0-9].*?(?=^\S|\Z)", lock.read_text(), re.MULTILINE | re.DOTALL)
        assert len(packages) > 10
        assert all("--hash=sha256:" in package for package in packages)


def test_no_registry_is_named(project: Path) -> None:
    for lock in [*project.glob("backend/*.lock"), *project.glob("frontend/package-lock.json")]:
        content = lock.read_text()
        assert not re.search(r"^--", content, re.MULTILINE)
        assert '"resolved"' not in content
        assert not re.search(r"https?://[^\s\"]*\.(?:tgz|whl|tar\.gz)", content)
