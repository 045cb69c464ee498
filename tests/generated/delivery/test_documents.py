"""What the documents name is there, in every combination."""

import json
import re
import subprocess
from pathlib import Path

import pytest
import yaml
from combinations import ALL
from conftest import Generate

DOCUMENTS = ["README.md", "CLAUDE.md", "DEPLOYMENT.md", "docs/*.md"]


@pytest.fixture(params=list(ALL))
def project(request: pytest.FixtureRequest, generated: Generate) -> Path:
    """Return a project of each combination in turn."""
    return generated(ALL[request.param])


def documents(project: Path) -> list[Path]:
    """List what people read."""
    return [path for pattern in DOCUMENTS for path in sorted(project.glob(pattern))]


def text(project: Path) -> str:
    """Read all documents."""
    return "\n".join(path.read_text() for path in documents(project))


def blocks(project: Path) -> list[str]:
    """List the commands to copy."""
    return re.findall(r"```sh\n(.*?)```", text(project), re.DOTALL)


def test_targets_of_make_exist(project: Path) -> None:
    commands = re.findall(r"(?:^|[`&] *)make ((?:[a-z-]+ ?)+)", text(project), re.MULTILINE)
    named = {word for words in commands for word in words.split()}
    listed = re.search(r"each time: (.*)\.", (project / "CLAUDE.md").read_text())[1]
    named |= set(re.findall(r"`([a-z-]+)`", listed))
    targets = set(re.findall(r"^([a-z-]+):", (project / "Makefile").read_text(), re.MULTILINE))
    assert {"bootstrap", "lint", "rollback", "smoke", "tf-apply", "tf-destroy"} <= named
    assert named - targets == set()


def test_files_that_are_named_exist(project: Path) -> None:
    named = re.findall(r"`((?:scripts|infrastructure|backend|docs|\.github)/[\w./-]*\w/?)[` ]", text(project))
    assert {"scripts/deploy", "scripts/fetch"} <= set(named)
    files = [project / name for name in named]
    for document in documents(project):
        links = re.findall(r"\]\(([^):]+)\)", document.read_text())
        files += [document.parent / link.split("#")[0] for link in links]
    assert [file for file in files if not file.exists()] == []


def test_commands_are_shell_and_their_bodies_json(project: Path) -> None:
    assert blocks(project)
    for block in blocks(project):
        done = subprocess.run(["bash", "-n"], input=re.sub(r"<[a-z ]+>", "x", block), capture_output=True, text=True)
        assert done.stderr == ""
        for body in re.findall(r"<<'JSON'\n(.*?)\nJSON", block, re.DOTALL):
            json.loads(body)


def test_settings_are_those_that_the_pipelines_read(project: Path) -> None:
    documented = set(re.findall(r"^\| `([A-Z_]+)` \|", (project / "DEPLOYMENT.md").read_text(), re.MULTILINE))
    assert documented == {"AWS_ROLE_ARN", "AWS_REGION", "STAGING_PROFILE", "PRODUCTION_PROFILE", "AWS_PLAN_ROLE_ARN"}
    gitlab = project / ".gitlab-ci.yml"
    if gitlab.exists():
        read = gitlab.read_text()
        assert [name for name in documented if name not in read] == []
    workflows = "".join(path.read_text() for path in (project / ".github").glob("**/*.yml"))
    if workflows:
        assert set(re.findall(r"vars\.([A-Z_]+)", workflows)) == documented


def test_required_checks_are_the_gates(project: Path) -> None:
    workflow = project / ".github/workflows/ci.yml"
    required = set(re.findall(r'\{"context": "(\w+)"\}', text(project)))
    names = (
        {job["name"] for job in yaml.safe_load(workflow.read_text())["jobs"].values()} if workflow.exists() else set()
    )
    assert required == names


def test_protection_and_approval_have_their_commands(project: Path) -> None:
    commands = "\n".join(blocks(project))
    if (project / ".gitlab-ci.yml").exists():
        for setting in (
            "push_access_level=0",
            "only_allow_merge_if_pipeline_succeeds=true",
            '"required_approvals": 1',
            "allow_pipeline_trigger_approve_deployment=false",
            "ci_pipeline_variables_minimum_override_role=maintainer",
        ):
            assert setting in commands
    if (project / ".github").exists():
        for setting in ('"reviewers"', '"prevent_self_review": true', '"pull_request"', "deployment-branch-policies"):
            assert setting in commands


def test_rollback_is_told_step_by_step(project: Path) -> None:
    section = (project / "DEPLOYMENT.md").read_text().split("## Roll back\n")[1].split("\n## ")[0]
    assert len(re.findall(r"^\d\. ", section, re.MULTILINE)) == 5
    assert "make rollback PROFILE=<profile>" in section


def test_claude_has_the_rules_and_the_five_phases(project: Path) -> None:
    claude = (project / "CLAUDE.md").read_text()
    phases = re.findall(r"^\d\. \*\*(\w+)", claude, re.MULTILINE)
    assert phases == ["Analyse", "Review", "Implement", "Test", "Deploy"]
    assert "digest that staging ran" in claude
    assert ("Migrations run before" in claude) == (project / "scripts/migrate").exists()
