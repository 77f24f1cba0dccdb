"""Who planned what stays in the audit log."""

from __future__ import annotations

from uuid import UUID

import msgspec

from tests.services.registration.house import House


async def test_the_audit_log_keeps_each_deed_with_an_event_and_no_text_of_it(house: House) -> None:
    """Protects answerability: created, changed, published, closed, cancelled, by whom, no more."""
    network = await house.organisation("Netzwerk")
    event = await house.event(network["id"], publish=False)
    other = await house.event(network["id"], publish=False)
    path = f"/api/v1/events/{event['id']}"
    async with house.client(await house.token("organizer", network["id"])) as client:
        await client.patch(path, json={"title": "Geheimes Vorhaben", "capacity": 41})
        await client.patch(path, json={"capacity": 41})
        for move in ("publish", "publish", "close"):
            await client.post(f"{path}/{move}")
        await client.post(f"/api/v1/events/{other['id']}/cancel")
    rows = await house.pool.fetch(
        "SELECT about, what, staff_id, organisation_id, changed FROM audit_log "
        "WHERE what LIKE 'events.%' ORDER BY at, id"
    )
    of_event = {row["what"]: row for row in rows if row["about"] == UUID(event["id"])}
    assert set(of_event) == {
        "events.created",
        "events.changed",
        "events.published",
        "events.closed",
    }
    assert sum(row["about"] == UUID(event["id"]) for row in rows) == 4
    assert {row["what"] for row in rows if row["about"] == UUID(other["id"])} == {
        "events.created",
        "events.cancelled",
    }
    changed = msgspec.json.decode(of_event["events.changed"]["changed"])
    assert changed == {"version": 2, "fields": ["title", "capacity"]}
    assert all(row["organisation_id"] == UUID(network["id"]) for row in rows)
    assert of_event["events.closed"]["staff_id"] != of_event["events.created"]["staff_id"]
    assert not any("Geheim" in row["changed"] for row in rows)
