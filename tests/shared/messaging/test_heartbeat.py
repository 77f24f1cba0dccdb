"""Erasure needs a heartbeat: Kafka closes a segment only when something is appended."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from shared.contracts.contacts import CONTACTS, HEARTBEAT_KEY
from shared.messaging.heartbeat import heartbeat_worker
from shared.messaging.relay import Relay
from tests.conftest import TestKafka
from tests.shared.messaging import flow
from tests.shared.messaging.conftest import Store


async def test_every_partition_of_contacts_gets_a_beat_when_due_from_one_replica(
    registration: Store, kafka: TestKafka
) -> None:
    """Protects I7: the bound after which an erased contact is gone holds for each partition."""
    settings = await kafka.provision(CONTACTS)
    now = flow.NOW

    def clock() -> datetime:
        return now

    replicas = [heartbeat_worker(registration.pool, clock) for _ in range(2)]
    assert sum(await asyncio.gather(*(replica.step() for replica in replicas))) == 1
    now += timedelta(minutes=59)
    assert await replicas[0].step() == 0
    now += timedelta(minutes=1)
    assert await replicas[1].step() == 1
    await Relay(
        service="registration", dsn=registration.dsn, kafka=kafka.user("registration")
    ).drain()
    found = await flow.read_all(settings, CONTACTS)
    assert [record.partition for record in found] == [p for p in range(6) for _ in (1, 2)]
    assert {(record.key, record.value) for record in found} == {(HEARTBEAT_KEY.encode(), None)}
