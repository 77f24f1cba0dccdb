"""Organisations, events and sessions: values, defaults by kind, and what makes an event valid.

Pure: no I/O, no clock but passed-in instants.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

SESSIONS_MAX = 500
SLOT_MINUTES_MIN = 5
EVENT_DAYS_MAX = 31
YEARS_AHEAD_MAX = 5
FEW_PLACES_SHARE = 0.2
"""Fewer free places than this share of the capacity are shown as "few"."""
MIN_CELL = 5


class OrganisationKind(StrEnum):
    """What an organisation is (glossary)."""

    NETWORK = "network"
    COMPANY = "company"
    JOB_CENTRE = "job_centre"
    EMPLOYMENT_AGENCY = "employment_agency"
    INSURER = "insurer"
    UNIVERSITY = "university"
    MUNICIPALITY = "municipality"
    ASSOCIATION = "association"


class Carrier(StrEnum):
    """In whose carriage a job centre is: joint institution or municipal (SGB II §§ 44b, 6a)."""

    JOINT = "gE"
    MUNICIPAL = "zkT"


class EventKind(StrEnum):
    """What sort of occasion an event is (glossary)."""

    HEALTH_DAY = "health_day"
    HEALTH_WEEK = "health_week"
    KICK_OFF_WORKSHOP = "kick_off_workshop"
    KICK_OFF = "kick_off"
    EXCHANGE = "exchange"
    COOPERATION_MEETING = "cooperation_meeting"


class SessionKind(StrEnum):
    """What sort of part of an event a session is (glossary)."""

    WORKSHOP = "workshop"
    TALK = "talk"
    STATION = "station"
    INFO_STAND = "info_stand"
    COUNSELLING = "counselling"
    AGENDA_ITEM = "agenda_item"


class FieldOfAction(StrEnum):
    """Fields of action of the Leitfaden Prävention (GKV-Spitzenverband, edition of 2024).

    The first four are the individual ones of its chapter 5, the others the company ones of
    chapter 6 (BGF).
    """

    NUTRITION = "nutrition"
    MOVEMENT = "movement"
    STRESS = "stress"
    SUBSTANCE_USE = "substance_use"
    WORK_DESIGN = "work_design"
    WORK_LIFESTYLE = "work_lifestyle"
    CROSS_COMPANY = "cross_company"


class Status(StrEnum):
    """The life of an event; closed and cancelled are ends."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Identity(StrEnum):
    """How much an event knows of its visitors."""

    NONE = "none"
    CODE = "code"
    NAMED = "named"


class Promotion(StrEnum):
    """What happens when a place becomes free for a waiting entry."""

    AUTOMATIC = "automatic"
    OFFER = "offer"


class DuplicateAnswer(StrEnum):
    """Whether a second registration of an address is told so, or only by mail."""

    TELL = "tell"
    MAIL = "mail"


class InHouse(StrEnum):
    """How "in the house" is known: counted at exits, estimated from a stay, or not at all."""

    COUNTED = "counted"
    ESTIMATED = "estimated"
    OFF = "off"


class Availability(StrEnum):
    """What the public sees of the places: never an exact figure."""

    FREE = "free"
    FEW = "few"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who organises, takes part and receives reports. `headcount` never leaves registration."""

    id: UUID
    version: int
    name: str
    kind: OrganisationKind
    created_at: datetime
    parent_id: UUID | None = None
    branch: str | None = None
    headcount: int | None = None
    carrier: Carrier | None = None
    address: str | None = None

    @property
    def size_class(self) -> str | None:
        """The class of establishment size, None where the headcount is unknown."""
        return None if self.headcount is None else size_class(self.headcount)


@dataclass(frozen=True, slots=True)
class Text:
    """Texts for the public in one locale."""

    title: str | None = None
    summary: str | None = None
    directions: str | None = None


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
    """Part of an event. `slot_of`: the session whose time slot this one is."""

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


@dataclass(frozen=True, slots=True)
class Event:
    """One occasion with its sessions, in full."""

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
    capacity: int | None = None
    waitlist: bool = True
    promotion: Promotion = Promotion.AUTOMATIC
    duplicate_answer: DuplicateAnswer = DuplicateAnswer.TELL
    identity: Identity = Identity.NAMED
    venue: str | None = None
    contact: Contact | None = None
    join_url: str | None = None
    texts: Mapping[str, Text] = field(default_factory=dict)
    report: Report = Report()
    in_house: InHouse = InHouse.COUNTED
    stay_minutes: int | None = None
    published_at: datetime | None = None
    closed_at: datetime | None = None
    sessions: tuple[Session, ...] = ()

    @property
    def organisation_ids(self) -> tuple[UUID, ...]:
        """Organisations that have to do with the event; grants at these may reach it."""
        return (self.organiser_id, *self.partner_ids)

    @property
    def is_public(self) -> bool:
        """Whether people without a role may see it."""
        return self.status is not Status.DRAFT

    @property
    def divided_ids(self) -> frozenset[UUID]:
        """Sessions divided into time slots: the slots are booked, not they."""
        return frozenset(s.slot_of for s in self.sessions if s.slot_of)

    @property
    def bookable_sessions(self) -> tuple[Session, ...]:
        """Sessions a registration may name: not confidential, not divided into slots."""
        divided = self.divided_ids
        return tuple(s for s in self.sessions if not s.confidential and s.id not in divided)

    def session(self, id_: UUID) -> Session | None:
        """The session of that id, if it is one of this event's."""
        return next((s for s in self.sessions if s.id == id_), None)

    def registration_is_open(self, now: datetime) -> bool:
        """Published, and `now` lies in the registration window."""
        inside = self.registration_opens_at <= now < self.registration_closes_at
        return self.status is Status.PUBLISHED and inside


@dataclass(frozen=True, slots=True)
class Fault:
    """A field of an event that can't be as it is; `field` is a path as a client writes it."""

    field: str
    reason: str
    code: str


def size_class(headcount: int) -> str:
    """The class of establishment size of the glossary."""
    bounds = ((10, "<10"), (50, "10-49"), (100, "50-99"), (250, "100-249"), (500, "250-499"))
    for bound, name in bounds:
        if headcount < bound:
            return name
    return "500-1499" if headcount < 1500 else ">=1500"


def identity_by_kind(kind: EventKind) -> Identity:
    """Open days know nobody by name unless the organizer says otherwise."""
    open_day = kind in {EventKind.HEALTH_DAY, EventKind.HEALTH_WEEK}
    return Identity.NONE if open_day else Identity.NAMED


def promotion_by_kind(kind: EventKind) -> Promotion:
    """A closed meeting asks first whether a late place is still wanted."""
    closed_meeting = kind is EventKind.COOPERATION_MEETING
    return Promotion.OFFER if closed_meeting else Promotion.AUTOMATIC


def duplicate_answer_by_identity(identity: Identity) -> DuplicateAnswer:
    """A visitor event tells nobody who is registered."""
    return DuplicateAnswer.TELL if identity is Identity.NAMED else DuplicateAnswer.MAIL


def policy_by_kind(kind: EventKind) -> str:
    """Head-counts of delegations are known to all who sat in a closed meeting (design §6)."""
    closed_meeting = kind is EventKind.COOPERATION_MEETING
    return "open_delegations" if closed_meeting else "small_cells"


def confidential_by_default(kind: SessionKind, field_of_action: FieldOfAction | None) -> bool:
    """Counselling and substance use are counted as a total only, unless said otherwise."""
    return kind is SessionKind.COUNSELLING or field_of_action is FieldOfAction.SUBSTANCE_USE


def slot_times(
    starts_at: datetime, ends_at: datetime, every: timedelta
) -> list[tuple[datetime, datetime]]:
    """Whole time slots between start and end; a remainder shorter than `every` is left out."""
    count = int((ends_at - starts_at) / every)
    return [(starts_at + i * every, starts_at + (i + 1) * every) for i in range(count)]


def availability(capacity: int | None, taken: int) -> Availability:
    """What the public is told about the places of an event or a session."""
    if capacity is None:
        return Availability.FREE
    if taken >= capacity:
        return Availability.FULL
    few = capacity - taken < max(1.0, capacity * FEW_PLACES_SHARE)
    return Availability.FEW if few or capacity - taken == 1 else Availability.FREE


def faults_of_event(event: Event) -> list[Fault]:
    """What contradicts itself in an event, whoever asks and whenever."""
    faults: list[Fault] = []
    if event.ends_at <= event.starts_at:
        faults.append(Fault("ends_at", "must be after starts_at", "ends_before_start"))
    elif event.ends_at - event.starts_at > timedelta(days=EVENT_DAYS_MAX):
        faults.append(
            Fault("ends_at", f"at most {EVENT_DAYS_MAX} days after starts_at", "too_long")
        )
    if event.registration_closes_at <= event.registration_opens_at:
        faults.append(
            Fault(
                "registration_closes_at",
                "must be after registration_opens_at",
                "closes_before_opening",
            )
        )
    if event.in_house is InHouse.ESTIMATED and event.stay_minutes is None:
        faults.append(Fault("stay_minutes", "needed where in_house is estimated", "missing"))
    if event.organiser_id in event.partner_ids or len(set(event.partner_ids)) != len(
        event.partner_ids
    ):
        faults.append(Fault("partner_ids", "must name each other organisation once", "repeated"))
    return faults


def faults_of_dates(starts_at: datetime, ends_at: datetime, now: datetime) -> list[Fault]:
    """What is wrong with planning an event at these instants now."""
    if ends_at <= now:
        return [Fault("ends_at", "is in the past", "past")]
    if starts_at > now + timedelta(days=366 * YEARS_AHEAD_MAX):
        return [Fault("starts_at", f"is more than {YEARS_AHEAD_MAX} years away", "too_far")]
    return []


def faults_of_session(session: Session, event: Event, path: str) -> list[Fault]:
    """What is wrong with a session within its event."""
    if session.ends_at <= session.starts_at:
        return [Fault(f"{path}.ends_at", "must be after starts_at", "ends_before_start")]
    if session.starts_at < event.starts_at:
        return [Fault(f"{path}.starts_at", "is before the event starts", "outside_event")]
    if session.ends_at > event.ends_at:
        return [Fault(f"{path}.ends_at", "is after the event ends", "outside_event")]
    return []


def capacities_below_taken(
    event: Event, taken: Mapping[UUID, int], paths: Mapping[UUID, str]
) -> list[Fault]:
    """Capacities that would be smaller than the places already given away."""
    capacities: list[tuple[UUID, int | None]] = [(event.id, event.capacity)]
    capacities += [(s.id, s.capacity) for s in event.sessions]
    return [
        Fault(paths.get(id_, "capacity"), "is below the places already taken", "below_taken")
        for id_, capacity in capacities
        if capacity is not None and capacity < taken.get(id_, 0)
    ]


def removed_sessions(before: Sequence[Session], after: Sequence[Session]) -> list[Session]:
    """Sessions that a change leaves out."""
    kept = {s.id for s in after}
    return [s for s in before if s.id not in kept]
