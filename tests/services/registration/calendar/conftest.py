"""A network with two members, and what each of them plans."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import pytest_asyncio
from icalendar import Calendar

from tests.services.registration.house import NOW, House

Plan = Callable[..., Awaitable[dict[str, Any]]]


@dataclass
class Network:
    """Ids of the network, of a member below it, and of one below that."""

    house: House
    top: str
    member: str
    grandchild: str

    async def plan(
        self, organiser: str, title: str, days: int = 10, **values: Any
    ) -> dict[str, Any]:
        """An event of this organiser, so many days from now."""
        starts_at = NOW + timedelta(days=days)
        times = {
            "starts_at": starts_at.isoformat(),
            "ends_at": (starts_at + timedelta(hours=4)).isoformat(),
        }
        given = {"title": title, "sessions": [], **times, **values}
        return await self.house.event(organiser, **given)

    async def get(self, path: str, **headers: str) -> httpx.Response:
        """What anybody gets."""
        async with self.house.client() as client:
            return await client.get(path, headers=headers)

    async def titles(self, organisation: str, query: str = "") -> list[str]:
        """The titles in a calendar, in order, by JSON."""
        answer = await self.get(f"/api/v1/organisations/{organisation}/calendar{query}")
        assert answer.status_code == 200, answer.text
        return [item["title"] for item in answer.json()["items"]]

    async def feed(self, organisation: str, query: str = "") -> dict[str, Any]:
        """The entries of a feed by UID."""
        answer = await self.get(f"/calendar/{organisation}/feed.ics{query}")
        assert answer.status_code == 200, answer.text
        calendar: Any = Calendar.from_ical(answer.content)
        return {str(entry["UID"]): entry for entry in calendar.walk("VEVENT")}


@pytest_asyncio.fixture
async def network(house: House) -> Network:
    """Three organisations, one below the other."""
    top = (await house.organisation("Initiative Innenstadt"))["id"]
    member = (await house.organisation("Bäckerei Korn", "company", parent_id=top))["id"]
    grandchild = (await house.organisation("Filiale Süd", "company", parent_id=member))["id"]
    return Network(house, top, member, grandchild)
