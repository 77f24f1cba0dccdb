"""A company's pages as a browser without JavaScript sees them."""

from __future__ import annotations

import io
import re
from html import unescape
from typing import Any

import httpx
import openpyxl
import pypdf

from tests.services.registration.companies.test_companies import event_of, listed, register
from tests.services.registration.house import House

PASTED = "".join(f"Angestellte {n:02}; a{n}@example.org\n" for n in range(1, 13))
COMPANY = {
    "company": "Bäckerei Beispiel",
    "contact.name": "Karla Kontakt",
    "contact.email": "karla@example.org",
}


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of a page, of all its forms together."""
    found = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page)
    return {name: unescape(value) for name, value in found}


def words(page: str) -> str:
    """A page without its marks."""
    return re.sub(r"<[^>]*>|[\u2066-\u2069]", "", page)


async def sent(client: httpx.AsyncClient, path: str, **fields: Any) -> httpx.Response:
    """Open a page and send its form with these fields; `file` is an upload."""
    page = await client.get(path)
    token = hidden(page.text)["csrf_token"]
    files = {"file": fields.pop("file")} if "file" in fields else None
    return await client.post(path, data={"csrf_token": token, **fields}, files=files)


async def registered(client: httpx.AsyncClient, event: dict[str, Any], **fields: Any) -> None:
    """The whole way from the form to the list."""
    path = f"/e/{event['id']}/company"
    seen = await sent(client, path, do="check", list=PASTED, **COMPANY, **fields)
    assert seen.status_code == 200, seen.text
    done = await client.post(path, data={**hidden(seen.text), "do": "register"})
    assert done.status_code == 303, done.text
    assert done.headers["location"].endswith("/my/company?done=1")


async def test_the_page_of_an_event_leads_to_a_list_for_companies(house: House) -> None:
    """Only where visitors are known by name."""
    named, open_day = await event_of(house), await event_of(house, identity="none")
    async with house.client() as client:
        assert f"/e/{named['id']}/company" in (await client.get(f"/e/{named['id']}")).text
        assert "/company" not in (await client.get(f"/e/{open_day['id']}")).text
        assert (await client.get(f"/e/{open_day['id']}/company")).status_code == 409


async def test_a_list_is_looked_at_confirmed_and_answered_in_its_order(house: House) -> None:
    """Ten registered, two waiting, the first of the list first; nobody before confirming."""
    event = await event_of(house)
    async with house.client() as client:
        path = f"/e/{event['id']}/company"
        seen = await sent(client, path, do="check", list=PASTED, **COMPANY)
        assert "Stimmt die Liste?" in seen.text
        assert await house.pool.fetchval("SELECT count(*) FROM booked_people") == 0
        again = await client.post(path, data={**hidden(seen.text), "do": "edit"})
        assert "Angestellte 12;a12@example.org" in again.text
        await registered(client, event)
        page = (await client.get("/my/company?done=1")).text
    assert "10 angemeldet, 2 auf der Warteliste" in page
    names = re.findall(r"Angestellte \d\d", page)
    assert names == [f"Angestellte {n:02}" for n in range(1, 13)]
    assert page.count(">angemeldet<") == 10
    assert page.count(">Warteliste<") == 2


async def test_sending_the_confirmation_twice_registers_once(house: House) -> None:
    """A second click leads to the same list."""
    event = await event_of(house)
    async with house.client() as client:
        path = f"/e/{event['id']}/company"
        seen = await sent(client, path, do="check", list=PASTED, **COMPANY)
        for _ in range(2):
            done = await client.post(path, data={**hidden(seen.text), "do": "register"})
            assert done.status_code == 303, done.text
    assert await house.pool.fetchval("SELECT count(*) FROM booked_people") == 12


async def test_every_bad_line_is_named_and_nothing_typed_is_lost(house: House) -> None:
    """Lines keep their numbers, so that somebody finds them in their own list."""
    event = await event_of(house)
    bad = "Anna Eins; anna@example.org\n\n=1+1\nBernd www.boese.example\nCem; kein at\n"
    async with house.client() as client:
        path = f"/e/{event['id']}/company"
        page = await sent(client, path, do="check", list=bad, company="Bäckerei")
    assert page.status_code == 422
    for text in (
        "Zeile 3: Ein Name darf nicht mit diesem Zeichen beginnen.",
        "Zeile 4: Bitte schreiben Sie hier keine Internet-Adresse hinein.",
        "Zeile 5: Bitte prüfen Sie die E-Mail-Adresse.",
        "Bitte schreiben Sie Ihren Namen.",
        "Bitte schreiben Sie Ihre E-Mail-Adresse.",
        "Noch ist niemand angemeldet.",
    ):
        assert text in page.text, text
    assert 'value="Bäckerei"' in page.text
    assert "Anna Eins;anna@example.org\n\n=1+1" in unescape(page.text)


async def test_an_uploaded_sheet_may_have_its_columns_in_any_order(house: House) -> None:
    """XLSX with first and last name apart; what was typed gives way to the file."""
    event = await event_of(house)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["E-Mail", "Nachname", "Vorname"], ["mia@example.org", "Muster", "Mia"]):
        sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    async with house.client() as client:
        path = f"/e/{event['id']}/company"
        upload = ("liste.xlsx", content.getvalue(), "application/octet-stream")
        seen = await sent(client, path, do="check", list="Wer Anders", file=upload, **COMPANY)
        assert "<bdi>Mia Muster</bdi>" in seen.text, seen.text
        assert "Wer Anders" not in seen.text
        api = f"/api/v1/events/{event['id']}/company-registrations/preview-file"
        answer = await client.post(api, files={"file": upload})
    assert answer.json()["people"] == [{"name": "Mia Muster", "email": "mia@example.org"}]


async def test_the_contacts_link_leaves_the_address_and_opens_only_its_own_list(
    house: House,
) -> None:
    """A cookie instead of a token in the address; people of others don't exist here."""
    event = await event_of(house, capacity=40)
    made = await register(house, event)
    other = await register(house, event, people=[{"name": "Fremde Person"}])
    async with house.client() as client:
        opened = await client.get(f"/l/{made['manage_token']}")
        assert opened.status_code == 303
        assert opened.headers["location"].endswith("/my/company")
        page = (await client.get("/my/company")).text
        assert "Angestellte 01" in page
        assert made["manage_token"] not in page
        stranger = f"/my/company/people/{other['people'][0]['id']}"
        assert (await client.get(stranger)).status_code == 404
        wrong = await client.get(f"/l/{made['manage_token'][:-2]}xx")
        assert wrong.status_code == 404
        assert "Dieser Link gilt nicht mehr." in wrong.text


async def test_the_contact_adds_replaces_withdraws_and_gets_a_new_link(house: House) -> None:
    """All by forms; each answers with what has become of the list."""
    event = await event_of(house)
    made = await register(house, event)
    async with house.client() as client:
        await client.get(f"/l/{made['manage_token']}")
        more = await sent(client, "/my/company", do="add", list="Spät Erst")
        assert more.status_code == 303, more.text
        double = await sent(client, "/my/company", do="add", list="spät  erst")
        assert double.status_code == 422
        assert "Zeile 1: Diese Person steht schon auf der Liste." in double.text
        one = f"/my/company/people/{made['people'][0]['id']}"
        new = {"person.name": "Nora Neu", "person.email": ""}
        assert (await sent(client, one, do="replace", **new)).status_code == 303
        two = f"/my/company/people/{made['people'][1]['id']}"
        assert (await sent(client, two, do="withdraw")).status_code == 303
        renewed = await sent(client, "/my/company", do="renew")
        assert renewed.status_code == 303
        page = (await client.get("/my/company")).text
        assert "10 angemeldet, 2 auf der Warteliste" in page
        assert "Nora Neu" in page
        assert "Angestellte 01" not in page
    async with house.client() as client:
        assert (await client.get(f"/l/{made['manage_token']}")).status_code == 404
    [request] = await house.messages("registration.mail-requests.v1")
    assert (request["body"]["kind"], request["body"]["generation"]) == ("company_link", 2)


async def test_links_to_hand_on_are_printed_for_those_who_have_not_used_theirs(
    house: House,
) -> None:
    """A tagged PDF with a card for each, eleven of twelve; ten fit on a page."""
    event = await event_of(house)
    made = await register(house, event)
    async with house.client(made["people"][0]["claim_token"]) as client:
        await client.post("/api/v1/company-place/offer/take-over")
    async with house.client() as client:
        await client.get(f"/l/{made['manage_token']}")
        sheet = await client.get("/my/company/links.pdf")
    assert sheet.headers["content-type"] == "application/pdf"
    reader = pypdf.PdfReader(io.BytesIO(sheet.content))
    assert "/StructTreeRoot" in reader.root_object
    assert len(reader.pages) == 2
    text = "".join(page.extract_text() for page in reader.pages)
    assert "Angestellte 01" not in text
    assert "Angestellte 12" in text
    assert "Bäckerei Beispiel" in text


async def test_a_colleague_takes_the_place_over_chooses_and_declines(house: House) -> None:
    """Told who did it; the card opens nothing afterwards; the contact sees registered or not."""
    event = await event_of(house)
    made = await register(house, event)
    link = made["people"][0]["claim_token"]
    workshop = event["sessions"][0]["id"]
    async with house.client() as client:
        opened = await client.get(f"/p/{link}")
        assert opened.headers["location"].endswith("/my/place/offer")
        offer = await client.get("/my/place/offer")
        assert "Karla Kontakt hat Sie für Bäckerei Beispiel angemeldet." in words(offer.text)
        took = await sent(client, "/my/place/offer", do="take-over")
        assert took.headers["location"].endswith("/my/place?taken=1")
        free = (await client.get("/my/place")).text
        assert "Plätze frei" in free, "the event is full, but not for who has a place at it"
        assert (await sent(client, "/my/place", do="choose", sessions=workshop)).status_code == 303
        mine = (await client.get("/my/place")).text
        assert "Rücken-Check" in mine
        assert "<svg" in mine
        calendar = await client.get("/my/place/calendar.ics")
        assert "Rücken-Check" in calendar.text
        assert (await sent(client, "/my/place", do="decline")).status_code == 303
        assert "Sie sind nicht mehr angemeldet." in (await client.get("/my/place")).text
    async with house.client() as client:
        again = await client.get(f"/p/{link}")
        assert again.status_code == 409
        assert "schon übernommen" in again.text
    assert (await listed(house, made))["people"][0]["standing"] == "not_registered"


async def test_a_colleague_and_the_contact_are_forgotten_at_their_own_wish(house: House) -> None:
    """Each alone: the colleague leaves the list, the contact leaves the colleagues their places."""
    event = await event_of(house)
    made = await register(house, event)
    async with house.client() as client:
        await client.get(f"/p/{made['people'][0]['claim_token']}")
        gone = await sent(client, "/my/place/offer", do="erase")
        assert gone.headers["location"].endswith("/my/place/erased")
    row = await house.pool.fetchrow(
        "SELECT * FROM booked_people WHERE id::text = $1", made["people"][0]["id"]
    )
    assert row is not None
    assert row["name"] is None
    async with house.client() as client:
        await client.get(f"/l/{made['manage_token']}")
        page = (await client.get("/my/company")).text
        assert "Angestellte 01" not in page
        assert "11 " not in page.partition("</h1>")[0]
        done = await sent(client, "/my/company/erase")
        assert "Ihre Daten sind gelöscht." in done.text
        assert (await client.get("/my/company")).status_code == 404
    kept = await house.pool.fetchrow("SELECT * FROM company_registrations")
    assert kept is not None
    assert (kept["company"], kept["contact_name"], kept["contact_email"]) == ("", None, None)
    contacts = await house.messages("registration.contacts.v1")
    assert [m["body"] for m in contacts if m["key"] == made["id"]] == [None]
    async with house.client() as client:
        await client.get(f"/p/{made['people'][1]['claim_token']}")
        assert "Ihr Betrieb hat Sie angemeldet." in (await client.get("/my/place/offer")).text
