"""What later slices do inside a transaction that changes an event.

Slices are imported in the order access ← events ← bookings ← attendance, so planning can't call
them by name; `service.py` hands their functions in. Each runs inside the transaction that changes
the event, with the event row and its sessions locked and already written.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from services.registration.events.domain import Event
from shared.database.pool import Connection

EventHook = Callable[[Connection, Event, datetime], Awaitable[None]]
"""Gets the connection, the event as it is from now on, and the instant."""

PlacesTaken = Callable[[Connection, Sequence[UUID]], Awaitable[Mapping[UUID, int]]]
"""Places taken (confirmed and offered) by the id of event or session, for these event ids.

An id that is missing has none taken.
"""


@dataclass(frozen=True, slots=True)
class Reach:
    """Who would be told of a change: registrations that are not cancelled, and the people in them.

    `waiting`: people without a place yet. `mails`: addresses that get one. `by_telephone`:
    registrations with somebody whom no mail reaches. `nothing_else`: of a session, people
    who have chosen nothing else. `invited_by_mail`, `invited_by_letter`: who is invited and has not
    answered yet.
    """

    registrations: int = 0
    people: int = 0
    waiting: int = 0
    mails: int = 0
    by_telephone: int = 0
    nothing_else: int = 0
    invited_by_mail: int = 0
    invited_by_letter: int = 0


FindReach = Callable[[Connection, UUID], Awaitable[Reach]]
"""Whom a change of this event would reach."""

FindSessionsReach = Callable[[Connection, UUID, frozenset[UUID]], Awaitable[Reach]]
"""Who of this event has or waits for one of these sessions."""

SessionsInUse = Callable[[Connection, UUID, frozenset[UUID]], Awaitable[bool]]
"""Whether something would be lost with these sessions of an event."""

PlanLines = Callable[[Connection, Event], Awaitable[Mapping[str, Sequence[str]]]]
"""What the plan of an event says of the steps that are later slices': lines by slug."""

SessionsHook = Callable[[Connection, Event, frozenset[UUID], datetime], Awaitable[None]]
"""Gets the connection, the event as it is from now on, some of its sessions and the instant."""


@dataclass(frozen=True, slots=True)
class SessionsCalledOff:
    """Sessions that do not take place, with their slots.

    `keeps_bookings`: who has chosen nothing else stays registered for the event. `noted`: the
    organizer says something besides.
    """

    sessions: frozenset[UUID]
    keeps_bookings: bool
    noted: bool


CalledOffHook = Callable[[Connection, Event, SessionsCalledOff, datetime], Awaitable[None]]
"""Gets the connection, the event as it is from now on, what is called off and the instant."""

ReplanHook = Callable[[Event, Connection, Event, datetime], Awaitable[None]]
"""Gets the event as it was, the connection, the event as it is from now on, and the instant."""

CopyHook = Callable[[Connection, Event, Event, datetime], Awaitable[None]]
"""Gets the connection, the event that was copied, its copy (a new draft) and the instant."""


async def no_plan_lines(_connection: Connection, _event: Event) -> dict[str, Sequence[str]]:
    """For tests of planning alone."""
    return {}


async def no_places_taken(_connection: Connection, _event_ids: Sequence[UUID]) -> dict[UUID, int]:
    """For tests of planning alone."""
    return {}


async def reaches_nobody(_connection: Connection, _event_id: UUID) -> Reach:
    """For tests of planning alone."""
    return Reach()


async def sessions_reach_nobody(
    _connection: Connection, _event_id: UUID, _sessions: frozenset[UUID]
) -> Reach:
    """For tests of planning alone."""
    return Reach()


@dataclass(frozen=True, slots=True)
class EventHooks:
    """What happens besides. Order within a tuple is the order of the calls.

    `after_change` runs after an event was made, changed or published (places may have been added,
    so this is where `fill` runs); `on_close` writes the close barriers; `on_cancel` tells those who
    had a place; `on_postpone` does, too, but they keep it; `on_move` and `on_release` tell them of
    another day, with or without their places; `on_sessions_elsewhen` tells those who chose one of
    the sessions that have another time now; `on_sessions_cancelled` releases from sessions that do
    not take place, and tells it. `sessions_in_use`: a published session goes only if none says so.
    `places_gone` counts, besides the places taken, those that are kept for others: what nobody who
    comes without an invitation gets any more.
    `on_replan` runs before these whenever an event was changed, has another day or is called off:
    nobody has lost a place yet. `on_copy` takes along what later slices hold of the plan;
    `on_publish` runs once, after `after_change`, when a draft becomes public.
    """

    places_taken: PlacesTaken = no_places_taken
    places_gone: PlacesTaken = no_places_taken
    reach: FindReach = reaches_nobody
    sessions_reach: FindSessionsReach = sessions_reach_nobody
    sessions_in_use: tuple[SessionsInUse, ...] = ()
    plan_lines: PlanLines = no_plan_lines
    after_change: tuple[EventHook, ...] = ()
    on_close: tuple[EventHook, ...] = ()
    on_cancel: tuple[EventHook, ...] = ()
    on_postpone: tuple[EventHook, ...] = ()
    on_move: tuple[EventHook, ...] = ()
    on_release: tuple[EventHook, ...] = ()
    on_sessions_elsewhen: tuple[SessionsHook, ...] = ()
    on_sessions_cancelled: tuple[CalledOffHook, ...] = ()
    on_replan: tuple[ReplanHook, ...] = ()
    on_copy: tuple[CopyHook, ...] = ()
    on_publish: tuple[EventHook, ...] = ()

    def replanned(self, before: Event) -> tuple[EventHook, ...]:
        """What `on_replan` does about an event that was so before."""
        return tuple(partial(hook, before) for hook in self.on_replan)
