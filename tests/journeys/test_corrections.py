"""Late scans after the close: corrected reports by the rule "moved by 0 or at least k"."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from scenarios.client import Client
from scenarios.mailbox import attachments, mails_to
from tests.journeys.occasions import scan, workshop_body
from tests.stack import Stack

SEVERAL = 7
"""At least k = 5: nobody can be told from the difference of two editions."""


async def walk_ins(client: Client, event: dict[str, Any], count: int) -> None:
    """People counted at the door in the event's first quarter of an hour."""
    at = datetime.fromisoformat(event["starts_at"]) + timedelta(minutes=5)
    scans = [scan("in", scanned_at=at.isoformat()) for _ in range(count)]
    results = await client.scan(event["id"], scans)
    assert {each["result"] for each in results} == {"ok"}


async def edition(client: Client, event: dict[str, Any], number: int) -> Any:
    """Wait for an edition of that number, which is then the newest."""

    async def newest() -> Any:
        path = f"/reporting/api/v1/events/{event['id']}/editions"
        items = (await client.call("GET", path, expect=(200, 404)) or {}).get("items")
        return items[0] if items and items[0]["number"] == number else None

    head = await client.until(newest, seconds=10, what=f"edition {number}")
    return await client.call("GET", f"/reporting/api/v1/editions/{head['id']}.json")


async def test_seven_late_scans_bring_a_second_edition_and_one_more_does_not(
    stack: Stack, client: Client
) -> None:
    """A phone uploads after the close: the partner hears once it can't point at anybody."""
    address = f"partner-{uuid4().hex[:8]}@example.org"
    organiser = await client.organisation("Verein", "association")
    insurer = await client.organisation("Musterkasse", "insurer")
    await client.member(insurer, "Pia Partner", address, "partner")
    event = await client.event(workshop_body(organiser, partner_ids=[insurer]))
    await walk_ins(client, event, SEVERAL)
    await client.call("POST", f"/api/v1/events/{event['id']}/close")
    first = await edition(client, event, 1)
    assert first["totals"]["came"] == SEVERAL

    await walk_ins(client, event, SEVERAL)
    second = await edition(client, event, 2)
    assert second["totals"]["came"] == 2 * SEVERAL

    async def two_reports() -> Any:
        mails = mails_to(stack.ready.mail_dir, address)
        reports = [mail for mail in mails if str(mail["Subject"]).startswith("Bericht")]
        return reports if len(reports) == 2 else None

    reports = await client.until(two_reports, seconds=10, what="the second report's mail")
    names = [name for mail in reports for name in attachments(mail)]
    assert sorted(name.rpartition("-")[2] for name in names) == ["1.pdf", "2.pdf"]

    await walk_ins(client, event, 1)
    reporting = await asyncpg.connect(stack.ready.postgres["reporting"])

    async def pending() -> bool:
        query = "SELECT state FROM edition_duties WHERE event_id = $1"
        state: str = await reporting.fetchval(query, UUID(event["id"]))
        return state == "corrections_pending"

    try:
        await client.until(pending, seconds=10, what="corrections pending")
    finally:
        await reporting.close()
    await edition(client, event, 2)
