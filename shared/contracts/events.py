"""registration.events.v1: events with their sessions, in full state."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from shared.contracts.topic import Cleanup, Message, Topic


class Texts(Message, frozen=True, kw_only=True):
    """Texts for the public in one locale; `mail_note` (of an event) is for confirmed people only:
    the organizer's own sentences in their mails."""

    title: str | None = None
    summary: str | None = None
    directions: str | None = None
    accessibility: str | None = None
    mail_note: str | None = None


class PostalAddress(Message, frozen=True, kw_only=True):
    """The address of the venue, in parts. `country`: ISO 3166-1 alpha-2."""

    street: str | None = None
    postal_code: str | None = None
    city: str | None = None
    country: str = "DE"


class Accessibility(Message, frozen=True, kw_only=True):
    """What is there and what is not; None: nobody has said. Translated notes are in the texts."""

    step_free: bool | None = None
    accessible_toilet: bool | None = None
    accessible_parking: bool | None = None
    quiet_room: bool | None = None
    sign_language: bool | None = None
    public_transport: str | None = None
    notes: str | None = None


class EventContact(Message, frozen=True, kw_only=True):
    """Whom participants may ask: an office the organizer publishes, not a participant."""

    name: str
    phone: str | None = None
    email: str | None = None


class ReportPolicy(Message, frozen=True, kw_only=True):
    """When the report is due and what it may show.

    `grace_seconds` None: due the next working day at noon in the event's zone. `min_cell` is k.
    `policy`: `small_cells` or `open_delegations`.
    """

    grace_seconds: int | None = None
    min_cell: int = 5
    policy: str = "small_cells"


class SessionState(Message, frozen=True, kw_only=True):
    """One session. `slot_of` names the session whose time slots this one belongs to.

    `cancelled`: it stays in the programme and does not take place; nobody is registered for it.
    """

    id: UUID
    title: str
    kind: str
    field_of_action: str | None = None
    starts_at: datetime
    ends_at: datetime
    capacity: int | None = None
    drop_in: bool = False
    confidential: bool = False
    host_organisation_id: UUID | None = None
    room: str | None = None
    slot_of: UUID | None = None
    texts: dict[str, Texts] = msgspec.field(default_factory=dict)
    cancelled: bool = False


class EventChanged(Message, frozen=True, kw_only=True):
    """Full state of an event after a change.

    `status`: draft, published, closed, cancelled. `kind`, `identity`, `promotion`: see the domain
    of registration's planning. `join_url` is for confirmed people only and must not be shown by
    reporting.
    `in_house`: `counted`, `estimated` (with `stay_minutes`) or `off`.
    `co_organiser_ids`: organisations whose people belong to the organizing team as well.
    `minimum_participants`: fewer than these by `decide_by` is for the team to decide about.
    `notice` stays empty: the organizer's words to participants travel as `EventNotice`.
    `reminder`: whether confirmed people get a mail the day before.
    """

    id: UUID
    version: int
    status: str
    title: str
    kind: str
    organiser_id: UUID
    partner_ids: tuple[UUID, ...] = ()
    co_organiser_ids: tuple[UUID, ...] = ()
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    capacity: int | None = None
    waitlist: bool = True
    promotion: str = "automatic"
    identity: str = "named"
    registration_opens_at: datetime | None = None
    registration_closes_at: datetime | None = None
    venue: str | None = None
    address: PostalAddress | None = None
    accessibility: Accessibility | None = None
    contact: EventContact | None = None
    join_url: str | None = None
    texts: dict[str, Texts] = msgspec.field(default_factory=dict)
    report: ReportPolicy = ReportPolicy()
    in_house: str = "counted"
    stay_minutes: int | None = None
    minimum_participants: int | None = None
    decide_by: datetime | None = None
    notice: dict[str, str] = msgspec.field(default_factory=dict)
    series_id: UUID | None = None
    reminder: bool = True
    closed_at: datetime | None = None
    sessions: tuple[SessionState, ...] = ()


EVENTS = Topic(
    name="registration.events.v1",
    key="event id",
    description="Full state of each event with its sessions.",
    producer="registration",
    consumers=("notifications", "reporting"),
    cleanup=Cleanup.COMPACT,
    messages={"auftakt.registration.event-changed.v1": EventChanged},
)
