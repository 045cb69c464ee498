"""Measures updating a project beside copier, in one run.

Usage: update.py BINARY, run by a Python that has copier. A tenth of the files changes in the template, another tenth
in the project. Prints medians of wall time, peak memory, and the processes of git that an update starts.
Nothing here passes or fails: the figures are for reading.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from compare import run

SIZES = (60, 1_000, 10_000)
ROUNDS = {60: 11, 1_000: 7, 10_000: 3}
# copier takes minutes for the larger trees; one round tells enough.
COPIER_ROUNDS = {60: 3, 1_000: 1, 10_000: 0}
ANSWERS = "{{ _copier_conf.answers_file }}.jinja"


def text(number: int, first: str = "first", last: str = "last") -> str:
    return f"{first}\n" + f"file {number}\n" * 40 + f"{last}\n"


def path_of(root: Path, number: int) -> Path:
    return root / f"folder-{number // 400:02}" / f"part-{number // 20 % 20:02}" / f"file-{number}.txt"


def git(folder: Path, *arguments: str) -> None:
    author = ["-c", "user.name=bench", "-c", "user.email=bench@example.com", "-c", "gc.auto=0"]
    subprocess.run(["git", *author, *arguments], cwd=folder, check=True, stdout=subprocess.DEVNULL)


def make_template(root: Path, files: int) -> None:
    """A repository with `v1`, and with `v2` in which every tenth file has another last line."""
    root.mkdir(parents=True)
    (root / ANSWERS).write_text("{{ _copier_answers|to_nice_yaml }}")
    git(root, "init", "-q")
    for version, last in (("v1", "last"), ("v2", "changed")):
        for number in range(files):
            if version == "v1" or number % 10 == 0:
                path_of(root, number).parent.mkdir(parents=True, exist_ok=True)
                path_of(root, number).write_text(text(number, last=last))
        git(root, "add", "-A")
        git(root, "commit", "-qm", version)
        git(root, "tag", version)


def make_project(root: Path, copy: list[str], files: int, env: dict) -> None:
    """A project of `v1` in which every tenth file, another one or the same, has another first line."""
    subprocess.run(copy, check=True, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for number in range(0, files, 10):
        path = path_of(root, number + (5 if number % 20 else 0))
        path.write_text(path.read_text().replace("first\n", "mine\n", 1))
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "project")


def measured(project: Path, command: list[str], rounds: int, out: Path, env: dict) -> tuple[list[float], int]:
    times, memory = [], 0
    for _ in range(rounds):
        shutil.rmtree(out, ignore_errors=True)
        shutil.copytree(project, out, symlinks=True)
        git(out, "status")  # Copied files are new to git's index; asking once settles it for both.
        seconds, peak = run(command, out / "nothing", env)
        times.append(seconds)
        memory = max(memory, peak)
    return times, memory


def processes(project: Path, command: list[str], out: Path, base: Path, env: dict) -> int:
    """Counts how often git is started, by a stand-in before it on the path."""
    log, folder = base / "calls", base / "bin"
    folder.mkdir(exist_ok=True)
    (folder / "git").write_text(f'#!/bin/sh\necho x >> "{log}"\nexec "{shutil.which("git")}" "$@"\n')
    (folder / "git").chmod(0o755)
    log.write_text("")
    measured(project, command, 1, out, {**env, "PATH": f"{folder}:{env['PATH']}"})
    return len(log.read_text().splitlines())


def main() -> None:
    binary = str(Path(sys.argv[1]).resolve())
    copier = [sys.executable, "-m", "copier"]
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIR")) as temp:
        base = Path(temp)
        env = {**os.environ, "HOME": temp, "XDG_CACHE_HOME": temp, "XDG_CONFIG_HOME": temp}
        git(base, "config", "--file", str(base / ".gitconfig"), "user.email", "bench@example.com")
        git(base, "config", "--file", str(base / ".gitconfig"), "user.name", "bench")
        print(f"{'files':>7} {'update':>10} {'memory':>9} {'git':>5} {'copier':>10} {'git':>5} {'× ours':>7}")
        for files in SIZES:
            template, out = base / f"t{files}", base / "out"
            make_template(template, files)
            row = []
            for name, program, rounds in (("ours", [binary], ROUNDS), ("copier", copier, COPIER_ROUNDS)):
                if not rounds[files]:
                    continue
                project = base / f"{name}{files}"
                copy = [*program, "copy", "--defaults", "--vcs-ref", "v1", "--quiet", str(template), str(project)]
                make_project(project, copy, files, env)
                update = [*program, "update", "--defaults", "--quiet", str(out)]
                times, memory = measured(project, update, rounds[files], out, env)
                started = processes(project, update, out, base, env)
                row.append((statistics.median(times), memory, started))
            (own, memory, started), *others = row
            line = f"{files:>7} {own * 1000:8.1f}ms {memory / 1024:7.1f}MB {started:>5}"
            for seconds, _, calls in others:
                line += f" {seconds:9.2f}s {calls:>5} {seconds / own:6.0f}×"
            print(line, flush=True)


if __name__ == "__main__":
    main()
