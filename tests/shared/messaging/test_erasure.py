"""What waits in a database when people are erased while Kafka or a consumer is away."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import uuid4

from shared.contracts.bookings import BOOKINGS
from shared.contracts.contacts import CONTACTS, Contact
from shared.database.pool import Pool, transaction
from shared.messaging.erasure import erase_contacts
from shared.messaging.outbox import OutgoingMessage, put
from tests.shared.messaging.flow import booking

NOW = datetime(2027, 5, 3, 9, 0, tzinfo=UTC)


async def test_an_outbox_keeps_no_coordinates_of_the_erased_and_ends_with_their_tombstone(
    registration_pool: Pool,
) -> None:
    """Protects I7 while Kafka is away: plaintext goes at once, facts and other people stay."""
    gone, stays = uuid4(), uuid4()
    async with transaction(registration_pool) as connection:
        people = [Contact(person_id=id_, kind="participant", name="Mira") for id_ in (gone, stays)]
        messages = [OutgoingMessage(CONTACTS, str(c.person_id), c) for c in people]
        fact = OutgoingMessage(BOOKINGS, str(gone), booking(gone, 1))
        await put(connection, [*messages, fact], now=NOW)
    for _ in range(2):
        async with transaction(registration_pool) as connection:
            await erase_contacts(connection, [gone], now=NOW)
    rows = await registration_pool.fetch("SELECT topic, key, body FROM outbox ORDER BY id")
    assert [(r["topic"], r["key"], r["body"] is None) for r in rows] == [
        (CONTACTS.name, str(stays), False),
        (BOOKINGS.name, str(gone), False),
        (CONTACTS.name, str(gone), True),
    ]
