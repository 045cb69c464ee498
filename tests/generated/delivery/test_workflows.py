"""What GitHub's workflows promise beside what linters look at."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from combinations import ALL, FARGATE, PROFILE
from conftest import Generate
from delivery_files import distinct

WORKFLOWS = ".github/workflows/*.yml"


def load(path: Path) -> dict[str, Any]:
    """Read a workflow; `on` is a truth value in YAML 1.1."""
    workflow = yaml.safe_load(path.read_text())
    return {("on" if key is True else key): value for key, value in workflow.items()}


@pytest.fixture
def workflows(generated: Generate) -> list[dict[str, Any]]:
    """Return the workflows of all combinations."""
    return [load(path) for path in distinct(generated, WORKFLOWS)]


@pytest.fixture
def production(generated: Generate) -> dict[str, Any]:
    """Return the workflow that deploys to production."""
    return load(generated(FARGATE) / ".github/workflows/deploy-production.yml")


@pytest.fixture
def staging(generated: Generate) -> dict[str, Any]:
    """Return the workflow that deploys a branch to its account."""
    return load(generated(FARGATE) / ".github/workflows/deploy-staging.yml")


def jobs(workflows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """List the jobs that run on a machine."""
    return [job for workflow in workflows for job in workflow["jobs"].values() if "uses" not in job]


def test_actions_are_pinned_by_commit_with_their_version(generated: Generate) -> None:
    used = [
        line for path in distinct(generated, WORKFLOWS) for line in path.read_text().splitlines() if "uses:" in line
    ]
    remote = [line for line in used if "uses: ./" not in line]
    assert remote
    assert [line for line in remote if not re.search(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$", line)] == []


def test_one_version_of_each_action(generated: Generate) -> None:
    text = "".join(path.read_text() for path in distinct(generated, WORKFLOWS))
    pins = set(re.findall(r"uses: ([\w/-]+)@(\w+)", text))
    assert len({action for action, _ in pins}) == len(pins)


def test_nothing_is_allowed_unless_a_job_asks_for_it(workflows: list[dict[str, Any]]) -> None:
    assert all(workflow["permissions"] == {} for workflow in workflows)
    allowed = [job["permissions"] for job in jobs(workflows)]
    assert all(each in ({"contents": "read"}, {"contents": "read", "id-token": "write"}) for each in allowed)


def test_only_jobs_that_sign_in_get_a_token(workflows: list[dict[str, Any]]) -> None:
    for job in jobs(workflows):
        signs_in = any("configure-aws-credentials" in step.get("uses", "") for step in job["steps"])
        assert ("id-token" in job["permissions"]) == signs_in


def test_sessions_are_short(workflows: list[dict[str, Any]]) -> None:
    for job in jobs(workflows):
        for step in job["steps"]:
            if "configure-aws-credentials" in step.get("uses", ""):
                assert job["timeout-minutes"] * 60 <= step["with"]["role-duration-seconds"] <= 3600
                assert not {"aws-access-key-id", "aws-secret-access-key"} & set(step["with"])


def test_credentials_of_the_checkout_are_not_kept(workflows: list[dict[str, Any]]) -> None:
    checkouts = [step for job in jobs(workflows) for step in job["steps"] if "actions/checkout" in step.get("uses", "")]
    assert checkouts
    assert all(step["with"]["persist-credentials"] is False for step in checkouts)


def test_every_job_ends_and_every_workflow_has_its_turn(workflows: list[dict[str, Any]]) -> None:
    assert all(5 <= job["timeout-minutes"] <= 60 for job in jobs(workflows))
    assert all(workflow["concurrency"]["group"] for workflow in workflows)


def test_caches_follow_lock_files(workflows: list[dict[str, Any]]) -> None:
    cached = [step["with"] for job in jobs(workflows) for step in job["steps"] if "cache" in step.get("with", {})]
    assert {step["cache-dependency-path"] for step in cached} == {
        "backend/requirements-dev.lock",
        "frontend/package-lock.json",
        "triage/requirements-dev.lock",
    }


def test_no_secret_and_no_input_in_a_script(workflows: list[dict[str, Any]]) -> None:
    scripts = [step["run"] for job in jobs(workflows) for step in job["steps"] if "run" in step]
    assert [script for script in scripts if "${{" in script] == []
    assert "secrets." not in str(workflows)


def test_forks_get_no_role(generated: Generate) -> None:
    plan = load(generated(FARGATE) / ".github/workflows/plan.yml")
    assert "head.repo.full_name == github.repository" in plan["jobs"]["plan"]["if"]
    by_anybody = [load(path) for path in distinct(generated, WORKFLOWS) if "pull_request" in load(path)["on"]]
    for workflow in by_anybody:
        for name, job in workflow["jobs"].items():
            assert "id-token" not in job["permissions"] or name == "plan"
    assert all("pull_request_target" not in load(path)["on"] for path in distinct(generated, WORKFLOWS))


def test_deployments_of_an_account_take_turns(production: dict[str, Any], staging: dict[str, Any]) -> None:
    assert staging["jobs"]["deploy"]["concurrency"] == {
        "group": "deploy-${{ needs.target.outputs.profile }}",
        "cancel-in-progress": False,
    }
    assert production["jobs"]["deploy"]["concurrency"] == {
        "group": "deploy-${{ vars.PRODUCTION_PROFILE }}",
        "cancel-in-progress": False,
    }


def test_production_is_started_by_hand_and_waits_for_its_environment(production: dict[str, Any]) -> None:
    assert list(production["on"]) == ["workflow_dispatch"]
    assert production["on"]["workflow_dispatch"]["inputs"]["image_tag"]["required"] is True
    assert production["jobs"]["deploy"]["environment"] == "${{ vars.PRODUCTION_PROFILE }}"
    assert production["jobs"]["deploy"]["needs"] == "fetch"


def test_the_tag_is_checked_first(production: dict[str, Any]) -> None:
    first = production["jobs"]["fetch"]["steps"][0]
    assert "^[0-9a-f]{12}$" in first["run"]


def test_each_account_is_reached_by_its_environment(production: dict[str, Any], staging: dict[str, Any]) -> None:
    assert staging["jobs"]["deploy"]["environment"] == "${{ needs.target.outputs.profile }}"
    assert production["jobs"]["fetch"]["environment"] == f"${{{{ vars.STAGING_PROFILE || '{PROFILE}' }}}}"


def test_staging_deploys_only_behind_the_gates(staging: dict[str, Any]) -> None:
    assert staging["jobs"]["deploy"]["needs"] == ["target", "gates"]
    assert staging["jobs"]["gates"]["uses"] == "./.github/workflows/ci.yml"
    assert "if" not in staging["jobs"]["deploy"]


def test_no_gate_may_fail(workflows: list[dict[str, Any]]) -> None:
    for job in jobs(workflows):
        assert "continue-on-error" not in job
        assert all("continue-on-error" not in step for step in job["steps"])


@pytest.mark.parametrize("name", [name for name, answers in ALL.items() if answers["ci"] != "gitlab"])
def test_gates_are_those_of_the_options(generated: Generate, name: str) -> None:
    answers = ALL[name]
    gates = set(load(generated(answers) / ".github/workflows/ci.yml")["jobs"])
    expected = {"backend", "terraform", "scripts", "image"}
    expected |= {"frontend"} if answers.get("frontend", True) else set()
    expected |= {"migrations"} if answers.get("database") == "aurora" else set()
    expected |= {"triage"} if answers.get("triage_agent") else set()
    assert gates == expected


@pytest.mark.parametrize("name", [name for name, answers in ALL.items() if answers["ci"] != "gitlab"])
def test_image_is_built_on_the_processor_that_runs_it(generated: Generate, name: str) -> None:
    arm = ALL[name].get("cpu_architecture") == "arm64"
    image = load(generated(ALL[name]) / ".github/workflows/ci.yml")["jobs"]["image"]
    assert image["runs-on"] == ("ubuntu-24.04-arm" if arm else "ubuntu-24.04")


@pytest.mark.parametrize("name", [name for name, answers in ALL.items() if answers["ci"] == "both"])
def test_gates_run_the_same_commands_as_on_gitlab(generated: Generate, name: str) -> None:
    project = generated(ALL[name])
    pipeline = yaml.safe_load((project / ".gitlab-ci.yml").read_text())
    workflow = load(project / ".github/workflows/ci.yml")["jobs"]
    # The image passes from job to job on one side, and is scanned by an action on the other.
    for gate in set(workflow) - {"image"}:
        assert [step["run"] for step in workflow[gate]["steps"] if "run" in step] == pipeline[gate]["script"]


def test_migrations_run_on_postgresql(generated: Generate) -> None:
    for path in distinct(generated, ".github/workflows/ci.yml"):
        migrations = load(path)["jobs"].get("migrations")
        if migrations:
            assert migrations["services"]["database"]["image"].startswith("postgres:17-alpine@sha256:")


def test_scan_fails_on_high_and_critical(workflows: list[dict[str, Any]]) -> None:
    scans = [step["with"] for job in jobs(workflows) for step in job["steps"] if "trivy" in step.get("uses", "")]
    assert scans
    assert all(scan["severity"] == "HIGH,CRITICAL" and scan["exit-code"] == "1" for scan in scans)
