"""Tests of the database: queries and migrations on SQLite, credentials and TLS for themselves."""

import asyncio
import json
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import boto3
import pytest
from alembic import command
from alembic.config import Config
from botocore.stub import Stubber
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from app.database import Database, create_engine, credentials_reader, tls_context
from app.settings import Settings

BACKEND = Path(__file__).parent.parent
SECRET_ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:master-AbCdEf"


@pytest.fixture
def alembic(tmp_path: Path) -> Config:
    """Return the configuration of Alembic for an empty database."""
    config = Config(BACKEND / "alembic.ini")
    url = f"sqlite+aiosqlite:///{tmp_path}/database"
    config.attributes["engine"] = create_async_engine(url, poolclass=NullPool)
    return config


@pytest.fixture
def secret(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Stand in for Secrets Manager, which is asked twice for the master secret."""
    client = boto3.client(
        "secretsmanager",
        region_name="eu-west-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
    monkeypatch.setattr(boto3, "client", lambda *_, **__: client)
    with Stubber(client) as stubber:
        for password in ("first", "rotated"):
            stubber.add_response(
                "get_secret_value",
                {"SecretString": json.dumps({"username": "master", "password": password})},
                {"SecretId": SECRET_ARN},
            )
        yield
        stubber.assert_no_pending_responses()


def test_greetings_come_from_the_migrated_database(
    app: FastAPI, client: TestClient, alembic: Config
) -> None:
    command.upgrade(alembic, "head")
    app.state.database = Database(alembic.attributes["engine"])

    response = client.get("/api/v1/greetings")

    assert response.status_code == 200
    assert [greeting["language"] for greeting in response.json()] == ["de", "en"]


def test_migrations_lead_to_the_models_and_back(alembic: Config) -> None:
    command.upgrade(alembic, "head")
    command.check(alembic)
    command.downgrade(alembic, "base")


@pytest.mark.usefixtures("secret")
def test_each_connection_reads_the_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[dict[str, Any]] = []

    async def connect(**options: Any) -> None:
        asked.append(options)
        raise ConnectionRefusedError

    monkeypatch.setattr(asyncpg, "connect", connect)
    database = Database(
        create_engine(Settings(database_host="db.internal", database_secret_arn=SECRET_ARN))
    )

    for _ in range(2):
        with pytest.raises(ConnectionRefusedError):
            asyncio.run(database.ping())

    assert [(options["user"], options["password"]) for options in asked] == [
        ("master", "first"),
        ("master", "rotated"),
    ]
    assert {options["host"] for options in asked} == {"db.internal"}
    assert all(options["ssl"].verify_mode is ssl.CERT_REQUIRED for options in asked)


def test_local_credentials_come_from_the_settings() -> None:
    settings = Settings.model_validate({"database_user": "me", "database_password": "local"})

    credentials = credentials_reader(settings)()

    assert credentials.username == "me"
    assert credentials.password is not None
    assert credentials.password.get_secret_value() == "local"
    assert "local" not in repr(credentials)


def test_only_a_laptop_may_do_without_tls() -> None:
    context = tls_context(Settings(deploy_environment="production"))

    assert context is not None
    assert context.check_hostname
    assert context.verify_mode is ssl.CERT_REQUIRED
    assert tls_context(Settings(deploy_environment="local")) is None


def test_no_pool_lets_an_idle_cluster_pause() -> None:
    assert isinstance(create_engine(Settings(database_pool_size=0)).pool, NullPool)
    assert not isinstance(create_engine(Settings(database_pool_size=1)).pool, NullPool)
