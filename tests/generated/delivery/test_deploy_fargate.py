"""A deployment to Fargate is green when the new image runs and works, and never otherwise."""

import time
from dataclasses import replace

import pytest
from account import NEW, OLD, Account, finished
from cloud.service import Outcome
from combinations import FARGATE, FARGATE_INTERNAL
from conftest import Deploy


@pytest.fixture
def fargate(account: Deploy) -> Account:
    """Return an account whose service runs an image."""
    fargate = account(FARGATE)
    fargate.deployed()
    return fargate


def test_first_deployment(account: Deploy) -> None:
    fargate = account(FARGATE)
    new = fargate.cloud.registry.push(NEW)

    result = fargate.deploy()

    assert result.code == 0, result.stderr
    assert fargate.cloud.service.running == new
    assert fargate.cloud.application.asked == ["/health", "/ready", "/"]


def test_next_deployment_by_digest(fargate: Account) -> None:
    new = fargate.cloud.registry.push(NEW)

    result = fargate.deploy()

    assert result.code == 0, result.stderr
    assert fargate.cloud.service.releases == [new]
    assert fargate.cloud.service.running == new
    assert f"{NEW} runs in {fargate.profile}" in result.stderr
    assert fargate.cloud.registry.find(tag=f"deployed-{NEW}").digest == new


def test_same_image_again_is_no_error(fargate: Account) -> None:
    result = fargate.deploy(OLD)

    assert result.code == 0, result.stderr
    assert len(fargate.cloud.service.deployments) == 1


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.FAILED_AND_GONE])
def test_rollback_by_the_circuit_breaker_is_a_failure(fargate: Account, outcome: Outcome) -> None:
    before = fargate.cloud.service.running
    new = fargate.cloud.registry.push(NEW)
    fargate.cloud.service.outcomes[new] = outcome

    result = fargate.deploy()

    assert result.code == 1
    assert "failed and was rolled back" in result.stderr
    assert "Essential container in task exited" in result.stderr
    assert "exit code 137 OutOfMemoryError" in result.stderr
    assert "(service sample) has started" in result.stderr
    assert fargate.cloud.service.running == before
    assert fargate.cloud.service.releases == [new], "nothing is left to roll back"
    assert fargate.cloud.registry.find(tag=f"deployed-{NEW}") is None


def test_rollback_before_anybody_looked(fargate: Account) -> None:
    new = fargate.cloud.registry.push(NEW)
    fargate.cloud.service.outcomes[new] = Outcome.FAILED_AT_ONCE

    result = fargate.deploy()

    assert result.code == 1
    assert "it was rolled back or replaced" in result.stderr


def test_first_deployment_that_fails_has_nothing_to_go_back_to(account: Deploy) -> None:
    fargate = account(FARGATE)
    new = fargate.cloud.registry.push(NEW)
    fargate.cloud.service.outcomes[new] = Outcome.FAILED

    result = fargate.deploy()

    assert result.code == 1
    assert "no other image to go back to" in result.stderr
    assert fargate.cloud.service.releases == [new]


def test_timeout_is_a_failure_and_rolled_back(fargate: Account) -> None:
    before = fargate.cloud.service.running
    new = fargate.cloud.registry.push(NEW)
    fargate.cloud.service.outcomes[new] = Outcome.NEVER_STABLE

    result = fargate.deploy(ROLLOUT_TIMEOUT="2", ROLLOUT_INTERVAL="0.2")

    assert result.code == 1
    assert "is not stable after 2 seconds" in result.stderr
    assert fargate.cloud.service.releases == [new, before]
    assert fargate.cloud.service.running == before


def test_moment_without_an_answer_is_no_failure(fargate: Account) -> None:
    new = fargate.cloud.registry.push(NEW)
    fargate.cloud.service.outages = 2

    result = fargate.deploy(AWS_MAX_ATTEMPTS="1")

    assert result.code == 0, result.stderr
    assert result.stderr.count("AWS does not answer") == 2
    assert fargate.cloud.service.running == new


def test_failing_smoke_test_is_rolled_back(fargate: Account) -> None:
    before = fargate.cloud.service.running
    new = fargate.cloud.registry.push(NEW)
    fargate.cloud.application.broken[new] = "/ready"

    result = fargate.deploy()

    assert result.code == 1
    assert "/ready: status 503" in result.stderr
    assert f"rolled back: {before} runs again" in result.stderr
    assert fargate.cloud.service.running == before
    assert fargate.cloud.registry.find(tag=f"deployed-{NEW}") is None


def test_a_rollback_that_fails_as_well_is_told(fargate: Account) -> None:
    before = fargate.cloud.service.running
    new = fargate.cloud.registry.push(NEW)
    fargate.cloud.application.broken |= {new: "/ready", before: "/health"}

    result = fargate.deploy()

    assert result.code == 1
    assert f"neither {NEW} nor what ran before works" in result.stderr


def test_terraform_that_fails_leaves_what_runs(fargate: Account) -> None:
    before = fargate.cloud.service.running
    new = fargate.cloud.registry.push(NEW)
    fargate.cloud.service.outcomes[new] = Outcome.REFUSED

    result = fargate.deploy()

    assert result.code == 1
    assert "the service was not changed" in result.stderr
    assert "Terraform could not apply it" in result.stderr
    assert f"{before} runs, as before" in result.stderr
    assert fargate.cloud.service.running == before


def test_service_that_terraform_removed_is_made_again(fargate: Account) -> None:
    before = fargate.cloud.service.running
    new = fargate.cloud.registry.push(NEW)
    fargate.cloud.service.outcomes[new] = Outcome.SERVICE_REMOVED

    result = fargate.deploy()

    assert result.code == 1
    assert f"rolled back: {before} runs again" in result.stderr
    assert fargate.cloud.service.running == before


def test_two_deployments_at_once(fargate: Account) -> None:
    service = fargate.cloud.service
    digests = {tag: fargate.cloud.registry.push(tag) for tag in (NEW, "cccccccccccc")}
    service.releases_awaited = 2

    processes = {
        tag: fargate.checkout(tag).command("deploy", fargate.profile, tag, ROLLOUT_TIMEOUT="120") for tag in digests
    }
    results = {tag: finished(process) for tag, process in processes.items()}

    said = "\n".join(f"{tag}: {result.stderr}" for tag, result in results.items())
    assert sorted(service.releases) == sorted(digests.values()), said
    winner = next(tag for tag, digest in digests.items() if digest == service.releases[-1])
    loser = next(tag for tag in digests if tag != winner)
    assert results[winner].code == 0, results[winner].stderr
    assert results[loser].code == 1
    assert "another deployment" in results[loser].stderr
    assert "it is left alone" in results[loser].stderr
    assert service.running == digests[winner], "the one that lost did not roll the other back"


def test_another_account_is_looked_at_meanwhile(fargate: Account) -> None:
    new = fargate.cloud.registry.push(NEW)
    other = replace(fargate, profile="acme-spain-moon")
    other.add_profile()
    state = fargate.cloud.states.contents[other.profile]
    fargate.cloud.service.releases_awaited = 2

    process = fargate.command("deploy", fargate.profile, NEW)
    while fargate.cloud.service.releases != [new] and process.poll() is None:
        time.sleep(0.1)
    looked = other.run("plan", other.profile)
    fargate.cloud.service.releases_awaited = 0
    result = finished(process)

    assert looked.code == 0, looked.stderr
    assert result.code == 0, result.stderr
    assert f"{NEW} runs in {fargate.profile}" in result.stderr
    assert fargate.cloud.states.contents[other.profile] == state


def test_missing_tag(fargate: Account) -> None:
    result = fargate.deploy("dddddddddddd")

    assert result.code == 1
    assert "no image 'dddddddddddd' in the registry" in result.stderr
    assert fargate.cloud.service.releases == []


@pytest.mark.parametrize(
    "tag", ["latest", "v1.2.3", "bbbbbbbbbbbb; id", "BBBBBBBBBBBB", "", "bbbbbbbbbbbb-dirty-00000000"]
)
def test_malformed_tag_is_refused_before_anything_is_asked(fargate: Account, tag: str) -> None:
    result = fargate.deploy(tag)

    assert result.code == 1
    assert fargate.cloud.calls == []


def test_registry_that_does_not_answer_is_not_a_missing_tag(fargate: Account) -> None:
    result = fargate.deploy(AWS_ENDPOINT_URL_ECR="http://127.0.0.1:9", AWS_MAX_ATTEMPTS="1")

    assert result.code != 0
    assert "Could not connect" in result.stderr
    assert "no image" not in result.stderr


def test_without_url_the_tasks_are_asked(account: Deploy) -> None:
    fargate = account(FARGATE_INTERNAL)
    fargate.deployed()
    fargate.cloud.registry.push(NEW)

    result = fargate.deploy()

    assert result.code == 0, result.stderr
    assert "ok    health of the tasks" in result.stderr
    assert fargate.cloud.application.asked == []
