"""The invariants of design §7, looked up in the real databases and topics of a running stack."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import asyncpg
import httpx
import msgspec
from aiokafka import AIOKafkaConsumer, TopicPartition

from local.home import Home
from local.kafka import ADMIN
from local.secrets import Secrets
from scenarios.ready import Ready
from services.registration.attendance.domain import AttendeeKind, Kind
from shared.contracts.bookings import BOOKINGS, BookingChanged
from shared.contracts.catalogue import topic_named
from shared.messaging.kafka import KafkaSettings
from tests.stack import Stack

DRAIN_SECONDS = 60.0
AGREE_SECONDS = 5.0
MAIL_AGE = "20 minutes"
"""A colleague without an address is waited for as long as a contact may be under way."""
OUTBOX_DEPTH = "SELECT count(*) FROM outbox"


async def assert_invariants(stack: Stack, event_id: str) -> None:
    """I1, I3, I4, I5 and I6 for one event, once everything has drained."""
    ready = stack.ready
    event = UUID(event_id)
    registration = await asyncpg.connect(ready.postgres["registration"])
    notifications = await asyncpg.connect(ready.postgres["notifications"])
    try:
        await never_oversold(registration, event)
        await versions_in_order(stack, registration, event)
        await figures_are_those_of_a_recount(ready, registration, event)
        await mails_balance(notifications)
    finally:
        await registration.close()
        await notifications.close()


async def never_oversold(registration: asyncpg.Connection[Any], event_id: UUID) -> None:
    """I1, by a recount that trusts no counter; and no address twice, but for marked repeats."""
    rows = await registration.fetch(
        """
        SELECT s.id, s.capacity, count(p.id) AS taken
        FROM sessions AS s
        JOIN booked_people AS p ON s.id = ANY (p.session_ids)
            AND p.status IN ('confirmed', 'offered')
        WHERE s.event_id = $1 GROUP BY s.id
        UNION ALL
        SELECT e.id, e.capacity, count(p.id)
        FROM events AS e
        JOIN booked_people AS p ON p.event_id = e.id AND p.status IN ('confirmed', 'offered')
        WHERE e.id = $1 GROUP BY e.id
        """,
        event_id,
    )
    oversold = [dict(r) for r in rows if r["capacity"] is not None and r["taken"] > r["capacity"]]
    assert not oversold
    twice = await registration.fetch(
        """
        SELECT lower(p.email), p.name FROM booked_people AS p
        JOIN bookings AS b ON b.id = p.booking_id AND b.repeats IS NULL
        WHERE p.event_id = $1 AND p.status <> 'cancelled' AND p.email IS NOT NULL
        GROUP BY 1, 2 HAVING count(*) > 1
        """,
        event_id,
    )
    assert not twice


async def durable_bookings(registration: asyncpg.Connection[Any], event_id: UUID) -> set[str]:
    """Ids of all bookings of the event that are in the database."""
    rows = await registration.fetch("SELECT id FROM bookings WHERE event_id = $1", event_id)
    return {str(row["id"]) for row in rows}


async def versions_in_order(
    stack: Stack, registration: asyncpg.Connection[Any], event_id: UUID
) -> None:
    """I3: on the topic, each booking's versions are 1..current, in order, repeats allowed.

    What a request whose answer got lost commits while we look is in neither or in both.
    """
    rows = await registration.fetch(
        "SELECT id, version FROM bookings WHERE event_id = $1", event_id
    )
    current = {row["id"]: row["version"] for row in rows}
    await _drained(registration, OUTBOX_DEPTH)
    seen: dict[UUID, list[int]] = defaultdict(list)
    type_ = next(name for name, struct in BOOKINGS.messages.items() if struct is BookingChanged)
    for record in await topic_records(stack, BOOKINGS.name):
        if dict(record.headers).get("ce_type") != type_.encode():
            continue
        change = msgspec.json.decode(record.value, type=BookingChanged)
        if change.event_id == event_id:
            seen[change.id].append(change.version)
    for id_, version in current.items():
        firsts = list(dict.fromkeys(seen[id_]))
        assert firsts == list(range(1, len(firsts) + 1)), (id_, seen[id_])
        assert len(firsts) >= version, (id_, seen[id_])
    assert {str(id_) for id_ in seen} <= await durable_bookings(registration, event_id)


async def figures_are_those_of_a_recount(
    ready: Ready, registration: asyncpg.Connection[Any], event_id: UUID
) -> None:
    """I6 (and I4): live figures equal a recount from registration's own rows within 5 s."""
    headers = {"Authorization": f"Bearer {ready.admin_token}"}
    url = f"{ready.url}/reporting/api/v1/events/{event_id}/attendance"
    async with httpx.AsyncClient(timeout=10) as http:
        wanted = await recount(registration, event_id)
        live: dict[str, Any] = {}

        async def equal() -> bool:
            answer = await http.get(url, headers=headers)
            if answer.status_code == 200:
                live.update(answer.json())
            return {name: live.get(name) for name in wanted} == wanted

        if not await _within(AGREE_SECONDS, equal):
            found = {name: live.get(name) for name in wanted}
            raise AssertionError(f"live {found}, recount {wanted}")


async def recount(registration: asyncpg.Connection[Any], event_id: UUID) -> dict[str, int]:
    """The figures in persons, folded from registration's rows in Python: a second opinion."""
    people = await registration.fetch(
        "SELECT id, status FROM booked_people WHERE event_id = $1", event_id
    )
    confirmed = {row["id"] for row in people if row["status"] == "confirmed"}
    scans = await registration.fetch("SELECT * FROM scans WHERE event_id = $1", event_id)
    voided = {row["voids"] for row in scans if row["voids"]}
    standing = [row for row in scans if row["kind"] != Kind.VOID and row["scan_id"] not in voided]
    latest: dict[UUID, Any] = {}
    came: set[UUID] = set()
    cards: set[UUID] = set()
    loose_in = loose_out = 0
    for row in sorted(standing, key=lambda r: (r["scanned_at"], r["scan_id"])):
        attendee = row["attendee_id"]
        if attendee is None:
            loose_in += row["kind"] == Kind.IN
            loose_out += row["kind"] == Kind.OUT
            continue
        is_card = row["attendee_kind"] == AttendeeKind.CARD
        if not is_card and attendee not in confirmed:
            continue
        latest[attendee] = row
        if row["kind"] != Kind.OUT:
            (cards if is_card else came).add(attendee)
    inside = sum(row["kind"] != Kind.OUT for row in latest.values())
    walk_ins = len(cards) + loose_in
    return {
        "registered": len(confirmed),
        "waitlisted": sum(row["status"] == "waitlisted" for row in people),
        "came": len(came) + walk_ins,
        "walk_ins": walk_ins,
        "in_house": max(0, inside + loose_in - loose_out),
    }


async def mails_balance(notifications: asyncpg.Connection[Any]) -> None:
    """I5: every required mail is sent, failed visibly, suppressed with a reason, or young."""
    query = f"SELECT * FROM deliveries_balance(now(), interval '{MAIL_AGE}')"
    row = await notifications.fetchrow(query)
    assert row is not None
    assert row["holds"], dict(row)


async def topic_records(stack: Stack, topic: str) -> list[Any]:
    """All records of a topic, partition by partition."""
    secrets = Secrets(Home(stack.home / "data").secrets)
    kafka = KafkaSettings(
        bootstrap=stack.ready.kafka, username=ADMIN, password=secrets.password("kafka.admin")
    )
    consumer = AIOKafkaConsumer(
        bootstrap_servers=kafka.bootstrap,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        **kafka.security(),
    )
    await consumer.start()
    try:
        numbers = range(topic_named(topic).partitions)
        partitions = [TopicPartition(topic, number) for number in numbers]
        consumer.assign(partitions)
        ends = await consumer.end_offsets(partitions)
        records: list[Any] = []
        left = {p for p in partitions if ends[p]}
        while left:
            for batch in (await consumer.getmany(timeout_ms=500)).values():
                records += batch
            for partition in list(left):
                if await consumer.position(partition) >= ends[partition]:
                    left.remove(partition)
        return records
    finally:
        await asyncio.wait_for(consumer.stop(), 10)


async def _drained(connection: asyncpg.Connection[Any], count: str) -> None:
    async def empty() -> bool:
        return not await connection.fetchval(count)

    assert await _within(DRAIN_SECONDS, empty), "the outbox does not drain"


async def _within(seconds: float, look: Callable[[], Awaitable[bool]]) -> bool:
    end = time.monotonic() + seconds
    while not await look():
        if time.monotonic() > end:
            return False
        await asyncio.sleep(0.1)
    return True
