"""Topics and permissions on a real broker."""

from __future__ import annotations

from dataclasses import replace

import pytest
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer
from aiokafka.errors import TopicAuthorizationFailedError

from shared.contracts.bookings import BOOKINGS
from shared.contracts.contacts import CONTACTS
from shared.contracts.topic import Topic
from shared.messaging.kafka import KafkaSettings
from shared.messaging.provisioning import ProvisioningFailed, provision
from tests.conftest import TestKafka


async def _can_write(kafka: KafkaSettings, topic: Topic) -> bool:
    producer = AIOKafkaProducer(bootstrap_servers=kafka.bootstrap, **kafka.security())
    await producer.start()
    try:
        await producer.send_and_wait(kafka.topic(topic.name), b"x", key=b"x")
    except TopicAuthorizationFailedError:
        return False
    finally:
        await producer.stop()
    return True


async def _can_read(kafka: KafkaSettings, service: str, topic: Topic) -> bool:
    consumer = AIOKafkaConsumer(
        kafka.topic(topic.name),
        bootstrap_servers=kafka.bootstrap,
        group_id=kafka.group(f"{service}.try"),
        auto_offset_reset="earliest",
        enable_auto_commit=False,
        **kafka.security(),
    )
    try:
        await consumer.start()
        return bool(await consumer.getmany(timeout_ms=10_000))
    except TopicAuthorizationFailedError:
        return False
    finally:
        await consumer.stop()


async def test_only_notifications_reads_contacts(kafka: TestKafka) -> None:
    """Protects: names and addresses reach no service but notifications, by Kafka's own word."""
    await kafka.provision(CONTACTS)
    assert await _can_write(kafka.user("registration"), CONTACTS)
    assert await _can_read(kafka.user("notifications"), "notifications", CONTACTS)
    assert not await _can_read(kafka.user("reporting"), "reporting", CONTACTS)
    assert not await _can_read(kafka.user("registration"), "registration", CONTACTS)


async def test_a_service_writes_only_its_own_topics(kafka: TestKafka) -> None:
    """Protects: nobody but registration says what is booked."""
    await kafka.provision(BOOKINGS)
    assert await _can_write(kafka.user("registration"), BOOKINGS)
    assert not await _can_write(kafka.user("reporting"), BOOKINGS)
    assert not await _can_write(kafka.user("notifications"), BOOKINGS)


async def test_provisioning_twice_changes_nothing_and_a_partition_count_never_changes(
    kafka: TestKafka,
) -> None:
    """Protects: the start of a stack is repeatable; keys stay in their partitions."""
    await kafka.provision(BOOKINGS)
    await kafka.provision(BOOKINGS)
    with pytest.raises(ProvisioningFailed, match="has 6 partitions, not 7"):
        await provision(kafka.admin, [replace(BOOKINGS, partitions=7)])
