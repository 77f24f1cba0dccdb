"""registration.contacts.v1 → coordinates."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from services.notifications.contacts.domain import Contact as Coordinates
from services.notifications.contacts.use_cases import ContactUseCases
from shared.contracts.contacts import CONTACTS, Contact
from shared.database.pool import Connection
from shared.messaging.applying import Subscription
from shared.messaging.decoding import Record

GROUP = "notifications.contacts"


def subscription(use_cases: ContactUseCases) -> Subscription:
    """Fold each batch to the last state of each person."""

    async def apply(connection: Connection, records: Sequence[Record]) -> None:
        changes: dict[UUID, Coordinates | None] = {}
        for record in records:
            if isinstance(record.body, Contact):
                changes[record.body.person_id] = _coordinates(record.body)
            elif (person_id := _person(record.key)) is not None:
                changes[person_id] = None
        await use_cases.learn(connection, changes)

    return Subscription(service="notifications", group=GROUP, topics=(CONTACTS,), apply=apply)


def _coordinates(body: Contact) -> Coordinates:
    return Coordinates(
        body.person_id,
        body.kind,
        body.name,
        body.email,
        body.locale,
        body.company,
        body.generation,
    )


def _person(key: str) -> UUID | None:
    """The person of a tombstone; None for the heartbeat, which erases nobody."""
    try:
        return UUID(key)
    except ValueError:
        return None
