"""Pool, transactions and named statements on a real PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import asyncpg
import pytest

from local.ports import free_ports
from shared.database.pool import Pool, connection, open_pool, transaction
from shared.database.queries import load_queries
from shared.errors import Unavailable


async def test_what_is_committed_stays_and_what_fails_leaves_nothing(
    registration_pool: Pool,
) -> None:
    """Protects: one transaction is all or nothing."""
    insert = "INSERT INTO consumer_offsets VALUES ('g', 't', $1, 1)"
    async with transaction(registration_pool) as c:
        await c.execute(insert, 1)

    async def fail() -> None:
        async with transaction(registration_pool) as c:
            await c.execute(insert, 2)
            await c.execute("SELECT 1 / 0")

    with pytest.raises(asyncpg.DivisionByZeroError):
        await fail()
    async with connection(registration_pool) as c:
        assert await c.fetchval("SELECT array_agg(partition) FROM consumer_offsets") == [1]


async def test_without_postgresql_the_pool_opens_and_answers_unavailable() -> None:
    """Protects: a service starts while PostgreSQL is away, and says 503 with Retry-After."""
    port = free_ports(1)[0]
    pool = await open_pool(f"postgresql://nobody:x@127.0.0.1:{port}/none", name="test")
    with pytest.raises(Unavailable) as refused:
        async with transaction(pool):
            pass
    assert refused.value.retry_after_seconds == 2
    pool.terminate()


async def test_a_connection_cut_in_the_middle_is_unavailable_and_the_pool_recovers(
    registration_pool: Pool,
) -> None:
    """Protects: a lost connection is a passing fault, not a bug of the caller."""
    with pytest.raises(Unavailable):
        async with transaction(registration_pool) as c:
            await c.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    async with connection(registration_pool) as c:
        assert await c.fetchval("SELECT 1") == 1


def test_named_statements_are_attributes(tmp_path: Path) -> None:
    """Protects: SQL has a name; an unknown name is an error at once."""
    file = tmp_path / "queries.sql"
    file.write_text(
        "-- a file\n\n-- name: one\n-- The first.\nSELECT 1;\n\n-- name: two\nSELECT 2\n"
    )
    sql = load_queries(file)
    assert sql.two == "SELECT 2"
    assert sql.one.endswith("SELECT 1")
    with pytest.raises(AttributeError, match="three"):
        _ = sql.three


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("SELECT 1;", "before the first name"),
        ("-- name: a\nSELECT 1;\n-- name: a\nSELECT 2;", "twice"),
        ("-- name: a\n-- nothing\n-- name: b\nSELECT 1;", "empty"),
    ],
)
def test_a_file_of_statements_with_a_mistake_is_refused(
    tmp_path: Path, text: str, problem: str
) -> None:
    """Protects: no statement gets lost in a file."""
    file = tmp_path / "queries.sql"
    file.write_text(text)
    with pytest.raises(ValueError, match=problem):
        load_queries(file)
