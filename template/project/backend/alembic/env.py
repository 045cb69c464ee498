"""Runs the migrations: on the database of the settings, or on the engine that a test passes."""

import asyncio

from alembic import context
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import AsyncEngine

from app.database import create_engine
from app.logs import configure_logging
from app.models import Base
from app.settings import Settings


def migrate(connection: Connection) -> None:
    """Run all migrations in one transaction."""
    context.configure(connection=connection, target_metadata=Base.metadata)
    with context.begin_transaction():
        context.run_migrations()


async def connect_and_migrate(engine: AsyncEngine) -> None:
    """Run the migrations and close the engine."""
    async with engine.begin() as connection:
        await connection.run_sync(migrate)
    await engine.dispose()


def engine_from_settings() -> AsyncEngine:
    """Return the engine of the deployed database."""
    settings = Settings()
    configure_logging(settings.log_level)
    return create_engine(settings)


asyncio.run(connect_and_migrate(context.config.attributes.get("engine") or engine_from_settings()))
