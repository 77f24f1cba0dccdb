"""What the team does once an event is public: registrations, paper, ideas."""

from __future__ import annotations

from typing import Any

from playwright.async_api import Page

from scenarios.browser import follow, press, type_in
from scenarios.guide.cast import Stage, day_in

LATER_DAYS = 51
GUESTS = (
    ("Erika Beispiel", "Was brauchen wir?", "erika.beispiel@example.org"),
    ("Max Muster", "Was brauchen wir?", "max.muster@example.org"),
    ("Kim Beispiel", "Was packen wir an?", "kim.beispiel@example.org"),
    ("Aylin Muster", "Was packen wir an?", "aylin.muster@example.org"),
    ("Jo Beispiel", "Was brauchen wir?", None),
    ("Nadia Muster", "Was packen wir an?", "nadia.muster@example.org"),
)
IDEAS = (
    ("Gemeinsame Rückenkurse nach Ladenschluss", 2),
    ("Obst für alle Betriebe einmal in der Woche", 1),
    ("Pausenraum im Rathaus für kleine Läden", 0),
    ("Laufgruppe am Dienstag", 0),
)


async def guests_come(stage: Stage, event_id: str) -> None:
    """Some people register, as the public does."""
    event = await stage.client.call("GET", f"/api/v1/events/{event_id}")
    sessions = {each["title"]: each["id"] for each in event["sessions"]}
    for name, title, email in GUESTS:
        contact: dict[str, Any] = {"name": name, "locale": "de"}
        if email:
            contact["email"] = email
        body = {"contact": contact, "people": [{"name": name, "sessions": [sessions[title]]}]}
        await stage.client.register(event_id, body)


async def registrations(stage: Stage, event_id: str) -> None:
    """Find, add by telephone, move, write to people, and who did it."""
    page = await stage.desk()
    take = stage.camera.take
    here = f"/organizer/events/{event_id}/registrations"
    await take(page, "registrations", here)
    await follow(page, "Jemanden anmelden")
    await page.get_by_label("Name", exact=True).fill("Rosa Beispiel")
    await page.get_by_role("checkbox").first.check()
    await take(page, "add")
    await press(page, "Anmelden")
    await page.goto(stage.camera.ready.url + here)
    await follow(page, "Erika Beispiel")
    await take(page, "one")
    await page.goto(stage.camera.ready.url + here)
    for box in (await page.get_by_role("checkbox").all())[:4]:
        await box.check()
    await press(page, "Nachricht schreiben")
    await type_in(page, subject="Neuer Raum", text="Wir treffen uns jetzt in Saal 1, gleich links.")
    await take(page, "message")
    await press(page, "Nachricht senden")


async def paper(stage: Stage, event_id: str) -> None:
    """All that can be printed."""
    page = await stage.desk()
    here = f"/organizer/events/{event_id}"
    await stage.camera.take(page, "prints", f"{here}/prints")


async def ideas(stage: Stage, event_id: str) -> None:
    """Collected by telephone, weighed in the room."""
    page, phone = await stage.desk(), await stage.phone()
    take = stage.camera.take
    here = f"/organizer/events/{event_id}/ideas"
    await page.goto(stage.camera.ready.url + here)
    await press(page, "Sammlung öffnen")
    room = await page.locator(".collection a").first.get_attribute("href")
    await phone.goto(str(room))
    for text, _ in IDEAS:
        await type_in(phone, text=text)
        await press(phone, "Idee absenden")
    for text, points in IDEAS:
        for _ in range(points):
            await give_point(phone, text)
    await phone.evaluate("scrollTo(0, 0)")
    await take(phone, "ideas-phone")
    await take(page, "ideas", here)
    await take(page, "ideas-screen", f"{here}/screen")


async def give_point(phone: Page, text: str) -> None:
    """One more point for this idea; waits until the page shows that it is spent."""
    idea = phone.locator("li.idea", has_text=text)
    before = int(await idea.locator(".mine").inner_text())
    await idea.get_by_role("button", name="Einen Punkt geben").click()
    await idea.locator(".mine", has_text=str(before + 1)).wait_for()


async def ending(stage: Stage, event_id: str) -> None:
    """Before it is moved, called off, or closed."""
    page = await stage.desk()
    here = f"/organizer/events/{event_id}"
    await page.goto(f"{stage.camera.ready.url}{here}/reschedule")
    await type_in(page, starts_on=day_in(LATER_DAYS), note__de="Das Rathaus wird saniert.")
    await page.evaluate("document.querySelector('form.card').scrollIntoView()")
    await stage.camera.take(page, "reschedule")
    await stage.camera.take(page, "cancel", f"{here}/cancel")
    await stage.camera.take(page, "close", f"{here}/close")
