"""An organizer with an event, people who come, and somebody who reads what is printed."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
import pypdf
import pytest_asyncio

from tests.paper import complaints
from tests.services.registration.house import NOW, House, answer


@dataclass
class Organizer:
    """Asks for paper with a token; `organisation` is whose events are printed."""

    house: House
    organisation: str
    tokens: dict[str, str] = field(default_factory=dict)

    async def event(self, **values: Any) -> dict[str, Any]:
        """A published event of this organizer."""
        return await self.house.event(self.organisation, **values)

    async def register(self, event: dict[str, Any], *people: Any, **more: Any) -> dict[str, Any]:
        """A registration; a person is a name, or what the API takes."""
        entered = [p if isinstance(p, dict) else {"name": p} for p in people]
        contact = {"email": f"p{uuid4().hex[:10]}@example.org", **more.pop("contact", {})}
        body = {"contact": contact, "people": entered, **more}
        async with self.house.client() as client:
            path = f"/api/v1/events/{event['id']}/registrations"
            return await answer(await client.post(path, json=body), 201)

    async def ask(
        self, event: dict[str, Any], paper: str, role: str = "organizer", at: str | None = None
    ) -> httpx.Response:
        """Ask for a document as somebody with this role, at the organizer or elsewhere."""
        where = at or self.organisation
        name = f"{role} {where}"
        if name not in self.tokens:
            self.tokens[name] = await self.house.token(role, where)
        async with self.house.client(self.tokens[name]) as client:
            return await client.get(f"/api/v1/events/{event['id']}/prints/{paper}")

    async def text(self, event: dict[str, Any], paper: str) -> str:
        """The words of a document, which everybody must be able to read."""
        response = await self.ask(event, paper)
        assert response.status_code == 200, response.text
        return text_of(response)

    async def scan(self, event: dict[str, Any], ticket: str, kind: str = "in") -> str:
        """Scan a ticket at the entrance; gives the id of the scan."""
        scan_id = str(uuid4())
        scan = {"scan_id": scan_id, "ticket": ticket, "kind": kind, "device": "tor"}
        await self._upload(event, {**scan, "scanned_at": self.house.now.isoformat()})
        return scan_id

    async def take_back(self, event: dict[str, Any], scan_id: str) -> None:
        """Void a scan."""
        scan = {"scan_id": str(uuid4()), "kind": "void", "voids": scan_id, "device": "tor"}
        await self._upload(event, {**scan, "scanned_at": self.house.now.isoformat()})

    async def _upload(self, event: dict[str, Any], scan: dict[str, Any]) -> None:
        async with await self.house.administrator() as client:
            path = f"/api/v1/events/{event['id']}/scans"
            await answer(await client.post(path, json={"scans": [scan]}), 200)


def text_of(response: httpx.Response) -> str:
    """The words of a tagged PDF; white space is one space."""
    assert response.headers["content-type"] == "application/pdf"
    assert complaints(response.content) == []
    reader = pypdf.PdfReader(io.BytesIO(response.content))
    return " ".join(" ".join(page.extract_text().split()) for page in reader.pages)


@pytest_asyncio.fixture
async def organizer(house: House) -> Organizer:
    """A network that organises."""
    made = await house.organisation("Initiative Innenstadt")
    assert house.now == NOW
    return Organizer(house, made["id"])
