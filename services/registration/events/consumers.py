"""Topic → planning: the report of an event is out."""

from __future__ import annotations

from collections.abc import Sequence

from services.registration.events.use_cases.reporting import reports_are_out
from shared.contracts.editions import EDITIONS, EditionPublished
from shared.database.pool import Connection
from shared.messaging.applying import Subscription
from shared.messaging.decoding import Record

SERVICE = "registration"


def subscription() -> Subscription:
    """Editions only: registration reads nothing else of the others."""
    return Subscription(SERVICE, f"{SERVICE}.events", (EDITIONS,), apply)


async def apply(connection: Connection, records: Sequence[Record]) -> None:
    """Note for which events there is a report."""
    bodies = [each.body for each in records if isinstance(each.body, EditionPublished)]
    await reports_are_out(connection, [(each.event_id, each.published_at) for each in bodies])
