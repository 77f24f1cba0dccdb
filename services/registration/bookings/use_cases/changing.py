"""Changing and cancelling bookings, by whoever may."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from services.registration.bookings.domain.booking import Booking, Status
from services.registration.bookings.domain.changes import Wish, rebook, release
from services.registration.bookings.errors import refused
from services.registration.bookings.store.events import LockedEvents
from services.registration.bookings.store.waitlist import delete_waiting_of, requeue
from services.registration.bookings.use_cases.change import (
    check_numbers,
    check_open,
    check_own_change,
    finish,
    open_booking,
)
from services.registration.bookings.use_cases.noting import Note, deed_of, note_by
from shared.clock import Clock
from shared.database.pool import Pool, transaction


class Changing:
    """What becomes of a kept booking. Places given back go to who waits, all in one transaction."""

    def __init__(self, pool: Pool, clock: Clock, events: LockedEvents) -> None:
        self._pool = pool
        self._clock = clock
        self._events = events

    async def cancel(self, booking_id: UUID, *, by: Note | None = None) -> None:
        """Cancel a whole booking; a second time changes nothing. `by` notes which staff did it.

        Raises NotFound, RegistrationClosed, ChangesOver unless staff do it.
        """
        now = self._clock()
        async with transaction(self._pool) as lent:
            change, booking = await open_booking(lent, self._events, booking_id, now)
            if booking.status is Status.CANCELLED:
                return
            check_open(change.event)
            if by is None:
                check_own_change(change.event, now)
            active = [p for p in booking.people if p.status is not Status.CANCELLED]
            release(change.places, change.event.id, active, now)
            await delete_waiting_of(lent, booking.id)
            change.touch(booking, "cancelled")
            await finish(lent, change)
            await note_by(by, lent, "bookings.cancelled", booking, len(active))

    async def change(
        self, booking_id: UUID, wishes: Sequence[Wish], *, by: Note | None = None
    ) -> Booking:
        """Give people other sessions or take them out, all or nothing; the booking as it is then.

        How many sessions there may be, and until when, binds people but not staff. Raises NotFound,
        InvalidFields, Full, RegistrationClosed, ChangesOver.
        """
        now = self._clock()
        async with transaction(self._pool) as lent:
            change, booking = await open_booking(lent, self._events, booking_id, now)
            check_open(change.event)
            if by is None:
                check_own_change(change.event, now)
                check_numbers(change.event, booking, wishes)
            refusal = rebook(change.event, change.places, booking, wishes, now)
            if refusal is not None:
                raise refused(refusal)
            await requeue(lent, booking)
            change.touch(booking, "changed")
            await finish(lent, change)
            await note_by(by, lent, deed_of(wishes), booking, len(wishes))
        return booking
