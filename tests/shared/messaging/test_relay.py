"""From a commit to Kafka: nothing lost, nothing out of order, whatever fails between."""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

import msgspec
import pytest
from aiokafka.partitioner import DefaultPartitioner
from opentelemetry import trace

from local.ports import free_ports
from shared import metrics
from shared.contracts.bookings import BOOKINGS, BookingChanged
from shared.contracts.contacts import CONTACTS
from shared.database.pool import connection, transaction
from shared.messaging import outbox
from shared.messaging.decoding import RawRecord, headers_of
from shared.messaging.kafka import KafkaSettings
from shared.messaging.outbox import MessageTooLarge, OutgoingMessage, put
from shared.messaging.producer import Outgoing, Producer, Sent, partition_of
from shared.messaging.relay import SENT_WITH_CLAIM_MAX, Relay
from tests.conftest import TestKafka
from tests.shared.messaging import flow
from tests.shared.messaging.conftest import Store


def _versions(records: Sequence[RawRecord]) -> dict[UUID, list[int]]:
    found: defaultdict[UUID, list[int]] = defaultdict(list)
    for record in records:
        state = msgspec.json.decode(record.value or b"", type=BookingChanged)
        found[state.id].append(state.version)
    return found


def _relay(store: Store, kafka: KafkaSettings) -> Relay:
    return Relay(service="registration", dsn=store.dsn, kafka=kafka)


async def _empty(store: Store) -> bool:
    return await flow.count(store.pool, "SELECT count(*) FROM outbox") == 0


async def test_a_row_is_in_the_outbox_exactly_when_the_change_is_committed(
    registration: Store, kafka: TestKafka
) -> None:
    """Protects I3: state change committed ⇔ outbox row committed, and then on the topic."""
    settings = await kafka.provision(BOOKINGS)
    committed, rolled_back = flow.ids(2)
    await flow.write(registration.pool, committed)

    async def fail() -> None:
        async with transaction(registration.pool) as c:
            await put(c, [flow.outgoing(rolled_back, 1)], now=flow.NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with asyncio.timeout(20):
        await _relay(registration, settings).drain()
    assert await _empty(registration)
    assert _versions(await flow.read_all(settings, BOOKINGS)) == {committed: [1]}


async def test_a_message_carries_cloudevents_headers_and_its_trace(
    registration: Store, kafka: TestKafka
) -> None:
    """Protects: CloudEvents 1.0 in Kafka's binary binding, a random id, trace across the topic."""
    settings = await kafka.provision(BOOKINGS)
    (id_,) = flow.ids(1)
    parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    message = OutgoingMessage(
        BOOKINGS, str(id_), flow.booking(id_, 1), headers={"traceparent": parent}
    )
    async with transaction(registration.pool) as c:
        await put(c, [message], now=flow.NOW)
    async with asyncio.timeout(20):
        await _relay(registration, settings).drain()
    (record,) = await flow.read_all(settings, BOOKINGS)
    headers = dict(headers_of(record))
    assert UUID(headers.pop("ce_id")).version == 4
    assert headers == {
        "ce_type": flow.BOOKING_TYPE,
        "ce_source": "auftakt/registration",
        "ce_time": "2026-11-03T09:00:00Z",
        "ce_specversion": "1.0",
        "traceparent": parent,
    }
    assert record.key == str(id_).encode()


async def test_a_message_written_inside_a_trace_carries_it_on(registration: Store) -> None:
    """Protects: one trace from the request over the topic to whoever reacts."""
    parent = trace.SpanContext(
        trace_id=7, span_id=8, is_remote=True, trace_flags=trace.TraceFlags(1)
    )
    (id_,) = flow.ids(1)
    with trace.use_span(trace.NonRecordingSpan(parent)):
        async with transaction(registration.pool) as c:
            await put(c, [flow.outgoing(id_, 1)], now=flow.NOW)
    headers = await registration.pool.fetchval("SELECT headers->>'traceparent' FROM outbox")
    assert headers == f"00-{7:032x}-{8:016x}-01"


async def test_versions_arrive_in_order_under_concurrent_writers(
    registration: Store, kafka: TestKafka
) -> None:
    """Protects I3: on the topic each aggregate's versions are 1..current, in order."""
    settings = await kafka.provision(BOOKINGS)
    aggregates = flow.ids(5)

    async def writer(seed: int) -> None:
        dice = random.Random(seed)
        for _ in range(15):
            hold = dice.random() * 0.004
            await flow.write(registration.pool, dice.choice(aggregates), hold_seconds=hold)

    async with flow.running(_relay(registration, settings)):
        await asyncio.gather(*(writer(seed) for seed in range(20)))
        await flow.until(lambda: _empty(registration))
    found = _versions(await flow.read_all(settings, BOOKINGS))
    rows = await registration.pool.fetch("SELECT id, version FROM aggregates")
    assert {row["id"]: list(range(1, row["version"] + 1)) for row in rows} == found


async def test_a_relay_killed_between_send_and_delete_sends_again_in_order(
    registration: Store, kafka: TestKafka, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Protects promise 2: at least once; a repetition never puts an older state last."""
    settings = await kafka.provision(BOOKINGS)
    (id_,) = flow.ids(1)
    for _ in range(3):
        await flow.write(registration.pool, id_)
    send = Producer.send

    class Killed(BaseException):
        """As if the process were gone."""

    async def send_and_die(self: Producer, rows: Sequence[Outgoing]) -> Sent:
        await send(self, rows)
        raise Killed

    monkeypatch.setattr(Producer, "send", send_and_die)
    with pytest.raises(Killed):
        await _relay(registration, settings).drain()
    monkeypatch.undo()
    await flow.write(registration.pool, id_)
    async with asyncio.timeout(20):
        await _relay(registration, settings).drain()
    found = _versions(await flow.read_all(settings, BOOKINGS))
    assert found == {id_: [1, 2, 3, 1, 2, 3, 4]}


async def test_of_two_relays_one_leads_and_the_other_takes_over(
    registration: Store, kafka: TestKafka
) -> None:
    """Protects: several replicas of a service don't mix up the order."""
    settings = await kafka.provision(BOOKINGS)
    (id_,) = flow.ids(1)
    first, second = _relay(registration, settings), _relay(registration, settings)

    async def sent(version: int) -> None:
        await flow.until(lambda: _empty(registration))
        found = _versions(await flow.read_all(settings, BOOKINGS))
        assert found == {id_: list(range(1, version + 1))}

    async def leads(relay: Relay) -> bool:
        return relay.leads

    async with flow.running(second) as waiting:
        await flow.until(lambda: leads(second))
        async with flow.running(first):
            await flow.write(registration.pool, id_)
            await sent(1)
            assert (first.leads, second.leads) == (False, True)
            waiting.cancel()
            await flow.until(lambda: leads(first))
            await flow.write(registration.pool, id_)
            await sent(2)


async def test_while_kafka_is_away_writers_commit_and_the_outbox_grows_then_drains(
    registration: Store, kafka: TestKafka, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Protects promise 1 and 2: a request never waits for Kafka; no transaction stays open."""
    settings = await kafka.provision(BOOKINGS)
    monkeypatch.setattr("shared.messaging.relay.MEASURE_SECONDS", 0.1)
    away = KafkaSettings(bootstrap=f"127.0.0.1:{free_ports(1)[0]}")
    depth = metrics.outbox_depth.labels("registration")

    async def operators_see_it() -> bool:
        return bool(depth._value.get() == 20)

    aggregates = flow.ids(20)
    async with flow.running(_relay(registration, away)):
        await asyncio.gather(*(flow.write(registration.pool, id_) for id_ in aggregates))
        await flow.until(operators_see_it)
        async with connection(registration.pool) as c:
            found = await outbox.depth(c)
            open_transactions = await c.fetchval(
                "SELECT count(*) FROM pg_stat_activity WHERE application_name LIKE '%relay'"
                " AND state LIKE 'idle in transaction%' AND datname = current_database()"
            )
        assert (found.messages, open_transactions) == (20, 0)
    async with asyncio.timeout(20):
        await _relay(registration, settings).drain()
    found_versions = _versions(await flow.read_all(settings, BOOKINGS))
    assert found_versions == {id_: [1] for id_ in aggregates}


async def test_a_relay_outlives_the_loss_of_its_connection(
    registration: Store, kafka: TestKafka
) -> None:
    """Protects: PostgreSQL may restart; the relay takes its lock again and goes on."""
    settings = await kafka.provision(BOOKINGS)
    (id_,) = flow.ids(1)
    async with flow.running(_relay(registration, settings)):
        await flow.write(registration.pool, id_)
        await flow.until(lambda: _empty(registration))
        await registration.pool.fetch(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE application_name = 'registration relay' AND datname = current_database()"
        )
        await flow.write(registration.pool, id_)
        await flow.until(lambda: _empty(registration))
    assert _versions(await flow.read_all(settings, BOOKINGS)) == {id_: [1, 2]}


async def test_a_lost_row_keeps_back_later_rows_of_its_key_only(
    registration: Store, kafka: TestKafka, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Protects: when Kafka refuses one message, the newest state of its key still comes last."""
    settings = await kafka.provision(BOOKINGS)
    lost, fine = flow.ids(2)
    for id_ in (lost, fine, lost):
        await flow.write(registration.pool, id_)
    enqueue = Producer._enqueue
    calls = 0

    async def first_fails(
        self: Producer, producer: object, row: Outgoing
    ) -> asyncio.Future[object]:
        nonlocal calls
        calls += 1
        if calls > 1:
            return await enqueue(self, producer, row)
        future = asyncio.get_running_loop().create_future()
        future.set_exception(OSError("refused"))
        return future

    monkeypatch.setattr(Producer, "_enqueue", first_fails)
    async with flow.running(_relay(registration, settings)):
        await flow.until(lambda: _empty(registration))
    found = _versions(await flow.read_all(settings, BOOKINGS))
    assert found == {lost: [2, 1, 2], fine: [1]}


async def test_what_was_sent_is_deleted_together_with_the_next_claim(
    registration: Store, kafka: TestKafka
) -> None:
    """Protects the relay's pace: one statement a round; nothing is claimed, or sent, twice."""
    settings = await kafka.provision(BOOKINGS)
    first, second, last = flow.ids(3)
    relay = _relay(registration, settings)
    asked: list[str] = []
    async with asyncio.timeout(20), relay._leading() as leader:
        leader.add_query_logger(lambda said: asked.append(said.query))
        await flow.write(registration.pool, first)
        assert await relay._round(leader) == 1
        assert not await _empty(registration)
        await flow.write(registration.pool, second)
        assert await relay._round(leader) == 1
        assert await relay._round(leader) == 0
        assert await _empty(registration)
        assert len([query for query in asked if "outbox" in query]) == 3
        await flow.write(registration.pool, last)
        assert await relay._round(leader) == 1
    assert await _empty(registration), "an orderly end leaves nothing to be sent again"
    await relay._producer.close()
    found = _versions(await flow.read_all(settings, BOOKINGS))
    assert found == {first: [1], second: [1], last: [1]}


async def test_a_crowd_is_deleted_as_soon_as_it_is_sent(
    registration: Store, kafka: TestKafka
) -> None:
    """Protects: a long list of what was sent doesn't slow down the next claim."""
    settings = await kafka.provision(BOOKINGS)
    relay = _relay(registration, settings)
    crowd = flow.ids(SENT_WITH_CLAIM_MAX + 1)
    async with asyncio.timeout(20), relay._leading() as leader:
        async with transaction(registration.pool) as c:
            await put(c, [flow.outgoing(id_, 1) for id_ in crowd], now=flow.NOW)
        assert await relay._round(leader) == len(crowd)
        assert await _empty(registration)
    await relay._producer.close()


async def test_what_a_topic_can_not_take_is_refused_before_the_commit(
    registration: Store,
) -> None:
    """Protects: no row that Kafka will never accept gets into the outbox."""
    (id_,) = flow.ids(1)
    large = flow.outgoing(id_, 1, locale="x" * BOOKINGS.max_message_bytes)
    foreign = OutgoingMessage(CONTACTS, str(id_), flow.booking(id_, 1))
    untyped = OutgoingMessage(BOOKINGS, str(id_), b"bytes")
    async with transaction(registration.pool) as c:
        for message, error in (
            (large, MessageTooLarge),
            (foreign, TypeError),
            (untyped, TypeError),
        ):
            with pytest.raises(error):
                await put(c, [message], now=flow.NOW)
    assert await _empty(registration)


def test_keys_go_where_every_other_kafka_client_would_put_them() -> None:
    """Protects: a key stays in its partition, whoever writes it."""
    partitions = list(range(6))
    default = DefaultPartitioner()
    for id_ in flow.ids(200):
        key = str(id_).encode()
        assert partition_of(key, partitions, partitions) == default(key, partitions, partitions)
