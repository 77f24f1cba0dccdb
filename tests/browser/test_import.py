"""An organizer imports the companies of a network: a wrong list first, then the right one."""

from __future__ import annotations

from uuid import uuid4

from playwright.async_api import expect

from scenarios.client import Client
from tests.browser.conftest import House, Visit
from tests.browser.test_barriers import look

HEADINGS = "Betrieb;Mitarbeitende;Mitglied seit;E-Mail\n"


async def test_an_organizer_imports_a_network_of_companies(
    client: Client, house: House, visit: Visit
) -> None:
    """Protects the way of a list: bad cells are named, nothing is saved until it is confirmed."""
    tag = uuid4().hex[:6]
    good = [f"Bäckerei {tag} {i:03};{i};01.05.2024;b{i}@example.org\n" for i in range(120)]
    visitor = await visit(storage_state=house.signed_in["organizer"])
    page = visitor.page
    await visitor.open(f"/organizer/organisations/{house.organiser_id}/import")
    assert await visitor.heading() == "Mitglieder importieren"

    async def upload(text: str) -> None:
        file = {"name": "liste.csv", "mimeType": "text/csv", "buffer": text.encode("cp1252")}
        await page.set_input_files("#field-file", file)  # type: ignore[arg-type]  # a FilePayload
        await visitor.press("Liste prüfen")

    await upload(HEADINGS + "".join(good[:3]) + f"Café {tag};viele;gestern;\n")
    await expect(page.get_by_role("alert")).to_contain_text("In einer Zeile stimmt etwas nicht.")
    await expect(page.locator("tbody tr")).to_have_count(2)
    await expect(page.locator("tbody tr").first).to_contain_text("viele")
    assert await page.locator("main form").count() == 0
    await look(visitor)

    await visitor.follow("Verbesserte Liste hochladen")
    await upload(HEADINGS + "".join(good))
    await expect(page.get_by_text("120 Mitglieder kommen dazu.")).to_be_visible()
    await visitor.press("120 Mitglieder anlegen")
    await expect(page.get_by_role("status")).to_contain_text("120 Mitglieder sind angelegt.")
    await visitor.follow("Zu den Mitgliedern")
    await page.get_by_label("Mitglied suchen").fill(f"{tag} 077")
    await visitor.press("Suchen")
    await visitor.follow(f"Bäckerei {tag} 077")
    await expect(page.get_by_text("50 bis 99 Beschäftigte")).to_be_visible()
    await expect(page.get_by_text("b77@example.org")).to_be_visible()
