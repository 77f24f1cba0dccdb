"""A room with phones, over the API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx

from tests.services.registration.house import House, answer


@dataclass
class Phone:
    """Somebody in the room: a client with the token of a device."""

    client: httpx.AsyncClient
    base: str

    async def send(self, category_id: str, text: str, key: str | None = None) -> httpx.Response:
        """Send an idea."""
        headers = {"Idempotency-Key": key} if key else {}
        body = {"category_id": category_id, "text": text}
        return await self.client.post(self.base, json=body, headers=headers)

    async def idea(self, category_id: str, text: str) -> str:
        """The id of an idea that has to be taken."""
        return str((await answer(await self.send(category_id, text), 201))["id"])

    async def give(self, idea_id: str, points: int) -> httpx.Response:
        """Have so many points on an idea."""
        return await self.client.put(f"{self.base}/{idea_id}/points", json={"points": points})

    async def room(self) -> dict[str, Any]:
        """What the phone sees."""
        return await answer(await self.client.get(f"{self.base}/room"), 200)


@dataclass
class Gathering:
    """An event with an open collection; `categories` are ids in their order."""

    house: House
    event: dict[str, Any]
    organizer: httpx.AsyncClient
    collection: dict[str, Any]

    @property
    def base(self) -> str:
        """Where the API of its ideas is."""
        return f"/api/v1/events/{self.event['id']}/ideas"

    @property
    def categories(self) -> list[str]:
        """Ids of the headings."""
        return [category["id"] for category in self.collection["categories"]]

    async def phone(self, network: str = "203.0.113.7") -> Phone:
        """A phone that has come in with the code."""
        client = self.house.client(**{"X-Forwarded-For": network})
        body = {"code": self.collection["code"]}
        found = await answer(await client.post(f"{self.base}/devices", json=body), 201)
        client.headers["Authorization"] = f"Bearer {found['device']}"
        return Phone(client, self.base)

    async def list(self, order: str = "weight") -> dict[str, Any]:
        """What the organizer sees."""
        return await answer(await self.organizer.get(f"{self.base}?order={order}"), 200)

    async def patch(self, idea_id: str, status: int = 200, **values: Any) -> dict[str, Any]:
        """What the organizer does to an idea."""
        response = await self.organizer.patch(f"{self.base}/{idea_id}", json=values)
        return await answer(response, status)


async def gather(house: House, **values: Any) -> Gathering:
    """A kick-off whose organizer has opened the collection."""
    network = await house.organisation("Initiative Innenstadt")
    event = await house.event(network["id"], title="KickOff")
    organizer = house.client(await house.token("organizer", network["id"]))
    path = f"/api/v1/events/{event['id']}/ideas/open"
    collection = await answer(await organizer.post(path, json=values), 200)
    return Gathering(house, event, organizer, collection)
