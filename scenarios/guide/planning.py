"""From the list of members to the published event."""

from __future__ import annotations

from playwright.async_api import FilePayload, Page

from scenarios.browser import follow, press, type_in
from scenarios.guide.cast import INSURER, Stage, day_in, list_of_members

TITLE = "KickOff Gesunde Innenstadt"
DAYS_AHEAD = 23
SAVE = "Speichern und weiter"
QUESTIONS = (
    (
        "choice",
        "Was möchten Sie essen?",
        "damit genug für alle da ist",
        "vegan\nvegetarisch\nFleisch",
    ),
    ("text", "Was sollen wir vorbereiten?", "damit Sie gut dabei sein können", None),
)


async def import_members(stage: Stage) -> None:
    """A list with two wrong cells, then the better one."""
    page = await stage.desk()
    take = stage.camera.take
    await page.goto(f"{stage.camera.ready.url}/organizer/organisations/{stage.network_id}")
    await follow(page, "Liste importieren")
    await upload(page, wrong=True)
    await take(page, "import-wrong")
    await follow(page, "Verbesserte Liste hochladen")
    await upload(page, wrong=False)
    await take(page, "import-check")
    await press(page, "Mitglieder anlegen")
    await follow(page, "Zu den Mitgliedern")


async def upload(page: Page, *, wrong: bool) -> None:
    """Choose the file and have it checked."""
    table = list_of_members(wrong=wrong)
    file = FilePayload(name="mitglieder.csv", mimeType="text/csv", buffer=table)
    await page.set_input_files("[name=file]", file)
    await press(page, "Liste prüfen")


async def plan(stage: Stage) -> str:
    """From a template to the preview; returns the id of the draft."""
    page = await stage.desk()
    take = stage.camera.take
    await page.goto(f"{stage.camera.ready.url}/organizer")
    await follow(page, "Neue Veranstaltung")
    await take(page, "templates")
    await follow(page, "Auftaktworkshop")
    await type_in(
        page, title=TITLE, starts_on=day_in(DAYS_AHEAD), starts_time="13:00", ends_time="17:00"
    )
    await press(page, "Entwurf anlegen")
    await take(page, "draft")
    event_id = page.url.split("/")[-1].partition("?")[0]
    steps = f"{stage.camera.ready.url}/organizer/events/{event_id}/plan"
    await where(page, f"{steps}/where")
    await texts(stage, page, f"{steps}/texts")
    await programme(stage, page, f"{steps}/programme")
    await places(page, f"{steps}/places")
    await people(page, f"{steps}/people")
    await questions(stage, page, f"{steps}/questions")
    return event_id


async def where(page: Page, step: str) -> None:
    """The house and its address."""
    await page.goto(step)
    await type_in(page, venue="Historisches Rathaus, Ratssaal", address__street="Markt 1")
    await type_in(page, address__postal_code="07743", address__city="Jena")
    await press(page, SAVE)


async def places(page: Page, step: str) -> None:
    """As many as the hall holds."""
    await page.goto(step)
    await type_in(page, capacity="60")
    await press(page, SAVE)


async def texts(stage: Stage, page: Page, step: str) -> None:
    """German and English."""
    await page.goto(step)
    await page.locator(".language-texts > summary", has_text="English").click()
    await type_in(
        page,
        texts__de__summary="Bedarfe, Projekte, Aktionen: Was hält die Innenstadt gesund? "
        "Die Mitgliedsbetriebe planen das erste gemeinsame Jahr.",
        texts__de__directions="Vom Holzmarkt zwei Minuten zu Fuß. Aufzug im Innenhof.",
        texts__en__title="Kick-off: a healthy city centre",
        texts__en__summary="Needs, projects, actions: the member companies plan their first year.",
    )
    await stage.camera.take(page, "texts")
    await press(page, SAVE)


async def programme(stage: Stage, page: Page, step: str) -> None:
    """What the template brought, and one part with time slots."""
    await page.goto(step)
    await follow(page, "Programmpunkt hinzufügen")
    await type_in(page, title="Rückencheck", starts_time="15:30", ends_time="16:30", room="Saal 2")
    await page.select_option("[name=kind]", label="Mitmachangebot")
    await page.get_by_label("Mit Terminen, die einzeln gebucht werden").check()
    await type_in(page, slots__every_minutes="15", slots__capacity="2")
    await stage.camera.take(page, "slots")
    await page.get_by_role("button", name="Speichern", exact=True).click()
    await press(page, "Nach Uhrzeit ordnen")
    await stage.camera.take(page, "programme")


async def people(page: Page, step: str) -> None:
    """Whom guests may ask, and who gets the report."""
    await page.goto(step)
    await type_in(
        page,
        contact__name="AG Gesundheit",
        contact__phone="03641 000000",
        contact__email="ag-gesundheit@innenstadt.example.org",
        search=INSURER,
    )
    await press(page, "Suchen")
    partners = page.locator("#partner_ids, [id$=partner_ids]").first
    await partners.get_by_label(INSURER).check()
    await press(page, SAVE)


async def questions(stage: Stage, page: Page, step: str) -> None:
    """One with answers to choose from, one with a few words."""
    for kind, label, purpose, answers in QUESTIONS:
        await page.goto(f"{step}/new-{kind}")
        await type_in(page, texts__de__label=label, texts__de__purpose=purpose, keep_days="14")
        if answers:
            await type_in(page, texts__de__options=answers)
        await press(page, "Speichern")
    await page.goto(step)
    await stage.camera.take(page, "questions")


async def publish(stage: Stage, event_id: str) -> None:
    """Look at it as guests will, then make it public."""
    page = await stage.desk()
    take = stage.camera.take
    here = f"/organizer/events/{event_id}"
    await page.goto(f"{stage.camera.ready.url}{here}/preview")
    await take(page, "publish", f"{here}/publish")
    await press(page, "Jetzt veröffentlichen")
