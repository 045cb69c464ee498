"""GitLab's pipelines run exactly the right jobs, as the role of the right account."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from account import OLD, Account
from combinations import ALL, FARGATE_DATABASE, PROFILE
from conftest import Deploy, Generate
from delivery_files import distinct
from pipelines import DEFAULT_BRANCH, Repository, role

OTHER = "acme-spain-moon"
PRODUCTION = "acme-spain-prod"
GATES = ["backend", "migrations", "frontend", "terraform", "scripts", "build", "scan"]
CHECKED = dict.fromkeys(GATES, "")
MERGE_REQUEST = {"CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "1217", "AWS_PLAN_ROLE_ARN": role("plan")}


@pytest.fixture
def repository(account: Deploy) -> Repository:
    """Return a project with a staging account, a second one and production."""
    project = account(FARGATE_DATABASE)
    for profile in (OTHER, PRODUCTION):
        Account(project.folder, project.answers, project.cloud, profile=profile).add_profile()
    project.deployed()
    repository = Repository(project, [PROFILE, OTHER, PRODUCTION], {"PRODUCTION_PROFILE": PRODUCTION})
    repository.prepare()
    return repository


def test_default_branch_deploys_to_staging(repository: Repository) -> None:
    assert repository.jobs(DEFAULT_BRANCH) == CHECKED | {"deploy:staging": PROFILE}


@pytest.mark.parametrize("profile", [PROFILE, OTHER])
def test_branch_of_an_account_deploys_to_that_account(repository: Repository, profile: str) -> None:
    assert repository.jobs(profile) == CHECKED | {"deploy:account": profile}


@pytest.mark.parametrize("branch", ["feature/login", "acme-spain-mars", "acme-spain-lab-fix"])
def test_other_branches_make_no_pipeline(repository: Repository, branch: str) -> None:
    assert repository.jobs(branch) == {}


def test_branch_of_production_deploys_nothing(repository: Repository) -> None:
    assert repository.jobs(PRODUCTION) == CHECKED


def test_merge_request_passes_the_gates_and_shows_the_plan(repository: Repository) -> None:
    shown = repository.jobs("feature/login", given=MERGE_REQUEST | {"CI_PROJECT_ID": "1217"}, merge_request=True)
    assert shown == CHECKED | {"plan": ""}


@pytest.mark.parametrize("branch", [PROFILE, DEFAULT_BRANCH])
def test_merge_request_from_any_branch_touches_no_account(repository: Repository, branch: str) -> None:
    assert repository.jobs(branch, merge_request=True) == CHECKED


def test_merge_request_from_a_fork_gets_no_role(repository: Repository) -> None:
    fork = MERGE_REQUEST | {"CI_MERGE_REQUEST_SOURCE_PROJECT_ID": "99", "CI_PROJECT_ID": "1217"}
    assert repository.jobs("feature/login", given=fork, merge_request=True) == CHECKED


def test_production_is_promoted_by_hand(repository: Repository) -> None:
    assert repository.jobs(DEFAULT_BRANCH, given={"IMAGE_TAG": OLD}) == {
        "production:fetch": PROFILE,
        "production:deploy": f"{PRODUCTION} (manual)",
    }


@pytest.mark.parametrize("branch", [PROFILE, PRODUCTION])
def test_production_is_promoted_from_the_default_branch_only(repository: Repository, branch: str) -> None:
    assert repository.jobs(branch, given={"IMAGE_TAG": OLD}) == {}


def test_pipeline_of_an_account_runs_as_its_role(repository: Repository) -> None:
    done = repository.gitlab(OTHER)

    assert done.returncode == 0, done.stdout + done.stderr
    cloud = repository.account.cloud
    assert cloud.roles == {role(OTHER)}
    assert cloud.service.running == cloud.registry.find(tag=repository.tag).digest
    called = repository.account.commands()
    for gate in ("make lint-backend", "make test-backend", "make test-migrations", "make lint-frontend"):
        assert gate in called
    assert f"make build IMAGE_TAG={repository.tag}" in called
    assert f"skopeo copy docker-archive:image.tar docker://registry.example.com/sample:{repository.tag}" in called


@pytest.mark.parametrize("gate", ["make lint-backend", "make test-frontend", "make test-terraform", "trivy"])
def test_a_gate_that_fails_keeps_the_deployment_back(repository: Repository, gate: str) -> None:
    done = repository.gitlab(DEFAULT_BRANCH, FAIL=gate)

    assert done.returncode != 0
    assert repository.account.cloud.calls == []


def test_default_branch_is_deployed_and_promoted(repository: Repository) -> None:
    staged = repository.gitlab(DEFAULT_BRANCH)
    assert staged.returncode == 0, staged.stdout + staged.stderr
    cloud = repository.account.cloud
    assert cloud.roles == {role(PROFILE)}

    tag = repository.tag
    cloud.roles.clear()
    promoted = repository.gitlab(DEFAULT_BRANCH, f"--variable=IMAGE_TAG={tag}", "--manual=production:deploy")

    assert promoted.returncode == 0, promoted.stdout + promoted.stderr
    assert cloud.roles == {role(PROFILE), role(PRODUCTION)}
    assert cloud.service.running == cloud.registry.find(tag=tag).digest


def test_production_waits_for_a_person(repository: Repository) -> None:
    cloud = repository.account.cloud
    cloud.registry.find(tag=OLD).tags.append(f"deployed-{OLD}")

    done = repository.gitlab(DEFAULT_BRANCH, f"--variable=IMAGE_TAG={OLD}")

    assert done.returncode == 0, done.stdout + done.stderr
    assert cloud.roles == {role(PROFILE)}
    assert cloud.service.releases == []


@pytest.mark.parametrize("tag", ["latest", "3F2A9C1B7D4E", "3f2a9c1b7d4e;id"])
def test_malformed_image_tag_ends_the_pipeline(repository: Repository, tag: str) -> None:
    done = repository.gitlab(DEFAULT_BRANCH, f"--variable=IMAGE_TAG={tag}", "--manual=production:deploy")

    assert done.returncode != 0
    assert "is no image tag" in done.stdout + done.stderr
    assert repository.account.cloud.calls == []


# ── What no local run shows ──────────────────────────────────────────────────
@pytest.fixture
def pipelines(generated: Generate) -> list[dict[str, Any]]:
    """Return the pipelines of all combinations."""
    return [load(path) for path in distinct(generated, ".gitlab-ci.yml")]


def load(path: Path) -> dict[str, Any]:
    """Read a pipeline."""
    return yaml.safe_load(path.read_text())


def test_deployments_of_an_account_take_turns(pipelines: list[dict[str, Any]]) -> None:
    for pipeline in pipelines:
        for name in ("deploy:account", "deploy:staging", "production:deploy"):
            assert pipeline[name]["resource_group"] == pipeline[name]["environment"]["name"]


def test_deployments_are_neither_interrupted_nor_repeated(pipelines: list[dict[str, Any]]) -> None:
    for pipeline in pipelines:
        assert pipeline[".account"]["interruptible"] is False
        assert pipeline[".account"]["retry"] == 0


def test_every_job_ends(pipelines: list[dict[str, Any]]) -> None:
    for pipeline in pipelines:
        assert pipeline["default"]["timeout"] == "30 minutes"
        longer = {name for name, job in pipeline.items() if name != "default" and "timeout" in job}
        assert longer == {".deploy"}
        assert pipeline[".deploy"]["timeout"] == "1 hour", "as long as a session lasts"


def test_production_job_is_blocking_and_in_a_protected_environment(pipelines: list[dict[str, Any]]) -> None:
    for pipeline in pipelines:
        production = pipeline["production:deploy"]
        assert production["environment"] == {"name": "$PRODUCTION_PROFILE", "deployment_tier": "production"}
        assert production["rules"][0]["when"] == "manual"
        assert production["rules"][0]["allow_failure"] is False


def test_only_jobs_of_an_account_have_a_token(pipelines: list[dict[str, Any]]) -> None:
    for pipeline in pipelines:
        with_token = {name for name, job in pipeline.items() if isinstance(job, dict) and "id_tokens" in job}
        assert with_token == {".account"}
        sign_in = {name for name, job in pipeline.items() if isinstance(job, dict) and job.get("extends") == ".account"}
        assert sign_in == {".deploy", "plan", "production:fetch"}


def test_no_gate_may_fail(pipelines: list[dict[str, Any]]) -> None:
    assert all("allow_failure" not in job for pipeline in pipelines for job in pipeline.values() if "rules" not in job)


@pytest.mark.parametrize("name", [name for name, answers in ALL.items() if answers["ci"] != "github"])
def test_gates_are_those_of_the_options(generated: Generate, name: str) -> None:
    answers = ALL[name]
    pipeline = load(generated(answers) / ".gitlab-ci.yml")
    gates = {
        job for job, content in pipeline.items() if isinstance(content, dict) and content.get("extends") == ".gate"
    }
    expected = {"backend", "terraform", "scripts", "build", "scan"}
    expected |= {"frontend"} if answers.get("frontend", True) else set()
    expected |= {"migrations"} if answers.get("database") == "aurora" else set()
    expected |= {"triage"} if answers.get("triage_agent") else set()
    assert gates == expected


def test_migrations_run_on_postgresql(pipelines: list[dict[str, Any]]) -> None:
    for pipeline in pipelines:
        if "migrations" in pipeline:
            assert pipeline["migrations"]["services"][0]["name"].startswith("postgres:17-alpine@sha256:")


def test_caches_follow_lock_files(pipelines: list[dict[str, Any]]) -> None:
    for pipeline in pipelines:
        for job in ("backend", "frontend", "terraform", "triage"):
            if job in pipeline:
                assert all(
                    "lock" in file or file.endswith("versions.tf") for file in pipeline[job]["cache"]["key"]["files"]
                )


def test_scan_fails_on_high_and_critical(pipelines: list[dict[str, Any]]) -> None:
    for pipeline in pipelines:
        assert "--severity HIGH,CRITICAL" in pipeline["scan"]["script"][0]
        assert "--exit-code 1" in pipeline["scan"]["script"][0]
