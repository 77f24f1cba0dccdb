"""All that the wording of a batch of mails needs, read at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

import msgspec

from services.notifications.contacts import store as contacts
from services.notifications.contacts.domain import Contact
from services.notifications.deliveries.domain import Delivery
from services.notifications.mails import store
from services.notifications.mails.domain import ABOUT_EVENTS, REQUESTABLE, Kind
from shared.contracts.bookings import BookingChanged
from shared.contracts.editions import EditionPublished
from shared.contracts.events import EventChanged
from shared.contracts.mail_requests import EventNotice, MailRequested
from shared.contracts.organisations import OrganisationChanged
from shared.contracts.topic import Message
from shared.database.pool import Connection

Fact = BookingChanged | MailRequested | EditionPublished
M = TypeVar("M", bound=Message)


@dataclass(frozen=True, slots=True)
class Material:
    """Everything by id, as far as known; `facts` by delivery id, `bookings` as they are now."""

    facts: Mapping[UUID, Fact]
    contacts: Mapping[UUID, Contact]
    erased: frozenset[UUID]
    events: Mapping[UUID, EventChanged]
    organisations: Mapping[UUID, OrganisationChanged]
    bookings: Mapping[UUID, BookingChanged]
    documents: Mapping[UUID, bytes]
    notices: Mapping[tuple[UUID, int], EventNotice] = field(default_factory=dict)

    def organiser_name(self, event: EventChanged) -> str | None:
        """The organiser's name, if it is known by now: no mail waits for it."""
        organisation = self.organisations.get(event.organiser_id)
        return organisation.name if organisation else None


async def gather(connection: Connection, deliveries: Sequence[Delivery]) -> Material:
    """Read what these mails speak about."""
    facts = {d.id: fact for d in deliveries if (fact := _fact(d)) is not None}
    wanted = _requested_bookings(facts.values()) + _reminded_of(deliveries, facts)
    bookings = await store.find_bookings(connection, wanted)
    events = await store.find_events(connection, _events(facts.values(), bookings))
    people = _people(deliveries, [*facts.values(), *bookings.values()])
    return Material(
        facts=facts,
        contacts=await contacts.find(connection, people),
        erased=frozenset(await contacts.erased(connection, people)),
        events=events,
        organisations=await store.find_organisations(
            connection, _organisations(facts.values(), events)
        ),
        bookings=bookings,
        documents=await store.find_documents(
            connection, [f.id for f in facts.values() if isinstance(f, EditionPublished)]
        ),
        notices=await store.find_notices(connection, _noted(facts.values())),
    )


def _fact(delivery: Delivery) -> Fact | None:
    """What the delivery kept of its fact; None if that can't be read."""
    if delivery.fact is None:
        return None
    try:
        return msgspec.json.decode(delivery.fact, type=_type(delivery.kind))
    except msgspec.DecodeError:
        return None


def _type(kind: str) -> type[Fact]:
    if kind in REQUESTABLE:
        return MailRequested
    return EditionPublished if kind == Kind.REPORT else BookingChanged


def _requested_bookings(facts: Iterable[Fact]) -> list[UUID]:
    facts = list(facts)
    requested = [f.subject_id for f in _each(facts, MailRequested) if f.kind == Kind.MANAGE_LINK]
    return requested + [f.repeats for f in _each(facts, BookingChanged) if f.repeats is not None]


def _reminded_of(deliveries: Sequence[Delivery], facts: Mapping[UUID, Fact]) -> list[UUID]:
    """Bookings that may have changed since somebody was to be reminded of them."""
    return [facts[d.id].id for d in deliveries if d.kind == Kind.REMINDER and d.id in facts]


def _events(facts: Iterable[Fact], bookings: Mapping[UUID, BookingChanged]) -> list[UUID]:
    booked = [*_each(facts, BookingChanged), *bookings.values()]
    published = _each(facts, EditionPublished)
    written = {f.subject_id for f in _each(facts, MailRequested) if f.kind in ABOUT_EVENTS}
    return list({f.event_id for f in booked} | {f.event_id for f in published} | written)


def _noted(facts: Iterable[Fact]) -> list[tuple[UUID, int]]:
    facts = list(facts)
    booked, written = _each(facts, BookingChanged), _each(facts, MailRequested)
    found = {words_about(b) for b in booked if b.noted}
    found |= {(r.subject_id, r.event_version) for r in written if r.noted and r.event_version}
    return list(found)


def words_about(booking: BookingChanged) -> tuple[UUID, int]:
    """Where the organizer's words to this version of a booking are: with the event's or its own."""
    if booking.event_version is None:
        return booking.id, booking.version
    return booking.event_id, booking.event_version


def _organisations(facts: Iterable[Fact], events: Mapping[UUID, EventChanged]) -> list[UUID]:
    named = {f.organisation_id for f in _each(facts, MailRequested) if f.organisation_id}
    return list(named | {event.organiser_id for event in events.values()})


def _people(deliveries: Sequence[Delivery], facts: Iterable[Fact]) -> list[UUID]:
    people = {d.person_id for d in deliveries if d.person_id}
    for booking in _each(facts, BookingChanged):
        people.update(person.id for person in booking.people)
        people.update(id_ for id_ in (booking.contact_id, booking.registered_by) if id_)
    return list(people)


def _each(facts: Iterable[Fact], type_: type[M]) -> list[M]:
    return [fact for fact in facts if isinstance(fact, type_)]
