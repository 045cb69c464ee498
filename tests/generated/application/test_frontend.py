"""The frontend's own checks, with and without sign-in."""

import re
import shutil
from pathlib import Path

import pytest
from projects import EXAMPLES

from combinations import ALL, distinct
from conftest import Generate
from frontend import build, install, run

FRONTENDS = {name: answers for name, answers in distinct(["frontend", "auth"]).items() if answers.get("frontend")}


@pytest.fixture(scope="module", params=list(FRONTENDS))
def frontend(request: pytest.FixtureRequest, generated: Generate) -> Path:
    """Return a project with and one without sign-in, its packages installed."""
    project = generated(f"frontend-{request.param}", ALL[request.param])
    install(project)
    return project


def test_both_kinds_are_there() -> None:
    assert {answers["auth"] for answers in FRONTENDS.values()} == {"none", "entra"}


def test_types_style_and_format(frontend: Path) -> None:
    run(frontend, "npm", "run", "lint")


def test_tests_and_coverage(frontend: Path) -> None:
    output = run(frontend, "npm", "run", "test")

    statements, branches = re.search(r"All files\s*\|\s*([\d.]+)\s*\|\s*([\d.]+)", output).groups()
    assert min(float(statements), float(branches)) >= 80, output
    assert not re.search(r"\d+ skipped", output), output


def test_build_suits_the_content_security_policy(frontend: Path) -> None:
    dist = build(frontend)

    pages = {page.name: page.read_text() for page in dist.glob("*.html")}
    assert ("redirect.html" in pages) == (frontend / "frontend/redirect.html").exists()
    for page in pages.values():
        assert re.findall(r"<script[^>]*>", page), "a page without its script"
        assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=|(src|href)=\"(data|https?):", page), page


def test_configuration_is_not_built_in(frontend: Path) -> None:
    dist = build(frontend)

    content = b"".join(file.read_bytes() for file in dist.rglob("*") if file.is_file())
    assert EXAMPLES["fargate-full"]["entra_client_id"].encode() not in content


def test_a_description_may_be_long_and_hold_signs(generated: Generate) -> None:
    description = "Orders, invoices & <reports> of the shop's {many} branches, for everyone. " * 3
    project = generated("long", {**ALL["fargate-full"], "description": description.strip()})
    install(project)

    run(project, "npm", "run", "lint")
    shutil.rmtree(project / "frontend" / "node_modules")
