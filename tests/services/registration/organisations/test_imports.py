"""A list of members over the API: looked at first, then imported as a whole or not at all."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from typing import Any

import httpx

from services.registration.organisations.use_cases import forget_old_imports
from tests.services.registration.house import House, answer, faults
from tests.services.registration.organisations.lists import BAD, GOOD, xlsx


async def uploaded(
    client: httpx.AsyncClient, network: dict[str, Any], content: bytes
) -> dict[str, Any]:
    """The preview of a list."""
    path = f"/api/v1/organisations/{network['id']}/imports"
    return await answer(await client.post(path, content=content), 201)


def confirmation(network: dict[str, Any], made: dict[str, Any]) -> str:
    """Where a list is confirmed."""
    return f"/api/v1/organisations/{network['id']}/imports/{made['id']}/confirm"


async def count(house: House) -> int:
    """How many organisations there are."""
    return int(await house.pool.fetchval("SELECT count(*) FROM organisations"))


async def test_a_list_becomes_members_once_and_is_told(house: House) -> None:
    """Protects the import: nothing before the confirmation, everything after it, twice the same."""
    network = await house.organisation("Netzwerk")
    async with house.client(await house.token("organizer", network["id"])) as client:
        made = await uploaded(client, network, GOOD.encode("cp1252"))
        assert (made["state"], made["row_count"], made["faults"]) == ("ready", 3, [])
        assert await count(house) == 1
        done = [await answer(await client.post(confirmation(network, made)), 200) for _ in range(2)]
        assert [(d["state"], d["created"], d["skipped"]) for d in done] == [("done", 3, 0)] * 2
        query = {"parent_id": network["id"], "search": "backerei"}
        found = (await client.get("/api/v1/organisations", params=query)).json()["items"]
        detail = await answer(await client.get(f"/api/v1/organisations/{found[0]['id']}"), 200)
    assert detail["contact"] == {"name": "Mira Süß", "email": "mira@suess.example"}
    assert (detail["headcount"], detail["joined_on"]) == (1200, "2024-05-01")
    assert await count(house) == 4
    told = [m["body"] for m in await house.messages("registration.organisations.v1")][1:]
    assert {body["parent_id"] for body in told} == {network["id"]}
    assert [body["version"] for body in told] == [1, 1, 1]
    assert "suess.example" not in str(told)
    noted = await house.pool.fetch(
        "SELECT what, about, changed FROM audit_log WHERE what LIKE '%imp%'"
    )
    assert [(row["what"], str(row["about"])) for row in noted] == [
        ("organisations.imported", network["id"])
    ]
    kept = await house.pool.fetchval("SELECT string_agg(rows::text, '') FROM organisation_imports")
    assert kept == "[]"


async def test_a_list_with_one_bad_cell_is_not_imported_at_all(house: House) -> None:
    """Protects from half-imported lists: the good rows wait for the bad ones."""
    network = await house.organisation("Netzwerk")
    async with house.client(await house.token("organizer", network["id"])) as client:
        made = await uploaded(client, network, BAD.encode())
        assert made["state"] == "faulty"
        assert [(f["line"], f["field"]) for f in made["faults"]] == [
            (5, "name"),
            (6, "headcount"),
            (6, "joined_on"),
            (6, "contact_email"),
            (7, "name"),
        ]
        refused = await client.post(confirmation(network, made))
        assert (refused.status_code, refused.json()["type"]) == (
            409,
            "urn:auftakt:problem:import-faulty",
        )
    assert await count(house) == 1


async def test_who_is_a_member_already_is_left_out(house: House) -> None:
    """Protects from doubles, also those that came between the look and the confirmation."""
    network = await house.organisation("Netzwerk")
    elsewhere = await house.organisation("Anderes Netzwerk")
    await house.organisation("CAFE SAALE", "company", parent_id=network["id"])
    await house.organisation("Turm-Apotheke", "company", parent_id=elsewhere["id"])
    async with house.client(await house.token("organizer", network["id"])) as client:
        content = "Name\nCafé Saale\nTurm-Apotheke\nNeu\n".encode()
        made = await uploaded(client, network, content)
        assert [row["already_member"] for row in made["rows"]] == [True, False, False]
        await house.organisation("neu", "company", parent_id=network["id"])
        done = await answer(await client.post(confirmation(network, made)), 200)
    assert (done["created"], done["skipped"]) == (1, 2)


async def test_two_confirmations_at_once_import_once(house: House) -> None:
    """Protects from a double click, and from two people with the same list."""
    network = await house.organisation("Netzwerk")
    async with house.client(await house.token("organizer", network["id"])) as client:
        first = await uploaded(client, network, GOOD.encode())
        second = await uploaded(client, network, GOOD.encode())
        paths = [confirmation(network, made) for made in (first, first, second)]
        answers = await asyncio.gather(*(client.post(path) for path in paths))
    assert {a.status_code for a in answers} == {200}
    assert await count(house) == 4


async def test_an_import_that_fails_in_the_middle_leaves_nothing(house: House) -> None:
    """Protects from half-imported lists when the database refuses: one transaction holds it all."""
    network = await house.organisation("Netzwerk")
    async with house.client(await house.token("organizer", network["id"])) as client:
        made = await uploaded(client, network, GOOD.encode())
        await house.pool.execute(
            "UPDATE organisation_imports SET rows = jsonb_set(rows, '{2,headcount}', '-1')"
        )
        failed = await client.post(confirmation(network, made))
    assert failed.status_code >= 500
    assert await count(house) == 1
    assert len(await house.messages("registration.organisations.v1")) == 1


async def test_what_is_no_list_names_the_file(house: House) -> None:
    """Protects callers: 422 with the field; more than a request may hold is 413."""
    network = await house.organisation("Netzwerk")
    path = f"/api/v1/organisations/{network['id']}/imports"
    async with house.client(await house.token("organizer", network["id"])) as client:
        assert faults(await client.post(path, content=b"")) == {"file": "is empty"}
        assert "file" in faults(await client.post(path, content=b"x" * 950_000))
        assert (await client.post(path, content=b"x" * 1_100_000)).status_code == 413


async def test_a_list_is_its_networks_own(house: House) -> None:
    """Protects lists: they hold contacts, so neither foreign nor lower roles see them."""
    network = await house.organisation("Netzwerk")
    other = await house.organisation("Anderes")
    async with house.client(await house.token("organizer", network["id"])) as client:
        made = await uploaded(client, network, GOOD.encode())
    path = f"/api/v1/organisations/{network['id']}/imports/{made['id']}"
    async with house.client(await house.token("organizer", other["id"])) as client:
        assert (await client.get(path)).status_code == 404
        moved = path.replace(network["id"], other["id"])
        assert (await client.post(f"{moved}/confirm")).status_code == 404
    async with house.client(await house.token("partner", network["id"])) as client:
        assert (await client.get(path)).status_code == 403


async def test_lists_are_forgotten_after_a_day_and_few_wait(house: House) -> None:
    """Protects what contacts a list holds: nobody keeps it for them."""
    network = await house.organisation("Netzwerk")
    async with house.client(await house.token("organizer", network["id"])) as client:
        for _ in range(7):
            house.now += timedelta(seconds=1)
            await uploaded(client, network, GOOD.encode())
    kept = "SELECT count(*) FROM organisation_imports"
    assert await house.pool.fetchval(kept) == 5
    assert await forget_old_imports(house.pool, house.now + timedelta(hours=23)) == 0
    assert await forget_old_imports(house.pool, house.now + timedelta(hours=25)) == 5
    assert await house.pool.fetchval(kept) == 0


async def test_a_thousand_companies_are_imported_and_listed_in_no_time(house: House) -> None:
    """Protects large networks: upload, import and any page of the list stay below a second each."""
    network = await house.organisation("Großes Netzwerk")
    rows = [["Name", "MA", "E-Mail"]]
    rows += [[f"Betrieb {i:04}", str(i), f"b{i}@example.org"] for i in range(1_000)]
    secret = await house.session("organizer", network["id"])
    took: dict[str, float] = {}

    async def timed(name: str, response: Any) -> Any:
        began = time.perf_counter()
        found = await response
        took[name] = time.perf_counter() - began
        return found

    async with house.client(await house.token("organizer", network["id"])) as client:
        made = await timed("upload", uploaded(client, network, xlsx(rows)))
        done = await timed("import", client.post(confirmation(network, made)))
    assert done.json()["created"] == 1_000
    async with house.client(None, Cookie=f"auftakt_session={secret}") as client:
        page = f"/organizer/organisations/{network['id']}"
        for name, query in (("first", ""), ("last", "?page=20"), ("search", "?search=0777")):
            found = await timed(name, client.get(page + query))
            assert found.status_code == 200
        assert "Betrieb 0777" in found.text
        assert "Betrieb 0778" not in found.text
    assert max(took.values()) < 3
    assert took["first"] < 1
    assert took["last"] < 1
