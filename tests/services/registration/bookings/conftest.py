"""Events to register for, and several admission instances with pools of their own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
import pytest_asyncio

from services.registration.bookings.domain.booking import Booking
from services.registration.bookings.intake import BookingWish, Keys, PersonWish
from services.registration.bookings.limits import Limits
from services.registration.bookings.store.places import SQL
from services.registration.bookings.use_cases import Bookings
from services.registration.bookings.use_cases.planned import event_changed
from services.registration.events import store as events
from services.registration.events.domain import (
    Event,
    EventKind,
    Identity,
    Organisation,
    OrganisationKind,
    Promotion,
    Session,
    SessionKind,
    Status,
)
from shared.contracts.bookings import BookingChanged
from shared.database.pool import Pool, open_pool
from shared.ids import new_id
from shared.tokens import Keyring
from tests.conftest import Database

NOW = datetime(2027, 5, 3, 9, 0, tzinfo=UTC)
DAY = datetime(2027, 5, 12, 7, 0, tzinfo=UTC)


class TestClock:
    """An instant that only a test moves."""

    __test__ = False

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


def keys() -> Keys:
    """Keys of the tests."""
    made = {
        name: Keyring(name, (("k1", name.encode().ljust(32, b".")),))
        for name in ("manage", "ticket", "code", "lookup")
    }
    return Keys(**made)


def session(hour: float = 2, hours: float = 1, **values: Any) -> Session:
    """A session that starts `hour` hours into the day."""
    starts_at = DAY + timedelta(hours=hour)
    given: dict[str, Any] = {
        "id": new_id(),
        "title": f"Workshop {hour}",
        "kind": SessionKind.WORKSHOP,
        "starts_at": starts_at,
        "ends_at": starts_at + timedelta(hours=hours),
    }
    return Session(**{**given, **values})


def event(*sessions: Session, **values: Any) -> Event:
    """A published event."""
    given: dict[str, Any] = {
        "id": new_id(),
        "version": 2,
        "status": Status.PUBLISHED,
        "title": "Auftaktworkshop",
        "kind": EventKind.KICK_OFF_WORKSHOP,
        "organiser_id": new_id(),
        "starts_at": DAY,
        "ends_at": DAY + timedelta(hours=10),
        "time_zone": "Europe/Berlin",
        "registration_opens_at": NOW - timedelta(days=1),
        "registration_closes_at": DAY + timedelta(hours=10),
        "created_at": NOW - timedelta(days=2),
        "identity": Identity.NONE,
        "promotion": Promotion.AUTOMATIC,
        "sessions": sessions,
    }
    return Event(**{**given, **values})


def wish(*choices: Sequence[Session | UUID], **values: Any) -> BookingWish:
    """One person for each list of sessions."""
    ids = [[s if isinstance(s, UUID) else s.id for s in chosen] for chosen in choices or [[]]]
    return BookingWish(people=[PersonWish(sessions=chosen) for chosen in ids], **values)


async def plan(pool: Pool, planned: Event, *, told: bool = False) -> Event:
    """Keep an event with its organiser; `told`: the bookings hear of it, as from planning."""
    organiser = Organisation(
        planned.organiser_id, 1, "Netzwerk Mitte", OrganisationKind.NETWORK, NOW
    )
    async with pool.acquire() as connection, connection.transaction():
        if await events.read_organisation(connection, organiser.id) is None:
            await events.insert_organisation(connection, organiser)
        await events.insert_event(connection, planned)
        if told:
            await event_changed(connection, planned, NOW)
    return planned


async def replan(pool: Pool, planned: Event, **values: Any) -> Event:
    """Change an event as planning does: lock, next version, hooks in the same transaction."""
    changed = replace(planned, version=planned.version + 1, **values)
    async with pool.acquire() as connection, connection.transaction():
        await events.lock_event(connection, planned.id)
        await events.update_event(connection, changed)
        await event_changed(connection, changed, NOW)
    return changed


async def register(
    bookings: Bookings, event_id: UUID, wished: BookingWish, key: str | None = None
) -> Booking:
    """Register without a network, as the tests of limits do elsewhere."""
    return await bookings.registering.register(event_id, wished, key=key, network=None)


def statuses(booking: Booking) -> list[str]:
    """What became of each person."""
    return [p.status.value for p in booking.people]


async def announced(pool: Pool, event_id: UUID) -> list[BookingChanged]:
    """What the outbox holds about bookings of an event, in order."""
    rows = await pool.fetch(
        "SELECT body FROM outbox WHERE topic = 'registration.bookings.v1' AND key = $1 "
        "AND type = 'auftakt.registration.booking-changed.v1' ORDER BY id",
        str(event_id),
    )
    return [msgspec.json.decode(row["body"], type=BookingChanged) for row in rows]


async def assert_books_balance(pool: Pool, planned: Event) -> None:
    """I1 and I3: seats counted anew equal the counters, none oversold, versions contiguous."""
    held = {r["place_id"]: r["taken"] for r in await pool.fetch(SQL.recount, planned.id)}
    places = await pool.fetch(SQL.read_places, planned.id)
    assert {p["place_id"]: p["taken"] for p in places if p["taken"]} == held
    capacities = {planned.id: planned.capacity} | {s.id: s.capacity for s in planned.sessions}
    for place_id, taken in held.items():
        capacity = capacities[place_id]
        assert capacity is None or taken <= capacity
    last: dict[UUID, int] = {}
    for message in await announced(pool, planned.id):
        assert message.version == last.get(message.id, 0) + 1
        last[message.id] = message.version
    rows = await pool.fetch("SELECT id, version FROM bookings WHERE event_id = $1", planned.id)
    assert {row["id"]: row["version"] for row in rows} == last


@pytest.fixture
def clock() -> TestClock:
    """The tests' clock."""
    return TestClock()


@pytest_asyncio.fixture
async def bookings(registration_pool: Pool, clock: TestClock) -> AsyncIterator[Bookings]:
    """The use cases of one process."""
    made = Bookings(registration_pool, clock, keys(), Limits(enabled=False))
    yield made
    await made.close()


@pytest_asyncio.fixture
async def instances(
    database: Database, clock: TestClock
) -> AsyncIterator[list[tuple[Bookings, Pool]]]:
    """Two processes' worth of use cases on one database, each with a pool of its own."""
    dsn = await database("registration")
    made = []
    for name in ("one", "two"):
        pool = await open_pool(dsn, name=name)
        made.append((Bookings(pool, clock, keys(), Limits(enabled=False)), pool))
    yield made
    for bookings_, pool in made:
        await bookings_.close()
        pool.terminate()
