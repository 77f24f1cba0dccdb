"""A ticket for the wallet: as large as a bank card, readable by machines and screen readers."""

from __future__ import annotations

import io
from typing import Any

import pypdf
import pytest

from tests.paper import complaints
from tests.services.registration.house import House, answer

MM = 72 / 25.4
LONG = "Dr. Maximiliane Freifrau von und zu Hohenlohe-Schillingsfürst-Waldenburg"


async def registered(house: House, *names: str, **values: Any) -> dict[str, Any]:
    """People registered together."""
    organiser = await house.organisation("Initiative Innenstadt")
    event = await house.event(organiser["id"], **values)
    workshop = event["sessions"][0]["id"]
    people = [{"name": name, "sessions": [workshop]} for name in names]
    async with house.client() as client:
        path = f"/api/v1/events/{event['id']}/registrations"
        return await answer(await client.post(path, json={"people": people}), 201)


@pytest.mark.parametrize("language", ["de", "uk", "ar"])
async def test_a_card_has_the_size_of_a_bank_card_and_is_tagged(
    house: House, language: str
) -> None:
    """85.6 mm by 54 mm, one page for each person; name, time, session and code in plain sight."""
    names = ("Mia Muster", LONG, "محمد الخطيب", "Олександра Коваленко")
    made = await registered(house, *names)
    async with house.client() as client:
        await client.get(f"/m/{made['manage_token']}")
        client.cookies.set("auftakt_language", language)
        card = await client.get("/my/registration/card.pdf")
    assert card.headers["content-type"] == "application/pdf"
    assert complaints(card.content) == []
    pages = pypdf.PdfReader(io.BytesIO(card.content)).pages
    assert len(pages) == len(names)
    for page in pages:
        assert float(page.mediabox.width) == pytest.approx(85.6 * MM, abs=0.5)
        assert float(page.mediabox.height) == pytest.approx(54 * MM, abs=0.5)
        assert made["booking_code"] in page.extract_text()
    text = pages[0].extract_text()
    assert "Mia Muster" in text
    assert "Rücken-Check" in text


async def test_only_who_has_a_place_has_a_card(house: House) -> None:
    """Who waits has none yet (409); without the cookie the way is the booking code."""
    await registered(house, "Ada Muster", capacity=1)
    async with house.client() as client:
        assert (await client.get("/my/registration/card.pdf")).status_code == 303
    made = await registered(house, "Mia Muster", "Ben Muster", capacity=1)
    assert made["status"] == "waitlisted"
    async with house.client() as client:
        await client.get(f"/m/{made['manage_token']}")
        assert (await client.get("/my/registration/card.pdf")).status_code == 409
        assert "card.pdf" not in (await client.get("/my/registration")).text


async def test_a_card_says_street_and_town(house: House) -> None:
    """Protects who has only the card at hand: it leads to the door, as mails do."""
    address = {"street": "Markt 1", "postal_code": "07743", "city": "Jena"}
    made = await registered(house, LONG, venue="Rathaus", address=address)
    async with house.client() as client:
        await client.get(f"/m/{made['manage_token']}")
        card = await client.get("/my/registration/card.pdf")
    text = pypdf.PdfReader(io.BytesIO(card.content)).pages[0].extract_text()
    assert "Rathaus, Markt 1, 07743 Jena" in " ".join(text.split())
    assert "Rücken-Check" in text
