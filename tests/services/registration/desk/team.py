"""An organizer with an event, their pages and programs, for the tests of the desk."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import httpx

from tests.services.registration.house import House, answer


class Team:
    """An organizer with a published event."""

    def __init__(self, house: House, event: dict[str, Any], organiser: str) -> None:
        self.house, self.event, self.organiser = house, event, organiser
        self.path = f"/api/v1/events/{event['id']}"
        self.pages = f"/organizer/events/{event['id']}/registrations"
        self.tokens: dict[str, str] = {}

    async def client(self, role: str = "organizer") -> httpx.AsyncClient:
        """Somebody of the team with a token."""
        if role not in self.tokens:
            self.tokens[role] = await self.house.token(role, self.organiser)
        return self.house.client(self.tokens[role])

    async def browser(self, role: str = "organizer") -> httpx.AsyncClient:
        """Somebody of the team with a session."""
        secret = await self.house.session(role, self.organiser)
        cookie = self.house.app.state.web.settings.session_cookie
        client = self.house.client()
        client.cookies.set(cookie, secret)
        return client

    async def register(self, *names: str, email: str | None = None, **more: Any) -> dict[str, Any]:
        """A registration by the public."""
        self.house.now += timedelta(seconds=1)
        sessions = more.pop("sessions", [])
        people = [{"name": name, "sessions": sessions} for name in names]
        contact = {"email": email} if email else {}
        async with self.house.client() as client:
            body = {"contact": contact, "people": people, **more}
            return await answer(await client.post(f"{self.path}/registrations", json=body), 201)

    async def names(self, **query: str) -> list[str]:
        """Names in the list, in its order."""
        async with await self.client() as client:
            found = await client.get(f"{self.path}/registrations", params=query)
        return [p["name"] for b in (await answer(found, 200))["items"] for p in b["people"]]


async def team(house: House, organiser_kind: str = "network", **values: Any) -> Team:
    """A team of an organiser of this kind."""
    organiser = await house.organisation("Initiative Innenstadt", organiser_kind)
    return Team(house, await house.event(organiser["id"], **values), organiser["id"])


def hidden(page: str, action: str) -> dict[str, str]:
    """The hidden fields of the form that goes to `action`."""
    form = page.partition(f'action="http://localhost:8000{action}')[2].partition("</form>")[0]
    found = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in found}


def message(page: str) -> str:
    """The page without its marks, for reading sentences that run over several."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())
