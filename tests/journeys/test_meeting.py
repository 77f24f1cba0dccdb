"""Scenario 4, before anybody comes: a closed meeting with places for two delegations."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from scenarios.client import Client
from scenarios.kooperationstreffen_tud import data
from scenarios.kooperationstreffen_tud.play import plan

DAYS_AHEAD = 30


async def test_two_delegations_have_their_places_and_nobody_else_does(client: Client) -> None:
    """Protects scenario 4: 3 + 11 kept, one more for the contract officer, agenda, next meeting."""
    starts_at = (datetime.now(UTC) + timedelta(days=DAYS_AHEAD)).replace(minute=0, second=0)
    meeting = await plan(client, starts_at.replace(microsecond=0))
    page = await client.call("GET", f"{meeting.path}/contingents")
    assert [(c["organisation"], c["places"], c["unused"]) for c in page["items"]] == [
        (data.INSURER, 3, 3),
        (data.UNIVERSITY, 11, 11),
    ]
    assert page["most_places"] == 1  # the contract officer's
    shown = (await client.http.get(f"/e/{meeting.event['id']}")).text
    assert "Nur auf Einladung" in shown
    for title, _ in data.AGENDA:
        assert title in shown, title
    form = (await client.http.get(f"/e/{meeting.event['id']}/register")).text
    assert 'name="form_token"' not in form
