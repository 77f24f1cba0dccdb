"""A closed meeting with two delegations, as in the field."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest_asyncio

from tests.services.registration.house import House, answer


@dataclass
class Meeting:
    """An event by invitation; what tests do with it as its organizer and as the invited."""

    house: House
    event: dict[str, Any]
    insurer: dict[str, Any]
    university: dict[str, Any]
    token: str
    contingents: dict[str, dict[str, Any]] = field(default_factory=dict)

    def organizer(self) -> httpx.AsyncClient:
        """A client of the organizer's."""
        return self.house.client(self.token)

    async def ask(
        self, method: str, path: str, status: int, body: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Something the organizer does below the event's path."""
        async with self.organizer() as client:
            url = f"/api/v1{path.format(event=self.event['id'])}"
            return await answer(await client.request(method, url, json=body), status)

    async def contingent(
        self, organisation: dict[str, Any], places: int, status: int = 201, **values: Any
    ) -> dict[str, Any]:
        """Keep places for an organisation."""
        body = {"organisation_id": organisation["id"], "places": places, **values}
        return await self.ask("POST", "/events/{event}/contingents", status, body)

    async def standing(self, contingent: dict[str, Any]) -> dict[str, Any]:
        """How the contingent stands now."""
        page = await self.ask("GET", "/events/{event}/contingents", 200)
        (found,) = (each for each in page["items"] if each["id"] == contingent["id"])
        return dict(found)

    async def invite(
        self, *guests: dict[str, Any], status: int = 201, **values: Any
    ) -> list[dict[str, Any]]:
        """Invite people; the invitations as the organizer sees them."""
        body = {"invitations": list(guests), **values}
        page = await self.ask("POST", "/events/{event}/invitations", status, body)
        return list(page["items"])

    async def register(
        self, invitation: str | None, *names: str, status: int = 201, **values: Any
    ) -> dict[str, Any]:
        """Somebody from outside registers."""
        people = [{"name": name} for name in names]
        body = {"people": people, "invitation": invitation, **values}
        async with self.house.client() as client:
            path = f"/api/v1/events/{self.event['id']}/registrations"
            return await answer(await client.post(path, json=body), status)


def secret_of(thing: dict[str, Any]) -> str:
    """The token of a contingent's link."""
    return str(thing["url"].rpartition("/")[2])


async def token_of(house: House, invitation_id: str) -> str:
    """The token of a personal invitation, as notifications derives it for the mail."""
    row = await house.pool.fetchrow(
        "SELECT id, generation FROM invitations WHERE id = $1", invitation_id
    )
    assert row is not None
    keys = house.use_cases.invitations.keys
    return keys.invitation.token(row["id"], row["generation"])


async def make_meeting(house: House, **values: Any) -> Meeting:
    """A published meeting of an insurer and a university."""
    insurer = await house.organisation("Krankenkasse Süd", "insurer")
    university = await house.organisation("Hochschule Mitte", "university")
    given = {
        "kind": "cooperation_meeting",
        "admission": "invitation",
        "partner_ids": [university["id"]],
        "promotion": "automatic",
        "sessions": [],
        "capacity": 15,
    }
    event = await house.event(insurer["id"], **{**given, **values})
    token = await house.token("organizer", insurer["id"])
    return Meeting(house, event, insurer, university, token)


@pytest_asyncio.fixture
async def meeting(house: House) -> Meeting:
    """Fifteen places, by invitation, nothing kept yet."""
    return await make_meeting(house)
