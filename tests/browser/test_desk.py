"""The organizer's list of registrations in a browser: found, called, moved, written to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from playwright.async_api import expect

from scenarios.browser import mail_to
from scenarios.client import Client
from tests.browser.conftest import House, Visit
from tests.browser.test_barriers import DESK, PHONE, look
from tests.journeys.occasions import person
from tests.stack import Stack


async def next_week(client: Client, house: House, **more: Any) -> dict[str, Any]:
    """A workshop with a station for everybody and an exercise for two."""
    starts_at = datetime.now(UTC) + timedelta(days=7)
    span = {
        "starts_at": starts_at.isoformat(),
        "ends_at": (starts_at + timedelta(hours=3)).isoformat(),
    }
    sessions = [
        {"title": "Balance", "kind": "station", "drop_in": True, **span},
        {"title": "Rücken", "kind": "workshop", "capacity": 2, **span},
    ]
    more |= {"kind": "kick_off_workshop", "sessions": sessions, **span}
    return await house.event(client, **more)


async def registered(client: Client, event_id: str, body: dict[str, Any]) -> dict[str, Any]:
    """A registration by the public."""
    path = f"/api/v1/events/{event_id}/registrations"
    return dict(await client.call("POST", path, body, token=""))


async def test_an_organizer_answers_the_telephone_on_a_phone(
    client: Client, house: House, visit: Visit
) -> None:
    """One hand, 390 px: somebody leaves, who waits is offered the place and takes it by code."""
    event = await next_week(client, house, capacity=2, promotion="offer")
    first = await registered(client, event["id"], person(1))
    caller = {"contact": {"phone": "03641 / 123456"}, "people": [{"name": "Rosa Ruf"}]}
    await registered(client, event["id"], person(2))
    waiting = await registered(client, event["id"], person(3))
    called = await registered(client, event["id"], caller)
    visitor = await visit(
        viewport={"width": PHONE, "height": 844}, storage_state=house.signed_in["organizer"]
    )
    page, path = visitor.page, f"/organizer/events/{event['id']}/registrations"

    await visitor.open(f"{path}/{first['id']}")
    await visitor.press("Abmelden …")
    await look(visitor)
    await visitor.press("Ja, abmelden")
    await page.locator(".menu > summary").click()
    await look(visitor)
    await visitor.follow("Anmeldungen")
    await page.get_by_text("Angebotenen Platz annehmen").click()
    visitor.expected.add(422)
    await page.get_by_label("Anmeldecode", exact=True).fill("QUATSCH")
    await visitor.press("Angebot annehmen")
    await expect(page.locator("#field-booking_code")).to_be_focused()
    await look(visitor)
    await page.get_by_label("Anmeldecode", exact=True).fill(waiting["booking_code"].lower())
    await visitor.press("Angebot annehmen")
    await expect(page.get_by_text("Die Änderung ist gespeichert.")).to_be_visible()
    await expect(page.locator("main .badge").first).to_have_text("Bestätigt")

    await look(visitor, f"{path}/{called['id']}/card")
    await visitor.open(f"{path}?search=person 2")
    await page.get_by_label("die eine Person").check()
    await visitor.press("Abmelden …")
    await look(visitor)
    await visitor.press("Ja, abmelden")
    await visitor.follow("Anrufliste 1")
    await expect(page.get_by_role("link", name="03641 / 123456")).to_be_visible()
    await look(visitor)
    await visitor.press("Angerufen")
    await expect(page.get_by_role("button", name="Doch noch nicht")).to_be_visible()
    await look(visitor)


async def test_an_organizer_moves_and_writes_to_all_that_match(
    client: Client, stack: Stack, house: House, visit: Visit
) -> None:
    """Two looks before anything happens; who finds no place is told, and mails arrive."""
    event = await next_week(client, house)
    station, workshop = (session["id"] for session in event["sessions"])
    tag = uuid4().hex[:8]
    for number in range(3):
        body = person(number, station)
        body["contact"]["email"] = body["people"][0]["email"] = f"p{number}-{tag}@example.org"
        await registered(client, event["id"], body)
    visitor = await visit(
        viewport={"width": DESK, "height": 900}, storage_state=house.signed_in["organizer"]
    )
    page, path = visitor.page, f"/organizer/events/{event['id']}/registrations"

    await visitor.open(f"{path}?session_id={station}")
    await page.get_by_label("alle 3, auf die die Suche zutrifft").check()
    await visitor.press("Umbuchen …")
    await look(visitor)
    await page.get_by_label("In", exact=True).select_option(workshop)
    await visitor.press("Weiter")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Wirklich umbuchen?")
    await expect(page.get_by_text("3 E-Mails sagen Bescheid.")).to_be_visible()
    await look(visitor)
    await visitor.press("Ja, umbuchen")
    await expect(page.get_by_role("status")).to_contain_text("2 Personen sind umgebucht.")
    await expect(page.get_by_text("1 Person: kein freier Platz")).to_be_visible()
    await look(visitor)

    await visitor.open(path)
    await page.get_by_label("alle 3 in der Liste").check()
    await visitor.press("Nachricht schreiben")
    await page.get_by_label("Text").fill("Wir treffen uns in Raum 5.")
    visitor.expected.add(422)
    await visitor.press("Nachricht senden")
    await expect(page.locator("#error-summary")).to_be_focused()
    await look(visitor)
    await page.get_by_label("Betreff").fill("Neuer Raum")
    await visitor.press("Nachricht senden")
    await expect(page.get_by_role("status")).to_contain_text("Die Nachricht geht an 3 Adressen.")
    mail = await mail_to(stack.ready, f"p2-{tag}@example.org", "Raum 5")
    assert mail["Subject"].startswith("Neuer Raum")
    for page_path in ("new", "history"):
        await look(visitor, f"{path}/{page_path}")
