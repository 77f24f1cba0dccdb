"""registration.bookings.v1: who has which place, without names; and the close barrier."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from shared.contracts.topic import Cleanup, Message, Topic


class BookedPerson(Message, frozen=True, kw_only=True):
    """One attendee of a booking, under a random id.

    `status`: confirmed, waitlisted, offered, cancelled. `position` is the place on the waitlist
    (1 is next) when the message was written. `organisation_id`: where the person comes from.
    `generation` is that of the ticket derived from `id`. `erased`: still counted, but nobody knows
    who it was, and nobody is written to.
    """

    id: UUID
    status: str
    session_ids: tuple[UUID, ...] = ()
    position: int | None = None
    organisation_id: UUID | None = None
    generation: int = 1
    changed_at: datetime | None = None
    erased: bool = False


class BookingChanged(Message, frozen=True, kw_only=True):
    """Full state of a booking after a change.

    `contact_id` is the person id whose coordinates stand in the contacts topic (for a single
    booking the attendee's own id), None without e-mail. `reason`: registered, promoted, changed,
    cancelled, declined, event_cancelled, event_moved, session_moved, session_cancelled,
    erased, offered, offer_expired.
    `generation` is that of the manage token derived from `id`. `status`: confirmed, waitlisted,
    partly, offered, cancelled.
    `event_version`: the version of the event that this change follows from (event_moved,
    event_cancelled, session_moved, session_cancelled): who writes about it waits for that state of
    the event.
    `noted`: the organizer says something to it, in an `EventNotice` of that version.
    `registered_by`: whose coordinates say who registered these people and for which company (a
    company's list; `contact_id` is None). They are told who has a place, never which sessions.
    `repeats`: another active booking of the same contact, in version 1 of the later one, where the
    event doesn't tell who is registered: the contact is told of both. `unproven`: its places are
    `offered` until somebody follows the link in the mail, whose secret is in no answer; nothing
    else is written to that address before. Reason `proven`: somebody did.
    Reason `corrected`: a name or an address was mistyped. `readdressed`: people (and the contact)
    whose mails go elsewhere from this version on: they are told anew what they have, once their
    coordinates of this version are known.
    `cancelled_sessions`: those that somebody of it had chosen and that do not take place now; if
    somebody moves up by that, the reason is that of moving up.
    """

    id: UUID
    version: int
    event_id: UUID
    status: str
    reason: str
    contact_id: UUID | None = None
    registered_by: UUID | None = None
    organisation_id: UUID | None = None
    locale: str = "de"
    generation: int = 1
    created_at: datetime
    changed_at: datetime
    event_version: int | None = None
    noted: bool = False
    repeats: UUID | None = None
    unproven: bool = False
    cancelled_sessions: tuple[UUID, ...] = ()
    readdressed: tuple[UUID, ...] = ()
    people: tuple[BookedPerson, ...] = ()


class BookingsClosed(Message, frozen=True, kw_only=True):
    """The close barrier: what a reader must have folded before the figures are whole.

    `bookings` counts the event's bookings, `versions` sums their versions, both as they stood in
    the closing transaction. `event_version` orders barriers of one event.
    """

    event_id: UUID
    event_version: int
    closed_at: datetime
    bookings: int
    versions: int


BOOKINGS = Topic(
    name="registration.bookings.v1",
    key="event id",
    description="State of each booking, versioned, and the close barrier of each event.",
    producer="registration",
    consumers=("notifications", "reporting"),
    cleanup=Cleanup.KEEP,
    messages={
        "auftakt.registration.booking-changed.v1": BookingChanged,
        "auftakt.registration.bookings-closed.v1": BookingsClosed,
    },
)
