"""No linter finds anything in the pipelines and scripts of any combination."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from combinations import FARGATE
from conftest import Generate
from delivery_files import distinct

WORKFLOWS = ".github/workflows/*.yml"


def findings(*command: str | Path, folder: Path | None = None) -> str:
    """Run a linter and return what it says, nothing when it is content."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=120)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def collected(generated: Generate, pattern: str, folder: Path) -> Path:
    """Lay the workflows of all combinations beside each other, as a repository has them."""
    workflows = folder / ".github/workflows"
    workflows.mkdir(parents=True)
    subprocess.run(["git", "init", "--quiet", folder], check=True)
    for number, path in enumerate(distinct(generated, pattern)):
        # A workflow that another calls has to keep its name, and differs little between combinations.
        name = path.name if not (workflows / path.name).exists() else f"{number}-{path.name}"
        shutil.copy(path, workflows / name)
    assert len(list(workflows.iterdir())) > len(list(workflows.glob("[a-z]*"))) >= 4
    return folder


def test_gitlab_schema(generated: Generate) -> None:
    files = [path for path in distinct(generated, ".gitlab-ci.yml")]
    assert len(files) >= 16
    command = ["check-jsonschema", "--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci"]
    assert findings(*command, *files) == ""


def test_gitlab_verify(generated: Generate) -> None:
    for path in distinct(generated, ".gitlab-ci.yml"):
        command = ["gitlab-ci-verify", "--no-lint-api", "--gitlab-ci-file", path]
        assert findings(*command, folder=path.parent) == ""


def test_github_schema(generated: Generate) -> None:
    files = [path for path in distinct(generated, WORKFLOWS)]
    assert findings("check-jsonschema", "--builtin-schema", "vendor.github-workflows", *files) == ""


def test_actionlint(generated: Generate, tmp_path: Path) -> None:
    assert findings("jactionlint", folder=collected(generated, WORKFLOWS, tmp_path)) == ""


def test_zizmor(generated: Generate, tmp_path: Path) -> None:
    folder = collected(generated, WORKFLOWS, tmp_path)
    assert findings("zizmor", "--offline", "--no-progress", "--quiet", folder) == ""


def test_shellcheck(generated: Generate) -> None:
    by_project: dict[Path, list[Path]] = {}
    for path in distinct(generated, "scripts/**/*"):
        project = next(parent for parent in path.parents if (parent / "Makefile").exists())
        by_project.setdefault(project, []).append(path.relative_to(project))
    assert by_project
    for project, scripts in by_project.items():
        assert findings("shellcheck", "--external-sources", *scripts, folder=project) == ""


@pytest.mark.parametrize(
    ("linter", "file", "old", "new"),
    [
        ("check-jsonschema", "deploy-staging.yml", "timeout-minutes: 60", "timeout-minuts: 60"),
        ("jactionlint", "deploy-staging.yml", "needs: [target, gates]", "needs: [target, gate]"),
        ("zizmor", "deploy-production.yml", "$IMAGE_TAG =~", "${{ inputs.image_tag }} =~"),
        ("zizmor", "ci.yml", "persist-credentials: false", "fetch-depth: 1"),
        ("zizmor", "ci.yml", "@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1", "@v7"),
    ],
)
def test_linters_find_what_is_planted(
    generated: Generate, tmp_path: Path, linter: str, file: str, old: str, new: str
) -> None:
    shutil.copytree(generated(FARGATE) / ".github", tmp_path / ".github")
    subprocess.run(["git", "init", "--quiet", tmp_path], check=True)
    workflow = tmp_path / ".github/workflows" / file
    text = workflow.read_text()
    assert old in text
    workflow.write_text(text.replace(old, new))

    commands = {
        "check-jsonschema": ["check-jsonschema", "--builtin-schema", "vendor.github-workflows", workflow],
        "jactionlint": ["jactionlint"],
        "zizmor": ["zizmor", "--offline", "--no-progress", "--quiet", tmp_path],
    }
    assert re.search(
        r"minuts|gate|template-injection|artipacked|unpinned-uses", findings(*commands[linter], folder=tmp_path)
    )
