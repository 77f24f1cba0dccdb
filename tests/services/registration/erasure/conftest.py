"""A house with an event to register for, and what its database still knows of people."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest_asyncio

from shared.database.pool import Pool
from tests.services.registration.house import House, answer, open_house

EVERY_TEXT = """
SELECT string_agg(t::text, '') FROM (
    SELECT to_jsonb(b)::text AS t FROM bookings AS b
    UNION ALL SELECT to_jsonb(p)::text FROM booked_people AS p
    UNION ALL SELECT to_jsonb(w)::text FROM waitlist AS w
    UNION ALL SELECT to_jsonb(a)::text FROM audit_log AS a
    UNION ALL SELECT concat(o.key, convert_from(o.body, 'UTF8'), o.headers) FROM outbox AS o
) AS everything (t)
"""


@dataclass
class Occasion:
    """An event with two places in its workshop, and who is registered."""

    house: House
    event: dict[str, Any] = field(default_factory=dict)

    @property
    def pool(self) -> Pool:
        """The database."""
        return self.house.pool

    @property
    def workshop(self) -> str:
        """The id of the session with the places."""
        return str(self.event["sessions"][0]["id"])

    async def open(self, **values: Any) -> None:
        """Make the event."""
        organiser = await self.house.organisation("Netzwerk Mitte")
        made = await self.house.event(organiser["id"], identity="named", waitlist=True, **values)
        self.event = made
        await self.pool.execute("UPDATE sessions SET capacity = 2 WHERE id = $1", self.workshop)
        await self.pool.execute("UPDATE places SET capacity = 2 WHERE place_id = $1", self.workshop)

    async def send(self, *names: str, key: str | None = None, **contact: Any) -> httpx.Response:
        """Register these people for the workshop; addresses are made of their names."""
        people = [
            {
                "name": name,
                "email": f"{name.lower()}@example.org",
                "sessions": [self.workshop],
                "answers": {"Essen": f"{name} isst vegan"},
            }
            for name in names
        ]
        body: dict[str, Any] = {"people": people, "contact": contact}
        headers = {"Idempotency-Key": key} if key else {}
        async with self.house.client(**headers) as client:
            return await client.post(f"/api/v1/events/{self.event['id']}/registrations", json=body)

    async def register(self, *names: str, **more: Any) -> dict[str, Any]:
        """The same, and it has to work."""
        return await answer(await self.send(*names, **more), 201)

    async def erase(
        self, booking: dict[str, Any], body: dict[str, Any] | None = None, token: str = ""
    ) -> httpx.Response:
        """Over the API: with the manage token, or with another."""
        async with self.house.client(token or booking["manage_token"]) as client:
            return await client.post(
                f"/api/v1/registrations/{booking['id']}/erase", json=body or {}
            )

    async def read(self, booking: dict[str, Any], token: str = "") -> httpx.Response:
        """The registration as its owner, or another, sees it."""
        async with self.house.client(token or booking["manage_token"]) as client:
            return await client.get(f"/api/v1/registrations/{booking['id']}")

    async def known(self) -> str:
        """Every text this database keeps of bookings, in small letters."""
        return str(await self.pool.fetchval(EVERY_TEXT)).lower()

    async def statuses(self) -> dict[str | None, str]:
        """Who has which status, by name."""
        rows = await self.pool.fetch("SELECT name, status FROM booked_people")
        return {row["name"]: row["status"] for row in rows}


@pytest_asyncio.fixture
async def occasion(registration_pool: Pool) -> AsyncIterator[Occasion]:
    """A published event in nine days."""
    async with open_house(registration_pool, limits=False) as house:
        made = Occasion(house)
        await made.open()
        yield made
