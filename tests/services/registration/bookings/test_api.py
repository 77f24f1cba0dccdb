"""The JSON contract of registrations (design §9), through the whole app."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.services.registration.house import House, answer, faults


@pytest.fixture(autouse=True)
def _many_wishes(house: House) -> None:
    """The public limits have tests of their own."""
    house.use_cases.bookings.registering.limits._enabled = False


async def post(client: httpx.AsyncClient, event: dict[str, Any], body: Any, **headers: str) -> Any:
    """Register."""
    return await client.post(
        f"/api/v1/events/{event['id']}/registrations", json=body, headers=headers
    )


async def planned(house: House, **values: Any) -> dict[str, Any]:
    """A published event of a network."""
    organiser = await house.organisation("Initiative Innenstadt")
    return await house.event(organiser["id"], **values)


def mia(event: dict[str, Any]) -> dict[str, Any]:
    """A plain registration for the first session."""
    return {
        "contact": {"name": "Mia Muster", "email": "mia@example.org"},
        "people": [{"sessions": [event["sessions"][0]["id"]], "answers": {"Mittagessen": True}}],
    }


async def test_a_registration_answers_as_the_contract_says(house: House) -> None:
    """201 with exactly the promised fields; the manage token opens it again."""
    event = await planned(house)
    async with house.client() as client:
        made = await answer(await post(client, event, mia(event)), 201)
    assert made.keys() == {
        "id",
        "event_id",
        "status",
        "people",
        "manage_token",
        "manage_url",
        "booking_code",
    }
    assert made["status"] == "confirmed"
    assert made["people"][0]["sessions"] == [event["sessions"][0]["id"]]
    assert made["manage_url"].endswith(f"/m/{made['manage_token']}")
    assert len(made["booking_code"]) == 13
    async with house.client(made["manage_token"]) as client:
        again = await answer(await client.get(f"/api/v1/registrations/{made['id']}"), 200)
    assert again == made


async def test_twins_get_the_same_bytes_and_another_body_is_refused(house: House) -> None:
    """Idempotency-Key: a replay rebuilds the same answer; refusals name their type."""
    event = await planned(house)
    async with house.client() as client:
        first = await post(client, event, mia(event), **{"Idempotency-Key": "k"})
        second = await post(client, event, mia(event), **{"Idempotency-Key": "k"})
        assert (first.status_code, second.status_code) == (201, 201)
        assert first.content == second.content
        other = {**mia(event), "contact": {"name": "Mia", "email": "x@example.org"}}
        reused = await post(client, event, other, **{"Idempotency-Key": "k"})
        assert reused.status_code == 422
        assert reused.json()["type"].endswith("idempotency-key-reused")
        again = await post(client, event, mia(event))
        assert again.status_code == 409
        assert again.json()["type"].endswith("already-registered")


async def test_change_and_cancel_with_the_manage_token(house: House) -> None:
    """PATCH gives other sessions, DELETE cancels and may be repeated."""
    event = await planned(house)
    async with house.client() as client:
        made = await answer(await post(client, event, mia(event)), 201)
    path = f"/api/v1/registrations/{made['id']}"
    async with house.client(made["manage_token"]) as client:
        body = {"people": [{"id": made["people"][0]["id"], "sessions": []}]}
        changed = await answer(await client.patch(path, json=body), 200)
        assert changed["people"][0]["sessions"] == []
        assert (await client.delete(path)).status_code == 204
        assert (await client.delete(path)).status_code == 204
        gone = await answer(await client.get(path), 200)
        assert gone["status"] == "cancelled"
        assert (await client.post(f"{path}/accept")).status_code == 409


async def test_foreign_and_missing_credentials(house: House) -> None:
    """401 without, 404 for another booking and for strangers, 403 for the wrong role."""
    event = await planned(house)
    async with house.client() as client:
        made = await answer(await post(client, event, mia(event)), 201)
        other = await answer(await post(client, event, {"people": [{"name": "Ben"}]}), 201)
        path = f"/api/v1/registrations/{made['id']}"
        assert (await client.get(path)).status_code == 401
    forged = made["manage_token"][:-2] + ("AA" if made["manage_token"][-2:] != "AA" else "BA")
    stranger = await house.organisation("Fremde AG")
    expected = [
        (forged, 401),
        (other["manage_token"], 404),
        (await house.token("organizer", stranger["id"]), 404),
        (await house.token("steward", event["organiser_id"]), 403),
        (await house.token("supervisor", event["organiser_id"]), 200),
    ]
    for token, status in expected:
        async with house.client(token) as client:
            assert (await client.get(path)).status_code == status


async def test_the_team_reads_names_only_where_they_may(house: House) -> None:
    """A list with cursor; no secrets; at a job centre's open day no names at all."""
    event = await planned(house)
    async with house.client() as client:
        for name in ("Anna", "Ben", "Cem"):
            house.now += timedelta(seconds=1)
            await answer(await post(client, event, {"people": [{"name": name}]}), 201)
    path = f"/api/v1/events/{event['id']}/registrations"
    async with house.client(await house.token("organizer", event["organiser_id"])) as client:
        first = await answer(await client.get(path, params={"limit": 2}), 200)
        rest = await answer(
            await client.get(path, params={"limit": 2, "cursor": first["next"]}), 200
        )
    names = [p["name"] for item in first["items"] + rest["items"] for p in item["people"]]
    assert names == ["Anna", "Ben", "Cem"]
    assert rest["next"] is None
    assert "manage_token" not in first["items"][0]
    assert first["items"][0]["people"][0]["ticket"] is None

    job_centre = await house.organisation("Jobcenter", kind="job_centre")
    day = await house.event(job_centre["id"], kind="health_day", identity="named")
    async with house.client() as client:
        await answer(await post(client, day, mia(day)), 201)
    path = f"/api/v1/events/{day['id']}/registrations"
    async with house.client(await house.token("organizer", job_centre["id"])) as client:
        hidden = (await client.get(path)).text
    assert "Mia" not in hidden
    assert "mia@" not in hidden


MALFORMED: list[tuple[dict[str, Any], str]] = [
    ({"people": []}, "people"),
    ({"people": [{"name": "=1+1"}]}, "people[0].name"),
    ({"people": [{"name": "Mia\r\nBcc: x"}]}, "people[0].name"),
    ({"people": [{"name": "Mia\u202e"}]}, "people[0].name"),
    ({"people": [{"name": "x" * 121}]}, "people[0].name"),
    ({"people": [{"name": "http://spam.example"}]}, "people[0].name"),
    ({"people": [{"name": "Mia"}, {}]}, "people[1].name"),
    ({"people": [{"name": "Mia", "answers": {"a": "\x07"}}]}, "people[0].answers"),
    ({"contact": {"email": "nobody"}, "people": [{"name": "Mia"}]}, "contact.email"),
    ({"contact": {"locale": "xx"}, "people": [{"name": "Mia"}]}, "contact.locale"),
    ({"people": [{"name": "Mia", "age": 7}]}, "people[0].age"),
    ({"people": [{"name": "Mia"}], "fill": "some"}, "fill"),
]


async def test_a_malformed_registration_is_told_which_field(house: House) -> None:
    """422 with the path of the field, for everything that can't be accepted."""
    event = await planned(house)
    async with house.client() as client:
        for change, field in MALFORMED:
            assert field in faults(await post(client, event, change)), change


async def test_confidential_sessions_can_not_be_booked(house: House) -> None:
    """By construction: 422 naming the session."""
    event = await planned(house)
    secret = event["sessions"][1]["id"]
    async with house.client() as client:
        body = {"people": [{"name": "Mia", "sessions": [secret]}]}
        assert "people[0].sessions[0]" in faults(await post(client, event, body))


async def test_a_crowd_from_one_address_is_slowed_down(house: House) -> None:
    """Public limits hold in the use case, with Retry-After."""
    limits = house.use_cases.bookings.registering.limits
    limits._enabled = True
    event = await planned(house)
    answers = []
    async with house.client() as client:
        for n in range(31):
            body = {"contact": {"email": "a@example.org"}, "people": [{"name": f"Mia {n}"}]}
            answers.append(await post(client, event, body))
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) > 0
    assert [a.status_code for a in answers[:30]] == [201] * 30
