"""Smoke tests ask until the application answers, but not for ever."""

from account import Account
from cloud.server import Cloud
from combinations import FARGATE, FARGATE_INTERNAL
from conftest import Deploy


def test_url_is_asked_until_it_answers(account: Deploy, cloud: Cloud) -> None:
    project: Account = account(FARGATE)
    project.deployed()
    cloud.application.warming_up = 2

    result = project.run("smoke", cloud.url, SMOKE_TIMEOUT="60")

    assert result.code == 0, result.stderr
    assert cloud.application.asked == ["/health", "/health", "/health", "/ready", "/"]
    assert result.stderr.count("status 503") == 2


def test_url_that_never_answers(account: Deploy, cloud: Cloud) -> None:
    project: Account = account(FARGATE)

    result = project.run("smoke", "http://127.0.0.1:9", SMOKE_TIMEOUT="2")

    assert result.code == 1
    assert result.stderr.count("retry http://127.0.0.1:9/health") >= 2
    assert "Failed to connect" in result.stderr or "Could not connect" in result.stderr


def test_account_without_a_deployment_is_not_asked_in_vain(account: Deploy) -> None:
    project: Account = account(FARGATE)

    result = project.run("smoke", project.profile)

    assert result.code == 1
    assert "no output 'app_url'" in result.stderr
    assert "retry" not in result.stderr


def test_tasks_that_are_gone_are_not_healthy(account: Deploy) -> None:
    project: Account = account(FARGATE_INTERNAL)
    project.deployed()
    project.cloud.service.vanishes = True

    result = project.run("smoke", project.profile)

    assert result.code == 1
    assert "the tasks are gone" in result.stderr
