"""An event that is called off leaves nobody with a place and nobody waiting."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from time import perf_counter

from services.registration.bookings.domain.booking import Status
from services.registration.bookings.use_cases import Bookings
from services.registration.bookings.use_cases.planned import event_cancelled
from services.registration.events import store as events
from services.registration.events.domain import Event, Promotion
from services.registration.events.domain import Status as EventStatus
from shared.database.pool import Pool
from tests.services.registration.bookings.conftest import (
    NOW,
    announced,
    assert_books_balance,
    event,
    plan,
    register,
    session,
    wish,
)

PARTICIPANTS = 5_000
CALL_OFF_SECONDS = 3.0


async def call_off(pool: Pool, planned: Event) -> None:
    """As planning does: lock, next version, hook in the same transaction."""
    cancelled = replace(planned, version=planned.version + 1, status=EventStatus.CANCELLED)
    async with pool.acquire() as connection, connection.transaction():
        await events.lock_event(connection, planned.id)
        await events.update_event(connection, cancelled)
        await event_cancelled(connection, cancelled, NOW)


async def test_all_places_are_given_back_and_nobody_moves_up(
    bookings: Bookings, registration_pool: Pool
) -> None:
    """Each active booking says `event_cancelled` once; who had cancelled before says nothing."""
    workshop = session(capacity=2)
    planned = await plan(registration_pool, event(workshop, promotion=Promotion.OFFER))
    gone = await register(bookings, planned.id, wish([workshop]))
    party = wish(*[[workshop]] * 3, fill="as_many_as_fit", contact_email="a@example.org")
    company = await register(bookings, planned.id, party)
    single = await bookings.registering.register(
        planned.id, wish([workshop]), key=None, network=None
    )
    await bookings.changing.cancel(gone.id)
    offered = await bookings.reading.booking(company.id)
    assert [p.status.value for p in offered.people] == ["confirmed", "offered", "waitlisted"]
    told_before = len(await announced(registration_pool, planned.id))

    await call_off(registration_pool, planned)

    told = (await announced(registration_pool, planned.id))[told_before:]
    assert {m.id: m.reason for m in told} == dict.fromkeys(
        (company.id, single.id), "event_cancelled"
    )
    assert len(told) == 2
    for booking_id in (gone.id, company.id, single.id):
        kept = await bookings.reading.booking(booking_id)
        assert {p.status for p in kept.people} == {Status.CANCELLED}
    assert {p.taken for p in (await bookings.reading.places(planned.id)).values()} == {0}
    assert await registration_pool.fetchval("SELECT count(*) FROM waitlist") == 0
    await assert_books_balance(registration_pool, planned)


async def test_five_thousand_bookings_are_called_off_within_the_time_of_a_request(
    bookings: Bookings, registration_pool: Pool
) -> None:
    """Set-based: the organizer's request is answered, and everybody is told, in one transaction."""
    planned = await plan(registration_pool, event(session(), session(), capacity=4_900))
    sessions = list(planned.sessions)
    wishes = [
        wish([sessions[n % 2]], contact_email=f"p{n}@example.org") for n in range(PARTICIPANTS)
    ]
    for start in range(0, PARTICIPANTS, 500):
        requests = [bookings.intake.request(planned.id, w) for w in wishes[start : start + 500]]
        await bookings.registering.admit(planned.id, requests)
    started = perf_counter()
    await asyncio.wait_for(call_off(registration_pool, planned), 30)
    took = perf_counter() - started
    reasons = Counter(m.reason for m in await announced(registration_pool, planned.id))
    assert reasons == {"registered": PARTICIPANTS, "event_cancelled": PARTICIPANTS}
    assert {p.taken for p in (await bookings.reading.places(planned.id)).values()} == {0}
    await assert_books_balance(registration_pool, planned)
    assert took < CALL_OFF_SECONDS
