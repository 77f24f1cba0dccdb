"""Time slots of a session: they are its parts and say nothing of their own but time and places."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from services.registration.events.domain.event import Session, Text
from services.registration.events.domain.places import slot_times

TAKEN_OVER = ("title", "kind", "field_of_action", "confidential", "host_organisation_id", "room")
"""What a slot is because its session is."""


def shared_values(session: Session) -> dict[str, Any]:
    """What every slot of a session has from it; of the texts only titles, which name a choice."""
    titles = {code: Text(title=text.title) for code, text in session.texts.items() if text.title}
    return {**{name: getattr(session, name) for name in TAKEN_OVER}, "texts": titles}


def new_slot(
    session: Session, times: tuple[datetime, datetime], capacity: int | None, id_: UUID
) -> Session:
    """One that is booked by itself."""
    first, last = times
    return Session(
        id=id_,
        starts_at=first,
        ends_at=last,
        capacity=capacity,
        slot_of=session.id,
        **shared_values(session),
    )


def following(
    before: Session,
    after: Session,
    slots: Sequence[Session],
    new_id: Callable[[], UUID],
    *,
    fixed: bool,
) -> list[Session]:
    """The slots of a session that changes: what they have from it, and as far into it as they were.

    Unless they are `fixed`, those that no longer fit go, and a longer session gets more of them.
    """
    by = after.starts_at - before.starts_at
    moved = [
        dataclasses.replace(
            slot,
            starts_at=slot.starts_at + by,
            ends_at=slot.ends_at + by,
            **shared_values(after),
        )
        for slot in sorted(slots, key=lambda each: each.starts_at)
    ]
    if fixed or not moved:
        return moved
    every = moved[0].ends_at - moved[0].starts_at
    longer = after.ends_at - after.starts_at > before.ends_at - before.starts_at
    more = slot_times(moved[-1].ends_at, after.ends_at, every) if longer else []
    fitting = [slot for slot in moved if slot.ends_at <= after.ends_at]
    return fitting + [new_slot(after, times, moved[-1].capacity, new_id()) for times in more]
