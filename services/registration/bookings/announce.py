"""From a change of a booking to the messages that tell it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from services.registration.bookings.domain.admission import Admitted
from services.registration.bookings.domain.booking import Booking, Person
from services.registration.bookings.domain.event import Event, Identity
from shared.contracts.bookings import BOOKINGS, BookedPerson, BookingChanged, BookingsClosed
from shared.contracts.contacts import CONTACTS, Contact
from shared.contracts.mail_requests import MAIL_REQUESTS, EventNotice, MailRequested
from shared.ids import new_id
from shared.messaging.outbox import OutgoingMessage


def admitted(
    event: Event, decision: Admitted, now: datetime, repeats: UUID | None = None
) -> list[OutgoingMessage]:
    """A new booking: coordinates first, then the fact, so that whoever reads both can write.

    `repeats`: another active booking of the same contact.
    """
    request = decision.request
    people = tuple(
        BookedPerson(
            id=person.id,
            status=status.value,
            session_ids=sessions,
            position=decision.positions.get(index),
            organisation_id=request.organisation_id,
            changed_at=now,
        )
        for index, (person, status, sessions) in enumerate(
            zip(request.people, decision.statuses, decision.sessions, strict=True)
        )
    )
    body = BookingChanged(
        id=request.id,
        version=1,
        event_id=event.id,
        status=decision.status.value,
        reason="registered",
        contact_id=request.contact_id,
        registered_by=request.registered_by,
        organisation_id=request.organisation_id,
        locale=request.locale,
        created_at=now,
        changed_at=now,
        people=people,
        repeats=repeats,
        unproven=request.unproven,
    )
    return [*_contacts(event, decision), OutgoingMessage(BOOKINGS, str(event.id), body)]


def _contacts(event: Event, decision: Admitted) -> list[OutgoingMessage]:
    """Who is written to, and the names that stand on the tickets in these mails.

    Without a contact nobody is told about the others: only who can be written to is named.
    """
    request = decision.request
    named = event.identity == Identity.NAMED
    messages = []
    if request.contact_id is not None and all(
        person.id != request.contact_id for person in request.people
    ):
        name = request.contact_name if named else None
        messages.append(_contact(request.contact_id, name, request.contact_email, request.locale))
    for person in request.people:
        is_contact = person.id == request.contact_id
        name = person.name if named else None
        email = request.contact_email if is_contact else person.email
        if email or (name and request.contact_id is not None):
            messages.append(_contact(person.id, name, email, request.locale))
    return messages


def joined(booking: Booking, person: Person) -> list[OutgoingMessage]:
    """How to write to somebody who has come into a kept booking."""
    if person.email is None:
        return []
    return [_contact(person.id, person.name, person.email, booking.locale)]


def corrected(booking: Booking, person_ids: Collection[UUID]) -> list[OutgoingMessage]:
    """Coordinates of the contact and of these people after a correction.

    They say in which version of the booking, the next one, so that no mail about it goes to the
    address before.
    """
    version = booking.version + 1
    messages = []
    alone = booking.person(booking.contact_id) if booking.contact_id else None
    if booking.contact_id is not None and alone is None:
        messages.append(
            _contact(
                booking.contact_id,
                booking.contact_name,
                booking.contact_email,
                booking.locale,
                version,
            )
        )
    for person in booking.people:
        is_contact = person.id == booking.contact_id
        if person.erased_at is None and (person.id in person_ids or is_contact):
            email = booking.contact_email if is_contact else person.email
            if email or booking.contact_id is not None:
                messages.append(_contact(person.id, person.name, email, booking.locale, version))
    return messages


def replaced(booking: Booking, former_id: UUID, address: str) -> list[OutgoingMessage]:
    """Tell an address, under an id of its own, that nothing goes to it any more."""
    body = MailRequested(
        id=former_id, kind="address_replaced", person_id=former_id, subject_id=booking.event_id
    )
    return [
        _contact(former_id, None, address, booking.locale),
        OutgoingMessage(MAIL_REQUESTS, str(former_id), body),
    ]


def link_again(contact_id: UUID, booking_id: UUID, generation: int) -> OutgoingMessage:
    """The link to a registration once more; it stays the same."""
    body = MailRequested(
        id=new_id(),
        kind="manage_link",
        person_id=contact_id,
        subject_id=booking_id,
        generation=generation,
    )
    return OutgoingMessage(MAIL_REQUESTS, str(contact_id), body)


def _contact(
    person_id: UUID, name: str | None, email: str | None, locale: str, version: int = 1
) -> OutgoingMessage:
    body = Contact(
        person_id=person_id,
        kind="participant",
        name=name,
        email=email,
        locale=locale,
        generation=version,
    )
    return OutgoingMessage(CONTACTS, str(person_id), body)


def changed(
    booking: Booking,
    reason: str,
    *,
    event_version: int | None = None,
    noted: bool = False,
    cancelled_sessions: tuple[UUID, ...] = (),
) -> OutgoingMessage:
    """The state of a kept booking after a change.

    `event_version`, `noted`: of the event whose own change this one follows from;
    `cancelled_sessions`: those that its people had chosen and that do not take place any more.
    """
    body = BookingChanged(
        id=booking.id,
        version=booking.version,
        event_id=booking.event_id,
        status=booking.status.value,
        reason=reason,
        contact_id=booking.contact_id,
        registered_by=booking.registered_by,
        organisation_id=booking.organisation_id,
        locale=booking.locale,
        generation=booking.generation,
        created_at=booking.created_at,
        changed_at=booking.changed_at,
        event_version=event_version,
        noted=noted,
        unproven=booking.unproven,
        readdressed=tuple(sorted(booking.readdressed)),
        cancelled_sessions=cancelled_sessions,
        people=tuple(
            BookedPerson(
                id=person.id,
                status=person.status.value,
                session_ids=person.sessions,
                position=person.position,
                organisation_id=booking.organisation_id,
                generation=person.generation,
                changed_at=person.changed_at,
                erased=person.erased_at is not None,
            )
            for person in booking.people
        ),
    )
    return OutgoingMessage(BOOKINGS, str(booking.event_id), body)


def words_to(booking: Booking, words: str) -> OutgoingMessage:
    """What the team says besides to the people of this version of a booking.

    Free text travels through the topic that forgets after seven days, never with the booking.
    """
    body = EventNotice(event_id=booking.id, event_version=booking.version, texts={"de": words})
    return OutgoingMessage(MAIL_REQUESTS, str(booking.id), body)


def closed(
    event_id: UUID, event_version: int, bookings: int, versions: int, now: datetime
) -> OutgoingMessage:
    """The close barrier."""
    body = BookingsClosed(
        event_id=event_id,
        event_version=event_version,
        closed_at=now,
        bookings=bookings,
        versions=versions,
    )
    return OutgoingMessage(BOOKINGS, str(event_id), body)
