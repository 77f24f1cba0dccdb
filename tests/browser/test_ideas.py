"""The kick-off: phones in the room, the big screen, one's own visitor card."""

from __future__ import annotations

from typing import Any

from scenarios.client import Client
from tests.browser.conftest import House, Visit
from tests.journeys.occasions import scan

PHONE = {"viewport": {"width": 390, "height": 844}}


async def test_phones_and_the_big_screen_follow_by_themselves(
    visit: Visit, client: Client, house: House
) -> None:
    """Protects the room: by the code alone, without reloading, the focus stays put."""
    event = await house.event(client, title="KickOff Innenstadt")
    path = f"/api/v1/events/{event['id']}/ideas"
    code = (await client.call("POST", f"{path}/open", {}))["code"]
    organizer = await visit(storage_state=house.signed_in["organizer"])
    await organizer.open(f"/organizer/events/{event['id']}/ideas/screen")
    one, two = await visit(**PHONE), await visit(**PHONE)
    for phone in (one, two):
        await phone.open("/i")
        await phone.page.get_by_label("Code").fill(f"{code[:4]} {code[4:]}")
        await phone.press("Weiter")
    await one.page.get_by_label("Ihre Idee zu „Bedarfe“").fill("Rückenkurs in der Mittagspause")
    await one.press("Idee absenden")
    await one.page.get_by_text("Ihre Idee steht in der Liste").wait_for()
    await two.page.get_by_text("Rückenkurs in der Mittagspause").wait_for()
    for left in ("Noch 4 Punkte frei", "Noch 3 Punkte frei"):
        await two.page.get_by_role("button", name="Einen Punkt geben").press("Enter")
        await two.page.locator("#points-left").get_by_text(left).wait_for()
        assert await two.page.evaluate("document.activeElement.dataset.key.startsWith('more-')")
    counts = organizer.page.locator("[data-screen]")
    await counts.get_by_text("2", exact=True).wait_for()
    found: Any = await client.call("GET", path)
    assert [idea["points"] for idea in found["items"]] == [2]


async def test_ones_own_card_opens_what_to_take_home(
    visit: Visit, client: Client, house: House
) -> None:
    """Protects visitors: their card shows the offers; the door still reads it as a ticket."""
    event = await house.event(client)
    path = f"/api/v1/events/{event['id']}"
    texts = {"de": {"title": "Fit im Park"}, "de-simple": {"title": "Sport im Park"}}
    await client.call("POST", f"{path}/offers", {"kind": "open_air", "texts": texts})
    cards = await client.call("POST", f"{path}/visitor-cards", {"count": 1})
    visitor = await visit(**PHONE)
    await visitor.open(f"/t/{cards['tickets'][0]}")
    assert cards["tickets"][0] not in visitor.page.url
    assert await visitor.heading() == "Zum Mitnehmen"
    await visitor.page.locator("main").get_by_role("link", name="Leicht verständlich").click()
    await visitor.page.get_by_text("Sport im Park").wait_for()
    seen = await client.scan(event["id"], [scan("in", ticket=cards["tickets"][0])])
    assert [each["result"] for each in seen] == ["ok"]
