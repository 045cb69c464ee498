"""The documentation is complete and true to the files beside it."""

import re
from pathlib import Path

import diagrams
import pytest
from combinations import ALL, complete, name
from configuration import render
from conftest import Deployment
from markdown import rows, section
from projects import generate

LINK = re.compile(r"\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)")
NAME = re.compile(r"`([a-z]+(?:_[a-z]+)+)`")
FILE = re.compile(r"`([\w./-]+\.(?:tf|md|py|yml))`")
NOT_OURS = {"pg_dump", "redirect_uri"}
PAGES = ("architecture", "costs", "disaster-recovery", "runbook", "security")


def test_diagrams_can_be_drawn(tmp_path: Path) -> None:
    """Every combination of options has a diagram of its own, whichever provider builds it."""
    combinations = [answers for answers in ALL if answers["ci"] == "gitlab"]
    texts = {}
    for answers in combinations:
        text = (generate(tmp_path / name(answers), complete(answers)) / "docs/architecture.md").read_text()
        (texts[name(answers)],) = diagrams.blocks(text)
    drawn = diagrams.draw(texts, tmp_path)
    assert {name: answer["error"] for name, answer in drawn.items() if answer["error"]} == {}
    for answers in combinations:
        words = drawn[name(answers)]["words"]
        assert ("Aurora" in words) == (answers["database"] == "aurora")
        assert ("Load balancer" in words) == answers["expose_url"]
        assert ("Entra" in words) == (answers["auth"] == "entra")
        assert ("uploads" in words) == bool(answers["s3_buckets"])
        assert ("Fargate service" in words) == (answers["compute"] == "fargate")


def test_a_broken_diagram_is_noticed(tmp_path: Path) -> None:
    broken = {"broken": "flowchart LR\n  a[one --> b[two]\n"}
    assert diagrams.draw(broken, tmp_path)["broken"]["error"]


def test_links_lead_somewhere(deployment: Deployment) -> None:
    project = deployment.configuration.project
    found = 0
    for page in [project / "README.md", project / "DEPLOYMENT.md", *(project / f"docs/{page}.md" for page in PAGES)]:
        for target, anchor in LINK.findall(page.read_text()):
            found += 1
            other = (page.parent / target).resolve() if target else page
            assert other.exists(), f"{page.name}: {target}"
            assert not anchor or anchor in anchors(other.read_text()), f"{page.name}: {target}#{anchor}"
    assert found


def test_the_runbook_knows_every_alarm(deployment: Deployment) -> None:
    text = (deployment.configuration.project / "docs/runbook.md").read_text()
    prefix = deployment.state["outputs"]["ecr_repository_name"]["value"] + "-"
    alarms = deployment.resources("aws_cloudwatch_metric_alarm")
    assert alarms
    documented = [name for row in rows(section(text, "Alarms")) for name in row[0].split(", ")]
    assert sorted(documented) == sorted(alarm["values"]["alarm_name"].removeprefix(prefix) for alarm in alarms)


def test_what_is_named_exists(deployment: Deployment) -> None:
    """Files, and words in code style that look like variables, outputs, attributes or answers."""
    project, folder = deployment.configuration.project, deployment.configuration.folder
    sources = [*folder.rglob("*.tf"), *(project / "backend").rglob("*.py"), project / ".copier-answers.yml"]
    known = set(re.findall(r"\w+", " ".join(path.read_text() for path in sources))) | NOT_OURS
    for page in PAGES:
        text = (project / f"docs/{page}.md").read_text()
        assert set(NAME.findall(text)) <= known, page
        for file in FILE.findall(text):
            assert (project / file).exists() or (folder / file).exists(), f"{page}: {file}"


def anchors(text: str) -> set[str]:
    """List the anchors of the headings of a Markdown text."""
    headings = re.findall(r"(?m)^#+ (.+)$", text)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_in_every_project(page: str, tmp_path: Path) -> None:
    least = complete({"compute": "lambda", "expose_url": False, "frontend": False})
    text = (render(tmp_path / "my-app", least).project / f"docs/{page}.md").read_text()
    assert text.startswith("# ")
    assert text.endswith("\n")
    assert "\n\n\n" not in text
