"""An organizer in front of a browser without scripts, for tests of pages with forms."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import httpx

from tests.services.registration.house import House

INPUT = re.compile(r"<input\b[^>]*>")
ATTRIBUTE = re.compile(r'\b(name|value|type)="([^"]*)"')
SELECT = re.compile(r'<select\b[^>]*name="([^"]*)"[^>]*>(.*?)</select>', re.DOTALL)
SELECTED = re.compile(r'<option value="([^"]*)" selected')
AREA = re.compile(r'<textarea\b[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', re.DOTALL)


def fields(page: str) -> dict[str, list[str]]:
    """What a browser would send for the last form of a page, without a button."""
    form = page.rpartition("<form")[2].partition("</form>")[0]
    found: dict[str, list[str]] = {}
    for tag in INPUT.findall(form):
        has = dict(ATTRIBUTE.findall(tag))
        ticks = has.get("type") in {"checkbox", "radio"}
        if "name" in has and (not ticks or " checked" in tag):
            found.setdefault(has["name"], []).append(unescape(has.get("value", "")))
    for name, options in SELECT.findall(form):
        chosen = SELECTED.search(options)
        found[name] = [unescape(chosen[1]) if chosen else ""]
    for name, text in AREA.findall(form):
        found[name] = [unescape(text)]
    return found


class Desk:
    """An organizer in front of a browser without scripts."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def open(self, path: str, status: int = 200) -> str:
        """A page."""
        answer = await self.client.get(path)
        assert answer.status_code == status, (path, answer.status_code)
        return answer.text

    async def send(
        self, path: str, *, do: str = "save", page: str | None = None, **typed: Any
    ) -> httpx.Response:
        """Fill in the form of a page and press a button; `__` in a name stands for a dot."""
        form: dict[str, Any] = dict(fields(page or await self.open(path)))
        form.update({name.replace("__", "."): value for name, value in typed.items()})
        return await self.client.post(path, data={**form, "do": do})


async def read(house: House, event_id: str) -> dict[str, Any]:
    """The event as the API knows it."""
    async with await house.administrator() as client:
        return dict((await client.get(f"/api/v1/events/{event_id}")).json())
