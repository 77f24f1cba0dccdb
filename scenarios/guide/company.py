"""A company registers its people, and one of them opens the link that was passed on."""

from __future__ import annotations

from scenarios.browser import follow, press, type_in
from scenarios.camera import DESK
from scenarios.guide.cast import Stage

PLACES = 30
"""12 are kept for the partner, 8 guests are registered: two of this list have to wait."""
LIST = "\n".join(
    (
        "Mia Muster; mia.muster@example.org",
        "Ben Beispiel; ben.beispiel@example.org",
        "Ida Muster",
        "Ole Beispiel",
        "Ella Muster; ella.muster@example.org",
        "Finn Beispiel",
        "Lea Muster",
        "Noah Beispiel; noah.beispiel@example.org",
        "Zoe Muster",
        "Emil Beispiel",
        "Ada Muster",
        "Jan Beispiel",
    )
)
CONTACT = ("Gasthaus Zur Linde", "Lena Leitung", "lena.leitung@example.org")


async def company(stage: Stage, event_id: str) -> None:
    """Send a list, look at it and at one name; the link of that name is opened on a phone."""
    await few_places(stage, event_id)
    page = await stage.camera.page(DESK)
    take = stage.camera.take
    await page.goto(f"{stage.camera.ready.url}/e/{event_id}")
    await follow(page, "Mehrere Beschäftigte anmelden")
    name, contact, email = CONTACT
    await type_in(page, company=name, contact__name=contact, contact__email=email, list=LIST)
    await page.locator("#field-list").scroll_into_view_if_needed()
    await take(page, "company-form")
    await press(page, "Liste prüfen")
    await press(page, "Personen verbindlich anmelden")
    await take(page, "company-list")
    await follow(page, "Ida Muster")
    await take(page, "company-one")
    phone = await stage.phone()
    await phone.goto(await page.locator("#link-to-copy").input_value())
    await take(phone, "company-offer")


async def few_places(stage: Stage, event_id: str) -> None:
    """The hall is smaller than thought, and some have come to it already."""
    await stage.client.call("PATCH", f"/api/v1/events/{event_id}", {"capacity": PLACES})
