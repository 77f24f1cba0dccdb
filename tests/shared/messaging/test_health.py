"""Readiness tells of the flow without refusing people."""

from __future__ import annotations

from datetime import timedelta

from local.ports import free_ports
from shared import metrics
from shared.database.pool import transaction
from shared.messaging.health import probes
from shared.messaging.kafka import KafkaSettings
from shared.messaging.outbox import put
from shared.web.health import Health
from tests.conftest import TestKafka
from tests.shared.messaging import flow
from tests.shared.messaging.conftest import Store


async def test_an_absent_kafka_degrades_and_does_not_refuse(
    registration: Store, kafka: TestKafka
) -> None:
    """Protects: readiness depends on PostgreSQL only; Kafka, outbox and lag are told."""
    fine, report = await Health(registration.pool, probes(registration.pool, kafka.admin)).report()
    assert (fine, report["status"], report["kafka"]) == (True, "ready", "up")
    (id_,) = flow.ids(1)
    async with transaction(registration.pool) as c:
        await put(c, [flow.outgoing(id_, 1)], now=flow.NOW - timedelta(days=9_999))
    metrics.consumer_lag.labels("registration.test", "a").set(700)
    metrics.consumer_lag.labels("registration.test", "b").set(300)
    away = KafkaSettings(bootstrap=f"127.0.0.1:{free_ports(1)[0]}")
    fine, report = await Health(registration.pool, probes(registration.pool, away)).report()
    metrics.consumer_lag.remove("registration.test", "a")
    metrics.consumer_lag.remove("registration.test", "b")
    assert (fine, report["degraded"]) == (True, ["kafka", "lag", "outbox"])
    assert report["lag"]["registration.test"] == 1000
    assert report["outbox"]["messages"] == 1
