"""Invariant I7 on a real stack: of the erased no byte is left where others might find it."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import pytest

from scenarios.client import Client
from shared.contracts.contacts import CONTACTS
from shared.contracts.mail_requests import MAIL_REQUESTS
from shared.messaging.heartbeat import beats
from shared.messaging.outbox import put
from tests.faults.canaries import Canary, Search, hatch
from tests.faults.known import acquaint
from tests.faults.test_outages import away
from tests.stack import Stack

LONG = bool(os.environ.get("AUFTAKT_LONG"))
PEOPLE, ERASED = (5_000, 500) if LONG else (100, 10)
COLLEAGUES_LEFT = 5
"""With a place beside the canaries: a list of three, who replaced somebody, and a follower."""
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
    """I7: the search finds everybody before, and afterwards everybody but the erased; so for who
    registered, and for those known as a company's, invited, followers or in somebody's words."""
    search = Search(kill_stack)
    canaries = hatch(PEOPLE)
    everybody = {canary.id for canary in canaries}
    async with Client(kill_stack.ready) as client, search.quick_compaction(LAG, BACK_OFF):
        event = await _event(client)
        bookings = await _all(_register(client, event, canary) for canary in canaries)
        others = await acquaint(client, event)
        (named,) = hatch(1)
        await _write(client, event, bookings[0], named)
        await _until(lambda: len(search.mails() & everybody) == PEOPLE, MAILS_SECONDS, "mails")
        await _until(lambda: named.id in search.mails(), MAILS_SECONDS, "the organizer's message")
        before = await search.everywhere()
        for place in ("registration", "notifications", "kafka", "mails"):
            assert before[place] >= everybody, place
        assert not before["reporting"] | before["logs"]
        for one in others:
            assert one.canary.id in before["registration"], one.kind
            assert (one.canary.id in before["kafka"]) is one.told_to_kafka, one.kind

        search.hand_out_mails()
        chosen = list(zip(canaries, bookings, strict=True))[::10]
        await _all(_erase(client, booking, n % 2 == 0) for n, (_, booking) in enumerate(chosen))
        leaving = {one.kind: one for one in others}
        for one in leaving.values():
            await one.forget()
        gone = {canary.id for canary, _ in chosen}
        assert len(gone) == ERASED
        gone |= {one.canary.id for one in leaving.values()}
        await client.until(
            lambda: _registered(client, event, PEOPLE - ERASED + COLLEAGUES_LEFT),
            seconds=15,
            what="figures",
        )
        await _beat_until(kill_stack, lambda: not search.kafka() & gone)
        await client.call("POST", f"/api/v1/events/{event['id']}/cancel")
        await _until(
            lambda: len(search.mails() & everybody) == PEOPLE - ERASED, MAILS_SECONDS, "mails again"
        )
        after = await search.everywhere()
        of_words = {topic for topic, found in search.topics().items() if named.id in found}
    assert of_words == {MAIL_REQUESTS.name}, "which forgets by itself, after seven days"
    assert not any(named.id in found for place, found in after.items() if place != "kafka")
    assert {place: len(found & gone) for place, found in after.items()} == dict.fromkeys(after, 0)
    assert {one.kind for one in others if one.canary.id in after["registration"]} == set(leaving)
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
    """One of a series that asks a question, and for support needs."""
    organiser = await client.organisation("Verein", "association")
    for number in range(2):
        await client.member(organiser, f"Team {number}", f"{uuid4()}@example.org", "organizer")
    path = f"/api/v1/organisations/{organiser}/series"
    series = await client.call("POST", path, {"title": "Treffen"})
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
        "series_id": series["id"],
        **span,
        "time_zone": "Europe/Berlin",
        "waitlist": True,
        "identity": "named",
        "report": {"grace_seconds": 1, "min_cell": 5},
        "sessions": [{"title": "Gespräch", "kind": "talk", "drop_in": False, **span}],
    }
    event = dict(await client.event(body))
    path = f"/api/v1/events/{event['id']}"
    asked = {"key": "food", "kind": "text", "texts": {"de": {"label": "Essen", "purpose": "Küche"}}}
    await client.call("PUT", f"{path}/questions", {"questions": [asked]})
    team = (await client.call("GET", f"{path}/support"))["team"]
    await client.call("PUT", f"{path}/support", {"seen_by": [each["id"] for each in team]})
    return event


async def _register(client: Client, event: dict[str, Any], canary: Canary) -> dict[str, Any]:
    person = {
        "name": canary.name,
        "email": canary.email,
        "sessions": [event["sessions"][0]["id"]],
        "answers": {"food": canary.answer},
        "support_needs": {"consent": True, "needs": [], "note": canary.words},
    }
    contact = {"name": canary.name, "email": canary.email, "phone": canary.phone}
    body = {"contact": contact, "people": [person]}
    return dict(await client.register(event["id"], body, key=canary.id.decode()))


async def _write(client: Client, event: dict[str, Any], booking: Any, named: Canary) -> None:
    """The organizer writes to somebody, and names them in the text."""
    people = [person["id"] for person in booking["people"]]
    body = {"person_ids": people, "subject": "Zu Ihrer Frage", "text": named.words}
    path = f"/api/v1/events/{event['id']}/messages"
    await client.call("POST", path, body, expect=(202,))


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
