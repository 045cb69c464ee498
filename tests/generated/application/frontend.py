"""The frontend of a generated project: its packages as locked, its checks and its build."""

import os
import shutil
import subprocess
from pathlib import Path

from caches import cached


def install(project: Path) -> None:
    """Put the locked packages where the frontend looks for them."""
    folder = project / "frontend"
    if (folder / "node_modules").exists():
        return
    recipe = ["package.json", "package-lock.json", ".npmrc"]

    def make(cache: Path) -> None:
        for file in recipe:
            shutil.copy(folder / file, cache)
        subprocess.run(["npm", "ci", "--silent", "--no-audit", "--no-fund"], cwd=cache, check=True)

    cache = cached("frontend", b"".join((folder / file).read_bytes() for file in recipe), make)
    shutil.copytree(cache / "node_modules", folder / "node_modules", symlinks=True, copy_function=link)


def link(source: str, target: str) -> None:
    """Make a file the same as another, without a copy where the disk allows it."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def run(project: Path, *command: str) -> str:
    """Run a program of Node in the frontend's folder; its output tells what failed."""
    done = subprocess.run(
        command,
        cwd=project / "frontend",
        env=os.environ | {"NO_COLOR": "1"},
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"{' '.join(command)}:\n{done.stdout}\n{done.stderr}"
    return done.stdout


def build(project: Path) -> Path:
    """Build the frontend and return what nginx serves."""
    install(project)
    run(project, "npm", "run", "build")
    return project / "frontend" / "dist"


def built(project: Path) -> Path:
    """Return the built frontend, which tests must not change."""
    folder = project / "frontend"
    names = ["index.html", "redirect.html", "package-lock.json", "tsconfig.json", "vite.config.ts"]
    sources = [folder / name for name in names] + sorted(folder.glob("src/**/*")) + sorted(folder.glob("public/*"))
    ingredients = b"".join(
        str(path.relative_to(folder)).encode() + path.read_bytes() for path in sources if path.is_file()
    )
    return cached("dist", ingredients, lambda cache: shutil.copytree(build(project), cache / "dist")) / "dist"
