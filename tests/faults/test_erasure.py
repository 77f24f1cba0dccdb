"""Invariant I7 on a real stack: of the erased no byte is left where others might find it."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest

from scenarios.client import Client
from shared.contracts.contacts import CONTACTS
from shared.messaging.heartbeat import beats
from shared.messaging.outbox import put
from tests.faults.canaries import Canary, Search, hatch
from tests.faults.test_outages import away
from tests.stack import Stack

LONG = bool(os.environ.get("AUFTAKT_LONG"))
PEOPLE, ERASED = (5_000, 500) if LONG else (100, 10)
AT_ONCE = 24
MAILS_SECONDS = 600.0 if LONG else 60.0
LAG, BEAT, BACK_OFF = timedelta(seconds=2), timedelta(seconds=0.5), timedelta(seconds=1)
BOUND = timedelta(seconds=30)
"""Lag, beat, back-off, cleaning and file delete delay (as long as the lag), with room for a busy
machine; with the settings of a real stack the same sum is below 8 hours (docs/erasure.md)."""


@pytest.mark.timeout(1_800 if LONG else 180)
async def test_of_the_erased_no_byte_is_left_in_dumps_kafka_logs_and_queues(
    kill_stack: Stack,
) -> None:
    """I7: the search finds everybody before, and afterwards everybody but the erased."""
    search = Search(kill_stack)
    canaries = hatch(PEOPLE)
    everybody = {canary.id for canary in canaries}
    async with Client(kill_stack.ready) as client, search.quick_compaction(LAG, BACK_OFF):
        event = await _event(client)
        bookings = await _all(_register(client, event, canary) for canary in canaries)
        await _until(lambda: len(search.mails() & everybody) == PEOPLE, MAILS_SECONDS, "mails")
        before = await search.everywhere()
        for place in ("registration", "notifications", "kafka", "mails"):
            assert before[place] >= everybody, place
        assert not before["reporting"] | before["logs"]

        search.hand_out_mails()
        chosen = list(zip(canaries, bookings, strict=True))[::10]
        await _all(_erase(client, booking, n % 2 == 0) for n, (_, booking) in enumerate(chosen))
        gone = {canary.id for canary, _ in chosen}
        assert len(gone) == ERASED
        await client.until(
            lambda: _registered(client, event, PEOPLE - ERASED), seconds=15, what="figures"
        )
        await _beat_until(kill_stack, lambda: not search.kafka() & gone)
        await client.call("POST", f"/api/v1/events/{event['id']}/cancel")
        await _until(
            lambda: len(search.mails() & everybody) == PEOPLE - ERASED, MAILS_SECONDS, "mails again"
        )
        after = await search.everywhere()
    assert {place: len(found & gone) for place, found in after.items()} == dict.fromkeys(after, 0)
    for place in ("registration", "notifications", "kafka", "mails"):
        assert after[place] >= everybody - gone, place


async def test_who_erases_while_kafka_is_away_is_forgotten_here_at_once_and_elsewhere_later(
    kill_stack: Stack,
) -> None:
    """I7: nothing of the erased waits in the outbox, and the tombstone comes after all."""
    search = Search(kill_stack)
    known, unsent = hatch(2)
    async with Client(kill_stack.ready) as client:
        event = await _event(client)
        booking = await _register(client, event, known)
        await _until(lambda: known.id in search.dump("notifications"), 15, "contact known")
        async with away(kill_stack, "kafka", "refused"):
            late = await _register(client, event, unsent)
            assert search.dump("registration") >= {known.id, unsent.id}
            for each in (booking, late):
                await _erase(client, each, own=True)
            assert not search.dump("registration") & {known.id, unsent.id}
        await _until(lambda: known.id not in search.dump("notifications"), 30, "contact forgotten")
        assert unsent.id not in search.dump("notifications")


async def _event(client: Client) -> dict[str, Any]:
    organiser = await client.organisation("Verein", "association")
    starts = datetime.now(UTC).replace(microsecond=0) + timedelta(days=9)
    span = {
        "starts_at": starts.isoformat(),
        "ends_at": (starts + timedelta(hours=6)).isoformat(),
    }
    body = {
        "title": "Auftaktworkshop",
        "kind": "kick_off_workshop",
        "organiser_id": organiser,
        "partner_ids": [],
        **span,
        "time_zone": "Europe/Berlin",
        "waitlist": True,
        "identity": "named",
        "report": {"grace_seconds": 1, "min_cell": 5},
        "sessions": [{"title": "Gespräch", "kind": "talk", "drop_in": False, **span}],
    }
    return dict(await client.event(body))


async def _register(client: Client, event: dict[str, Any], canary: Canary) -> dict[str, Any]:
    person = {
        "name": canary.name,
        "email": canary.email,
        "sessions": [event["sessions"][0]["id"]],
        "answers": {"Essen": canary.answer},
    }
    contact = {"name": canary.name, "email": canary.email}
    body = {"contact": contact, "people": [person]}
    return dict(await client.register(event["id"], body, key=canary.id.decode()))


async def _erase(client: Client, booking: dict[str, Any], own: bool) -> None:
    """By the participant's own token, or by the team."""
    path = f"/api/v1/registrations/{booking['id']}/erase"
    await client.call("POST", path, {}, token=booking["manage_token"] if own else None)


async def _registered(client: Client, event: dict[str, Any], count: int) -> bool:
    return bool((await client.attendance(event["id"]))["registered"] == count)


async def _beat_until(stack: Stack, done: Any) -> None:
    """The hourly heartbeat of the contacts topic, every half second."""
    connection = await asyncpg.connect(stack.ready.postgres["registration"])

    async def look() -> bool:
        async with connection.transaction():
            await put(connection, beats(CONTACTS), now=datetime.now(UTC))
        return bool(await asyncio.to_thread(done))

    try:
        await _until_true(look, BOUND.total_seconds(), "Kafka forgets")
    finally:
        await connection.close()


async def _all(work: Any) -> list[Any]:
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(each: Any) -> Any:
        async with gate:
            return await each

    return await asyncio.gather(*(one(each) for each in work))


async def _until(look: Any, seconds: float, what: str) -> None:
    async def looked() -> bool:
        return bool(await asyncio.to_thread(look))

    await _until_true(looked, seconds, what)


async def _until_true(look: Any, seconds: float, what: str) -> None:
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while not await look():
        assert loop.time() < end, f"{what}: not within {seconds:g} s"
        await asyncio.sleep(BEAT.total_seconds())


def _mails(search: Search) -> set[bytes]:
    return search.mails()
