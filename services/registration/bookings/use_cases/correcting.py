"""Correcting mistyped names and addresses: the rows, the contacts topic, who is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from services.registration.bookings import announce
from services.registration.bookings.domain.booking import Booking
from services.registration.bookings.domain.correcting import (
    Corrected,
    Correction,
    correct,
    counts_as_registered,
)
from services.registration.bookings.domain.refusal import Refusal
from services.registration.bookings.errors import refused
from services.registration.bookings.intake import Intake
from services.registration.bookings.limits import Limits
from services.registration.bookings.store.correcting import (
    correct_contact,
    correct_people,
    drop_former,
    keep_former,
    registered_so,
)
from services.registration.bookings.store.events import LockedEvents
from services.registration.bookings.use_cases.change import Change, finish, open_booking
from services.registration.bookings.use_cases.noting import Note, note_by
from shared.clock import Clock
from shared.database.pool import Connection, Pool, transaction
from shared.errors import FieldError, InvalidFields
from shared.ids import new_id
from shared.messaging.erasure import erase_contacts
from shared.messaging.outbox import put

CORRECTED = "corrected"
FORMER_KEPT = timedelta(days=3)
"""How long an address that nothing goes to any more stays known, for the one mail that says so."""
FORMER_AT_ONCE = 500


class Correcting:
    """What participants and staff set right. Possible until the people are erased."""

    def __init__(
        self, pool: Pool, clock: Clock, events: LockedEvents, intake: Intake, limits: Limits
    ) -> None:
        self._pool = pool
        self._clock = clock
        self._events = events
        self._intake = intake
        self._limits = limits

    async def correct(
        self,
        booking_id: UUID,
        corrections: Sequence[Correction],
        *,
        network: str | None = None,
        by: Note | None = None,
    ) -> Booking:
        """Correct all of it or nothing; the booking as it is then, with new secrets if its address
        is another. `by`: which member of staff does it.

        Raises NotFound, TooManyRequests, and InvalidFields naming what is wrong: also the field by
        which somebody would be registered twice.
        """
        now = self._clock()
        wanted = [self._intake.correction(each) for each in corrections]
        self._limits.check_crowd(network, [c.email for c in wanted if c.email], now)
        async with transaction(self._pool) as lent:
            change, booking = await open_booking(lent, self._events, booking_id, now)
            done = correct(change.event, booking, wanted, new_id())
            if isinstance(done, Refusal):
                raise refused(done)
            if not done.anything:
                return booking
            await self._keep(lent, change, booking, done)
            change.touch(booking, CORRECTED)
            await finish(lent, change)
            await note_by(by, lent, "bookings.corrected", booking, len(wanted))
        return booking

    async def _keep(
        self, lent: Connection, change: Change, booking: Booking, done: Corrected
    ) -> None:
        duplicates = await self._duplicates(lent, change, booking, done)
        await correct_people(lent, done.people, duplicates)
        code = self._intake.code(booking.id, booking.generation)
        await correct_contact(lent, booking, self._intake.code_lookup(code))
        named = [p.id for p in done.people]
        await put(lent, announce.corrected(booking, named), now=change.now)
        former = {new_id(): address for address in done.former}
        await keep_former(lent, list(former), booking.id, change.now)
        for id_, address in former.items():
            await put(lent, announce.replaced(booking, id_, address), now=change.now)

    async def _duplicates(
        self, lent: Connection, change: Change, booking: Booking, done: Corrected
    ) -> dict[UUID, bytes | None]:
        """What the corrected people stand for. Who would be there twice is refused, or, where
        nobody may find out who is registered, only marked for the team."""
        marks: dict[UUID, bytes | None] = {
            p.id: self._intake.duplicate(
                change.event.id, p.email or booking.contact_email, p.name, first=p.number == 1
            )
            for p in done.people
        }
        counted = [p for p in done.people if counts_as_registered(p)]
        taken = await registered_so(
            lent, change.event.id, [m for p in counted if (m := marks[p.id])], list(marks)
        )
        faults = []
        seen: set[bytes] = set()
        for person in counted:
            mark = marks[person.id]
            if mark is None:
                continue
            other = booking.id if mark in seen else taken.get(mark)
            seen.add(mark)
            if other is None:
                continue
            path = done.paths[person.id]
            if other == booking.id:
                faults.append(FieldError(path, "is named twice in this registration", "repeated"))
            elif change.event.duplicates_told:
                faults.append(FieldError(path, "is registered already", "already-registered"))
            else:
                marks[person.id], booking.repeats = None, other
        if faults:
            raise InvalidFields(faults)
        return marks

    async def forget_former(self) -> int:
        """Forget addresses that were told some days ago; returns how many."""
        now = self._clock()
        async with transaction(self._pool) as lent:
            ids = await drop_former(lent, now - FORMER_KEPT, FORMER_AT_ONCE)
            await erase_contacts(lent, ids, now=now)
        return len(ids)
