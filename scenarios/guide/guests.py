"""What a guest sees on a telephone, from the registration until the data are gone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from scenarios.browser import press
from scenarios.gesundheitstag_jobcenter import data as health_day
from scenarios.guide.cast import Stage


async def guest(stage: Stage, event_id: str) -> None:
    """Register without e-mail, change it, have it erased."""
    phone = await stage.phone()
    take = stage.camera.take
    await take(phone, "guest-event", f"/e/{event_id}")
    await phone.goto(f"{stage.camera.ready.url}/e/{event_id}/register")
    await phone.get_by_role("checkbox").first.check()
    await phone.get_by_label("Name", exact=True).fill("Sam Beispiel")
    await phone.evaluate("document.querySelector('fieldset.card').scrollIntoView()")
    await take(phone, "guest-form")
    await press(phone, "Verbindlich anmelden")
    await take(phone, "guest-confirmed")
    await phone.evaluate("document.querySelector('#manage').scrollIntoView()")
    await phone.locator("summary", has_text="Anmeldung absagen").click()
    await take(phone, "guest-change")
    await take(phone, "guest-erase", "/my/registration/erase")


async def door(stage: Stage) -> None:
    """Somebody is let in at a health day that is going on."""
    day = health_day.event(stage.network_id, [], datetime.now(UTC) - timedelta(hours=1))
    event = await stage.client.event(day)
    made = await stage.client.register(event["id"], {"people": [{}]})
    phone = await stage.phone(signed_in=True)
    await phone.goto(f"{stage.camera.ready.url}/door/{event['id']}")
    await phone.fill("#ticket", made["people"][0]["ticket"])
    await phone.keyboard.press("Enter")
    await phone.get_by_text("Willkommen").wait_for()
    await stage.camera.take(phone, "door")
