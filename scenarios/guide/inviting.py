"""Places for an organisation, and people invited by name."""

from __future__ import annotations

from scenarios.browser import link_in, mail_to, press, type_in
from scenarios.guide.cast import INSURER, Stage

INVITED = "dr.mira.muster@example.org"
PEOPLE = f"Dr. Mira Muster; {INVITED}\nPaul Beispiel; paul.beispiel@example.org\n"
LETTERS = "Agnes Beispiel; ; Marktweg 1|07743 Jena\nKarl Muster; ; Holzmarkt 5|07743 Jena\n"
PLACES = "12"


async def invitations(stage: Stage, event_id: str) -> None:
    """A contingent for the partner, four people invited."""
    page = await stage.desk()
    take = stage.camera.take
    here = f"{stage.camera.ready.url}/organizer/events/{event_id}/invitations"
    await page.goto(f"{here}/contingents/new")
    await page.select_option("[name=organisation_id]", label=INSURER)
    await type_in(page, places=PLACES)
    await take(page, "contingent")
    await press(page, "Speichern")
    await page.goto(f"{here}/new")
    await type_in(page, list=PEOPLE + LETTERS)
    await take(page, "invite")
    await press(page, "Alle einladen")
    await page.goto(here)
    await take(page, "invitations")


async def invited(stage: Stage) -> None:
    """What somebody sees who opens the link in the mail."""
    mail = await mail_to(stage.camera.ready, INVITED, "/invited/")
    phone = await stage.phone()
    await phone.goto(link_in(mail, "/invited/"))
    await stage.camera.take(phone, "invited")
