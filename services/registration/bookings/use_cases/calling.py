"""Telling people whom no mail reaches."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from services.registration.bookings.store.calls import tick_call
from services.registration.bookings.use_cases.noting import Note
from shared.clock import Clock
from shared.database.pool import Pool, transaction


class Calling:
    """The ticks on the call list. `change.finish` writes who is on it."""

    def __init__(self, pool: Pool, clock: Clock) -> None:
        self._pool = pool
        self._clock = clock

    async def tick(self, booking_id: UUID, since: datetime, *, called: bool, by: Note) -> bool:
        """Keep that somebody of the booking was told what is owed since then, or not after all.

        False when this call isn't owed (any more): perhaps something newer has to be told.
        """
        async with transaction(self._pool) as lent:
            known = await tick_call(
                lent,
                booking_id,
                by.event.id,
                since,
                at=self._clock() if called else None,
                by=by.principal.staff_id if called else None,
            )
            if known:
                deed = "bookings.called" if called else "bookings.not-called"
                await by.write(lent, deed, booking_id)
        return known
