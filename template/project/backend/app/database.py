"""The connection to the database."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from typing import Annotated

import asyncpg
import boto3
from fastapi import Depends, Request
from pydantic import BaseModel, SecretStr
from sqlalchemy import text
from sqlalchemy.ext.asyncio import (
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)
from sqlalchemy.pool import NullPool

from app.settings import Settings

# A paused Aurora cluster takes up to 15 s to resume.
CONNECT_TIMEOUT_SECONDS = 30
POOL_RECYCLE_SECONDS = 1800


class Credentials(BaseModel):
    """The user of the database, as RDS stores it in Secrets Manager."""

    username: str
    password: SecretStr | None


class Database:
    """Sessions on one engine."""

    def __init__(self, engine: AsyncEngine) -> None:
        """Use an engine, and close it in the end."""
        self.engine = engine
        self.sessions = async_sessionmaker(engine, expire_on_commit=False)

    async def ping(self) -> None:
        """Raise unless the database answers a query."""
        async with self.engine.connect() as connection:
            await connection.execute(text("SELECT 1"))

    async def close(self) -> None:
        """Close every connection."""
        await self.engine.dispose()


def create_engine(settings: Settings) -> AsyncEngine:
    """Return an engine that reads the credentials anew for each connection: RDS rotates them."""
    read_credentials = credentials_reader(settings)
    tls = tls_context(settings)

    async def connect() -> object:
        credentials = await asyncio.to_thread(read_credentials)
        password = credentials.password
        return await asyncpg.connect(
            host=settings.database_host,
            port=settings.database_port,
            database=settings.database_name,
            user=credentials.username,
            password=password.get_secret_value() if password else None,
            ssl=tls,
            timeout=CONNECT_TIMEOUT_SECONDS,
        )

    url = "postgresql+asyncpg://"
    if settings.database_pool_size == 0:
        return create_async_engine(url, async_creator=connect, poolclass=NullPool)
    return create_async_engine(
        url,
        async_creator=connect,
        pool_size=settings.database_pool_size,
        pool_pre_ping=True,
        pool_recycle=POOL_RECYCLE_SECONDS,
    )


def credentials_reader(settings: Settings) -> Callable[[], Credentials]:
    """Return what reads user and password: from Secrets Manager, or as set on a laptop."""
    arn = settings.database_secret_arn
    if arn is None:
        local = Credentials(username=settings.database_user, password=settings.database_password)
        return lambda: local
    client = boto3.client("secretsmanager", region_name=settings.aws_region)

    def read() -> Credentials:
        secret = client.get_secret_value(SecretId=arn)
        return Credentials.model_validate_json(secret["SecretString"])

    return read


def tls_context(settings: Settings) -> ssl.SSLContext | None:
    """Return what checks the server's certificate and name; none on a laptop without a bundle."""
    if settings.is_local and settings.database_ssl_root_cert is None:
        return None
    return ssl.create_default_context(cafile=settings.database_ssl_root_cert)


def get_database(request: Request) -> Database:
    """Return the database of the application."""
    database: Database = request.app.state.database
    return database


DatabaseDep = Annotated[Database, Depends(get_database)]


async def get_session(database: DatabaseDep) -> AsyncIterator[AsyncSession]:
    """Return a session; what it changed is committed unless the route raises."""
    async with database.sessions.begin() as session:
        yield session


SessionDep = Annotated[AsyncSession, Depends(get_session)]
