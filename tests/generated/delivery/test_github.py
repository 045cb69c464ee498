"""GitHub's workflows run exactly the right jobs, and their steps do what they say."""

import subprocess

import pytest
from account import OLD, Account
from combinations import FARGATE, PROFILE
from conftest import Deploy
from workflows import act, jobs

ROLE = "arn:aws:iam::123456789012:role/deploy"
PRODUCTION = "acme-spain-prod"
OTHER = "acme-spain-moon"
SETTINGS = {"AWS_ROLE_ARN": ROLE, "STAGING_PROFILE": PROFILE, "PRODUCTION_PROFILE": PRODUCTION}
GATES = dict.fromkeys(["Backend", "Frontend", "Terraform", "Scripts", "Image"], True)


@pytest.fixture
def project(account: Deploy) -> Account:
    """Return a project in git with a staging account, a second one and production."""
    project = account(FARGATE)
    for profile in (OTHER, PRODUCTION):
        Account(project.folder, project.answers, project.cloud, profile=profile).add_profile()
    project.deployed()
    project.commit()
    return project


def push(project: Account, branch: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Push to a branch."""
    project.git("checkout", "--quiet", "-B", branch)
    return act(project, "deploy-staging.yml", "push", {"ref": f"refs/heads/{branch}"}, SETTINGS, **environment)


def dispatch(project: Account, tag: str, branch: str = "main", **settings: str) -> subprocess.CompletedProcess[str]:
    """Start the deployment to production by hand."""
    project.git("checkout", "--quiet", "-B", branch)
    payload = {"ref": f"refs/heads/{branch}", "inputs": {"image_tag": tag}}
    return act(project, "deploy-production.yml", "workflow_dispatch", payload, SETTINGS | settings)


@pytest.mark.parametrize(("branch", "profile"), [("main", PROFILE), (OTHER, OTHER)])
def test_branch_is_deployed_to_its_account(project: Account, branch: str, profile: str) -> None:
    done = push(project, branch)

    assert done.returncode == 0, done.stdout
    assert jobs(done) == GATES | {"Target": True, "Deploy": True}
    assert project.cloud.roles == {ROLE}
    tag = project.git("rev-parse", "HEAD")[:12]
    assert f"{tag} runs in {profile}" in done.stdout
    assert project.cloud.service.running == project.cloud.registry.find(tag=tag).digest


@pytest.mark.parametrize("branch", ["acme-spain-mars", PRODUCTION])
def test_other_branches_deploy_nothing(project: Account, branch: str) -> None:
    done = push(project, branch)

    assert done.returncode == 0, done.stdout
    assert jobs(done) == {"Target": True}
    assert project.cloud.calls == []


@pytest.mark.parametrize("gate", ["make lint-frontend", "make test-backend", "trivy"])
def test_a_gate_that_fails_keeps_the_deployment_back(project: Account, gate: str) -> None:
    done = push(project, "main", FAIL=gate)

    assert done.returncode != 0
    assert "Deploy" not in jobs(done)
    assert project.cloud.calls == []


def test_production_gets_the_digest_that_staging_ran(project: Account) -> None:
    digest = project.cloud.registry.find(tag=OLD).digest
    project.cloud.registry.find(tag=OLD).tags.append(f"deployed-{OLD}")

    done = dispatch(project, OLD)

    assert done.returncode == 0, done.stdout
    assert jobs(done) == {"Fetch the image from staging": True, "Deploy": True}
    assert f"{OLD} is {digest}" in done.stdout
    assert f"{OLD} runs in {PRODUCTION}" in done.stdout


@pytest.mark.parametrize("tag", ["latest", "3F2A9C1B7D4E", "3f2a9c1b7d4e;id", "$(id)"])
def test_malformed_image_tag_is_refused(project: Account, tag: str) -> None:
    done = dispatch(project, tag)

    assert done.returncode != 0
    assert "image_tag has to be the twelve hexadecimal digits" in done.stdout
    assert jobs(done) == {"Fetch the image from staging": False}
    assert project.cloud.calls == []


def test_production_has_to_be_named(project: Account) -> None:
    done = dispatch(project, OLD, PRODUCTION_PROFILE="")

    assert "has no variable PRODUCTION_PROFILE" in done.stdout
    assert project.cloud.calls == []


def test_production_is_deployed_from_the_default_branch(project: Account) -> None:
    done = dispatch(project, OLD, branch="feature")

    assert "production is deployed from main" in done.stdout
    assert project.cloud.calls == []


@pytest.mark.parametrize(("head", "planned"), [("team/sample", True), ("somebody/sample", False)])
def test_plan_is_shown_to_the_repository_itself_only(project: Account, head: str, planned: bool) -> None:
    payload = {"pull_request": {"head": {"repo": {"full_name": head}, "ref": "x"}, "base": {"ref": "main"}}}
    settings = SETTINGS | {"AWS_PLAN_ROLE_ARN": "arn:aws:iam::123456789012:role/plan"}
    project.git("remote", "add", "origin", "https://github.com/team/sample.git")

    done = act(project, "plan.yml", "pull_request", payload, settings)

    assert done.returncode == 0, done.stdout
    assert jobs(done) == ({"Plan": True} if planned else {})
    assert project.cloud.roles == ({"arn:aws:iam::123456789012:role/plan"} if planned else set())
    assert ("1 to create, 0 to change, 0 to destroy" in done.stdout) == planned
    assert project.cloud.service.releases == []
