"""SIGKILL of every part during 500 registrations and scans; then the invariants hold."""

from __future__ import annotations

import asyncio
import os
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from scenarios.client import Client
from tests.faults.traffic import PEOPLE, Record, Strike, crowd
from tests.invariants import assert_invariants, durable_bookings
from tests.journeys.occasions import workshop_body
from tests.stack import Stack

LONG = bool(os.environ.get("AUFTAKT_LONG"))
SERVICES = ("registration", "notifications", "reporting")
SERVERS = ("postgres", "kafka")
ALL = (*SERVICES, *SERVERS)
APART: list[tuple[str, ...]] = [SERVICES, SERVERS, *((part,) for part in ALL)]
ROUNDS = int(os.environ.get("AUFTAKT_ROUNDS", "20")) if LONG else 1
HANG_SECONDS = 6.0


@pytest.mark.timeout(3_600 if LONG else 180)
@pytest.mark.parametrize("parts", [ALL, *(APART if LONG else [])], ids="-".join)
async def test_killed_parts_lose_nothing_and_sell_nothing_twice(
    kill_stack: Stack, parts: tuple[str, ...]
) -> None:
    """I1 to I6 after kill -9 of one part after the other in the middle of the traffic."""
    for turn in range(ROUNDS):
        async with Client(kill_stack.ready) as client:
            event = await _event(client)
        step = PEOPLE // (len(parts) + 1)
        strikes = {
            (number * step + turn * 7) % PEOPLE + 1: _strike(kill_stack, part)
            for number, part in enumerate(parts, 1)
        }
        record = await crowd(kill_stack.ready, event, strikes)
        await _acknowledged_is_durable(kill_stack, event["id"], record)
        await assert_invariants(kill_stack, event["id"])
        assert record.slowest_seconds < HANG_SECONDS


def _strike(stack: Stack, part: str) -> Strike:
    async def strike() -> None:
        old = stack.kill(part)
        await asyncio.to_thread(stack.wait_restarted, part, old)

    return strike


async def _event(client: Client) -> dict[str, Any]:
    """A workshop with 400 places for 500 people."""
    organiser = await client.organisation("Verein", "association")
    body = workshop_body(organiser)
    body["sessions"][0]["capacity"] = 400
    return dict(await client.event(body))


async def _acknowledged_is_durable(stack: Stack, event_id: str, record: Record) -> None:
    """I2: acknowledged ⊆ durable ⊆ acknowledged ∪ unknown; refused ∩ durable = ∅."""
    connection = await asyncpg.connect(stack.ready.postgres["registration"])
    try:
        durable = await durable_bookings(connection, UUID(event_id))
        rows = await connection.fetch(
            "SELECT email, count(*) AS n FROM booked_people WHERE event_id = $1 GROUP BY email",
            UUID(event_id),
        )
        scans = {
            str(row["scan_id"])
            for row in await connection.fetch(
                "SELECT scan_id FROM scans WHERE event_id = $1", UUID(event_id)
            )
        }
    finally:
        await connection.close()
    acknowledged = {booking["id"] for booking in record.acknowledged.values()}
    assert acknowledged <= durable
    assert len(durable) <= len(acknowledged) + len(record.unknown)
    emails = {row["email"] for row in rows}
    assert not emails & record.refused
    assert all(row["n"] == 1 for row in rows)
    assert record.scanned <= scans
