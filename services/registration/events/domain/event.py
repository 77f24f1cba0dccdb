"""An event with its sessions, as values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from services.registration.events.domain.overlaps import Overlaps, Pair
from services.registration.events.domain.venue import Accessibility, PostalAddress
from services.registration.events.domain.words import (
    Admission,
    DuplicateAnswer,
    EventKind,
    FieldOfAction,
    Identity,
    InHouse,
    Promotion,
    SessionKind,
    Status,
)

MIN_CELL = 5


@dataclass(frozen=True, slots=True)
class Text:
    """Texts for the public in one locale; `mail_note` is for confirmed people, in their mails."""

    title: str | None = None
    summary: str | None = None
    directions: str | None = None
    accessibility: str | None = None
    mail_note: str | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom participants may ask: an office the organizer publishes."""

    name: str
    phone: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """When the report is due and what it may show; see the contract's `ReportPolicy`."""

    grace_seconds: int | None = None
    min_cell: int = MIN_CELL
    policy: str = "small_cells"


@dataclass(frozen=True, slots=True)
class Session:
    """Part of an event. `slot_of`: the session whose time slot this one is.

    `cancelled`: it stays in the programme, where it says that it does not take place.
    """

    id: UUID
    title: str
    kind: SessionKind
    starts_at: datetime
    ends_at: datetime
    field_of_action: FieldOfAction | None = None
    capacity: int | None = None
    drop_in: bool = False
    confidential: bool = False
    host_organisation_id: UUID | None = None
    room: str | None = None
    slot_of: UUID | None = None
    texts: Mapping[str, Text] = field(default_factory=dict)
    cancelled: bool = False

    @property
    def takes_bookings(self) -> bool:
        """An item of the agenda is for everybody, unless its places are limited."""
        return self.kind is not SessionKind.AGENDA_ITEM or self.capacity is not None


@dataclass(frozen=True, slots=True)
class Event:
    """One occasion with its sessions, in full.

    `sessions_least`, `sessions_most`: how many sessions with places each person chooses.
    `changes_until`: until when people change or cancel by themselves; then only the team does.
    `notice`: the latest news of the organizer to participants (why it moves or is cancelled), by
    language. `reported_at`: since when the first edition of its report is out. `listed`: calendars
    and the start page show it; who knows its address sees it anyway. `reminder`: whether confirmed
    people get a mail the day before.
    """

    id: UUID
    version: int
    status: Status
    title: str
    kind: EventKind
    organiser_id: UUID
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    registration_opens_at: datetime
    registration_closes_at: datetime
    created_at: datetime
    partner_ids: tuple[UUID, ...] = ()
    co_organiser_ids: tuple[UUID, ...] = ()
    capacity: int | None = None
    waitlist: bool = True
    promotion: Promotion = Promotion.AUTOMATIC
    duplicate_answer: DuplicateAnswer = DuplicateAnswer.TELL
    identity: Identity = Identity.NAMED
    admission: Admission = Admission.OPEN
    listed: bool = True
    venue: str | None = None
    address: PostalAddress | None = None
    accessibility: Accessibility | None = None
    contact: Contact | None = None
    join_url: str | None = None
    texts: Mapping[str, Text] = field(default_factory=dict)
    report: Report = Report()
    in_house: InHouse = InHouse.COUNTED
    stay_minutes: int | None = None
    minimum_participants: int | None = None
    decide_by: datetime | None = None
    overlaps: Overlaps = Overlaps.REFUSE
    allowed_overlaps: tuple[Pair, ...] = ()
    notice: Mapping[str, str] = field(default_factory=dict)
    series_id: UUID | None = None
    reminder: bool = True
    sessions_least: int | None = None
    sessions_most: int | None = None
    changes_until: datetime | None = None
    published_at: datetime | None = None
    closed_at: datetime | None = None
    reported_at: datetime | None = None
    sessions: tuple[Session, ...] = ()

    @property
    def where(self) -> str | None:
        """House and address in one line, as a ticket or a calendar says it."""
        at = self.address
        town = " ".join(filter(None, (at.postal_code, at.city))) if at else None
        return ", ".join(filter(None, (self.venue, at.street if at else None, town))) or None

    @property
    def decision_at(self) -> datetime:
        """When it must be known whether enough people come; without a day, at the start."""
        return self.decide_by or self.starts_at

    @property
    def organisation_ids(self) -> tuple[UUID, ...]:
        """Organisations that have to do with the event; grants at these may reach it."""
        return (*self.organising_ids, *self.partner_ids)

    @property
    def organising_ids(self) -> tuple[UUID, ...]:
        """Organisations whose people are the organizing team."""
        return (self.organiser_id, *self.co_organiser_ids)

    @property
    def stage(self) -> Status:
        """The status as people see it: closed until its report is out."""
        reported = self.status is Status.CLOSED and self.reported_at is not None
        return Status.REPORTED if reported else self.status

    @property
    def is_public(self) -> bool:
        """Whether people without a role may see it; a draft that is cancelled never was."""
        return self.published_at is not None

    @property
    def divided_ids(self) -> frozenset[UUID]:
        """Sessions divided into time slots: the slots are booked, not they."""
        return frozenset(s.slot_of for s in self.sessions if s.slot_of)

    @property
    def bookable_sessions(self) -> tuple[Session, ...]:
        """Sessions a registration may name: not called off, confidential, divided or agenda."""
        divided = self.divided_ids
        return tuple(
            s
            for s in self.sessions
            if s.takes_bookings and not (s.confidential or s.cancelled or s.id in divided)
        )

    def session(self, id_: UUID) -> Session | None:
        """The session of that id, if it is one of this event's."""
        return next((s for s in self.sessions if s.id == id_), None)

    def registration_is_open(self, now: datetime) -> bool:
        """Published, and `now` lies in the registration window."""
        inside = self.registration_opens_at <= now < self.registration_closes_at
        return self.status is Status.PUBLISHED and inside

    @property
    def by_invitation(self) -> bool:
        """Whether only who is invited may register."""
        return self.admission is Admission.INVITATION

    def public_may_register(self, now: datetime) -> bool:
        """Whether somebody without an invitation may register now."""
        return self.registration_is_open(now) and not self.by_invitation
