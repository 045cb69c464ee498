"""What the option adds to a project, and that without it nothing of it is there."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from projects import EXAMPLES, ROOT, generate

OFFLINE = ROOT.parent / "shared/terraform-offline/setup.sh"


def test_its_own_gates_pass(project: Path) -> None:
    subprocess.run(["make", "lint-triage", "test-triage"], cwd=project, check=True, timeout=600)


def test_a_saved_event_is_explained_locally(project: Path, tmp_path: Path) -> None:
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "AWS_EC2_METADATA_DISABLED": "true"}
    done = subprocess.run(
        ["make", "--silent", "triage-local", "EVENT=triage/tests/events/service.json", "PROFILE="],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert "<evidence>" in done.stdout, done.stderr
    assert "No explanation: no API key is set" in done.stdout
    assert "Would go to: review (no API key)" in done.stdout


@pytest.mark.parametrize("example", EXAMPLES)
def test_without_the_option_there_is_no_trace(example: str, tmp_path: Path) -> None:
    project = generate(tmp_path / "my-app", EXAMPLES[example])

    paths = [path for path in project.rglob("*") if path.is_file()]
    traces = [str(path) for path in paths if "triage" in str(path.relative_to(project)) or b"triage" in path.read_bytes()]
    assert traces == [str(project / ".copier-answers.yml")]


@pytest.mark.parametrize("example", ["fargate-full", "lambda-minimal"])
def test_terraform(example: str, tmp_path: Path) -> None:
    if not OFFLINE.is_file():
        pytest.skip(f"NOT RUN: no Terraform provider, {OFFLINE} is missing")
    project = generate(tmp_path / "my-app", EXAMPLES[example] | {"triage_agent": True})
    folder = project / "infrastructure/terraform"
    environment = os.environ | environment_of_terraform()

    def terraform(*arguments: str) -> str:
        command = ["terraform", *arguments]
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=300
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    (folder / "backend.tf").unlink()
    terraform("init", "-input=false")
    terraform("fmt", "-check", "-recursive", "-diff")
    terraform("validate")
    terraform("test", "-filter=tests/triage.tftest.hcl")
    account = ["-var-file=tests/terraform.tfvars", "-input=false"]
    terraform("apply", "-auto-approve", *account)
    terraform("plan", "-detailed-exitcode", *account)
    outputs = json.loads(terraform("output", "-json"))
    assert outputs["triage_log_group_name"]["value"] == "/my-app/dev/triage"


def environment_of_terraform() -> dict[str, str]:
    """Return the variables that lead Terraform to the stand-in provider."""
    exported = subprocess.run([OFFLINE], check=True, capture_output=True, text=True, timeout=300).stdout
    name, _, value = exported.removeprefix("export ").strip().partition("=")
    return {name: value.strip("'")}
