"""Migrations of one service: its own history, its own tables and those of the runtime."""

import asyncio
import importlib
import pkgutil
from pathlib import Path
from types import ModuleType
from typing import Any

from alembic import command, context
from alembic.config import Config
from sqlalchemy import Connection, MetaData
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from servicekit.db import RuntimeBase


def config(package: str, database_url: str) -> Config:
    """Return Alembic's configuration of a service, such as `svc_kiosk`."""
    home = Path(importlib.import_module(package).__path__[0])
    found = Config()
    found.set_main_option("script_location", str(home / "migrations"))
    found.set_main_option("version_path_separator", "os")
    found.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    found.attributes["database_url"] = database_url
    return found


def upgrade(package: str, database_url: str) -> None:
    """Bring a database to the newest revision."""
    command.upgrade(config(package, database_url), "head")


def check(package: str, database_url: str) -> None:
    """Raise if the models ask for something that no migration makes."""
    command.check(config(package, database_url))


def revise(package: str, database_url: str, message: str) -> None:
    """Write the next migration from the difference between models and database."""
    found = config(package, database_url)
    versions = Path(str(found.get_main_option("script_location"))) / "versions"
    number = 1 + max((int(file.name[:4]) for file in versions.glob("[0-9]*.py")), default=0)
    command.revision(found, message, autogenerate=True, rev_id=f"{number:04d}")


def run(package: ModuleType, metadata: MetaData) -> None:
    """Do what `env.py` of a service is asked to do."""
    # Alembic would drop the tables of a model that nobody has imported.
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
        if module.name.endswith(".models"):
            importlib.import_module(module.name)
    for runtime in ("outbox", "consumer", "parking", "deadlines", "routing", "audit"):
        importlib.import_module(f"servicekit.{runtime}")
    asyncio.run(_online([metadata, RuntimeBase.metadata], context.config.attributes["database_url"]))


async def _online(metadata: list[MetaData], database_url: str) -> None:
    engine = create_async_engine(database_url, poolclass=NullPool, hide_parameters=True)
    try:
        async with engine.connect() as connection:
            await connection.run_sync(_migrate, metadata)
    finally:
        await engine.dispose()


def _migrate(connection: Connection, metadata: Any) -> None:
    context.configure(
        connection=connection,
        target_metadata=metadata,
        compare_type=True,
        compare_server_default=False,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
