"""Erasing people, by request and by the clock. All of it in the transaction of the booking."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from services.registration.access import audit
from services.registration.bookings.domain.booking import Booking, Person
from services.registration.bookings.domain.erasing import is_over
from services.registration.bookings.store.bookings import lock_bookings
from services.registration.bookings.store.erasing import not_erased
from services.registration.bookings.store.events import LockedEvents
from services.registration.bookings.use_cases import erasing
from services.registration.bookings.use_cases.change import Change, begin, finish, open_booking
from services.registration.bookings.use_cases.erasing import Farewell
from services.registration.erasure import domain, store
from services.registration.erasure.domain import Retention, Wanted
from services.registration.erasure.hooks import Forget, Over, Sweep
from services.registration.events.domain import Event
from shared.clock import Clock
from shared.database.pool import Connection, Pool, connection, transaction
from shared.errors import FieldError, InvalidFields
from shared.messaging.erasure import erase_contacts
from shared.web.principal import Principal

BOOKINGS_AT_ONCE = 200
"""How many one transaction of the clock erases: the event's row is locked meanwhile."""
EVENTS_AT_ONCE = 20
THINGS_AT_ONCE = 500


class Erasures:
    """The use cases, with what they need. `forget`, `sweeps`, `over`: what other slices hold.

    `on_wish`: what has a period of its own and goes only when somebody asks to be erased.
    """

    def __init__(
        self,
        pool: Pool,
        clock: Clock,
        *,
        forget: Sequence[Forget] = (),
        sweeps: Sequence[Sweep] = (),
        over: Sequence[Over] = (),
        on_wish: Sequence[Forget] = (),
    ) -> None:
        self._pool = pool
        self._clock = clock
        self._events = LockedEvents()
        self._forget = tuple(forget)
        self._sweeps = tuple(sweeps)
        self._over = tuple(over)
        self._on_wish = tuple(on_wish)

    async def erase(
        self, booking_id: UUID, wanted: Wanted, *, by: tuple[Principal, Event] | None = None
    ) -> None:
        """Forget people of a booking, for good; a second time changes nothing.

        `by`: the staff member who does it and the event, for the audit log; None: the participants
        themselves. Raises NotFound, InvalidFields for people of other bookings.
        """
        now = self._clock()
        async with transaction(self._pool) as lent:
            change, booking = await open_booking(lent, self._events, booking_id, now)
            people = _chosen(booking, wanted)
            leaves = wanted.contact and booking.contact_email is not None
            if not people and not leaves and not (wanted.everybody and _knows(booking)):
                return
            came = await store.came(lent, booking.event_id, [p.id for p in people])
            farewell = Farewell()
            contact = wanted.contact or wanted.everybody
            farewell.take(change, booking, people, came, contact=contact)
            await self._write(lent, change, farewell)
            for forget in self._on_wish:
                await forget(lent, sorted(farewell.ids), now)
            if by is not None:
                await _note(lent, by, booking_id, len(people), now)

    async def erase_due(self) -> int:
        """Forget the people of events whose time is over, and what has a period of its own.

        Tells nobody; the figures stay. Returns how much was done, 0 when nothing is left to do.
        An event that fails doesn't keep the others waiting; its fault is raised at the end.
        """
        now = self._clock()
        async with connection(self._pool) as lent:
            due = await store.due_events(lent, now, EVENTS_AT_ONCE)
        done, faults = 0, []
        for event_id in due:
            try:
                done += await self._sweep_event(event_id, now)
            except Exception as fault:  # noqa: BLE001 - raised below, when the others are done
                faults.append(fault)
        for sweep in self._sweeps:
            async with transaction(self._pool) as lent:
                done += await sweep(lent, now, THINGS_AT_ONCE)
        if faults:
            raise faults[0]
        return done

    async def retention(self, event: Event) -> Retention:
        """How long the event keeps its people."""
        async with connection(self._pool) as lent:
            days = await store.read_days(lent, event.id)
        return domain.retention(event.kind, event.ends_at, days)

    async def choose_retention(
        self, event: Event, days: int | None, principal: Principal
    ) -> Retention:
        """Keep the people of an event for so many days after its end; None: as usual."""
        now = self._clock()
        async with transaction(self._pool) as lent:
            await store.choose_days(lent, event.id, days)
            await audit.note(
                lent,
                principal,
                "events.retention_chosen",
                now=now,
                about=event.id,
                organisation_id=event.organiser_id,
                changed={"days": days},
            )
        return domain.retention(event.kind, event.ends_at, days)

    async def _sweep_event(self, event_id: UUID, now: datetime) -> int:
        """One batch; with nobody left, the event is done with."""
        async with transaction(self._pool) as lent:
            event = await self._events.lock(lent, event_id)
            if event is None or not is_over(event, now):
                return 0
            ids = await not_erased(lent, event_id, BOOKINGS_AT_ONCE)
            if not ids:
                for end in self._over:
                    await end(lent, event_id)
                await store.swept(lent, event_id, now)
                return 0
            change = await begin(lent, event, now)
            farewell = Farewell()
            for booking in await lock_bookings(lent, ids):
                people = [p for p in booking.people if p.erased_at is None]
                farewell.take(change, booking, people, (), contact=True)
            await self._write(lent, change, farewell)
            await audit.note(
                lent,
                None,
                "events.people_erased",
                now=now,
                about=event_id,
                changed={"count": len(farewell.people)},
            )
        return len(ids)

    async def _write(self, lent: Connection, change: Change, farewell: Farewell) -> None:
        ids = sorted(farewell.ids)
        await erasing.write(lent, change, farewell)
        for forget in self._forget:
            await forget(lent, ids, change.now)
        await finish(lent, change)
        await erase_contacts(lent, ids, now=change.now)


def _chosen(booking: Booking, wanted: Wanted) -> list[Person]:
    """The people meant who are still known; raises InvalidFields for strangers."""
    unknown = wanted.people - {person.id for person in booking.people}
    if unknown:
        raise InvalidFields([FieldError("people", "nobody of this booking", "unknown-person")])
    meant = [p for p in booking.people if wanted.everybody or p.id in wanted.people]
    return [person for person in meant if person.erased_at is None]


def _knows(booking: Booking) -> bool:
    return booking.erased_at is None


async def _note(
    lent: Connection,
    by: tuple[Principal, Event],
    booking_id: UUID,
    people: int,
    now: datetime,
) -> None:
    principal, event = by
    await audit.note(
        lent,
        principal,
        "bookings.erased",
        now=now,
        about=booking_id,
        organisation_id=event.organiser_id,
        changed={"count": people},
    )


async def event_copied(lent: Connection, source: Event, copy: Event, _now: datetime) -> None:
    """Planning's hook: a copy keeps its people as long as the event it is like."""
    days = await store.read_days(lent, source.id)
    if days is not None:
        await store.choose_days(lent, copy.id, days)
