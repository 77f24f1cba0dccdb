"""Which sessions a person may choose together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from services.registration.bookings.domain.alternatives import Options
from services.registration.bookings.domain.event import Event, Session
from services.registration.bookings.domain.refusal import Fault


def choice_faults(
    event: Event, sessions: Sequence[UUID], now: datetime, path: str
) -> tuple[Fault, ...]:
    """What is wrong with one person's choice of sessions; `path` is where the list stands."""
    faults: list[Fault] = []
    chosen: list[tuple[int, Session]] = []
    for index, session_id in enumerate(sessions):
        where = f"{path}[{index}]"
        session = event.sessions.get(session_id)
        if session is None:
            faults.append(Fault(where, "unknown session of this event", "unknown-session"))
        elif session.confidential:
            reason = "confidential sessions can't be booked"
            faults.append(Fault(where, reason, "confidential-session", (session.title,)))
        elif session.slotted:
            reason = f"choose one of the time slots of “{session.title}”"
            faults.append(Fault(where, reason, "choose-slot", (session.title,)))
        elif session.open_to_all:
            reason = f"“{session.title}” is for everybody and isn't booked"
            faults.append(Fault(where, reason, "agenda-item", (session.title,)))
        elif session.cancelled:
            reason = f"“{session.title}” does not take place"
            faults.append(Fault(where, reason, "session-cancelled", (session.title,)))
        elif session.ends_at <= now:
            reason = f"“{session.title}” is over"
            faults.append(Fault(where, reason, "session-over", (session.title,)))
        elif not session.drop_in:
            chosen.append((index, session))
    return tuple(faults) + _second_slots(chosen, path) + _clashes(event, chosen, path)


def number_faults(
    event: Event, options: Options, path: str, *, several: bool = False
) -> tuple[Fault, ...]:
    """Whether each of these choices has as many sessions as the event wants of a person.

    Drop-in sessions don't count, and nobody has to choose more than there are to choose from.
    `several`: the choices were sent as a list, whose item is named.
    """
    if event.sessions_least is None and event.sessions_most is None:
        return ()
    bookable = {
        s.slot_of or s.id
        for s in event.sessions.values()
        if not (s.drop_in or s.confidential or s.slotted or s.open_to_all)
    }
    least = min(event.sessions_least or 0, len(bookable))
    most = event.sessions_most
    faults = []
    for index, choice in enumerate(options):
        where = f"{path}_any[{index}]" if several else path
        count = sum(id_ in event.sessions and not event.sessions[id_].drop_in for id_ in choice)
        if count < least:
            reason = f"choose at least {least} sessions"
            faults.append(Fault(where, reason, "too-few-sessions", (str(least),)))
        elif most is not None and count > most:
            reason = f"choose at most {most} sessions"
            faults.append(Fault(where, reason, "too-many-sessions", (str(most),)))
    return tuple(faults)


def option_faults(event: Event, options: Options, now: datetime, path: str) -> tuple[Fault, ...]:
    """What is wrong with several choices; named is the choice, counted from 0: `…sessions_any[1]`.

    `path` is where the sessions of the person stand.
    """
    faults: list[Fault] = []
    for index, choice in enumerate(options):
        where = f"{path}_any[{index}]"
        faults += [replace(f, field=where) for f in choice_faults(event, choice, now, path)]
    return tuple(faults)


def _second_slots(chosen: Sequence[tuple[int, Session]], path: str) -> tuple[Fault, ...]:
    """Each slot of a session of which the same person has one already: the others need them."""
    faults = []
    known: set[UUID] = set()
    for index, session in chosen:
        if session.slot_of is None:
            continue
        if session.slot_of in known:
            reason = f"one time slot of “{session.title}” is enough for one person"
            faults.append(Fault(f"{path}[{index}]", reason, "one-slot", (session.title,)))
        known.add(session.slot_of)
    return tuple(faults)


def _clashes(event: Event, chosen: Sequence[tuple[int, Session]], path: str) -> tuple[Fault, ...]:
    """Each session that starts before an earlier one of the same person has ended.

    Named is the one of these that ends last, among those it must not overlap.
    """
    faults = []
    earlier: list[Session] = []
    for index, session in sorted(chosen, key=lambda item: (item[1].starts_at, item[1].ends_at)):
        clashing = [
            other
            for other in earlier
            if session.starts_at < other.ends_at and not event.may_overlap(session, other)
        ]
        if clashing:
            latest = max(clashing, key=lambda other: other.ends_at)
            reason = f"“{session.title}” overlaps with “{latest.title}”"
            names = (session.title, latest.title)
            faults.append(Fault(f"{path}[{index}]", reason, "overlap", names))
        earlier.append(session)
    return tuple(faults)
