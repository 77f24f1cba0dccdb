"""Facts as the topics bring them; all people are made up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from shared.contracts.bookings import BOOKINGS, BookedPerson, BookingChanged
from shared.contracts.contacts import CONTACTS, Contact
from shared.contracts.editions import EDITIONS, EditionPublished
from shared.contracts.events import EVENTS, EventChanged, EventContact, SessionState, Texts
from shared.contracts.mail_requests import MAIL_REQUESTS, EventNotice, MailRequested
from shared.contracts.organisations import ORGANISATIONS, Member, OrganisationChanged
from shared.contracts.topic import Message, Topic
from shared.messaging.decoding import Record

NOW = datetime(2027, 5, 3, 8, 0, tzinfo=UTC)
ORGANISER = UUID("11111111-1111-4111-8111-111111111111")
PARTNER = UUID("22222222-2222-4222-8222-222222222222")
EVENT = UUID("33333333-3333-4333-8333-333333333333")
RUECKEN = UUID("44444444-4444-4444-8444-444444444444")
ATEM = UUID("55555555-5555-4555-8555-555555555555")

TOPICS: dict[type[Message], Topic] = {
    BookingChanged: BOOKINGS,
    Contact: CONTACTS,
    EditionPublished: EDITIONS,
    EventChanged: EVENTS,
    MailRequested: MAIL_REQUESTS,
    EventNotice: MAIL_REQUESTS,
    OrganisationChanged: ORGANISATIONS,
}


def event(**changes: Any) -> EventChanged:
    """A health day on 12 May 2027 in Berlin time, with two sessions."""
    values: dict[str, Any] = {
        "id": EVENT,
        "version": 2,
        "status": "published",
        "title": "Gesundheitstag Musterstadt",
        "kind": "health_day",
        "organiser_id": ORGANISER,
        "partner_ids": (PARTNER,),
        "starts_at": datetime(2027, 5, 12, 7, 0, tzinfo=UTC),
        "ends_at": datetime(2027, 5, 12, 11, 0, tzinfo=UTC),
        "time_zone": "Europe/Berlin",
        "venue": "Bürgerhaus, Marktplatz 1",
        "contact": EventContact(
            name="Gesundheitsbüro", phone="+49 3641 000000", email="buero@example.org"
        ),
        "texts": {"en": Texts(title="Health Day Musterstadt")},
        "sessions": (
            SessionState(
                id=RUECKEN,
                title="Rücken-Check",
                kind="workshop",
                starts_at=datetime(2027, 5, 12, 7, 30, tzinfo=UTC),
                ends_at=datetime(2027, 5, 12, 8, 0, tzinfo=UTC),
                room="Raum 1.04",
            ),
            SessionState(
                id=ATEM,
                title="Atem und Entspannung",
                kind="workshop",
                starts_at=datetime(2027, 5, 12, 8, 0, tzinfo=UTC),
                ends_at=datetime(2027, 5, 12, 8, 30, tzinfo=UTC),
            ),
        ),
    }
    return EventChanged(**{**values, **changes})


def organisation(**changes: Any) -> OrganisationChanged:
    """The organiser, without members."""
    values: dict[str, Any] = {
        "id": ORGANISER,
        "version": 1,
        "name": "Initiative Innenstadt Musterstadt",
        "kind": "network",
    }
    return OrganisationChanged(**{**values, **changes})


def partner(*staff: UUID, role: str = "partner") -> OrganisationChanged:
    """An insurer with these members."""
    members = tuple(Member(staff_id=s, role=role) for s in staff)
    return organisation(id=PARTNER, name="Musterkasse", kind="insurer", members=members)


def person(status: str = "confirmed", id_: UUID | None = None, **changes: Any) -> BookedPerson:
    """Somebody with the back check."""
    values: dict[str, Any] = {"id": id_ or uuid4(), "status": status, "session_ids": (RUECKEN,)}
    return BookedPerson(**{**values, **changes})


def booking(*people: BookedPerson, **changes: Any) -> BookingChanged:
    """The first version of a booking; the first person is the contact unless said otherwise."""
    folk = people or (person(),)
    values: dict[str, Any] = {
        "id": uuid4(),
        "version": 1,
        "event_id": EVENT,
        "status": folk[0].status,
        "reason": "registered",
        "contact_id": folk[0].id,
        "created_at": NOW,
        "changed_at": NOW,
        "people": folk,
    }
    return BookingChanged(**{**values, **changes})


def contact(person_id: UUID, email: str | None = "mira@example.org", **changes: Any) -> Contact:
    """A made-up person."""
    values: dict[str, Any] = {
        "person_id": person_id,
        "kind": "participant",
        "name": "Mira Beispiel",
        "email": email,
    }
    return Contact(**{**values, **changes})


def sign_in(person_id: UUID, **changes: Any) -> MailRequested:
    """A staff member wants to sign in."""
    values: dict[str, Any] = {
        "id": uuid4(),
        "kind": "sign_in",
        "person_id": person_id,
        "subject_id": uuid4(),
        "expires_at": NOW + timedelta(minutes=15),
    }
    return MailRequested(**{**values, **changes})


def record(body: Message | bytes | None, *, topic: Topic | None = None, key: str = "") -> Record:
    """As a consumer hands it over."""
    found = topic or TOPICS[type(body)]  # type: ignore[index]  # bytes come with their topic
    return Record(found.name, 0, 0, key, "", body, NOW, None)


def tombstone(person_id: UUID) -> Record:
    """Erasure, as the contacts topic brings it."""
    return record(None, topic=CONTACTS, key=str(person_id))
