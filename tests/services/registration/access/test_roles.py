"""Giving roles, changing them and taking them back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from services.registration.access.domain import STEWARD_AFTER_EVENT
from services.registration.access.use_cases import open_token
from shared.database.pool import transaction
from tests.services.registration.house import House, answer, faults

EMAIL = "olga.beispiel@example.org"
ONE_DAY = "steward-of-one-day"


async def give(house: House, organisation_id: str, **values: Any) -> dict[str, Any]:
    """Give a role as an administrator."""
    body = {"name": "Olga Beispiel", "email": EMAIL, "role": "organizer", **values}
    async with await house.administrator() as client:
        path = f"/api/v1/organisations/{organisation_id}/roles"
        return await answer(await client.post(path, json=body), 201)


async def last(house: House, topic: str) -> dict[str, Any]:
    """The latest message of a topic."""
    return (await house.messages(topic))[-1]


async def members(house: House) -> list[dict[str, Any]]:
    """Members as the organisation's latest message lists them."""
    found: list[dict[str, Any]] = (await last(house, "registration.organisations.v1"))["body"][
        "members"
    ]
    return found


async def test_a_role_is_given_told_and_written_about(house: House) -> None:
    """Protects the way in of new staff: a grant, a membership, an invitation, an audit entry."""
    network = await house.organisation("Netzwerk")
    role = await give(house, network["id"])
    assert role["signed_in"] is False
    told = await last(house, "registration.access.v1")
    assert told["key"] == f"staff:{role['staff_id']}"
    assert told["body"]["grants"][0]["role"] == "organizer"
    assert await members(house) == [
        {"staff_id": role["staff_id"], "role": "organizer", "locale": "de"}
    ]
    mail = (await last(house, "registration.mail-requests.v1"))["body"]
    assert (mail["kind"], mail["role"]) == ("staff_invitation", "organizer")
    async with await house.administrator() as client:
        log = (await client.get("/api/v1/audit", params={"about": role["id"]})).json()["items"]
        listed = await client.get(f"/api/v1/organisations/{network['id']}/roles")
    assert [entry["what"] for entry in log] == ["roles.given"]
    assert EMAIL not in str(log)
    assert listed.json()["items"] == [role]


async def test_a_role_taken_back_counts_at_once_in_what_is_open(house: House) -> None:
    """Protects an organisation from people who left: sessions and tokens lose the right now."""
    network, other = await house.organisation("Netzwerk"), await house.organisation("Zweites")
    role = await give(house, network["id"])
    await give(house, other["id"], role="partner")
    token = await house.token("auditor", other["id"], EMAIL)
    async with house.client(token) as mine, await house.administrator() as client:
        path = f"/api/v1/organisations/{network['id']}/roles"
        assert (await mine.get(path)).status_code == 200
        assert (await client.delete(f"/api/v1/roles/{role['id']}")).status_code == 204
        assert (await mine.get(path)).status_code == 404
        assert (await client.delete(f"/api/v1/roles/{role['id']}")).status_code == 404
    told = [m["body"] for m in await house.messages("registration.access.v1") if m["body"]]
    versions = [
        m["version"] for m in told if m.get("staff_id") == role["staff_id"] and "version" in m
    ]
    assert versions == [1, 2, 3, 4]
    assert {g["role"] for g in told[-1]["grants"]} == {"partner", "auditor"}
    assert await members(house) == []


async def test_who_has_no_role_left_is_forgotten(house: House) -> None:
    """Protects staff, too: name and address go with the last role, sessions end everywhere."""
    network = await house.organisation("Netzwerk")
    role = await give(house, network["id"], role="steward")
    token = await house.token("steward", network["id"], EMAIL)
    async with house.client(token) as mine, await house.administrator() as client:
        assert (await mine.get("/api/v1/me")).status_code == 200
        await client.delete(f"/api/v1/roles/{role['id']}")
        assert (await mine.get("/api/v1/me")).status_code == 401
    gone = [m["key"] for m in await house.messages("registration.access.v1") if m["body"] is None]
    assert f"staff:{role['staff_id']}" in gone
    assert len([key for key in gone if key.startswith("session:")]) == 1
    contact = await last(house, "registration.contacts.v1")
    assert (contact["key"], contact["body"]) == (role["staff_id"], None)
    assert not await house.pool.fetchval("SELECT count(*) FROM staff WHERE email = $1", EMAIL)


async def test_a_role_is_changed_without_losing_the_person(house: House) -> None:
    """Protects promotions: the session goes on, with other rights."""
    network = await house.organisation("Netzwerk")
    role = await give(house, network["id"], role="supervisor")
    token = await house.token("supervisor", network["id"], EMAIL)
    async with house.client(token) as mine, await house.administrator() as client:
        path = f"/api/v1/organisations/{network['id']}/roles"
        assert (await mine.get(path)).status_code == 403
        changed = await client.patch(f"/api/v1/roles/{role['id']}", json={"role": "organizer"})
        assert (await answer(changed, 200))["role"] == "organizer"
        assert (await mine.get(path)).status_code == 200
        refused = await client.patch(f"/api/v1/roles/{role['id']}", json={"role": "king"})
        assert set(faults(refused)) == {"role"}
    assert (await members(house))[0]["role"] == "organizer"


async def test_a_steward_for_one_event_reaches_that_event_until_it_is_over(house: House) -> None:
    """Protects other events from helpers of one day, and the day after from all of them."""
    network = await house.organisation("Netzwerk")
    event, other = await house.event(network["id"]), await house.event(network["id"])
    role = await give(house, network["id"], role="steward", event_id=event["id"])
    ends_at = datetime.fromisoformat(event["ends_at"])
    assert datetime.fromisoformat(role["expires_at"]) == ends_at + STEWARD_AFTER_EVENT
    async with await house.administrator() as client:
        token = await _token_of(house, role["staff_id"])
        async with house.client(token) as mine:
            for event_id, status in ((event["id"], 200), (other["id"], 404)):
                path = f"/api/v1/events/{event_id}/scans"
                found = await mine.post(path, json={"scans": []})
                assert found.status_code == status, event_id
            house.now = ends_at + STEWARD_AFTER_EVENT
            await house.use_cases.roles.end_expired(house.now)
            found = await mine.post(f"/api/v1/events/{event['id']}/scans", json={"scans": []})
            assert found.status_code == 401
        log = (await client.get("/api/v1/audit", params={"what": "roles.expired"})).json()
        assert [entry["via"] for entry in log["items"]] == ["system"]


async def test_a_role_that_runs_out_is_taken_back_by_the_clock(house: House) -> None:
    """Protects reports: whose time is over gets none, for the member list says so."""
    network = await house.organisation("Netzwerk")
    until = house.now + timedelta(days=2)
    await give(house, network["id"], role="partner", expires_at=until.isoformat())
    assert len(await members(house)) == 1
    house.now = until
    assert await house.use_cases.roles.end_expired(house.now) == 1
    assert await members(house) == []
    assert await house.use_cases.roles.end_expired(house.now) == 0


async def test_what_cannot_be_given_is_said_field_by_field(house: House) -> None:
    """Protects from typos and from roles that make no sense."""
    network, other = await house.organisation("Netzwerk"), await house.organisation("Zweites")
    foreign = await house.event(other["id"])
    cases: list[tuple[dict[str, Any], set[str]]] = [
        ({"role": "administrator"}, {"role"}),
        ({"email": "olga"}, {"email"}),
        ({"email": "olga", "role": "king"}, {"email", "role"}),
        ({"role": "steward", "event_id": foreign["id"]}, {"event_id"}),
        ({"role": "partner", "event_id": foreign["id"]}, {"event_id"}),
        ({"expires_at": (house.now - timedelta(days=1)).isoformat()}, {"expires_at"}),
        ({"expires_at": (house.now + timedelta(days=9999)).isoformat()}, {"expires_at"}),
        ({"name": "Olga\nBeispiel"}, {"name"}),
    ]
    async with await house.administrator() as client:
        path = f"/api/v1/organisations/{network['id']}/roles"
        for values, fields in cases:
            body = {"name": "Olga", "email": EMAIL, "role": "organizer", **values}
            assert set(faults(await client.post(path, json=body))) == fields, values
        await give(house, network["id"])
        again = await client.post(path, json={"name": "Olga", "email": EMAIL, "role": "organizer"})
        assert (again.status_code, again.json()["type"]) == (409, "urn:auftakt:problem:role-twice")


async def test_the_last_administrator_stays(house: House) -> None:
    """Protects the installation from being left without anybody who can help."""
    async with await house.administrator() as client:
        (first,) = (await client.get("/api/v1/administrators")).json()["items"]
        kept = await client.delete(f"/api/v1/roles/{first['id']}")
        assert (kept.status_code, kept.json()["type"]) == (
            409,
            "urn:auftakt:problem:last-administrator",
        )
        body = {"name": "Zweite", "email": EMAIL}
        await answer(await client.post("/api/v1/administrators", json=body), 201)
        assert (await client.delete(f"/api/v1/roles/{first['id']}")).status_code == 204
        assert (await client.get("/api/v1/administrators")).status_code == 401


async def test_administrators_are_nobody_elses_business(house: House) -> None:
    """Protects the installation: an organizer can't take an administrator's role, or see it."""
    network = await house.organisation("Netzwerk")
    async with await house.administrator() as client:
        (first,) = (await client.get("/api/v1/administrators")).json()["items"]
    async with house.client(await house.token("organizer", network["id"])) as mine:
        assert (await mine.delete(f"/api/v1/roles/{first['id']}")).status_code == 404
        assert (await mine.get("/api/v1/administrators")).status_code == 403
        body = {"name": "Ich", "email": EMAIL}
        assert (await mine.post("/api/v1/administrators", json=body)).status_code == 403


async def test_an_invitation_is_sent_again(house: House) -> None:
    """Protects people whose invitation was lost or ran out."""
    network = await house.organisation("Netzwerk")
    role = await give(house, network["id"])
    first = (await last(house, "registration.mail-requests.v1"))["body"]["subject_id"]
    async with await house.administrator() as client:
        sent = await client.post(f"/api/v1/roles/{role['id']}/invitation")
        assert sent.status_code == 202
    again = (await last(house, "registration.mail-requests.v1"))["body"]
    assert again["kind"] == "staff_invitation"
    assert again["subject_id"] != first


@pytest.mark.parametrize("reader", ["administrator", "auditor"])
async def test_auditors_read_the_log_of_their_organisations(house: House, reader: str) -> None:
    """Protects accountability without a view into other houses."""
    own, foreign = await house.organisation("Eigenes"), await house.organisation("Fremdes")
    await give(house, own["id"])
    await give(house, foreign["id"])
    at = None if reader == "administrator" else own["id"]
    async with house.client(await house.token(reader, at)) as client:
        first = (await client.get("/api/v1/audit", params={"limit": 1})).json()
        items = first["items"]
        while first["next"]:
            query = {"limit": 1, "cursor": first["next"]}
            first = (await client.get("/api/v1/audit", params=query)).json()
            items += first["items"]
        given = [entry["organisation_id"] for entry in items if entry["what"] == "roles.given"]
        expected = [foreign["id"], own["id"]] if reader == "administrator" else [own["id"]]
        assert sorted(given) == sorted(expected)
        assert sorted((e["at"] for e in items), reverse=True) == [e["at"] for e in items]
        query = {"organisation_id": foreign["id"]}
        status = (await client.get("/api/v1/audit", params=query)).status_code
        assert status == (200 if reader == "administrator" else 404)


async def _token_of(house: House, staff_id: str) -> str:
    """A token for a staff member as they are, without another grant."""
    async with transaction(house.pool) as tx:
        await open_token(
            tx,
            UUID(staff_id),
            house.now,
            secret=ONE_DAY,
            label="",
            expires_at=house.now + timedelta(days=300),
        )
    return ONE_DAY
