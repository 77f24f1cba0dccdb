"""What an event is unless its organizer says otherwise."""

from __future__ import annotations

from services.registration.events.domain.words import (
    Admission,
    DuplicateAnswer,
    EventKind,
    FieldOfAction,
    Identity,
    Promotion,
    SessionKind,
)


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


def listed_by_admission(admission: Admission) -> bool:
    """Calendars show what everybody may come to."""
    return admission is Admission.OPEN


def policy_by_kind(kind: EventKind) -> str:
    """Head-counts of delegations are known to all who sat in a closed meeting (design §6)."""
    closed_meeting = kind is EventKind.COOPERATION_MEETING
    return "open_delegations" if closed_meeting else "small_cells"


def confidential_by_default(kind: SessionKind, field_of_action: FieldOfAction | None) -> bool:
    """Counselling and substance use are counted as a total only, unless said otherwise."""
    return kind is SessionKind.COUNSELLING or field_of_action is FieldOfAction.SUBSTANCE_USE
