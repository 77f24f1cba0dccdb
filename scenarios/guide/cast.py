"""Who plays in the pictures of the guide, and with what. All people are made up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from playwright.async_api import Locator, Page

from scenarios.browser import mail_to
from scenarios.camera import DESK, PHONE, Camera
from scenarios.client import Client
from scenarios.innenstadt_jena.data import companies

FOLDER = Path(__file__).parents[2] / "docs" / "guide" / "images"
NETWORK = "Initiative Innenstadt Jena"
INSURER = "Krankenkasse Musterstadt"
ORGANIZER = ("Petra Planung", "petra.planung@innenstadt.example.org")
IMPORTED = 12


AS_IN_GERMAN = """
for (const field of document.querySelectorAll("input[type=date]")) {
  field.style.width = `${field.offsetWidth}px`
  field.dataset.kept = field.value
  field.type = "text"
  field.value = field.value ? field.value.split("-").reverse().join(".") : "tt.mm.jjjj"
}
for (const field of document.querySelectorAll("input[type=time]")) {
  field.style.width = `${field.offsetWidth}px`
  field.dataset.clock = field.value
  field.type = "text"
  field.value = field.value || "--:--"
}
for (const field of document.querySelectorAll("input[type=file]")) {
  field.style.width = `${field.offsetWidth}px`
  field.dataset.file = "yes"
  field.type = "text"
  field.value = "Datei auswählen …"
}
document.activeElement?.blur?.()
"""
"""Browsers draw dates and files in their own language, and the one here may know English only."""
AS_BEFORE = """
for (const field of document.querySelectorAll("input[data-kept]")) {
  field.type = "date"
  field.value = field.dataset.kept
  delete field.dataset.kept
}
for (const field of document.querySelectorAll("input[data-clock]")) {
  field.type = "time"
  field.value = field.dataset.clock
  delete field.dataset.clock
}
for (const field of document.querySelectorAll("input[data-file]")) {
  field.value = ""
  field.type = "file"
  delete field.dataset.file
}
"""


class GermanCamera(Camera):
    """Photographs what people with a German browser see."""

    async def take(
        self, page: Page, name: str, path: str | None = None, *, of: Locator | None = None
    ) -> None:
        """A picture in which dates and times read as in Germany; the fields stay as they were."""
        if path:
            await page.goto(self.ready.url + path)
        await page.evaluate(f"() => {{{AS_IN_GERMAN}}}")
        await super().take(page, name, of=of)
        await page.evaluate(f"() => {{{AS_BEFORE}}}")


@dataclass
class Stage:
    """One stack with its camera; the organizer is signed in."""

    camera: Camera
    client: Client
    network_id: str
    cookies: Any

    async def desk(self) -> Page:
        """The organizer's big screen."""
        return await self.camera.page(DESK, cookies=self.cookies)

    async def phone(self, *, signed_in: bool = False) -> Page:
        """A telephone: a guest's, or that of the team."""
        return await self.camera.page(PHONE, cookies=self.cookies if signed_in else None)


async def set_the_stage(camera: Camera, client: Client) -> Stage:
    """A network with an organizer, and a partner."""
    network_id = await client.organisation(NETWORK, "network")
    await client.organisation(INSURER, "insurer")
    await client.member(network_id, *ORGANIZER, "organizer")
    await mail_to(camera.ready, ORGANIZER[1], "/sign-in/")
    return Stage(camera, client, network_id, await camera.cookies(ORGANIZER[1]))


def list_of_members(*, wrong: bool) -> bytes:
    """What somebody exports from a spreadsheet; with `wrong`, two cells don't fit."""
    rows = [
        f"{each['name']};{each['branch']};{each['headcount']};01.03.2024"
        for each in companies()[:: len(companies()) // IMPORTED][:IMPORTED]
    ]
    if wrong:
        rows[2] = rows[2].replace("01.03.2024", "im März")
        rows[5] = ";Handwerk;viele;"
    return "\n".join(["Name;Branche;Beschäftigte;Mitglied seit", *rows]).encode()


def day_in(days: int) -> str:
    """As a date field takes it."""
    return f"{datetime.now(UTC) + timedelta(days=days):%Y-%m-%d}"
