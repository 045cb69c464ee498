"""Renders every sample template and every example with copier and with this binary and compares the results byte by byte.

Usage: compare.py BINARY, run by a Python that has copier. Ends with one line that counts; exit 1 on any difference.
"""

import os
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
# What differs on purpose is named here, with the reason, and in docs/copier.md.
DELIBERATE: dict[str, str] = {}


def cases():
    for template in sorted((HERE / "templates").iterdir()):
        yield template.name, template, []
    for answers in sorted((ROOT / "examples").glob("*.yml")):
        yield f"example {answers.stem}", ROOT / "template", ["--data-file", str(answers)]


def snapshot(folder: Path) -> dict[str, tuple]:
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix == ".baseline":
            continue  # What updates compare with; copier has none.
        mode = path.lstat().st_mode
        if stat.S_ISLNK(mode):
            value = ("link", os.readlink(path))
        elif stat.S_ISDIR(mode):
            value = ("folder",)
        else:
            value = ("file", bool(mode & 0o111), path.read_bytes())
        found[str(path.relative_to(folder))] = value
    return found


def render(command: list[str], template: Path, out: Path, extra: list[str], env: dict) -> str:
    run = subprocess.run(
        [*command, "copy", "--defaults", "--trust", *extra, str(template), str(out)],
        capture_output=True, text=True, env=env, check=False,
    )
    return "" if run.returncode == 0 else f"exit {run.returncode}: {run.stderr}"


def main() -> int:
    ours, theirs = [sys.argv[1]], [sys.executable, "-m", "copier"]
    passed = failed = 0
    for name, template, extra in cases():
        with tempfile.TemporaryDirectory() as temp:
            env = {**os.environ, "HOME": temp, "XDG_CONFIG_HOME": temp, "XDG_CACHE_HOME": temp}
            # The same name below different parents, as the name is a variable of the templates.
            a, b = Path(temp, "a", "project"), Path(temp, "b", "project")
            errors = render(theirs, template, a, extra, env), render(ours, template, b, extra, env)
            differences = [f"{who}: {error}" for who, error in zip(("copier", "ours"), errors) if error]
            if not differences:
                before, after = snapshot(a), snapshot(b)
                for path in sorted(before.keys() | after.keys()):
                    if before.get(path) != after.get(path) and f"{name}: {path}" not in DELIBERATE:
                        differences.append(f"{path}\n    copier {before.get(path)}\n    ours   {after.get(path)}")
        if differences:
            failed += 1
            print(f"DIFFERENT {name}", *differences, sep="\n  ")
        else:
            passed += 1
            print(f"same      {name}")
    print(f"differential: {passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
