"""`auftakt admin create` lets somebody in."""

from __future__ import annotations

import asyncio

from click.testing import CliRunner, Result

from cli.__main__ import main
from shared.database.pool import open_pool
from tests.conftest import Database


async def create(dsn: str, email: str) -> Result:
    """The command, in a thread: it has a loop of its own."""
    arguments = ["admin", "create", email, "--name", "Olga Beispiel", "--database-url", dsn]
    return await asyncio.to_thread(CliRunner().invoke, main, arguments)


async def test_an_administrator_is_made_once_and_invited(database: Database) -> None:
    """Protects the way in where nobody has a browser session yet, or the last one left."""
    dsn = await database("registration")
    assert (await create(dsn, "olga@example.org")).exit_code == 0
    again = await create(dsn, "Olga@example.org")
    assert again.exit_code == 0
    assert "already" in again.output
    refused = await create(dsn, "olga")
    assert refused.exit_code == 2
    assert "is not an e-mail address" in refused.output
    pool = await open_pool(dsn, name="test")
    grants = await pool.fetch(
        "SELECT role, organisation_id, name FROM grants JOIN staff ON staff.id = staff_id"
    )
    assert [tuple(row) for row in grants] == [("administrator", None, "Olga Beispiel")]
    mails = await pool.fetchval(
        "SELECT count(*) FROM outbox WHERE topic = 'registration.mail-requests.v1'"
    )
    assert mails == 1
    assert await pool.fetchval("SELECT what || ' ' || via FROM audit_log") == "roles.given system"
    pool.terminate()
