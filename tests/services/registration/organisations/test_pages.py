"""Pages of organisations, as a browser without JavaScript sees them."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import httpx

from tests.services.registration.house import House
from tests.services.registration.organisations.lists import BAD, GOOD

HOME = "/organizer/organisations"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


async def planner(house: House, network: dict[str, Any]) -> httpx.AsyncClient:
    """An organizer of the network in front of a browser."""
    client = house.client()
    client.cookies.set("auftakt_session", await house.session("organizer", network["id"]))
    return client


async def sent(
    client: httpx.AsyncClient, path: str, *, to: str = "", **parts: Any
) -> httpx.Response:
    """Open a page and send its form (the one after signing out)."""
    page = await client.get(path)
    assert page.status_code == 200, page.text
    data = {"csrf_token": TOKEN.findall(page.text)[-1], **parts.pop("data", {})}
    return await client.post(to or path, data=data, **parts)


async def test_an_organizer_makes_finds_and_changes_a_member(house: House) -> None:
    """Protects the forms: made below the network, found by name, changed, errors by their field."""
    network = await house.organisation("Netzwerk")
    async with await planner(house, network) as client:
        page = await client.get(f"{HOME}/{network['id']}")
        assert "Noch hat dieses Netzwerk keine Mitglieder." in page.text
        new = f"{HOME}/new?parent={network['id']}"
        wrong = {"name": "", "kind": "company", "headcount": "viele", "joined_on": "gestern"}
        refused = await sent(
            client, new, to=f"{HOME}/new", data={"parent_id": network["id"], **wrong}
        )
        assert refused.status_code == 422
        assert re.findall(r'href="#(field-[a-z_]+)"', refused.text) == [
            "field-name",
            "field-headcount",
            "field-joined_on",
        ]
        assert 'value="viele"' in refused.text
        right = {
            "name": "Bäckerei Süß",
            "kind": "company",
            "headcount": "12",
            "joined_on": "2024-05-01",
            "contact.email": "mira@suess.example",
        }
        made = await sent(client, new, to=f"{HOME}/new", data={"parent_id": network["id"], **right})
        assert made.status_code == 303
        shown = (await client.get(made.headers["location"])).text
        assert "10 bis 49 Beschäftigte" in shown
        assert "mira@suess.example" in shown
        edit = made.headers["location"].removeprefix("http://localhost:8000") + "/edit"
        changed = await sent(client, edit, data={**right, "name": "Bäckerei Sauer"})
        assert changed.status_code == 303
        found = (await client.get(f"{HOME}/{network['id']}?search=SAUER")).text
        assert "Bäckerei Sauer" in found
        assert (
            "Dazu finden wir kein Mitglied."
            in (await client.get(f"{HOME}/{network['id']}?search=xyz&page=7")).text
        )


async def test_a_list_is_looked_at_and_confirmed(house: House) -> None:
    """Protects the import page: what will happen is said before it happens."""
    network = await house.organisation("Netzwerk")
    page = f"{HOME}/{network['id']}/import"
    async with await planner(house, network) as client:
        shown = await sent(client, page, files={"file": ("liste.csv", GOOD.encode("cp1252"))})
        assert shown.status_code == 303
        preview = shown.headers["location"].removeprefix("http://localhost:8000")
        text = unescape((await client.get(preview)).text)
        assert "3 Mitglieder kommen dazu." in text
        assert "liste.csv" in text
        assert "Bäckerei Süß & Söhne" in text
        assert await house.pool.fetchval("SELECT count(*) FROM organisations") == 1
        done = await sent(client, preview)
        assert done.status_code == 303
        assert "3 Mitglieder sind angelegt." in (await client.get(preview)).text
        example = await client.get(f"{page}/example.csv")
        assert example.content.decode("utf-8-sig").startswith("Name;Art;Branche;")


async def test_faults_and_wrong_files_are_said_in_words(house: House) -> None:
    """Protects organizers: row, column and what stands there; no button to confirm."""
    network = await house.organisation("Netzwerk")
    page = f"{HOME}/{network['id']}/import"
    async with await planner(house, network) as client:
        shown = await sent(client, page, files={"file": ("liste.csv", BAD.encode())})
        preview = shown.headers["location"].removeprefix("http://localhost:8000")
        text = (await client.get(preview)).text
        assert "In 3 Zeilen stimmt etwas nicht." in text
        assert "ist keine ganze Zahl" in text
        assert "steht schon in Zeile 4" in text
        assert "anlegen</button>" not in text
        refused = await sent(client, page, files={"file": ("bild.png", b"\x89PNG\0\0")})
        assert refused.status_code == 422
        assert "Diese Datei können wir nicht lesen." in refused.text
        nothing = await sent(client, page, data={"x": "y"})
        assert "Bitte wählen Sie eine Datei aus." in nothing.text


async def test_what_a_list_says_is_text(house: House) -> None:
    """Protects organizers from lists of others: nothing in them is run or followed."""
    network = await house.organisation("Netzwerk")
    page = f"{HOME}/{network['id']}/import"
    evil = b'Name;MA;<b>x</b>\n<script>alert(1)</script>;2;3\n"=cmd|calc";;\nA;<img src=x>;\n'
    async with await planner(house, network) as client:
        shown = await sent(client, page, files={"file": ("<i>.csv", evil)})
        faulty = (await client.get(shown.headers["location"])).text
        shown = await sent(client, page, files={"file": ("<i>.csv", evil.rpartition(b"A;")[0])})
        ready = (await client.get(shown.headers["location"])).text
    for text in (faulty, ready):
        assert "<script>alert" not in text
        assert "<img src" not in text
        assert "<i>" not in text
        assert "<b>x" not in text
    assert "=cmd|calc" in ready


async def test_an_administrator_sees_what_stands_alone_and_finds_all(house: House) -> None:
    """Protects the start of an installation: networks first, members by search."""
    async with house.client() as client:
        client.cookies.set("auftakt_session", await house.session("administrator"))
        assert "Noch gibt es keine Organisation." in (await client.get(HOME)).text
        network = await house.organisation("Netzwerk Jena")
        await house.organisation("Firma", "company", parent_id=network["id"])
        alone = (await client.get(HOME)).text
        assert ("Netzwerk Jena" in alone, ">Firma<" in alone) == (True, False)
        assert "ein Mitglied" in alone
        assert "Firma" in (await client.get(f"{HOME}?search=firma")).text
