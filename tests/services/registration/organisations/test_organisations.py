"""Organisations over the API: what is kept, who may, and what others learn."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.services.registration.house import NOW, House, answer, faults

ORGANISATIONS = "/api/v1/organisations"


async def test_the_day_of_joining_is_kept_told_and_changed(house: House) -> None:
    """Protects reports by network: since when a company belongs to it goes with the message."""
    network = await house.organisation("Netzwerk")
    company = await house.organisation(
        "Stadtwerke", "company", parent_id=network["id"], joined_on="2024-05-01", headcount=320
    )
    assert (company["joined_on"], company["size_class"]) == ("2024-05-01", "250-499")
    async with await house.administrator() as client:
        path = f"{ORGANISATIONS}/{company['id']}"
        await answer(await client.patch(path, json={"joined_on": None}), 200)
        for wrong in ("1824-05-01", (NOW + timedelta(days=800)).date().isoformat(), "gestern"):
            assert "joined_on" in faults(await client.patch(path, json={"joined_on": wrong}))
    told = [m["body"] for m in await house.messages("registration.organisations.v1")]
    assert [body.get("joined_on") for body in told] == [None, "2024-05-01", None]


async def test_the_carrier_belongs_to_job_centres(house: House) -> None:
    """Protects gE and zkT from companies; a job centre that becomes another loses it."""
    centre = await house.organisation("Jobcenter", "job_centre", carrier="zkT")
    assert centre["carrier"] == "zkT"
    async with await house.administrator() as client:
        body = {"name": "Firma", "kind": "company", "carrier": "gE"}
        assert "carrier" in faults(await client.post(ORGANISATIONS, json=body))
        path = f"{ORGANISATIONS}/{centre['id']}"
        changed = await answer(await client.patch(path, json={"kind": "municipality"}), 200)
    assert changed["carrier"] is None


async def test_organizers_plan_below_their_network_and_nowhere_else(house: House) -> None:
    """Protects networks from each other, and the one above from those below."""
    umbrella = await house.organisation("Dachverband", "association")
    network = await house.organisation("Netzwerk", parent_id=umbrella["id"])
    company = await house.organisation("Firma", "company", parent_id=network["id"])
    foreign = await house.organisation("Fremde Firma", "company")
    async with house.client(await house.token("organizer", umbrella["id"])) as client:
        path = f"{ORGANISATIONS}/{company['id']}"
        assert (await client.patch(path, json={"branch": "Pflege"})).json()["branch"] == "Pflege"
        body: dict[str, Any] = {"name": "Neu", "kind": "company", "parent_id": network["id"]}
        await answer(await client.post(ORGANISATIONS, json=body), 201)
        theirs = f"{ORGANISATIONS}/{foreign['id']}"
        assert (await client.patch(theirs, json={})).status_code == 404
        body["parent_id"] = foreign["id"]
        assert (await client.post(ORGANISATIONS, json=body)).status_code == 404
        assert (
            await client.post(ORGANISATIONS, json={**body, "parent_id": None})
        ).status_code == 403
    async with house.client(await house.token("organizer", company["id"])) as client:
        assert (await client.get(f"{ORGANISATIONS}/{network['id']}")).status_code == 404
        assert (await client.patch(path, json={"branch": "Handel"})).status_code == 200


async def test_who_plans_above_lets_nobody_in(house: House) -> None:
    """Protects a company's staff list: only its own organizers give roles there."""
    network = await house.organisation("Netzwerk")
    company = await house.organisation("Firma", "company", parent_id=network["id"])
    body = {"name": "Ich Selbst", "email": "ich@example.org", "role": "organizer"}
    async with house.client(await house.token("organizer", network["id"])) as client:
        answered = await client.post(f"{ORGANISATIONS}/{company['id']}/members", json=body)
    assert answered.status_code == 404


@pytest.mark.parametrize("kind", ["job_centre", "employment_agency", "insurer"])
async def test_who_must_not_learn_names_stays_what_it_is(house: House, kind: str) -> None:
    """Protects visitors of open days: declaring oneself an association would show their names."""
    centre = await house.organisation("Einrichtung", kind)
    async with house.client(await house.token("organizer", centre["id"])) as client:
        path = f"{ORGANISATIONS}/{centre['id']}"
        assert (await client.patch(path, json={"kind": "association"})).status_code == 403
        assert (await client.patch(path, json={"name": "Anders"})).status_code == 200
    async with await house.administrator() as client:
        assert (await client.patch(path, json={"kind": "association"})).status_code == 200


async def test_whom_to_ask_is_seen_by_planners_only_and_never_told(house: House) -> None:
    """Protects contacts: not in lists, not for partners, in no topic; erased by null."""
    network = await house.organisation("Netzwerk")
    contact = {"name": "Mira Muster", "email": "Mira@Example.org"}
    company = await house.organisation("Firma", "company", parent_id=network["id"], contact=contact)
    path = f"{ORGANISATIONS}/{company['id']}"
    async with house.client(await house.token("organizer", network["id"])) as client:
        found = await answer(await client.get(path), 200)
        assert found["contact"] == {"name": "Mira Muster", "email": "mira@example.org"}
        assert "contact" not in (await client.get(ORGANISATIONS)).json()["items"][0]
        wrong = {"contact": {"email": "mira@"}}
        assert faults(await client.patch(path, json=wrong)).keys() == {"contact.email"}
    async with house.client(await house.token("partner", company["id"])) as client:
        assert (await answer(await client.get(path), 200))["contact"] is None
    async with await house.administrator() as client:
        await answer(await client.patch(path, json={"contact": None}), 200)
        assert (await answer(await client.get(path), 200))["contact"] is None
    rows = await house.pool.fetchval(
        "SELECT string_agg(convert_from(body, 'UTF8'), '') FROM outbox"
    )
    assert "Mira Muster" not in rows


async def test_a_list_is_searched_by_words_and_below_one(house: House) -> None:
    """Protects finding one of a thousand: part of a name, any case, no accents, any order."""
    network = await house.organisation("Netzwerk")
    other = await house.organisation("Anderes")
    for name in ("Bäckerei Süß", "Café Saale", "100% Bio"):
        await house.organisation(name, "company", parent_id=network["id"])
    await house.organisation("Bäckerei Fremd", "company", parent_id=other["id"])
    async with await house.administrator() as client:

        async def names(**query: Any) -> set[str]:
            found = await answer(await client.get(ORGANISATIONS, params=query), 200)
            return {each["name"] for each in found["items"]}

        assert await names(search="suss back") == {"Bäckerei Süß"}
        assert await names(search="backerei") == {"Bäckerei Süß", "Bäckerei Fremd"}
        assert await names(search="backerei", parent_id=network["id"]) == {"Bäckerei Süß"}
        assert await names(search="100%") == {"100% Bio"}
        assert len(await names(search="%")) > 3
        assert len(await names(parent_id=network["id"])) == 3
    async with house.client(await house.token("organizer", network["id"])) as client:
        assert await names(parent_id=other["id"]) == set()
