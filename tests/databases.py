"""Databases for tests: cloned from one migrated template per service, emptied and lent again.

Emptying takes about a tenth of the time of cloning. What was changed in shape, or had many rows,
is dropped instead, so that every test finds a database like the first.
"""

from __future__ import annotations

import asyncio
import secrets
from collections import defaultdict
from dataclasses import dataclass, field

import asyncpg

from local.postgres import Postgres
from shared.database.migrate import migrate

PASSWORD = "test"
WORTH_EMPTYING_ROWS = 2_000
"""Above that, dead rows and old statistics would slow down the next test."""

ALONE_SECONDS = 5.0
LOOK_SECONDS = 0.002
"""PostgreSQL's own wait for an end looks ten times a second only: too seldom for each test."""

OTHERS = """
SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
SHAPE = """
SELECT md5(string_agg(word, ',' ORDER BY word)) FROM (
    SELECT concat_ws(' ', relname, relkind, relnatts, relowner::regrole, relacl::text) FROM pg_class
    WHERE relnamespace NOT IN ('pg_catalog'::regnamespace, 'pg_toast'::regnamespace)
    UNION ALL SELECT concat_ws(' ', tgname, tgrelid::regclass, tgenabled) FROM pg_trigger
        WHERE NOT tgisinternal
    UNION ALL SELECT concat_ws(' ', conname, conrelid::regclass) FROM pg_constraint
    UNION ALL SELECT concat_ws(' ', proname, prosrc) FROM pg_proc
        WHERE pronamespace = 'public'::regnamespace
) AS parts (word)
"""
EMPTY = """
DO $$
DECLARE
    one record;
    rows bigint;
    gone bigint := 0;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR one IN
        SELECT oid::regclass AS name FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
          AND relname <> 'schema_migrations'
    LOOP
        EXECUTE format('DELETE FROM %s', one.name);
        GET DIAGNOSTICS rows = ROW_COUNT;
        gone := gone + rows;
    END LOOP;
    FOR one IN SELECT schemaname, sequencename, start_value FROM pg_sequences
               WHERE last_value IS NOT NULL
    LOOP
        PERFORM setval(format('%I.%I', one.schemaname, one.sequencename), one.start_value, false);
    END LOOP;
    PERFORM set_config('test.gone', gone::text, false);
END $$
"""


@dataclass
class Databases:
    """The server, which templates are migrated already, and what is ready to be lent again."""

    server: Postgres
    shapes: dict[str, str] = field(default_factory=dict)
    ready: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def dsn(self, database: str, service: str) -> str:
        """As the service, which may read and write rows only."""
        return self.server.dsn(database, service, PASSWORD)

    def owner_dsn(self, database: str, service: str) -> str:
        """As the owner of the schema, for migrations and for lists of what a test may look at."""
        return self.server.dsn(database, f"{service}_owner", PASSWORD)

    async def lend(self, service: str) -> str:
        """The name of an empty migrated database of the service, nobody else's until taken back."""
        if service not in self.shapes:
            migrate(service, self.owner_dsn(service, service))
            self.shapes[service] = await self._ask(service, SHAPE)
        if self.ready[service]:
            return self.ready[service].pop()
        name = f"{service}_{secrets.token_hex(6)}"
        await self._run(f"CREATE DATABASE {name} TEMPLATE {service} OWNER {service}_owner")
        return name

    async def take_back(self, name: str) -> None:
        """Empty it for the next; whoever is still connected is sent away."""
        service = name.partition("_")[0]
        connection = await asyncpg.connect(self.server.dsn(name))
        try:
            await _alone(connection)
            await connection.execute(EMPTY)
            rows = int(await connection.fetchval("SELECT current_setting('test.gone')"))
            like_new = (
                rows <= WORTH_EMPTYING_ROWS
                and await connection.fetchval(SHAPE) == self.shapes[service]
            )
        finally:
            await connection.close()
        if like_new:
            self.ready[service].append(name)
        else:
            await self._run(f"DROP DATABASE {name} WITH (FORCE)")

    async def _run(self, statement: str) -> None:
        """One statement as superuser, outside any service's database."""
        connection = await asyncpg.connect(self.server.dsn("postgres"))
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    async def _ask(self, database: str, question: str) -> str:
        connection = await asyncpg.connect(self.server.dsn(database))
        try:
            return str(await connection.fetchval(question))
        finally:
            await connection.close()


async def _alone(connection: asyncpg.Connection) -> None:
    async with asyncio.timeout(ALONE_SECONDS):
        while await connection.fetchval(OTHERS):  # noqa: ASYNC110 - another process ends
            await asyncio.sleep(LOOK_SECONDS)
