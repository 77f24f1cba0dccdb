"""A published event with a station and a counselling table, in a real database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest_asyncio

from services.registration.attendance.use_cases import Doors
from services.registration.events.domain import (
    Event,
    EventKind,
    Organisation,
    OrganisationKind,
    Session,
    SessionKind,
    Status,
)
from services.registration.events.store import insert_event, insert_organisation
from shared.contracts.access import Grant
from shared.database.pool import Pool, transaction
from shared.tokens import Keyring
from shared.web.principal import Principal

NOW = datetime(2027, 5, 12, 8, 30, tzinfo=UTC)
KEYS = Keyring("ticket", (("k1", b"t" * 32),))
INSERT_PERSON = """
INSERT INTO booked_people (id, booking_id, event_id, number, status, session_ids, changed_at)
VALUES ($1, $2, $3, 1, $4, '{}', $5)
"""


@dataclass
class House:
    """The doors of one event, and somebody who works there."""

    doors: Doors
    event: Event
    steward: Principal
    pool: Pool

    @property
    def station(self) -> UUID:
        """The station everybody may join."""
        return self.event.sessions[0].id

    @property
    def counselling(self) -> UUID:
        """The confidential session."""
        return self.event.sessions[1].id

    async def ticket(self, status: str = "confirmed") -> str:
        """The ticket of a new booked person."""
        id_ = uuid4()
        async with transaction(self.pool) as lent:
            await lent.execute(INSERT_PERSON, id_, uuid4(), self.event.id, status, NOW)
        return KEYS.token(id_, 1)

    async def messages(self) -> list[tuple[str, bytes]]:
        """Type and body of everything announced, in order."""
        rows = await self.pool.fetch("SELECT type, body FROM outbox ORDER BY id")
        return [(row["type"], row["body"]) for row in rows]


def make_event(capacity: int | None = None) -> Event:
    """The event around NOW."""
    starts_at, ends_at = NOW - timedelta(hours=1), NOW + timedelta(hours=3)
    return Event(
        id=uuid4(),
        version=1,
        status=Status.PUBLISHED,
        title="Gesundheitstag",
        kind=EventKind.HEALTH_DAY,
        organiser_id=uuid4(),
        time_zone="Europe/Berlin",
        registration_opens_at=NOW,
        registration_closes_at=NOW,
        created_at=NOW,
        capacity=capacity,
        sessions=(
            Session(uuid4(), "Rücken", SessionKind.STATION, starts_at, ends_at, drop_in=True),
            Session(
                uuid4(),
                "Suchtberatung",
                SessionKind.COUNSELLING,
                starts_at,
                ends_at,
                confidential=True,
            ),
        ),
        starts_at=starts_at,
        ends_at=ends_at,
    )


@pytest_asyncio.fixture
async def house(registration_pool: Pool) -> AsyncIterator[House]:
    """Doors of a fresh event."""
    event = make_event()
    async with transaction(registration_pool) as lent:
        organiser = Organisation(event.organiser_id, 1, "Verein", OrganisationKind.ASSOCIATION, NOW)
        await insert_organisation(lent, organiser)
        await insert_event(lent, event)
    grant = Grant(role="steward", organisation_id=event.organiser_id)
    doors = Doors(registration_pool, KEYS, lambda: NOW)
    yield House(doors, event, Principal(uuid4(), (grant,), "token"), registration_pool)
