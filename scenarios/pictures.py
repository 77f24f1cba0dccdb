"""The pictures of the README, taken of the real pages: `python -m scenarios.pictures READY_FILE`.

Needs a stack of its own (`auftakt up --no-demo --no-limits --home … --ready-file …`), Chromium and
ImageMagick's `convert`. Plays a health day in fast motion and photographs it while it runs.
"""

from __future__ import annotations

import asyncio
import base64
import re
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from scenarios.browser import Mail, chromium, mail_to
from scenarios.camera import DESK, PHONE, Camera
from scenarios.client import Client
from scenarios.gesundheitstag_jobcenter import data as health_day
from scenarios.innenstadt_jena import data as kick_off
from scenarios.outcome import Outcome
from scenarios.play import SCENARIOS
from scenarios.ready import Ready, read_ready

FOLDER = Path(__file__).parents[1] / "docs" / "images"
DAY = "gesundheitstag-jobcenter"
ADDRESS = "erika.beispiel@example.org"
DAY_SECONDS = 25.0
CROWD = 640
HOUR_SHOWN = 13


class DaytimeClient(Client):
    """Moves every event to a zone where it is afternoon now: pictures are also taken at night."""

    async def event(self, body: Any) -> Any:
        """Create and publish, in that zone."""
        return await super().event({**body, "time_zone": afternoon_zone(datetime.now(UTC))})


def afternoon_zone(now: datetime) -> str:
    """A fixed zone whose clock shows about HOUR_SHOWN; the signs of `Etc` zones are turned."""
    hours = (HOUR_SHOWN - now.hour + 11) % 24 - 11
    return f"Etc/GMT{-hours:+d}" if hours else "Etc/GMT"


async def take_all(ready: Ready) -> None:
    """All pictures, in the order in which a day goes."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    async with DaytimeClient(ready) as client, chromium() as browser:
        camera = Camera(browser, ready, FOLDER)
        event_id = await plan(client)
        await registering(camera, event_id)
        await the_day(camera, client)


async def plan(client: Client) -> str:
    """What is coming up; returns the event to register for."""
    network = await client.organisation("Initiative Innenstadt Jena", "network")
    city = await client.organisation("Gesundheitsamt Musterstadt", "municipality")
    soon = datetime.now(UTC).replace(minute=0, second=0, microsecond=0) - timedelta(hours=4)
    workshop = kick_off.event(network, [city], soon + timedelta(days=9))
    week = health_day.event(city, [network], soon + timedelta(days=23))
    week |= {"title": "Gesundheitstag im Rathaus", "venue": "Rathaus, Marktplatz 1, Musterstadt"}
    week["texts"]["de"]["title"] = week["title"]
    first = await client.event(workshop)
    await client.event(week)
    return str(first["id"])


async def registering(camera: Camera, event_id: str) -> None:
    """From the start page to the mail."""
    await camera.take(await camera.page(DESK), "start", "/")
    phone = await camera.page(PHONE)
    await camera.take(phone, "easy-language-phone", f"/e/{event_id}?lang=de-simple")
    await phone.goto(f"{camera.ready.url}/e/{event_id}/register?lang=de")
    for name in ("Bedarfe sammeln", "Pausen"):
        await phone.get_by_role("checkbox", name=name).check()
    await phone.locator("fieldset").first.scroll_into_view_if_needed()
    await phone.evaluate("document.querySelector('fieldset').scrollIntoView()")
    await camera.take(phone, "form-phone")
    await phone.get_by_label("Name", exact=True).fill("Erika Beispiel")
    await phone.locator("[name='contact.email']").fill(ADDRESS)
    await phone.get_by_role("button", name="Verbindlich anmelden").click()
    await phone.locator(".qr").scroll_into_view_if_needed()
    await camera.take(phone, "confirmation-phone")
    mail = await mail_to(camera.ready, ADDRESS, "/m/")
    letter = await camera.page((700, 860))
    await letter.set_content(shown(mail))
    await camera.take(letter, "mail")


def shown(mail: Mail) -> str:
    """The HTML of a mail as a mail program shows it, with its inline pictures."""
    html = str(mail.get_body(("html",)).get_content())
    pictures = {
        str(part["Content-ID"]).strip("<>"): base64.b64encode(part.get_payload(decode=True))
        for part in mail.walk()
        if part.get_content_maintype() == "image"
    }
    return re.sub(
        r"cid:([^\"']+)", lambda m: f"data:image/png;base64,{pictures[m[1]].decode()}", html
    )


async def the_day(camera: Camera, client: Client) -> None:
    """The live pages while people come, then the door and the report."""
    playing = asyncio.ensure_future(SCENARIOS[DAY](client, print, DAY_SECONDS))
    event_id = await running(client)
    cookies = await camera.cookies("admin@auftakt.example")
    await crowded(client, event_id)
    live = f"/reporting/events/{event_id}/live"
    await camera.take(await camera.page(DESK, cookies=cookies), "live", live)
    await camera.take(await camera.page(DESK, "dark", cookies), "live-dark", live)
    await camera.take(await camera.page(DESK, cookies=cookies), "organizer", "/organizer")
    outcome = await playing
    await ended(camera, client, cookies, outcome)


async def ended(camera: Camera, client: Client, cookies: Any, outcome: Outcome) -> None:
    """What is left of the day, and the door of another one."""
    desk = await camera.page(DESK, cookies=cookies)
    await camera.take(desk, "report", f"/reporting/editions/{outcome.edition['id']}")
    now = datetime.now(UTC)
    organiser = await client.organisation("Sportverein Musterstadt", "association")
    event = await client.event(health_day.event(organiser, [], now - timedelta(hours=1)))
    made = await client.register(event["id"], {"people": [{}]})
    door = await camera.page(PHONE, cookies=cookies)
    await door.goto(f"{camera.ready.url}/door/{event['id']}")
    await door.fill("#ticket", made["people"][0]["ticket"])
    await door.keyboard.press("Enter")
    await door.get_by_text("Willkommen").wait_for()
    await camera.take(door, "door-phone")


async def running(client: Client) -> str:
    """The id of the health day, once it is published."""

    async def look() -> str | None:
        for event in (await client.call("GET", "/api/v1/events"))["items"]:
            is_day = event["title"] == "Gesundheitstag im Jobcenter"
            if is_day and event["status"] == "published":
                return str(event["id"])
        return None

    return str(await client.until(look, seconds=30, what="the health day"))


async def crowded(client: Client, event_id: str) -> None:
    """Wait until the house is full of people."""

    async def look() -> bool:
        return bool((await client.attendance(event_id))["came"] >= CROWD)

    await client.until(look, seconds=90, what=f"{CROWD} people")


if __name__ == "__main__":
    asyncio.run(take_all(read_ready(Path(sys.argv[1]))))
