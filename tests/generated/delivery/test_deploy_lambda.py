"""A deployment to Lambda keeps the same promises: the alias moves to an image that works, or back."""

import pytest
from account import NEW, OLD, Account
from cloud.functions import Outcome
from combinations import LAMBDA, LAMBDA_INTERNAL
from conftest import Deploy


@pytest.fixture(params=[LAMBDA, LAMBDA_INTERNAL], ids=["url", "no-url"])
def function(request: pytest.FixtureRequest, account: Deploy) -> Account:
    """Return an account whose function serves an image, with and without a URL."""
    function = account(request.param)
    function.deployed()
    return function


def test_alias_moves_to_the_new_image(function: Account) -> None:
    new = function.cloud.registry.push(NEW)

    result = function.deploy()

    assert result.code == 0, result.stderr
    assert function.cloud.function.live == new
    assert set(function.cloud.application.asked) >= {"/health", "/ready"}


def test_function_that_fell_asleep_is_woken_by_the_smoke_test(account: Deploy) -> None:
    function = account(LAMBDA)
    function.cloud.function.outcomes[function.deployed()] = Outcome.IDLE
    function.cloud.application.warming_up = 1

    result = function.deploy(OLD, ROLLOUT_TIMEOUT="2", ROLLOUT_INTERVAL="0.2", SMOKE_TIMEOUT="60")

    assert result.code == 0, result.stderr
    assert result.stderr.count("status 503") == 1


def test_failing_smoke_test_moves_the_alias_back(function: Account) -> None:
    before = function.cloud.function.live
    new = function.cloud.registry.push(NEW)
    function.cloud.application.broken[new] = "/ready"

    result = function.deploy()

    assert result.code == 1
    assert "503" in result.stderr
    assert f"rolled back: {before} runs again" in result.stderr
    assert function.cloud.function.live == before


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.UPDATE_FAILED])
def test_image_that_does_not_start_moves_the_alias_back(account: Deploy, outcome: Outcome) -> None:
    function = account(LAMBDA)
    before = function.deployed()
    new = function.cloud.registry.push(NEW)
    function.cloud.function.outcomes[new] = outcome

    result = function.deploy()

    assert result.code == 1
    assert "the image's entry point does not exist" in result.stderr
    assert function.cloud.function.live == before


def test_image_that_lambda_refuses_changes_nothing(account: Deploy) -> None:
    function = account(LAMBDA)
    before = function.deployed()
    new = function.cloud.registry.push(NEW)
    function.cloud.function.outcomes[new] = Outcome.REFUSED

    result = function.deploy()

    assert result.code == 1
    assert "the image manifest is not supported" in result.stderr
    assert f"{before} runs, as before" in result.stderr
    assert function.cloud.function.live == before


def test_timeout_is_a_failure_and_rolled_back(account: Deploy) -> None:
    function = account(LAMBDA)
    before = function.deployed()
    new = function.cloud.registry.push(NEW)
    function.cloud.function.outcomes[new] = Outcome.NEVER_ACTIVE

    result = function.deploy(ROLLOUT_TIMEOUT="2", ROLLOUT_INTERVAL="0.2")

    assert result.code == 1
    assert "the alias does not serve" in result.stderr
    assert function.cloud.function.releases == [new, before]
    assert function.cloud.function.live == before


def test_missing_tag(account: Deploy) -> None:
    function = account(LAMBDA)
    function.deployed()

    result = function.deploy("dddddddddddd")

    assert result.code == 1
    assert "no image 'dddddddddddd' in the registry" in result.stderr
    assert function.cloud.function.releases == []
