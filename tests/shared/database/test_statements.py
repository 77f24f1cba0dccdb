"""Every named statement of every slice, prepared against the migrated database of its service."""

from __future__ import annotations

import asyncio
from pathlib import Path

import asyncpg
import pytest

from shared.database.migrate import ROOT, SERVICES, WITH_PROJECTED_ACCESS, folders, migrate
from shared.database.queries import load_queries
from tests.conftest import Database
from tests.databases import Databases


def _files(service: str) -> list[Path]:
    found = (ROOT / "services" / service).rglob("*.sql")
    files = sorted(file for file in found if file.parent.name != "migrations")
    if service in WITH_PROJECTED_ACCESS:
        files += sorted((ROOT / "shared" / "access").rglob("queries.sql"))
    return files


@pytest.mark.parametrize("service", SERVICES)
async def test_every_named_statement_prepares(service: str, database: Database) -> None:
    """Protects: no statement names a table or column that the schema doesn't have."""
    connection = await asyncpg.connect(await database(service))
    wrong: list[str] = []
    try:
        for file in _files(service):
            for name, statement in load_queries(file).statements.items():
                try:
                    await connection.prepare(statement)
                except asyncpg.PostgresError as error:
                    wrong.append(f"{file.relative_to(ROOT)}: {name}: {error}")
    finally:
        await connection.close()
    assert wrong == []


@pytest.mark.parametrize("service", SERVICES)
async def test_migrating_again_and_at_the_same_time_changes_nothing(
    service: str, database: Database, databases: Databases
) -> None:
    """Protects: several processes may start together; each migration is applied once."""
    dsn = await database(service)
    owner = databases.owner_dsn(dsn.rpartition("/")[2], service)
    await asyncio.gather(*(asyncio.to_thread(migrate, service, owner) for _ in range(3)))
    connection = await asyncpg.connect(dsn)
    try:
        applied = await connection.fetchval("SELECT count(*) FROM schema_migrations")
    finally:
        await connection.close()
    assert applied == sum(len(list(folder.glob("*.sql"))) for folder in folders(service))


async def test_a_service_changes_rows_and_nothing_else(database: Database) -> None:
    """Protects: least privilege; a hole in a service can't alter its schema or see another's."""
    dsn = await database("reporting")
    connection = await asyncpg.connect(dsn)
    try:
        for statement in (
            "DROP TABLE outbox",
            "CREATE TABLE mine (x int)",
            "ALTER TABLE outbox ADD COLUMN x int",
            "COPY outbox TO PROGRAM 'cat'",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement)
    finally:
        await connection.close()
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await asyncpg.connect(dsn.rpartition("/")[0] + "/registration")


def test_versions_of_migrations_are_unique_over_all_folders_of_a_service() -> None:
    """Protects: two slices can't take the same number, which would silently skip one."""
    for service in SERVICES:
        versions = [
            path.name.partition("_")[0] for f in folders(service) for path in f.glob("*.sql")
        ]
        assert len(versions) == len(set(versions)), f"{service}: {sorted(versions)}"
