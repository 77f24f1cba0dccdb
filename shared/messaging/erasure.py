"""Erasing people from what is sent and from what waits to be applied.

Whoever owns names and addresses of people (participants, contacts of companies, staff) calls
`erase_contacts` in the transaction that removes them from its own tables. From then on no plaintext
of them waits in this database, and the tombstone follows everything that was sent before: readers
forget them, and compaction takes their bytes off Kafka's disks (shared/messaging/heartbeat.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from shared.contracts.contacts import CONTACTS
from shared.database.pool import Connection
from shared.messaging.outbox import OutgoingMessage, put

_TAKE_BACK = """
DELETE FROM outbox WHERE id IN (
    SELECT id FROM outbox WHERE topic = $1 AND key = ANY($2::text[]) FOR UPDATE SKIP LOCKED)
"""

_FORGET_REPLAYS = "DELETE FROM replays WHERE topic = $1 AND key = ANY($2::text[])"


async def erase_contacts(
    connection: Connection, person_ids: Sequence[UUID], *, now: datetime
) -> None:
    """Take people out of the contacts topic, in the caller's transaction; repeating it is harmless.

    Call it with whatever guards these people locked, as for every message. Coordinates that wait in
    the outbox (Kafka may be away for days) are deleted; a row the relay has just sent and deletes
    itself is left to it. The tombstone comes behind them all.
    """
    keys = [str(person_id) for person_id in person_ids]
    if not keys:
        return
    await connection.execute(_TAKE_BACK, CONTACTS.name, keys)
    await put(connection, [OutgoingMessage(CONTACTS, key, None) for key in keys], now=now)


async def forget_replays(connection: Connection, person_ids: Sequence[UUID]) -> None:
    """Drop coordinates of erased people that an operator wanted applied again."""
    keys = [str(person_id) for person_id in person_ids]
    await connection.execute(_FORGET_REPLAYS, CONTACTS.name, keys)
