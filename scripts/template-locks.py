# /// script
# requires-python = ">=3.11"
# dependencies = ["jinja2>=3.1,<4"]
# ///
"""Writes the lock files of the template: `uv run scripts/template-locks.py` (needs uv and npm).

Versions stay as they are locked unless a dependency asks for another; `--upgrade` takes the newest.
`--check` writes nothing, and ends with 1 when a lock file is not what its dependencies call for.

The dependencies of a generated project depend on its answers. They are resolved once with every
option chosen; each combination of options then keeps those versions. What differs between the
combinations becomes a Jinja condition, so that a rendered lock file is, byte for byte, what the
lock tool writes for those answers.
"""

import argparse
import itertools
import json
import re
import shutil
import subprocess
import tempfile
from difflib import SequenceMatcher
from pathlib import Path

from jinja2 import Environment, StrictUndefined

PROJECT = Path(__file__).parent.parent / "template" / "project"
ENTRA, AURORA, S3, TRACING = "auth == 'entra'", "database == 'aurora'", "s3_buckets", "tracing"
OPTIONS = (ENTRA, AURORA, S3, TRACING)
# The conditions that may appear, the simplest first: any of some options is chosen.
CONDITIONS = [
    wanted for size in range(1, len(OPTIONS) + 1) for wanted in itertools.combinations(OPTIONS, size)
]
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
    entra, aurora, s3, tracing = combination
    environment = Environment(
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True, undefined=StrictUndefined
    )
    return environment.from_string((PROJECT / name).read_text()).render(
        auth="entra" if entra else "none",
        database="aurora" if aurora else "none",
        s3_buckets=["bucket"] if s3 else [],
        tracing=tracing,
        project_name="my-app",
        description="A web service",
    )


def condition_of(members: frozenset[Combination]) -> str:
    """Return the simplest condition that holds for exactly these combinations."""
    if members == set(COMBINATIONS):
        return ""
    for wanted in CONDITIONS:
        positions = [OPTIONS.index(option) for option in wanted]
        if members == {c for c in COMBINATIONS if any(c[position] for position in positions)}:
            return " or ".join(wanted)
    raise SystemExit(f"no condition is true for exactly {sorted(members)}")


def wrap(condition: str, text: str) -> str:
    """Return the text under its condition."""
    return f"{{% if {condition} %}}\n{text}{{% endif %}}\n" if condition else text


def lock_python(scratch: Path, upgrade: bool) -> dict[Path, str]:
    """Return the two locks of the backend."""
    templates = {}
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
            elif not upgrade:
                (folder / name).write_text(render(f"backend/{name}.jinja", combination))
            elif name != "requirements.lock":  # Development adds to the versions that run.
                shutil.copy(folder / "requirements.lock", folder / name)
            compile_lock(folder, name, options)
            complete = complete or folder / name
            rendered[combination] = blocks((folder / name).read_text())
        templates[PROJECT / "backend" / f"{name}.jinja"] = merge(rendered)
    return templates


def compile_lock(folder: Path, name: str, options: list[str]) -> None:
    """Write a lock of a folder; versions that it holds already are kept."""
    command = [*COMPILE, *options, "pyproject.toml", "--output-file", name]
    subprocess.run(command, cwd=folder, check=True)


def lock_triage(scratch: Path, upgrade: bool) -> dict[Path, str]:
    """Return the locks of the triage agent, which depend on no answer."""
    source, folder = PROJECT / "triage", scratch / "triage"
    folder.mkdir()
    shutil.copy(source / "pyproject.toml", folder)
    runtime, development = LOCKS
    for name in LOCKS:
        if not upgrade:
            shutil.copy(source / name, folder)
        elif name == development:
            shutil.copy(folder / runtime, folder / name)
        compile_lock(folder, name, LOCKS[name])
    return {source / name: (folder / name).read_text() for name in LOCKS}


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


def lock_npm(scratch: Path, upgrade: bool) -> dict[Path, str]:
    """Return the lock of the frontend; only sign-in adds packages to it."""
    template = "frontend/package-lock.json.jinja"
    locks = []
    for entra in (True, False):
        folder = scratch / f"frontend-{entra}"
        folder.mkdir()
        combination = (entra, False, False, False)
        (folder / "package.json").write_text(render("frontend/package.json.jinja", combination))
        shutil.copy(PROJECT / "frontend" / ".npmrc", folder)
        if locks:
            (folder / "package-lock.json").write_text(json.dumps(locks[0]))
        elif not upgrade:
            (folder / "package-lock.json").write_text(render(template, combination))
        subprocess.run(
            ["npm", "install", "--package-lock-only", "--silent"], cwd=folder, check=True
        )
        locks.append(json.loads((folder / "package-lock.json").read_text()))
    complete, least = (json.dumps(lock, indent=2).splitlines(keepends=True) for lock in locks)
    return {PROJECT / template: lines_with_conditions(complete, least)}


def lines_with_conditions(complete: list[str], least: list[str]) -> str:
    """Return the template of two files, of which the second only lacks lines of the first."""
    text = ""
    for kind, i, j, k, m in SequenceMatcher(None, complete, least, autojunk=False).get_opcodes():
        if kind in ("insert", "replace"):
            raise SystemExit(f"lines only without sign-in: {least[k:m]}")
        text += wrap(ENTRA if kind == "delete" else "", "".join(complete[i:j]))
    return text + "\n"


def main() -> None:
    """Write or check every lock file."""
    parser = argparse.ArgumentParser(description="Write the lock files of the template.")
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--check", action="store_true", help="write nothing, say what is not current")
    mode.add_argument("--upgrade", action="store_true", help="take the newest versions")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        locks: dict[Path, str] = {}
        for lock in (lock_python, lock_npm, lock_triage):
            locks |= lock(Path(folder), options.upgrade)
    stale = [path for path, lock in locks.items() if path.read_text() != lock]
    for path in stale:
        print(f"{path.relative_to(PROJECT)} {'is not current' if options.check else 'is renewed'}")
        if not options.check:
            path.write_text(locks[path])
    if stale and options.check:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
