"""Which mail for which fact: pure decisions.

A booking is decided from its state before and after, so that each version of each booking calls
for the same mails whenever and however often it is read, and whatever else has arrived by then.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

TOO_OLD = timedelta(days=7)
"""A change this old calls for no mail any more: a rebuild or a restore must not write to people."""

DECLINED = "declined"
ERASED = "erased"
PROVEN = "proven"
CORRECTED = "corrected"
EVENT_CANCELLED = "event_cancelled"
EVENT_MOVED = "event_moved"
SESSION_MOVED = "session_moved"
SESSION_CANCELLED = "session_cancelled"
WAITED = frozenset({"waitlisted", "offered"})


class Kind(StrEnum):
    """Of a mail."""

    CONFIRMATION = "confirmation"
    CONFIRM_ADDRESS = "confirm_address"
    REGISTERED_AGAIN = "registered_again"
    PARTLY_CONFIRMED = "partly_confirmed"
    WAITLIST = "waitlist"
    PROMOTION = "promotion"
    OFFER = "offer"
    OFFER_EXPIRED = "offer_expired"
    CHANGE = "change"
    CANCELLATION = "cancellation"
    DECLINED = "declined"
    EVENT_CANCELLED = "event_cancelled"
    EVENT_POSTPONED = "event_postponed"
    EVENT_MOVED = "event_moved"
    EVENT_MOVED_RELEASED = "event_moved_released"
    SESSION_MOVED = "session_moved"
    SESSION_CANCELLED = "session_cancelled"
    SESSION_CANCELLED_RELEASED = "session_cancelled_released"
    MANAGE_LINK = "manage_link"
    SIGN_IN = "sign_in"
    STAFF_INVITATION = "staff_invitation"
    ORGANIZER_MESSAGE = "organizer_message"
    INVITATION = "invitation"
    INVITATION_MOVED = "invitation_moved"
    INVITATION_CALLED_OFF = "invitation_called_off"
    MINIMUM_WARNING = "minimum_warning"
    REPORT = "report"
    COMPANY_REGISTERED = "company_registered"
    COMPANY_PROMOTED = "company_promoted"
    COMPANY_EVENT_MOVED = "company_event_moved"
    COMPANY_EVENT_CANCELLED = "company_event_cancelled"
    COMPANY_EVENT_POSTPONED = "company_event_postponed"
    COMPANY_LINK = "company_link"
    COMPANY_DECLINED = "company_declined"
    FOLLOW_CONFIRM = "follow_confirm"
    NEXT_EVENT = "next_event"
    ADDRESS_REPLACED = "address_replaced"
    REMINDER = "reminder"


CALLED_OFF = frozenset(
    {
        Kind.CANCELLATION,
        Kind.DECLINED,
        Kind.EVENT_CANCELLED,
        Kind.EVENT_POSTPONED,
        Kind.EVENT_MOVED_RELEASED,
        Kind.SESSION_CANCELLED_RELEASED,
    }
)
"""After these nothing is left to come to, for now or for good."""

NOTED = frozenset(
    {
        Kind.DECLINED,
        Kind.EVENT_CANCELLED,
        Kind.EVENT_POSTPONED,
        Kind.EVENT_MOVED,
        Kind.EVENT_MOVED_RELEASED,
        Kind.SESSION_CANCELLED,
        Kind.SESSION_CANCELLED_RELEASED,
        Kind.COMPANY_EVENT_CANCELLED,
        Kind.COMPANY_EVENT_POSTPONED,
        Kind.COMPANY_EVENT_MOVED,
    }
)
"""Mails in which the organizer may say something besides."""

SAYING_A_PLACE_IS_SURE = frozenset(
    {Kind.CONFIRMATION, Kind.PARTLY_CONFIRMED, Kind.PROMOTION, Kind.REMINDER}
)
"""Mails in which the organizer's own sentences for participants stand."""

TO_THE_INVITED = frozenset({Kind.INVITATION_MOVED, Kind.INVITATION_CALLED_OFF})
"""What those are told who are invited and have not answered."""

TO_COMPANIES = frozenset({Kind.COMPANY_LINK, Kind.COMPANY_DECLINED})
"""What a company contact is told that no booking calls for by itself."""

STATUSES = frozenset({"confirmed", "waitlisted", "offered", "cancelled"})
"""What a person in a booking can be."""

ABOUT_EVENTS = frozenset(
    {
        Kind.ORGANIZER_MESSAGE,
        Kind.INVITATION,
        Kind.INVITATION_MOVED,
        Kind.INVITATION_CALLED_OFF,
        Kind.MINIMUM_WARNING,
        Kind.COMPANY_LINK,
        Kind.COMPANY_DECLINED,
        Kind.NEXT_EVENT,
        Kind.ADDRESS_REPLACED,
    }
)
"""Requested mails whose subject is an event."""

REQUESTABLE = ABOUT_EVENTS | {
    Kind.SIGN_IN,
    Kind.STAFF_INVITATION,
    Kind.MANAGE_LINK,
    Kind.FOLLOW_CONFIRM,
}
"""Kinds that a MailRequested may ask for."""


@dataclass(frozen=True, slots=True)
class Person:
    """An attendee within a booking, as far as mails care; an erased one is told nothing."""

    id: UUID
    status: str
    session_ids: frozenset[UUID] = frozenset()
    erased: bool = False


@dataclass(frozen=True, slots=True)
class Booking:
    """One version of a booking. `contact_id` None: nobody left an e-mail address for it.

    `repeats`: the contact has another one. `unproven`: nobody has followed the link in the mail.
    `readdressed`: whose mails go elsewhere from this version on.
    """

    id: UUID
    version: int
    event_id: UUID
    contact_id: UUID | None
    reason: str
    changed_at: datetime
    people: tuple[Person, ...]
    registered_by: UUID | None = None
    repeats: UUID | None = None
    unproven: bool = False
    readdressed: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Due:
    """A mail that a booking calls for. `suppressed`: why it must not go out."""

    kind: Kind
    booking: Booking
    person_id: UUID
    suppressed: str | None = None

    @property
    def key(self) -> str:
        """Once for each version of a booking, kind and person."""
        return f"booking:{self.booking.id}:{self.booking.version}:{self.kind}:{self.person_id}"


def decide(before: Booking | None, after: Booking, now: datetime) -> list[Due]:
    """The mails that the step from `before` to `after` calls for.

    The contact hears about everybody in the booking; each of the others, if reachable, about
    themselves only. Whether somebody has an address is not known here: that travels on another
    topic, and the mail waits for it.
    """
    if after.reason == ERASED or (before is not None and after.version <= before.version):
        return []
    old_news = "too_old" if now - after.changed_at > TOO_OLD else None
    due = []
    for person_id, people in _audience(after):
        kind = _kind(before, after, person_id, people)
        if kind is not None:
            due.append(Due(kind, after, person_id, old_news or _unreachable(after)))
    return due


def _kind(
    before: Booking | None, after: Booking, person_id: UUID, people: frozenset[UUID]
) -> Kind | None:
    """What one of the audience is told about these people."""
    earlier = _only(before, people) if before is not None else None
    now = _only(after, people)
    if after.unproven:
        return _proof_wanted(earlier, after, person_id)
    if person_id in after.readdressed:
        return None if _none_left(now) else _first(now)
    if before is None and after.reason == CORRECTED:
        return None
    if before is None and after.repeats is not None and person_id == after.contact_id:
        return Kind.REGISTERED_AGAIN
    return kind_for(earlier, now, after.reason)


def kind_for(before: Sequence[Person] | None, after: Sequence[Person], reason: str) -> Kind | None:
    """The one mail that tells these people's step, or None if there is nothing to tell.

    Without a state before (the first version, or a gap) the reason tells what the step was.
    """
    if reason in (EVENT_CANCELLED, EVENT_MOVED):
        was_over = before is not None and _none_left(before)
        return None if was_over else _elsewhen(after, reason)
    if reason == PROVEN or (before is not None and not before):  # or in somebody else's place
        return _first(after)
    if reason == SESSION_MOVED:
        return None if _none_left(after) else Kind.SESSION_MOVED
    if reason == SESSION_CANCELLED:
        return _without_session(before, after)
    if before is None:
        return _first(after) if reason == "registered" else _by_reason(after, reason)
    earlier = {person.id: person for person in before}
    steps = [(earlier.get(person.id), person) for person in after]
    if any(_became(step, "offered") for step in steps):
        return Kind.OFFER
    if any(_promoted(step) for step in steps):
        return Kind.PROMOTION
    if any(_lapsed(step, reason) for step in steps):
        return Kind.OFFER_EXPIRED
    if not any(_changed(step) for step in steps):
        return None
    return _off(reason) if _none_left(after) else Kind.CHANGE


def _off(reason: str) -> Kind:
    """Nobody has or waits for anything any more; `declined`: the team had no place for them."""
    return Kind.DECLINED if reason == DECLINED else Kind.CANCELLATION


def _elsewhen(after: Sequence[Person], reason: str) -> Kind:
    """The event has another day or none, and people keep what they have or don't."""
    if reason == EVENT_MOVED:
        return Kind.EVENT_MOVED_RELEASED if _none_left(after) else Kind.EVENT_MOVED
    return Kind.EVENT_CANCELLED if _none_left(after) else Kind.EVENT_POSTPONED


def _without_session(before: Sequence[Person] | None, after: Sequence[Person]) -> Kind | None:
    """A session is called off: told to those who had chosen it, with or without a place left."""
    if before is not None:
        earlier = {person.id: person for person in before}
        if not any(_changed((earlier.get(person.id), person)) for person in after):
            return None
    return Kind.SESSION_CANCELLED_RELEASED if _none_left(after) else Kind.SESSION_CANCELLED


def _proof_wanted(before: Sequence[Person] | None, after: Booking, person_id: UUID) -> Kind | None:
    """All that is written to an address nobody has proven: the link, whenever a place is held."""
    if person_id != after.contact_id:
        return None
    had = {person.id for person in before or () if person.status == "offered"}
    held = {person.id for person in after.people if person.status == "offered"}
    elsewhere = person_id in after.readdressed
    return Kind.CONFIRM_ADDRESS if before is None or held - had or elsewhere else None


def _first(people: Iterable[Person]) -> Kind:
    statuses = {person.status for person in people}
    alone = {
        "confirmed": Kind.CONFIRMATION,
        "waitlisted": Kind.WAITLIST,
        "offered": Kind.OFFER,
        "cancelled": Kind.CANCELLATION,
    }
    if len(statuses) == 1:
        return alone.get(statuses.pop(), Kind.CHANGE)
    return Kind.PARTLY_CONFIRMED


def _by_reason(people: Sequence[Person], reason: str) -> Kind:
    if _none_left(people):
        return _off(reason)
    return {
        "promoted": Kind.PROMOTION,
        "offered": Kind.OFFER,
        "offer_expired": Kind.OFFER_EXPIRED,
    }.get(reason, Kind.CHANGE)


Step = tuple[Person | None, Person]


def _became(step: Step, status: str) -> bool:
    before, after = step
    return after.status == status and (before is None or before.status != status)


def _promoted(step: Step) -> bool:
    before, after = step
    return before is not None and before.status in WAITED and after.status == "confirmed"


def _lapsed(step: Step, reason: str) -> bool:
    before, after = step
    left = before is not None and before.status == "offered" and after.status != "offered"
    return left and reason == "offer_expired"


def _changed(step: Step) -> bool:
    before, after = step
    if before is None:
        return True
    moved = before.session_ids != after.session_ids and after.status != "cancelled"
    return moved or before.status != after.status


def _none_left(people: Sequence[Person]) -> bool:
    return all(person.status == "cancelled" for person in people)


def _audience(after: Booking) -> list[tuple[UUID, frozenset[UUID]]]:
    """Who is written to, and about whom."""
    everybody = frozenset(person.id for person in after.people)
    others = [p.id for p in after.people if p.id != after.contact_id and not p.erased]
    audience = [(person_id, frozenset({person_id})) for person_id in others]
    if after.contact_id is not None:
        audience.insert(0, (after.contact_id, everybody))
    return audience


def _only(booking: Booking, ids: frozenset[UUID]) -> list[Person]:
    return [person for person in booking.people if person.id in ids]


def _unreachable(booking: Booking) -> str | None:
    """A single booking without a contact has nobody to write to, now or later."""
    nobody = booking.contact_id is None and booking.registered_by is None
    return "no_address" if nobody and len(booking.people) == 1 else None
