"""The backend of a generated project: its environment as locked, and its checks."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from caches import cached

PRODUCTION_PYTHON = "3.13"


def environment(project: Path, python: str = sys.executable) -> Path:
    """Return the folder of programs of an environment that holds exactly what is locked."""
    lock = project / "backend" / "requirements-dev.lock"

    def install(folder: Path) -> None:
        subprocess.run(["uv", "venv", "--quiet", "--clear", "--python", python, folder], check=True)
        command = ["uv", "pip", "install", "--quiet", "--python", folder, "--require-hashes", "-r", lock]
        subprocess.run(command, check=True)

    version = subprocess.run([python, "--version"], check=True, capture_output=True).stdout
    return cached("backend", version + lock.read_bytes(), install) / "bin"


def find_python(version: str) -> str | None:
    """Return a Python of this version, where the machine has one."""
    for candidate in candidates(version):
        answer = subprocess.run([candidate, "--version"], check=False, capture_output=True, text=True)
        if answer.stdout.startswith(f"Python {version}."):
            return candidate
    return None


def candidates(version: str) -> Iterator[str]:
    """List where a Python of this version may be: on the path, or in a folder of pyenv or uv."""
    if found := shutil.which(f"python{version}"):
        yield found
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    for home in [pyenv, Path.home() / ".local/share/uv/python"]:
        yield from map(str, sorted(home.glob(f"*/bin/python{version}")))


def check(project: Path, *command: str, python: str = sys.executable) -> subprocess.CompletedProcess[str]:
    """Run a program of the environment in the backend's folder; its output tells what failed."""
    programs = environment(project, python)
    done = subprocess.run(
        [programs / command[0], *command[1:]],
        cwd=project / "backend",
        env=os.environ | {"PATH": f"{programs}:{os.environ['PATH']}", "PYTHONDONTWRITEBYTECODE": "1"},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"{' '.join(command)}:\n{done.stdout}\n{done.stderr}"
    return done
