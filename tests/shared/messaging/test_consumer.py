"""From Kafka to facts: each record once, none skipped, whatever is in the batch."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from uuid import UUID, uuid4

import asyncpg
import msgspec
import pytest

from shared import metrics
from shared.contracts.bookings import BOOKINGS, BookingChanged
from shared.contracts.contacts import CONTACTS, HEARTBEAT_KEY, Contact
from shared.contracts.dead_letters import DEAD_LETTERS
from shared.contracts.events import EVENTS
from shared.database.pool import Connection, transaction
from shared.messaging import dead_letters
from shared.messaging.applying import Applier, Subscription, UnknownValue
from shared.messaging.consumer import Consumer, ConsumerStuck, OffsetsAhead
from shared.messaging.decoding import RawRecord, Record
from shared.messaging.kafka import KafkaSettings
from shared.messaging.relay import Relay
from tests.conftest import TestKafka
from tests.shared.messaging import flow
from tests.shared.messaging.conftest import Store

CONTACT_TYPE = "auftakt.registration.contact.v1"
TO_DEAD_LETTERS = "SELECT count(*) FROM outbox WHERE topic LIKE '%.dead-letters.v1'"


def _consumer(
    store: Store, kafka: KafkaSettings, subscription: Subscription, instance: str = "1"
) -> Consumer:
    return Consumer(subscription, store.pool, kafka, instance_id=instance)


def _bytes(id_: UUID, version: int, locale: str = "de") -> tuple[bytes, bytes, str]:
    body = msgspec.json.encode(flow.booking(id_, version, locale=locale))
    return str(id_).encode(), body, flow.BOOKING_TYPE


async def _facts(store: Store) -> int:
    return await flow.count(store.pool, "SELECT count(*) FROM facts")


def _reached(store: Store, statement: str, wanted: int) -> Callable[[], Awaitable[bool]]:
    async def reached() -> bool:
        return await flow.count(store.pool, statement) == wanted

    return reached


async def _until_facts(store: Store, wanted: int) -> None:
    await flow.until(_reached(store, "SELECT count(*) FROM facts", wanted))


async def _reasons(store: Store) -> list[tuple[str, str]]:
    rows = await store.pool.fetch(
        "SELECT headers->>'dl_offset' AS o, headers->>'dl_reason' AS r FROM outbox ORDER BY id"
    )
    return [(row["o"], row["r"]) for row in rows]


async def test_each_record_is_applied_once_through_redelivery_and_a_second_member(
    reporting: Store, kafka: TestKafka
) -> None:
    """Protects I4: facts and counters are exact after restarts, rebalances and redelivery."""
    settings = await kafka.provision(BOOKINGS)
    aggregates = flow.ids(300)
    for version in (1, 2):
        batch = [_bytes(id_, version) for id_ in aggregates]
        await flow.send_raw(settings, BOOKINGS, batch, partition=None)
    subscription = flow.subscription()
    async with AsyncExitStack() as members:
        for instance in ("1", "2"):
            consumer = _consumer(reporting, settings, subscription, instance)
            await members.enter_async_context(flow.running(consumer))
        batch = [_bytes(id_, 3) for id_ in aggregates]
        await flow.send_raw(settings, BOOKINGS, batch, partition=None)
        await _until_facts(reporting, 900)
    # Kafka forgets what was committed: everything is delivered again to a new member.
    async with transaction(reporting.pool) as c:
        await c.execute("UPDATE consumer_offsets SET next_offset = 0")
    async with flow.running(_consumer(reporting, settings, subscription)):
        await flow.send_raw(settings, BOOKINGS, [_bytes(uuid4(), 1)])
        await _until_facts(reporting, 901)
    assert await flow.count(reporting.pool, "SELECT facts FROM fact_count") == 901


async def test_records_below_the_committed_offset_are_not_applied_again(
    reporting: Store, kafka: TestKafka
) -> None:
    """Protects promise 3: the offset committed with the facts is the fast path of once-only."""
    calls: list[int] = []

    async def apply(connection: Connection, records: Sequence[Record]) -> None:
        calls.append(len(records))
        await flow.fold(connection, records)

    settings = await kafka.provision(BOOKINGS)
    applier = Applier(flow.subscription(apply), reporting.pool, settings)
    raws = [RawRecord(settings.topic(BOOKINGS.name), 0, n, *_raw(uuid4(), 1)) for n in range(4)]
    await applier.apply(raws[:3])
    await applier.apply(raws)
    await applier.apply(raws)
    assert calls == [3, 1]


def _raw(id_: UUID, version: int) -> tuple[bytes, bytes, list[tuple[str, bytes]], int]:
    key, body, type_ = _bytes(id_, version)
    return key, body, [("ce_type", type_.encode())], 0


async def test_a_poison_record_stands_alone_and_its_neighbours_apply(
    reporting: Store, kafka: TestKafka
) -> None:
    """Protects: what PostgreSQL refuses (NUL, overflow) costs nobody else anything."""
    settings = await kafka.provision(BOOKINGS)
    records = [_bytes(uuid4(), 1) for _ in range(50)]
    records[7] = _bytes(uuid4(), 1, locale="a\0b")
    records[31] = _bytes(uuid4(), 2**40)
    await flow.send_raw(settings, BOOKINGS, records)
    async with flow.running(_consumer(reporting, settings, flow.subscription())):
        await _until_facts(reporting, 48)
    assert await _reasons(reporting) == [
        ("7", "refused-by-database"),
        ("31", "refused-by-database"),
    ]
    assert await flow.count(reporting.pool, "SELECT facts FROM fact_count") == 48
    kept = await reporting.pool.fetchval("SELECT body FROM outbox ORDER BY id LIMIT 1")
    assert kept == records[7][1]


async def test_what_cannot_be_decoded_or_is_not_known_is_parked_and_the_rest_applies(
    reporting: Store, kafka: TestKafka
) -> None:
    """Protects: old consumers survive new producers; garbage never stops a topic."""
    settings = await kafka.provision(BOOKINGS)

    async def strict(connection: Connection, records: Sequence[Record]) -> None:
        for record in records:
            if isinstance(record.body, BookingChanged) and record.body.status == "teleported":
                raise UnknownValue
        await flow.fold(connection, records)

    id_ = uuid4()
    strange = msgspec.json.encode(flow.booking(id_, 1, status="teleported"))
    records: list[tuple[bytes, bytes | None, str]] = [
        _bytes(uuid4(), 1),
        (b"k", b"{}", "auftakt.registration.booking-dreamt.v9"),
        (b"k", b"\xff\xfe{", flow.BOOKING_TYPE),
        (b"k", b"[" * 100_000, flow.BOOKING_TYPE),
        (b"\xff", b"{}", flow.BOOKING_TYPE),
        (b"k", None, flow.BOOKING_TYPE),
        (b"k\0k", b"no json", flow.BOOKING_TYPE),
        (str(id_).encode(), strange, flow.BOOKING_TYPE),
        _bytes(uuid4(), 1),
    ]
    await flow.send_raw(settings, BOOKINGS, records)
    async with flow.running(_consumer(reporting, settings, flow.subscription(strict))):
        await _until_facts(reporting, 2)
    assert sorted(await _reasons(reporting)) == [
        ("1", "unknown-type"),
        ("2", "undecodable"),
        ("3", "undecodable"),
        ("4", "undecodable"),
        ("5", "unexpected-tombstone"),
        ("6", "undecodable"),
        ("7", "unknown-value"),
    ]


async def test_a_handler_that_fails_is_tried_again_in_place(
    reporting: Store, kafka: TestKafka
) -> None:
    """Protects: FastStream would swallow the fault and commit past the batch."""
    settings = await kafka.provision(BOOKINGS)
    tries: list[list[int]] = []

    async def flaky(connection: Connection, records: Sequence[Record]) -> None:
        tries.append([record.offset for record in records])
        await flow.fold(connection, records)
        if len(tries) < 3:
            raise RuntimeError("a PostgreSQL shutdown in disguise")

    await flow.send_raw(settings, BOOKINGS, [_bytes(uuid4(), 1) for _ in range(5)])
    async with flow.running(_consumer(reporting, settings, flow.subscription(flaky))):
        await _until_facts(reporting, 5)
    assert tries == [[0, 1, 2, 3, 4]] * 3
    assert await flow.count(reporting.pool, "SELECT facts FROM fact_count") == 5
    assert await flow.count(reporting.pool, TO_DEAD_LETTERS) == 0


async def test_contacts_leave_no_bytes_in_dead_letters_and_heartbeats_mean_nothing(
    reporting: Store, kafka: TestKafka
) -> None:
    """Protects I7: a name that can't be applied is not copied into another topic."""
    settings = await kafka.provision(CONTACTS)
    seen: list[Record] = []

    async def apply(_: Connection, records: Sequence[Record]) -> None:
        seen.extend(records)

    person = uuid4()
    contact = Contact(person_id=person, kind="participant", name="Erika Beispiel")
    await flow.send_raw(
        settings,
        CONTACTS,
        [
            (HEARTBEAT_KEY.encode(), None, ""),
            (b"someone", b'{"name": "Kanarienvogel", "kind": 7}', CONTACT_TYPE),
            (str(person).encode(), msgspec.json.encode(contact), CONTACT_TYPE),
            (str(person).encode(), None, ""),
        ],
    )
    subscription = Subscription("notifications", "notifications.test", (CONTACTS,), apply)
    async with flow.running(_consumer(reporting, settings, subscription)):
        await flow.until(_reached(reporting, TO_DEAD_LETTERS, 1))
    assert [record.body for record in seen] == [contact, None]
    (row,) = await reporting.pool.fetch("SELECT topic, key, body, headers FROM outbox")
    assert (row["topic"], row["key"], row["body"]) == (
        "notifications.dead-letters.v1",
        "someone",
        b"",
    )
    assert "Kanarienvogel" not in row["headers"]
    assert "dl_headers" not in row["headers"]


async def test_a_dead_letter_is_listed_and_replayed_once_its_cause_is_gone(
    reporting: Store, kafka: TestKafka
) -> None:
    """Protects promise 3: nothing parked is lost; an operator can have it applied again."""
    settings = await kafka.provision(BOOKINGS, DEAD_LETTERS["reporting"])
    knows = False

    async def apply(connection: Connection, records: Sequence[Record]) -> None:
        if not knows:
            raise UnknownValue
        await flow.fold(connection, records)

    await flow.send_raw(settings, BOOKINGS, [_bytes(uuid4(), 1)])
    user = kafka.user("reporting")
    async with flow.running(_consumer(reporting, user, flow.subscription(apply))):
        await flow.until(_reached(reporting, TO_DEAD_LETTERS, 1))
        await Relay(service="reporting", dsn=reporting.dsn, kafka=user).drain()
        (letter,) = [found async for found in dead_letters.read(user, "reporting")]
        assert (letter.reason, letter.origin_topic, letter.group) == (
            "unknown-value",
            BOOKINGS.name,
            "reporting.test",
        )
        knows = True
        async with transaction(reporting.pool) as c:
            await dead_letters.replay(c, user, letter)
        await _until_facts(reporting, 1)


async def test_a_contact_is_replayed_from_its_own_topic(reporting: Store, kafka: TestKafka) -> None:
    """Protects: dead letters without bytes are still replayable, by the service that may read."""
    settings = await kafka.provision(CONTACTS, DEAD_LETTERS["notifications"])
    person = uuid4()
    contact = Contact(person_id=person, kind="participant", name="Erika Beispiel")
    seen: list[Record] = []

    async def apply(_: Connection, records: Sequence[Record]) -> None:
        seen.extend(records)
        if len(seen) < 3:
            raise UnknownValue

    body = msgspec.json.encode(contact)
    await flow.send_raw(settings, CONTACTS, [(str(person).encode(), body, CONTACT_TYPE)])
    user = kafka.user("notifications")
    subscription = Subscription("notifications", "notifications.test", (CONTACTS,), apply)

    async def applied() -> bool:
        return len(seen) == 3

    async with flow.running(_consumer(reporting, user, subscription)):
        await flow.until(_reached(reporting, TO_DEAD_LETTERS, 1))
        await Relay(service="notifications", dsn=reporting.dsn, kafka=user).drain()
        (letter,) = [found async for found in dead_letters.read(user, "notifications")]
        assert letter.body is None
        async with transaction(reporting.pool) as c:
            await dead_letters.replay(c, user, letter)
        await flow.until(applied)
    assert seen[-1].body == contact


async def test_a_batch_of_several_topics_moves_all_their_offsets_together(
    reporting: Store, kafka: TestKafka
) -> None:
    """Protects: one transaction for facts and offsets, over topics and partitions."""
    settings = await kafka.provision(BOOKINGS, EVENTS)
    await flow.send_raw(settings, BOOKINGS, [_bytes(uuid4(), 1)], partition=2)
    await flow.send_raw(settings, EVENTS, [(b"k", None, "")], partition=4)
    subscription = flow.subscription(topics=(BOOKINGS, EVENTS))
    async with flow.running(_consumer(reporting, settings, subscription)):
        moved = "SELECT count(*) FROM consumer_offsets WHERE next_offset = 1"
        await flow.until(_reached(reporting, moved, 2))
    rows = await reporting.pool.fetch(
        "SELECT topic, partition FROM consumer_offsets WHERE next_offset = 1 ORDER BY topic"
    )
    assert [tuple(row) for row in rows] == [(BOOKINGS.name, 2), (EVENTS.name, 4)]


async def test_after_the_commit_the_wake_up_is_called_with_what_was_applied(
    reporting: Store, kafka: TestKafka
) -> None:
    """Protects: live pages are told only of what is durable."""
    settings = await kafka.provision(BOOKINGS)
    told = asyncio.Event()
    subscription = flow.subscription(after=lambda records: told.set() if records else None)
    await flow.send_raw(settings, BOOKINGS, [_bytes(uuid4(), 1)])
    async with flow.running(_consumer(reporting, settings, subscription)):
        async with asyncio.timeout(20):
            await told.wait()
        assert await _facts(reporting) == 1


async def test_a_batch_whose_commit_fails_wakes_nobody(reporting: Store, kafka: TestKafka) -> None:
    """Protects: live pages are told only of what is durable, not of what is merely written."""
    told: list[Sequence[Record]] = []

    async def apply(connection: Connection, records: Sequence[Record]) -> None:
        await flow.fold(connection, records)
        await connection.execute("INSERT INTO checked_at_commit VALUES (1), (1)")

    topic = kafka.admin.topic(BOOKINGS.name)
    applier = Applier(flow.subscription(apply, after=told.append), reporting.pool, kafka.admin)
    with pytest.raises(asyncpg.UniqueViolationError):
        await applier.apply([RawRecord(topic, 0, 0, *_raw(uuid4(), 1))])
    assert told == []
    assert await _facts(reporting) == 0


async def test_what_comes_after_an_empty_poll_is_taken_at_once(
    reporting: Store, kafka: TestKafka, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Protects "live within a blink": after a poll that found nothing nobody sleeps."""
    poll_seconds = 1.5
    monkeypatch.setattr("shared.messaging.consumer.POLL_MS", int(poll_seconds * 1000))
    settings = await kafka.provision(BOOKINGS)
    arrived = asyncio.Event()
    subscription = flow.subscription(after=lambda _: arrived.set())
    early, late = flow.ids(2)
    async with flow.running(_consumer(reporting, settings, subscription)):
        await flow.send_raw(settings, BOOKINGS, [_bytes(early, 1)])
        await asyncio.wait_for(arrived.wait(), 20)
        arrived.clear()
        await asyncio.sleep(poll_seconds * 1.1)  # one poll has found nothing by now
        await flow.send_raw(settings, BOOKINGS, [_bytes(late, 1)])
        await asyncio.wait_for(arrived.wait(), poll_seconds * 0.5)


async def test_operators_see_lag_retries_and_dead_letters(
    reporting: Store, kafka: TestKafka, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Protects: what waits, what is tried again and what was parked is in the metrics."""
    monkeypatch.setattr("shared.messaging.consumer.WATCH_SECONDS", 0.1)
    settings = await kafka.provision(BOOKINGS)
    group = f"reporting.{uuid4().hex}"
    lag = metrics.consumer_lag.labels(group, BOOKINGS.name)
    away = asyncio.Event()
    away.set()

    async def apply(connection: Connection, records: Sequence[Record]) -> None:
        if away.is_set():
            raise RuntimeError
        await flow.fold(connection, records)

    async def lagging() -> bool:
        return bool(lag._value.get() == 3)

    async def caught_up() -> bool:
        return bool(lag._value.get() == 0)

    subscription = Subscription("reporting", group, (BOOKINGS,), apply)
    records = [_bytes(uuid4(), 1), (b"x", b"{", flow.BOOKING_TYPE), _bytes(uuid4(), 1)]
    await flow.send_raw(settings, BOOKINGS, records)
    async with flow.running(_consumer(reporting, settings, subscription)):
        await flow.until(lagging)
        away.clear()
        await _until_facts(reporting, 2)
        await flow.until(caught_up)
    assert metrics.consumer_retries.labels(group, "RuntimeError")._value.get() >= 1
    assert metrics.consumed.labels(group, BOOKINGS.name)._value.get() == 2
    parked = metrics.dead_letters.labels(group, BOOKINGS.name, "undecodable")
    assert parked._value.get() == 1


async def test_a_consumer_that_stays_stuck_ends_its_process(
    reporting: Store, kafka: TestKafka, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Protects: records wait, the broker answers, nothing moves: the supervisor must restart."""
    monkeypatch.setattr("shared.messaging.consumer.WATCH_SECONDS", 0.1)
    settings = await kafka.provision(BOOKINGS)

    async def never(_: Connection, __: Sequence[Record]) -> None:
        raise RuntimeError("a mistake of ours")

    await flow.send_raw(settings, BOOKINGS, [_bytes(uuid4(), 1)])
    consumer = Consumer(
        flow.subscription(never), reporting.pool, settings, instance_id="1", stuck_seconds=1
    )
    async with asyncio.timeout(30):
        with pytest.raises(ConsumerStuck):
            await consumer.run()


async def test_a_consumer_that_fetches_nothing_more_ends_its_process_sooner(
    reporting: Store, kafka: TestKafka, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Protects: a client that hangs after a broker's restart must not keep figures old for long,
    nor may it claim that nothing is missing."""
    monkeypatch.setattr("shared.messaging.consumer.WATCH_SECONDS", 0.1)
    settings = await kafka.provision(BOOKINGS)
    consumer = Consumer(
        flow.subscription(), reporting.pool, settings, instance_id="1", silent_seconds=1
    )

    async def caught_up() -> bool:
        return consumer.caught_up_at is not None

    running = asyncio.create_task(consumer.run())
    async with asyncio.timeout(30):
        await flow.until(caught_up)
        client = consumer._subscriber.consumer
        client.pause(*client.assignment())
        await flow.send_raw(settings, BOOKINGS, [_bytes(uuid4(), 1)])
        sent_at = time.monotonic()
        with pytest.raises(ConsumerStuck):
            await running
    assert consumer.caught_up_at is not None
    assert consumer.caught_up_at < sent_at


async def test_offsets_ahead_of_the_topic_end_the_process_instead_of_skipping(
    reporting: Store, kafka: TestKafka, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Protects: a topic made anew (or another Kafka) is noticed, not silently skipped."""
    monkeypatch.setattr("shared.messaging.consumer.WATCH_SECONDS", 0.1)
    settings = await kafka.provision(BOOKINGS)
    async with transaction(reporting.pool) as c:
        await c.execute(
            "INSERT INTO consumer_offsets VALUES ('reporting.test', $1, 0, 100)", BOOKINGS.name
        )
    async with asyncio.timeout(30):
        with pytest.raises(OffsetsAhead):
            await _consumer(reporting, settings, flow.subscription()).run()


def test_a_group_must_belong_to_its_service() -> None:
    """Protects: the permission on groups goes by this prefix."""
    with pytest.raises(ValueError, match="must start with reporting"):
        Subscription("reporting", "test", (BOOKINGS,), flow.fold)
