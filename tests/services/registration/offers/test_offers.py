"""The take-home list: kept by the organizer, opened by one's own card, read in many languages."""

from __future__ import annotations

import asyncio
import re
from typing import Any
from uuid import uuid4

import httpx
import pytest

from services.registration.offers.domain import OFFERS_MAX
from tests.services.registration.house import House, answer, faults

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
PARK = {
    "de": {
        "title": "Fit im Park",
        "description": "Gymnastik im Freien.\nOhne Anmeldung.",
        "times": "jeden Dienstag, 17 bis 18 Uhr",
        "place": "Großer Garten, Eingang Nord",
        "contact": "Sportbund, 0351 000000",
        "link": "https://fit.example.org/park",
    },
    "de-simple": {"title": "Sport im Park", "description": "Sie machen Sport im Park."},
    "ar": {"title": "الرياضة في الحديقة"},
}


async def planned(house: House, **values: Any) -> tuple[dict[str, Any], httpx.AsyncClient, str]:
    """A published event, its organizer, and where its offers are."""
    network = await house.organisation("Jobcenter")
    event = await house.event(network["id"], kind="health_day", **values)
    organizer = house.client(await house.token("organizer", network["id"]))
    return event, organizer, f"/api/v1/events/{event['id']}/offers"


async def test_offers_are_kept_in_the_order_and_languages_of_the_organizer(house: House) -> None:
    """Protects the list: add, change, move, take away; everybody reads what is kept."""
    _, organizer, path = await planned(house)
    park = await answer(await organizer.post(path, json={"kind": "open_air", "texts": PARK}), 201)
    assert park["kind"] == "open_air"
    assert park["texts"]["de-simple"]["title"] == "Sport im Park"
    assert park["texts"]["ar"]["place"] is None
    for title in ("teamw()rk", "Beratung"):
        await answer(await organizer.post(path, json={"texts": {"de": {"title": title}}}), 201)
    async with house.client() as everybody:
        found = (await answer(await everybody.get(path), 200))["items"]
        assert [o["texts"]["de"]["title"] for o in found] == [
            "Fit im Park",
            "teamw()rk",
            "Beratung",
        ]
        await answer(await organizer.patch(f"{path}/{park['id']}", json={"position": 3}), 200)
        changed = await organizer.patch(f"{path}/{found[1]['id']}", json={"kind": "programme"})
        assert (await answer(changed, 200))["texts"] == found[1]["texts"]
        assert (await organizer.delete(f"{path}/{found[2]['id']}")).status_code == 204
        after = (await answer(await everybody.get(path), 200))["items"]
    assert [(o["id"], o["kind"]) for o in after] == [
        (found[1]["id"], "programme"),
        (park["id"], "open_air"),
    ]
    assert (await organizer.delete(f"{path}/{uuid4()}")).status_code == 404


async def test_two_who_add_at_once_lose_no_offer_and_the_list_has_an_end(house: House) -> None:
    """Protects the list from the last writer, and phones from an endless page."""
    _, organizer, path = await planned(house)
    bodies = [{"texts": {"de": {"title": f"Kurs {n}"}}} for n in range(OFFERS_MAX + 2)]
    made = await asyncio.gather(*(organizer.post(path, json=body) for body in bodies))
    assert sorted(m.status_code for m in made) == [201] * OFFERS_MAX + [409] * 2
    found = (await answer(await organizer.get(path), 200))["items"]
    assert len({o["texts"]["de"]["title"] for o in found}) == OFFERS_MAX


@pytest.mark.parametrize(
    ("texts", "field"),
    [
        ({}, "texts.de.title"),
        ({"en": {"title": "Course"}}, "texts.de.title"),
        ({"de": {"title": "Kurs", "link": "javascript:alert(1)"}}, "texts.de.link"),
        ({"de": {"title": "Kurs", "link": "https://user@x.example"}}, "texts.de.link"),
        ({"de": {"title": "Kurs", "link": "//x.example"}}, "texts.de.link"),
        ({"de": {"title": "Kurs"}, "xx": {"title": "?"}}, "texts.xx"),
        ({"de": {"title": "zwei\nZeilen"}}, "texts.de.title"),
    ],
)
async def test_what_is_wrong_with_an_offer_is_named(
    house: House, texts: dict[str, Any], field: str
) -> None:
    """Protects readers: a German title is there, and links lead to web pages only."""
    _, organizer, path = await planned(house)
    assert list(faults(await organizer.post(path, json={"texts": texts}))) == [field]


async def test_ones_own_card_opens_the_offers_and_the_door_still_reads_it(house: House) -> None:
    """Protects both readings of one code: take-home list for its bearer, ticket for the steward."""
    event, organizer, path = await planned(house)
    cards = await answer(
        await organizer.post(f"/api/v1/events/{event['id']}/visitor-cards", json={"count": 1}), 201
    )
    [card] = cards["tickets"]
    async with house.client() as bearer:
        assert (await bearer.get(f"/t/{card}")).headers["location"].endswith(f"/e/{event['id']}")
        await answer(await organizer.post(path, json={"texts": PARK}), 201)
        opened = await bearer.get(f"/t/{card}")
        assert opened.status_code == 303
        assert opened.headers["location"].endswith(f"/e/{event['id']}/offers")
        assert card not in opened.headers["location"]
        page = await bearer.get(opened.headers["location"])
    assert page.status_code == 200
    assert "Fit im Park" in page.text
    assert await house.pool.fetchval("SELECT count(*) FROM scans") == 0
    scan = {
        "scan_id": str(uuid4()),
        "ticket": f"http://localhost:8000/t/{card}",
        "kind": "in",
        "scanned_at": house.now.isoformat(),
        "device": "tor-1",
    }
    scans = await organizer.post(f"/api/v1/events/{event['id']}/scans", json={"scans": [scan]})
    assert (await answer(scans, 200))["results"][0]["result"] == "ok"


async def test_each_reader_gets_the_own_language_and_german_where_it_is_missing(
    house: House,
) -> None:
    """Protects people who read little German: own words first, and German is marked as German."""
    event, organizer, path = await planned(house)
    await answer(await organizer.post(path, json={"texts": PARK}), 201)
    async with house.client() as client:
        pages = {
            code: (await client.get(f"/e/{event['id']}/offers?lang={code}")).text
            for code in ("de", "de-simple", "ar", "tr")
        }
    assert "Sport im Park" in pages["de-simple"]
    assert "Sport im Park" not in pages["de"]
    assert 'dir="rtl"' in pages["ar"]
    assert "الرياضة في الحديقة" in pages["ar"]
    assert '<span lang="de" dir="ltr">Großer Garten, Eingang Nord</span>' in pages["ar"]
    assert '<span lang="de" dir="ltr">Fit im Park</span>' in pages["tr"]


async def test_drafts_show_offers_to_their_team_only(house: House) -> None:
    """Protects plans: nobody else learns of a draft's offers."""
    network = await house.organisation("Jobcenter")
    draft = await house.event(network["id"], publish=False)
    organizer = house.client(await house.token("organizer", network["id"]))
    path = f"/api/v1/events/{draft['id']}/offers"
    await answer(await organizer.post(path, json={"texts": PARK}), 201)
    async with house.client() as everybody:
        assert (await everybody.get(path)).status_code == 404
        assert (await everybody.get(f"/e/{draft['id']}/offers")).status_code == 404
    assert len((await answer(await organizer.get(path), 200))["items"]) == 1


async def test_the_organizer_keeps_the_list_from_the_page(house: House) -> None:
    """Protects the form: saved per language, what is wrong stands at its field, nothing is lost."""
    event, _, path = await planned(house)
    secret = await house.session("organizer", event["organiser_id"])
    page = f"/organizer/events/{event['id']}/offers"
    async with house.client() as browser:
        browser.cookies.set("auftakt_session", secret)
        token = TOKEN.search((await browser.get(page)).text)
        assert token
        form = {"csrf_token": token[1], "kind": "course", "texts.tr.title": "Kurs (tr)"}
        wrong = await browser.post(page, data={**form, "do": "save:new"})
        assert wrong.status_code == 422
        assert 'id="field-texts-de-title-error"' in wrong.text
        assert "Kurs (tr)" in wrong.text
        for title in ("Erstes", "<i>Zweites</i>"):
            saved = await browser.post(
                page, data={**form, "texts.de.title": title, "do": "save:new"}
            )
            assert saved.status_code == 303
        listed = (await answer(await browser.get(path), 200))["items"]
        first, second = (offer["id"] for offer in listed)
        assert "&lt;i&gt;Zweites" in (await browser.get(page)).text
        await browser.post(page, data={**form, "do": f"up:{second}"})
        edited = {**form, "texts.de.title": "Geändert", "texts.tr.title": ""}
        await browser.post(page, data={**edited, "do": f"save:{first}"})
        listed = (await answer(await browser.get(path), 200))["items"]
        assert [o["id"] for o in listed] == [second, first]
        assert listed[1]["texts"].keys() == {"de"}
        await browser.post(page, data={**form, "do": f"remove:{second}"})
        assert len((await answer(await browser.get(path), 200))["items"]) == 1
        assert (await browser.post(page, data={**form, "do": "x"})).status_code == 400
