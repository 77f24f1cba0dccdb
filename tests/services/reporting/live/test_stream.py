"""The stream of live figures, over a real web server and a real PostgreSQL."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from time import perf_counter
from uuid import UUID, uuid4

import msgspec
import pytest

from services.reporting.facts.domain import Scan
from services.reporting.live import hub, use_cases
from shared.contracts.attendance import ScanRecorded
from tests.services.reporting.facts.logs import EVENT, ORGANISER, STATION, event, recorded
from tests.services.reporting.live.conftest import (
    STREAMS_MAX,
    Events,
    Reporting,
    bearer,
    cookie,
    grant,
    until,
)

STREAM = f"/reporting/api/v1/events/{EVENT}/attendance/stream"
PAGE_STREAM = f"/reporting/events/{EVENT}/live/stream"


def card_in(card: UUID | None = None) -> ScanRecorded:
    """Somebody with a card comes in, now."""
    at = datetime.now(UTC)
    return recorded(Scan(uuid4(), "in", card or uuid4(), "card", None, None, at))


def figures(block: dict[str, str]) -> dict[str, object]:
    """The figures of an event of the stream."""
    found: dict[str, object] = msgspec.json.decode(block["data"])
    return found


async def organizer(reporting: Reporting) -> dict[str, str]:
    """The header of an organizer's program."""
    return bearer(await reporting.staff(grant("organizer", ORGANISER)))


async def test_a_client_gets_a_full_snapshot_first_and_then_every_change(
    reporting: Reporting,
) -> None:
    """The contract of `…/attendance/stream`: event `attendance`, ids `<boot>-<seq>`."""
    await reporting.learn(event(), card_in())
    async with reporting.http.stream("GET", STREAM, headers=await organizer(reporting)) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        stream = Events(answer)
        first = await stream.next("attendance")
        assert figures(first)["came"] == 1
        await reporting.learn(card_in())
        second = await stream.next("attendance")
    assert figures(second)["came"] == 2
    (boot, one), (same_boot, two) = (block["id"].rsplit("-", 1) for block in (first, second))
    assert boot == same_boot
    assert int(two) > int(one)


async def test_the_stream_s_snapshot_is_what_the_json_route_answers(reporting: Reporting) -> None:
    """One truth, two ways to it."""
    await reporting.learn(event(), card_in())
    headers = await organizer(reporting)
    answered = (await reporting.http.get(STREAM.removesuffix("/stream"), headers=headers)).json()
    async with reporting.http.stream("GET", STREAM, headers=headers) as answer:
        streamed = figures(await Events(answer).next("attendance"))
    assert {**streamed, "as_of": ""} == {**answered, "as_of": ""}


async def test_what_another_process_consumed_is_shown_too(reporting: Reporting) -> None:
    """Web server and consumers may be processes of their own: the poll sees the change."""
    await reporting.learn(event())
    async with reporting.http.stream("GET", STREAM, headers=await organizer(reporting)) as answer:
        stream = Events(answer)
        assert figures(await stream.next("attendance"))["came"] == 0
        await reporting.learn(card_in(), wake=False)
        assert figures(await stream.next("attendance", seconds=3))["came"] == 1


async def test_a_wake_up_shows_within_a_blink(reporting: Reporting) -> None:
    """Commit → screen, without Kafka: far below what people notice."""
    await reporting.learn(event())
    async with reporting.http.stream("GET", STREAM, headers=await organizer(reporting)) as answer:
        stream = Events(answer)
        await stream.next("attendance")
        started = perf_counter()
        await reporting.learn(card_in())
        await stream.next("attendance")
    assert perf_counter() - started < 0.5


async def test_a_storm_of_changes_becomes_few_snapshots_and_the_last_is_right(
    reporting: Reporting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Coalesced: a client gets the latest state, not every step."""
    pause_seconds = 0.2
    monkeypatch.setattr(hub, "COALESCE_SECONDS", pause_seconds)
    await reporting.learn(event())
    async with reporting.http.stream("GET", STREAM, headers=await organizer(reporting)) as answer:
        stream = Events(answer)
        await stream.next("attendance")
        began = perf_counter()
        for _ in range(100):
            await reporting.learn(card_in())
        snapshots = 1
        while figures(await stream.next("attendance"))["came"] != 100:
            snapshots += 1
        spent = perf_counter() - began
    assert snapshots <= spent / pause_seconds + 2


async def test_two_clients_get_the_same_bytes(reporting: Reporting) -> None:
    """Read once, encoded once."""
    await reporting.learn(event(), card_in())
    headers = await organizer(reporting)
    async with (
        reporting.http.stream("GET", STREAM, headers=headers) as one,
        reporting.http.stream("GET", STREAM, headers=headers) as two,
    ):
        first, second = Events(one), Events(two)
        assert await first.next("attendance") == await second.next("attendance")


async def test_who_joins_while_nothing_happens_sees_the_figures_at_once(
    reporting: Reporting,
) -> None:
    """A second screen at noon needs no scan to show something."""
    await reporting.learn(event(), card_in())
    headers = await organizer(reporting)
    live = reporting.use_cases.live.hub
    async with reporting.http.stream("GET", STREAM, headers=headers) as answer:
        await Events(answer).next("attendance")
        second = live.open(EVENT)
        try:
            frame = await second.next(0)
        finally:
            live.close(second)
    assert frame is not None
    assert frame.startswith(b"event: attendance")


async def test_streams_are_limited_and_a_place_is_free_again_after_a_client_left(
    reporting: Reporting,
) -> None:
    """Everything that can grow has a limit; leaving frees the place at once."""
    await reporting.learn(event())
    headers = await organizer(reporting)
    live = reporting.use_cases.live.hub
    async with AsyncExitStack() as clients:
        kept = []
        for _ in range(STREAMS_MAX):
            answer = await clients.enter_async_context(
                reporting.http.stream("GET", STREAM, headers=headers)
            )
            kept.append(Events(answer))
            await kept[-1].next("attendance")
        refused = await reporting.http.get(STREAM, headers=headers)
        assert refused.status_code == 503
        assert refused.headers["retry-after"] == "5"
        assert refused.json()["type"].endswith("too-many-streams")
    await until(live.open_streams == 0 for _ in iter(int, 1))
    async with reporting.http.stream("GET", STREAM, headers=headers) as again:
        assert again.status_code == 200


async def test_a_revoked_token_ends_its_stream(
    reporting: Reporting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Signing out must also end what is already open, within `RECHECK_SECONDS`."""
    monkeypatch.setattr(use_cases, "RECHECK_SECONDS", 0.2)
    await reporting.learn(event())
    secret = await reporting.staff(grant("organizer", ORGANISER))
    async with reporting.http.stream("GET", STREAM, headers=bearer(secret)) as answer:
        stream = Events(answer)
        await stream.next("attendance")
        await reporting.revoke(secret)
        await stream.ended(seconds=3)
    await until(reporting.use_cases.live.hub.open_streams == 0 for _ in iter(int, 1))


async def test_a_lost_grant_ends_the_page_s_stream(
    reporting: Reporting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not only the session counts, but also the role, at every check."""
    monkeypatch.setattr(use_cases, "RECHECK_SECONDS", 0.2)
    await reporting.learn(event())
    secret = await reporting.staff(grant("organizer", ORGANISER), kind="session")
    async with reporting.http.stream("GET", PAGE_STREAM, headers=cookie(secret)) as answer:
        stream = Events(answer)
        await stream.next("attendance")
        async with reporting.pool.acquire() as database:
            await database.execute("UPDATE access_staff SET grants = '[]'")
        await stream.ended(seconds=3)


async def test_a_silent_stream_says_how_old_the_figures_are(
    reporting: Reporting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between two scans a page must know that it still hears something."""
    monkeypatch.setattr(hub, "FRESHNESS_SECONDS", 0.2)
    monkeypatch.setattr(use_cases, "HEARTBEAT_SECONDS", 0.1)
    await reporting.learn(event())
    async with reporting.http.stream("GET", STREAM, headers=await organizer(reporting)) as answer:
        found = figures(await Events(answer).next("freshness"))
    assert found["degraded"] is False
    async with reporting.pool.acquire() as database:
        await database.execute("UPDATE facts_current SET current_at = now() - interval '1 minute'")
    async with reporting.http.stream("GET", STREAM, headers=await organizer(reporting)) as answer:
        found = figures(await Events(answer).next("freshness"))
    assert found["degraded"] is True


async def test_a_stream_outlives_a_database_that_comes_back(
    reporting: Reporting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A cut connection is tried again; the client needs do nothing."""
    monkeypatch.setattr(hub, "RETRY_SECONDS", 0.05)
    await reporting.learn(event())
    async with reporting.http.stream("GET", STREAM, headers=await organizer(reporting)) as answer:
        stream = Events(answer)
        await stream.next("attendance")
        await reporting.pool.expire_connections()
        await reporting.learn(card_in())
        assert figures(await stream.next("attendance"))["came"] == 1


async def test_a_slow_client_loses_the_oldest_frames_never_the_newest() -> None:
    """Bounded memory for each client, and the newest state in the end."""
    stream = hub.Stream(EVENT)
    for n in range(hub.FRAMES_PER_STREAM_MAX + 3):
        stream.offer(f"{n};".encode())
    found = await stream.next(1)
    assert found == b"3;4;5;6;"


async def test_a_stream_that_never_began_takes_no_place(reporting: Reporting) -> None:
    """A client that leaves between the check and the first byte must not leak."""
    live = reporting.use_cases.live

    async def allowed() -> None:
        await asyncio.sleep(0)

    frames = live.stream(EVENT, allowed)
    assert live.hub.open_streams == 0
    del frames


async def test_station_visits_move_as_well(reporting: Reporting) -> None:
    """The organizer sees which station is busy."""
    await reporting.learn(event())
    async with reporting.http.stream("GET", STREAM, headers=await organizer(reporting)) as answer:
        stream = Events(answer)
        await stream.next("attendance")
        scan = Scan(uuid4(), "station", None, "none", STATION, None, datetime.now(UTC))
        await reporting.learn(recorded(scan))
        body = msgspec.json.decode((await stream.next("attendance"))["data"])
    assert {s["id"]: s["visits"] for s in body["sessions"]}[str(STATION)] == 1
