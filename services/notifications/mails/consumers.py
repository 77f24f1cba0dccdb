"""Topics → what mails speak about, and which mails are required."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar
from uuid import UUID

from services.notifications.mails.domain import REQUESTABLE, STATUSES
from services.notifications.mails.use_cases import MailUseCases
from shared.contracts.bookings import BOOKINGS, BookingChanged
from shared.contracts.documents import DOCUMENTS
from shared.contracts.editions import EDITIONS, EditionPublished
from shared.contracts.events import EVENTS, EventChanged
from shared.contracts.mail_requests import MAIL_REQUESTS, EventNotice, MailRequested
from shared.contracts.organisations import ORGANISATIONS, OrganisationChanged
from shared.contracts.topic import Message
from shared.database.pool import Connection
from shared.messaging.applying import Subscription, UnknownValue
from shared.messaging.decoding import Record

SERVICE = "notifications"
M = TypeVar("M", bound=Message)


def subscriptions(use_cases: MailUseCases) -> list[Subscription]:
    """Facts in one group, documents in another: 4 MiB of PDF must not hold up a sign-in link."""

    async def facts(connection: Connection, records: Sequence[Record]) -> None:
        await _learn(use_cases, connection, records)
        if bookings := _bodies(records, BookingChanged):
            await use_cases.follow_bookings(connection, [_known_booking(b) for b in bookings])
        if requests := _bodies(records, MailRequested):
            await use_cases.request(connection, [_known_request(r) for r in requests])
        if editions := _bodies(records, EditionPublished):
            await use_cases.publish(connection, editions)

    async def documents(connection: Connection, records: Sequence[Record]) -> None:
        for record in records:
            if isinstance(record.body, bytes):
                await use_cases.receive_document(connection, _edition(record), record.body)

    topics = (ORGANISATIONS, EVENTS, BOOKINGS, MAIL_REQUESTS, EDITIONS)
    return [
        Subscription(SERVICE, f"{SERVICE}.mails", topics, facts),
        Subscription(SERVICE, f"{SERVICE}.documents", (DOCUMENTS,), documents),
    ]


async def _learn(
    use_cases: MailUseCases, connection: Connection, records: Sequence[Record]
) -> None:
    """What mails speak about."""
    if events := _bodies(records, EventChanged):
        await use_cases.learn_events(connection, events)
    if organisations := _bodies(records, OrganisationChanged):
        await use_cases.learn_organisations(connection, organisations)
    if notices := _bodies(records, EventNotice):
        await use_cases.learn_notices(connection, notices)


def _bodies(records: Sequence[Record], type_: type[M]) -> list[M]:
    return [record.body for record in records if isinstance(record.body, type_)]


def _known_booking(booking: BookingChanged) -> BookingChanged:
    """A status of a newer registration can't be told to people: park it."""
    if any(person.status not in STATUSES for person in booking.people):
        raise UnknownValue("person status")
    return booking


def _known_request(request: MailRequested) -> MailRequested:
    if request.kind not in REQUESTABLE:
        raise UnknownValue("mail kind")
    return request


def _edition(record: Record) -> UUID:
    try:
        return UUID(record.key)
    except ValueError:
        raise UnknownValue("document key") from None
