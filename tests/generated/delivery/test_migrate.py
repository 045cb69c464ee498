"""Migrations run once, before the service changes, and stop the deployment when they fail."""

import pytest
from account import NEW, OLD, Account
from cloud.service import Migration
from combinations import FARGATE_DATABASE
from conftest import Deploy


@pytest.fixture
def database(account: Deploy) -> Account:
    """Return an account whose service runs an image and has a database."""
    database = account(FARGATE_DATABASE)
    database.deployed()
    return database


def test_migrations_come_first(database: Account) -> None:
    new = database.cloud.registry.push(NEW)

    result = database.deploy()

    assert result.code == 0, result.stderr
    assert database.cloud.service.migrated == [new]
    assert database.cloud.service.running == new
    calls = database.cloud.calls
    assert calls.index("RunTask") < calls.index("/terraform/release")


def test_failing_migration_leaves_the_service_alone(database: Account) -> None:
    before = database.cloud.service.running
    database.cloud.registry.push(NEW)
    database.cloud.service.migration_exit_code = 3

    result = database.deploy()

    assert result.code == 1
    assert "exit code 3" in result.stderr
    assert "relation exists" in result.stderr
    assert "the service is as it was" in result.stderr
    assert database.cloud.service.releases == []
    assert database.cloud.service.running == before


def test_moment_without_an_answer_is_no_failure(database: Account) -> None:
    new = database.cloud.registry.push(NEW)
    database.cloud.service.outages = 1

    result = database.run("migrate", database.profile, new, AWS_MAX_ATTEMPTS="1")

    assert result.code == 0, result.stderr
    assert "AWS does not answer" in result.stderr


def test_migration_without_an_end(database: Account) -> None:
    database.cloud.registry.push(NEW)
    database.cloud.service.migration_exit_code = None

    result = database.deploy(MIGRATION_TIMEOUT="1", ROLLOUT_INTERVAL="0.2")

    assert result.code == 1
    assert "not done after 1 seconds" in result.stderr
    assert database.cloud.service.releases == []


def test_migration_that_does_not_start(database: Account) -> None:
    database.cloud.registry.push(NEW)
    database.cloud.service.migration_refused = "RESOURCE:ENI"

    result = database.deploy()

    assert result.code == 1
    assert "the migration did not start: RESOURCE:ENI" in result.stderr
    assert database.cloud.service.releases == []


def test_one_migration_at_a_time(database: Account) -> None:
    database.cloud.registry.push(NEW)
    database.cloud.service.migrations.append(Migration("arn:aws:ecs:eu-west-1:123456789012:task/sample/other"))

    result = database.deploy()

    assert result.code == 1
    assert "another migration runs" in result.stderr
    assert database.cloud.service.migrated == []
    assert database.cloud.service.releases == []


def test_rollback_leaves_the_database_alone(database: Account) -> None:
    old = database.cloud.service.running
    database.cloud.service.settled(database.cloud.registry.push(NEW))

    result = database.run("rollback", database.profile, OLD)

    assert result.code == 0, result.stderr
    assert "migrations are left alone" in result.stderr
    assert database.cloud.service.migrated == []
    assert database.cloud.service.running == old


def test_image_that_left_the_registry_is_the_earlier_one(database: Account) -> None:
    database.cloud.registry.images.clear()
    new = database.cloud.registry.push(NEW)

    result = database.deploy()

    assert result.code == 0, result.stderr
    assert database.cloud.service.migrated == [new]


def test_without_an_answer_which_image_is_earlier_nothing_changes(database: Account) -> None:
    database.cloud.registry.push(NEW)
    database.cloud.refused.add("DescribeImages")

    result = database.deploy()

    assert result.code != 0
    assert "DescribeImages is not allowed" in result.stderr
    assert database.cloud.service.migrated == []
    assert database.cloud.service.releases == []


def test_failing_smoke_test_does_not_migrate_back(database: Account) -> None:
    before = database.cloud.service.running
    new = database.cloud.registry.push(NEW)
    database.cloud.application.broken[new] = "/health"

    result = database.deploy()

    assert result.code == 1
    assert database.cloud.service.migrated == [new]
    assert database.cloud.service.running == before
