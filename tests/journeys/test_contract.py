"""Design §9 row by row, as a client outside this repository sees it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from scenarios.client import Client
from tests.journeys.occasions import person, published, scan, workshop_body
from tests.stack import Stack

PROBLEM = "application/problem+json"


async def problem(
    client: Client, method: str, path: str, status: int, body: Any = None, **more: Any
) -> dict[str, Any]:
    """Call and expect a problem of that status."""
    headers = {"Authorization": f"Bearer {more.pop('token', client.ready.admin_token)}"}
    if headers["Authorization"] == "Bearer ":
        headers = {}
    answer = await client.http.request(method, path, json=body, headers=headers, **more)
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"].startswith(PROBLEM)
    found = answer.json()
    assert found["status"] == status
    assert found["type"]
    assert found["title"]
    return dict(found)


async def test_organisations_are_created_listed_and_changed(client: Client) -> None:
    """Row `organisations`: size class derived, list pages."""
    body = {"name": "Bäckerei Muster", "kind": "company", "branch": "Handwerk", "headcount": 12}
    made = await client.call("POST", "/api/v1/organisations", body, expect=(201,))
    assert made["size_class"] == "10-49"
    changed = await client.call(
        "PATCH", f"/api/v1/organisations/{made['id']}", {"headcount": 7}, expect=(200,)
    )
    assert changed["size_class"] == "<10"
    page = await client.call("GET", "/api/v1/organisations")
    assert set(page) == {"items", "next"}


async def test_members_get_a_role(client: Client) -> None:
    """Row `members`."""
    organisation = await client.organisation("Kasse", "insurer")
    body = {"name": "P. Muster", "email": "p@example.org", "role": "partner", "locale": "de"}
    path = f"/api/v1/organisations/{organisation}/members"
    await client.call("POST", path, body, expect=(201,))


async def test_events_are_public_once_published(client: Client) -> None:
    """Row `events`: 201 with ids, drafts hidden, PATCH, publish twice."""
    organiser = await client.organisation("Verein", "association")
    event = await client.call("POST", "/api/v1/events", workshop_body(organiser), expect=(201,))
    path = f"/api/v1/events/{event['id']}"
    assert all(session["id"] for session in event["sessions"])
    await problem(client, "GET", path, 404, token="")
    await client.call("PATCH", path, {"venue": "Haus 2"}, expect=(200,))
    for _ in range(2):
        await client.call("POST", f"{path}/publish")
    public = await client.call("GET", path, token="")
    assert public["venue"] == "Haus 2"
    assert public["title"] == "Rückenschule"


async def test_close_and_cancel_are_idempotent(client: Client) -> None:
    """Close sets `closed_at` and never rewrites `ends_at`; cancelling tells and stays."""
    event = await published(client)
    path = f"/api/v1/events/{event['id']}"
    for _ in range(2):
        await client.call("POST", f"{path}/close")
    closed = await client.call("GET", path)
    assert closed["closed_at"]
    assert datetime.fromisoformat(closed["ends_at"]) == datetime.fromisoformat(event["ends_at"])
    other = await published(client)
    for _ in range(2):
        await client.call("POST", f"/api/v1/events/{other['id']}/cancel")


async def test_a_registration_answers_with_everything_a_person_needs(client: Client) -> None:
    """Row `registrations`: the 201 body."""
    event = await published(client)
    workshop = event["sessions"][0]["id"]
    made = await client.register(event["id"], person(1, workshop))
    assert made["status"] == "confirmed"
    assert {"id", "status", "people", "manage_token", "manage_url", "booking_code"} <= set(made)
    assert made["manage_url"].startswith(client.ready.url)
    [someone] = made["people"]
    assert someone["status"] == "confirmed"
    assert someone["sessions"] == [workshop]
    assert someone["ticket"]


async def test_full_waiting_and_twice(client: Client) -> None:
    """409 `full` without a waitlist, a position with one, 409 `already-registered`."""
    event = await published(client, waitlist=False)
    workshop = event["sessions"][0]["id"]
    path = f"/api/v1/events/{event['id']}/registrations"
    for number in (1, 2):
        await client.register(event["id"], person(number, workshop))
    assert (await problem(client, "POST", path, 409, person(3, workshop), token=""))[
        "type"
    ].endswith("full")
    again = await problem(client, "POST", path, 409, person(1, workshop), token="")
    assert again["type"].endswith("already-registered")
    waiting = await published(client)
    for number in (1, 2, 3):
        last = await client.register(waiting["id"], person(number, waiting["sessions"][0]["id"]))
    assert last["status"] == "waitlisted"
    assert last["people"][0]["position"] == 1


async def test_a_confidential_session_cannot_be_booked(client: Client) -> None:
    """422 naming the field."""
    event = await published(client)
    path = f"/api/v1/events/{event['id']}/registrations"
    found = await problem(
        client, "POST", path, 422, person(1, event["sessions"][2]["id"]), token=""
    )
    assert found["errors"][0]["field"].startswith("people[0].sessions")


async def test_an_idempotency_key_makes_one_booking(client: Client) -> None:
    """The same key and body answers the same; another body is refused (422)."""
    event = await published(client)
    body = person(1, event["sessions"][0]["id"])
    first, second = await asyncio.gather(
        *(client.register(event["id"], body, key="k-1") for _ in range(2))
    )
    assert first == second
    path = f"/api/v1/events/{event['id']}/registrations"
    other = person(2, event["sessions"][0]["id"])
    answer = await client.http.post(path, json=other, headers={"Idempotency-Key": "k-1"})
    assert answer.status_code == 422


async def test_a_booking_is_read_changed_and_cancelled_by_its_token(client: Client) -> None:
    """Row `registrations/{id}`; a foreign token sees 404; who waits moves up."""
    event = await published(client)
    workshop, station = (s["id"] for s in event["sessions"][:2])
    first = await client.register(event["id"], person(1, workshop))
    await client.register(event["id"], person(2, workshop))
    third = await client.register(event["id"], person(3, workshop))
    path = f"/api/v1/registrations/{first['id']}"
    read = await client.call("GET", path, token=first["manage_token"])
    assert read["people"][0]["status"] == "confirmed"
    await problem(client, "GET", path, 404, token=third["manage_token"])
    await problem(client, "GET", path, 401, token="")
    changed = await client.call(
        "PATCH",
        path,
        {"people": [{"id": read["people"][0]["id"], "sessions": [workshop, station]}]},
        token=first["manage_token"],
        expect=(200,),
    )
    assert set(changed["people"][0]["sessions"]) == {workshop, station}
    await client.call("DELETE", path, token=first["manage_token"], expect=(204,))
    moved = await client.call(
        "GET", f"/api/v1/registrations/{third['id']}", token=third["manage_token"]
    )
    assert moved["status"] == "confirmed"


async def test_scans_are_answered_one_by_one(client: Client) -> None:
    """Row `scans`: each result word at its occasion; a malformed item fails alone."""
    event, other = await published(client), await published(client)
    workshop, station, counselling = (s["id"] for s in event["sessions"])
    made = await client.register(event["id"], person(1, workshop))
    ticket = made["people"][0]["ticket"]
    foreign = (await client.register(other["id"], person(1, other["sessions"][0]["id"])))["people"][
        0
    ]["ticket"]
    gone = await client.register(event["id"], person(4, workshop))
    await client.call(
        "DELETE", f"/api/v1/registrations/{gone['id']}", token=gone["manage_token"], expect=(204,)
    )
    await client.register(event["id"], person(2, workshop))
    waiting = await client.register(event["id"], person(3, workshop))
    arrival = scan("in", ticket=ticket)
    scans = [
        arrival,
        arrival,
        scan("in", ticket=ticket),
        scan("station", ticket=ticket, session_id=station),
        scan("out", ticket=ticket),
        scan("out", ticket=ticket),
        scan("in"),
        scan("in", ticket="k1.nonsense"),
        scan("in", ticket=foreign),
        scan("in", ticket=waiting["people"][0]["ticket"]),
        scan("in", ticket=gone["people"][0]["ticket"]),
        scan("station", ticket=ticket, session_id=str(uuid4())),
        scan("station", ticket=ticket, session_id=counselling),
        {"scan_id": str(uuid4()), "kind": "sideways"},
        scan("void", voids=arrival["scan_id"]),
    ]
    results = await client.scan(event["id"], scans)
    assert [each["result"] for each in results] == [
        "ok",
        "duplicate",
        "already_in",
        "ok",
        "ok",
        "already_out",
        "ok",
        "unknown_ticket",
        "wrong_event",
        "not_confirmed",
        "cancelled",
        "unknown_session",
        "invalid",
        "invalid",
        "voided",
    ]


async def test_too_many_scans_are_refused_as_a_whole(client: Client) -> None:
    """At most 500 in one call."""
    event = await published(client)
    body = {"scans": [scan("in") for _ in range(501)]}
    found = await problem(client, "POST", f"/api/v1/events/{event['id']}/scans", 422, body)
    assert found["errors"][0]["field"] == "scans"


async def test_tallies_are_taken_for_confidential_sessions_only(client: Client) -> None:
    """Row `tallies`."""
    event = await published(client)
    _, station, counselling = (s["id"] for s in event["sessions"])
    path = f"/api/v1/events/{event['id']}/tallies"
    good = {"tallies": [{"device": "tablet", "session_id": counselling, "total": 7}]}
    await client.call("POST", path, good)
    bad = {"tallies": [{"device": "tablet", "session_id": station, "total": 7}]}
    found = await problem(client, "POST", path, 422, bad)
    assert found["errors"][0]["field"] == "tallies[0].session_id"


async def test_visitor_cards_come_as_tickets_and_as_a_sheet(client: Client) -> None:
    """Row `visitor-cards`: tickets that a scan knows, and a PDF to print."""
    event = await published(client)
    path = f"/api/v1/events/{event['id']}/visitor-cards"
    made = await client.call("POST", path, {"count": 3})
    assert len(set(made["tickets"])) == 3
    sheet = await client.call("GET", made["sheet_url"].removeprefix(client.ready.url))
    assert sheet.startswith(b"%PDF")
    [result] = await client.scan(event["id"], [scan("in", ticket=made["tickets"][0])])
    assert result["result"] == "ok"


async def test_live_attendance_is_in_persons(client: Client) -> None:
    """Row `attendance`: names and meaning of the figures."""
    event = await published(client)
    workshop, station, counselling = (s["id"] for s in event["sessions"])
    made = await client.register(event["id"], person(1, workshop))
    ticket = made["people"][0]["ticket"]
    await client.scan(
        event["id"],
        [
            scan("in", ticket=ticket),
            scan("station", ticket=ticket, session_id=station),
            scan("in"),
        ],
    )

    async def arrived() -> dict[str, Any] | None:
        path = f"/reporting/api/v1/events/{event['id']}/attendance"
        headers = {"Authorization": f"Bearer {client.ready.admin_token}"}
        answer = await client.http.get(path, headers=headers)
        found = answer.json()
        return found if answer.status_code == 200 and found["came"] == 2 else None

    live = await client.until(arrived, seconds=10, what="two people came")
    assert live["registered"] == 1
    assert live["waitlisted"] == 0
    assert live["walk_ins"] == 1
    assert live["in_house"] == 2
    assert live["as_of"]
    by_id = {each["id"]: each for each in live["sessions"]}
    assert by_id[workshop]["registered"] == 1
    assert by_id[station]["visits"] == 1
    assert by_id[counselling]["visits"] == {"withheld": True}
    assert sum(each["count"] for each in live["arrivals"]) == 2
    assert datetime.fromisoformat(live["arrivals"][0]["from"]).minute % 15 == 0


async def test_the_stream_opens_with_a_full_snapshot(client: Client) -> None:
    """Row `attendance/stream`: event `attendance`, snapshot first."""
    event = await published(client)

    async def known() -> bool:
        path = f"/reporting/api/v1/events/{event['id']}/attendance"
        headers = {"Authorization": f"Bearer {client.ready.admin_token}"}
        return (await client.http.get(path, headers=headers)).status_code == 200

    await client.until(known, seconds=10, what="reporting knows the event")
    path = f"/reporting/api/v1/events/{event['id']}/attendance/stream"
    headers = {"Authorization": f"Bearer {client.ready.admin_token}"}
    async with client.http.stream("GET", path, headers=headers) as stream:
        assert stream.status_code == 200
        assert stream.headers["Content-Type"].startswith("text/event-stream")
        names = []
        async for line in stream.aiter_lines():
            if line.startswith("event:"):
                names.append(line.split(":", 1)[1].strip())
            if line.startswith("data:"):
                break
        assert names == ["attendance"]


async def test_reports_come_by_themselves_in_four_formats(client: Client) -> None:
    """Row `editions`."""
    event = await published(client)
    await client.call("POST", f"/api/v1/events/{event['id']}/close")

    async def edition() -> dict[str, Any] | None:
        path = f"/reporting/api/v1/events/{event['id']}/editions"
        items = (await client.call("GET", path, expect=(200, 404)) or {}).get("items")
        return items[0] if items else None

    first = await client.until(edition, seconds=30, what="edition 1")
    starts = {"json": b"{", "pdf": b"%PDF", "xlsx": b"PK", "csv": b""}
    for ending, start in starts.items():
        answer = await client.http.get(
            f"/reporting/api/v1/editions/{first['id']}.{ending}",
            headers={"Authorization": f"Bearer {client.ready.admin_token}"},
        )
        assert answer.status_code == 200, answer.text
        assert answer.content.startswith(start)


async def test_deliveries_are_visible(client: Client) -> None:
    """Row `deliveries`: kind, state, attempts, sent_at."""
    event = await published(client)
    await client.register(event["id"], person(1, event["sessions"][0]["id"]))

    async def sent() -> list[dict[str, Any]]:
        path = f"/notifications/api/v1/deliveries?event_id={event['id']}"
        page = await client.call("GET", path, expect=(200, 404))
        return [d for d in page.get("items", ()) if d["state"] == "sent"]

    [delivery] = await client.until(sent, seconds=20, what="confirmation sent")
    assert delivery["kind"] == "confirmation"
    assert delivery["attempts"] >= 1
    assert delivery["sent_at"]


@pytest.mark.parametrize("service", ["registration", "notifications", "reporting"])
async def test_health_and_metrics_stay_inside(stack: Stack, service: str) -> None:
    """Each service's own port answers, the public origin does not."""
    ready = stack.ready
    async with httpx.AsyncClient() as http:
        own = getattr(ready, service)
        for path in ("/health/live", "/health/ready", "/metrics"):
            assert (await http.get(own + path)).status_code == 200
            assert (await http.get(ready.url + path)).status_code == 404


@pytest.mark.parametrize("prefix", ["", "/reporting", "/notifications"])
async def test_openapi_is_served_with_the_right_server(client: Client, prefix: str) -> None:
    """A client generated from the document finds its way."""
    document = await client.call("GET", f"{prefix}/api/v1/openapi.json", token="")
    assert document["openapi"].startswith("3.1")
    assert document["servers"][0]["url"].startswith(client.ready.url)
    assert document["paths"]


async def test_errors_say_what_is_wrong_and_where(client: Client) -> None:
    """400, 401, 404, 413, 422 with fields; unknown fields are refused."""
    event = await published(client)
    path = f"/api/v1/events/{event['id']}/registrations"
    broken = await client.http.post(
        path, content=b"{", headers={"Content-Type": "application/json"}
    )
    assert broken.status_code == 400
    await problem(client, "POST", "/api/v1/organisations", 401, {}, token="")
    await problem(client, "POST", "/api/v1/organisations", 401, {}, token="nobody")
    await problem(client, "GET", f"/api/v1/events/{uuid4()}", 404)
    large = await client.http.post(
        path,
        content=b'{"x":"' + b"x" * 2_000_000 + b'"}',
        headers={"Content-Type": "application/json"},
    )
    assert large.status_code == 413
    body = {**person(1, event["sessions"][0]["id"]), "surprise": 1}
    found = await problem(client, "POST", path, 422, body, token="")
    assert any("surprise" in each["field"] for each in found["errors"])
    for name in ("Person\r\nBcc: all@example.org", "x" * 5_000, "\x00"):
        wrong = person(1, event["sessions"][0]["id"])
        wrong["people"][0]["name"] = name
        found = await problem(client, "POST", path, 422, wrong, token="")
        assert found["errors"][0]["field"] == "people[0].name"


async def test_times_and_windows_are_checked_by_name(client: Client) -> None:
    """Wrong zone, end before start, an event in the past, a closed window."""
    organiser = await client.organisation("Verein", "association")
    past = datetime(2020, 1, 1, 9, tzinfo=UTC).isoformat()
    for field, value in (("time_zone", "Mars/Olympus"), ("ends_at", past)):
        body = workshop_body(organiser, **{field: value})
        found = await problem(client, "POST", "/api/v1/events", 422, body)
        assert field in {each["field"] for each in found["errors"]}
    now = datetime.now(UTC)
    window = {
        "registration_opens_at": (now - timedelta(hours=2)).isoformat(),
        "registration_closes_at": (now - timedelta(hours=1)).isoformat(),
    }
    closed = await published(client, **window)
    path = f"/api/v1/events/{closed['id']}/registrations"
    await problem(client, "POST", path, 409, person(1, closed["sessions"][0]["id"]), token="")
