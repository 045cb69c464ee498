# /// script
# requires-python = ">=3.11"
# dependencies = ["jinja2>=3.1,<4"]
# ///
"""Writes the lock files of the template: `uv run scripts/template-locks.py` (needs uv and npm).

The dependencies of a generated project depend on its answers. They are resolved once with every
option chosen; each combination of options then keeps those versions. What differs between the
combinations becomes a Jinja condition, so that a rendered lock file is, byte for byte, what the
lock tool writes for those answers.
"""

import itertools
import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from difflib import SequenceMatcher
from pathlib import Path

from jinja2 import Environment, StrictUndefined

PROJECT = Path(__file__).parent.parent / "template" / "project"
ENTRA, AURORA, S3 = "auth == 'entra'", "database == 'aurora'", "s3_buckets"
OPTIONS = (ENTRA, AURORA, S3)
# The conditions that may appear, the simplest first.
CONDITIONS: dict[str, Callable[[bool, bool, bool], bool]] = {
    "": lambda entra, aurora, s3: True,
    ENTRA: lambda entra, aurora, s3: entra,
    AURORA: lambda entra, aurora, s3: aurora,
    S3: lambda entra, aurora, s3: s3,
    f"{AURORA} or {S3}": lambda entra, aurora, s3: aurora or s3,
    f"{ENTRA} or {AURORA}": lambda entra, aurora, s3: entra or aurora,
    f"{ENTRA} or {S3}": lambda entra, aurora, s3: entra or s3,
}
COMBINATIONS = list(itertools.product((True, False), repeat=len(OPTIONS)))
Combination = tuple[bool, ...]

LOCKS = {
    "requirements.lock": [],
    "requirements-dev.lock": ["--group", "pyproject.toml:dev"],
}
COMPILE = ["uv", "pip", "compile", "--quiet", "--universal", "--python-version", "3.11"]
COMPILE += ["--generate-hashes", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links"]


def render(name: str, combination: Combination) -> str:
    """Render a template file for one combination of options."""
    entra, aurora, s3 = combination
    environment = Environment(
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True, undefined=StrictUndefined
    )
    return environment.from_string((PROJECT / name).read_text()).render(
        auth="entra" if entra else "none",
        database="aurora" if aurora else "none",
        s3_buckets=["bucket"] if s3 else [],
        project_name="my-app",
        description="A web service",
    )


def condition_of(members: frozenset[Combination]) -> str:
    """Return the simplest condition that holds for exactly these combinations."""
    for condition, holds in CONDITIONS.items():
        if members == {combination for combination in COMBINATIONS if holds(*combination)}:
            return condition
    raise SystemExit(f"no condition of the table is true for exactly {sorted(members)}")


def wrap(condition: str, text: str) -> str:
    """Return the text under its condition."""
    return f"{{% if {condition} %}}\n{text}{{% endif %}}\n" if condition else text


def lock_python(scratch: Path) -> None:
    """Write the two locks of the backend."""
    for name, options in LOCKS.items():
        rendered: dict[Combination, list[str]] = {}
        complete: Path | None = None
        for combination in COMBINATIONS:  # The first is the one with every option.
            folder = scratch / "".join("ny"[chosen] for chosen in combination)
            folder.mkdir(exist_ok=True)
            pyproject = render("backend/pyproject.toml.jinja", combination)
            (folder / "pyproject.toml").write_text(pyproject)
            if complete:
                shutil.copy(complete, folder / name)
            elif name != "requirements.lock":  # Development adds to the versions that run.
                shutil.copy(folder / "requirements.lock", folder / name)
            compile_lock(folder, name, options)
            complete = complete or folder / name
            rendered[combination] = blocks((folder / name).read_text())
        (PROJECT / "backend" / f"{name}.jinja").write_text(merge(rendered))


def compile_lock(folder: Path, name: str, options: list[str]) -> None:
    """Write a lock of a folder; versions that it holds already are kept."""
    command = [*COMPILE, *options, "pyproject.toml", "--output-file", name]
    subprocess.run(command, cwd=folder, check=True)


def lock_triage() -> None:
    """Write the locks of the triage agent, which depend on no answer."""
    folder = PROJECT / "triage"
    runtime, development = LOCKS
    for name in LOCKS:
        (folder / name).unlink(missing_ok=True)
    compile_lock(folder, runtime, LOCKS[runtime])
    shutil.copy(folder / runtime, folder / development)
    compile_lock(folder, development, LOCKS[development])


def blocks(lock: str) -> list[str]:
    """Split a lock file into its header and its packages."""
    return re.split(r"^(?=\S)(?!#)", lock, flags=re.MULTILINE)


def merge(rendered: dict[Combination, list[str]]) -> str:
    """Return the template that renders to each of the lock files."""
    headers = {lock[0] for lock in rendered.values()}
    if len(headers) != 1:
        raise SystemExit(f"the headers differ: {headers}")
    packages = sorted(
        {block for lock in rendered.values() for block in lock[1:]},
        key=lambda block: re.split(r"[=\[ ]", block)[0],
    )
    members = {
        block: frozenset(c for c, lock in rendered.items() if block in lock) for block in packages
    }
    grouped = itertools.groupby(packages, key=lambda block: condition_of(members[block]))
    return headers.pop() + "".join(wrap(condition, "".join(group)) for condition, group in grouped)


def lock_npm(scratch: Path) -> None:
    """Write the lock of the frontend; only sign-in adds packages to it."""
    locks = []
    for entra in (True, False):
        folder = scratch / f"frontend-{entra}"
        folder.mkdir()
        combination = (entra, False, False)
        (folder / "package.json").write_text(render("frontend/package.json.jinja", combination))
        shutil.copy(PROJECT / "frontend" / ".npmrc", folder)
        if locks:
            (folder / "package-lock.json").write_text(json.dumps(locks[0]))
        subprocess.run(
            ["npm", "install", "--package-lock-only", "--silent"], cwd=folder, check=True
        )
        locks.append(json.loads((folder / "package-lock.json").read_text()))
    complete, least = (json.dumps(lock, indent=2).splitlines(keepends=True) for lock in locks)
    template = PROJECT / "frontend" / "package-lock.json.jinja"
    template.write_text(lines_with_conditions(complete, least))


def lines_with_conditions(complete: list[str], least: list[str]) -> str:
    """Return the template of two files, of which the second only lacks lines of the first."""
    text = ""
    for kind, i, j, k, m in SequenceMatcher(None, complete, least, autojunk=False).get_opcodes():
        if kind in ("insert", "replace"):
            raise SystemExit(f"lines only without sign-in: {least[k:m]}")
        text += wrap(ENTRA if kind == "delete" else "", "".join(complete[i:j]))
    return text + "\n"


def main() -> None:
    """Write every lock file."""
    with tempfile.TemporaryDirectory() as folder:
        lock_python(Path(folder))
        lock_npm(Path(folder))
        lock_triage()


if __name__ == "__main__":
    main()
