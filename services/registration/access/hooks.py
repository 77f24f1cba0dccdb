"""What access must ask and tell slices after it; `service.py` hands it in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.database.pool import Connection


@dataclass(frozen=True, slots=True)
class EventInBrief:
    """An event for which a role can be given."""

    id: UUID
    title: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Organisations and events, as far as roles have to do with them.

    `lock_organisation` raises NotFound; it comes first in the lock order, staff after it.
    `members_changed` tells others who the members are now. `events_of`: what an organisation
    organises and isn't over, the next first. `event_of`: one of them, or None if it isn't its own.
    """

    lock_organisation: Callable[[Connection, UUID], Awaitable[None]]
    members_changed: Callable[[Connection, UUID, datetime], Awaitable[None]]
    organisation_names: Callable[[Connection, Collection[UUID]], Awaitable[Mapping[UUID, str]]]
    events_of: Callable[[Connection, UUID, datetime], Awaitable[Sequence[EventInBrief]]]
    event_of: Callable[[Connection, UUID, UUID], Awaitable[EventInBrief | None]]
    event_titles: Callable[[Connection, Collection[UUID]], Awaitable[Mapping[UUID, str]]]
