"""Topics and who may do what with them, made from the contracts. Idempotent.

`python -m shared.messaging.provisioning` reads AUFTAKT_KAFKA_BOOTSTRAP and the administrator's
AUFTAKT_KAFKA_USERNAME and AUFTAKT_KAFKA_PASSWORD; AUFTAKT_CONTACTS_COMPACTION_LAG_SECONDS shortens
the time until an erased contact is gone from the topic's files.

A service may write the topics it produces and its own dead letters, and read the topics whose
contract names it: so only notifications reads contacts.
"""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import msgspec
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import KafkaError
from aiokafka.protocol.admin import CreateAclsRequest, DescribeAclsRequest

from shared import settings
from shared.contracts.catalogue import TOPICS
from shared.contracts.topic import Cleanup, Topic
from shared.messaging.kafka import KafkaSettings

SERVICES = ("registration", "notifications", "reporting")
DELETE_RETENTION = timedelta(days=7)
"""How long tombstones stay: longer than any replica or consumer is away, or it keeps the erased."""
FILE_DELETE_DELAY = timedelta(minutes=1)
BROKER_DEFAULT = -1
REQUEST_TIMEOUT_MS = 15_000
START_ATTEMPTS = 60
START_PAUSE_SECONDS = 0.5
VISIBLE_ATTEMPTS = 100
VISIBLE_PAUSE_SECONDS = 0.1
TOPIC_EXISTS = 36
UNKNOWN_TOPIC = 3

ANY = 1
TOPIC, GROUP = 2, 3
LITERAL, PREFIXED = 3, 4
READ, WRITE = 3, 4
ALLOW = 3
ANY_HOST = "*"


class ProvisioningFailed(Exception):  # noqa: N818 - says what happened
    """Kafka refused, or a topic differs in a way that must not change; the message says which."""


@dataclass(frozen=True, slots=True)
class Acl:
    """One permission. READ and WRITE imply DESCRIBE."""

    user: str
    operation: int
    resource_type: int
    name: str
    pattern: int = LITERAL


class Environment(msgspec.Struct, frozen=True, kw_only=True):
    """What the command reads."""

    kafka_bootstrap: str
    kafka_username: str = ""
    kafka_password: str = ""
    kafka_replication_factor: int = BROKER_DEFAULT
    contacts_compaction_lag_seconds: float | None = None


class _CreateAcls(CreateAclsRequest):  # type: ignore[misc] # aiokafka has no types
    """aiokafka's request, for many permissions at once."""

    def __init__(self, acls: Sequence[Acl]) -> None:
        self._acls = acls

    def build(self, request_struct_class: Any) -> Any:
        return request_struct_class(
            [
                (a.resource_type, a.name, a.pattern, f"User:{a.user}", ANY_HOST, a.operation, ALLOW)
                for a in self._acls
            ]
        )


def topic_config(topic: Topic) -> dict[str, str]:
    """The configuration of a topic, as Kafka spells it."""
    config = {
        "message.timestamp.type": "LogAppendTime",
        "max.message.bytes": str(topic.max_message_bytes),
    }
    if topic.cleanup is Cleanup.COMPACT:
        config["cleanup.policy"] = "compact"
        config["delete.retention.ms"] = _milliseconds(DELETE_RETENTION)
    else:
        config["cleanup.policy"] = "delete"
        config["retention.bytes"] = "-1"
        config["retention.ms"] = _milliseconds(topic.retention) if topic.retention else "-1"
    if topic.max_compaction_lag is not None:
        config["max.compaction.lag.ms"] = _milliseconds(topic.max_compaction_lag)
        config["file.delete.delay.ms"] = _milliseconds(
            min(FILE_DELETE_DELAY, topic.max_compaction_lag)
        )
    if topic.personal_data:
        config["compression.type"] = "uncompressed"  # so that a search for an erased person finds
    return config


def acls(topics: Iterable[Topic], services: Sequence[str] = SERVICES) -> list[Acl]:
    """Who may do what, from the contracts; names without a prefix."""
    found = [Acl(service, READ, GROUP, f"{service}.", PREFIXED) for service in services]
    for topic in topics:
        found.append(Acl(topic.producer, WRITE, TOPIC, topic.name))
        readers = topic.consumers if topic.consumers != ("operators",) else (topic.producer,)
        found += [Acl(reader, READ, TOPIC, topic.name) for reader in readers]
    return [acl for acl in found if acl.user in services]


async def provision(
    kafka: KafkaSettings,
    topics: Sequence[Topic] = TOPICS,
    *,
    services: Sequence[str] = SERVICES,
    replication_factor: int = BROKER_DEFAULT,
) -> None:
    """Make what is missing, set configurations, allow; raises ProvisioningFailed.

    Without a user name (a broker without authorization) no permissions are set.
    """
    async with _admin(kafka) as admin:
        await _create(admin, kafka, topics, replication_factor)
        await _configure(admin, kafka, topics)
        await _check_partitions(admin, kafka, topics)
        if kafka.username:
            await _allow(admin, [_prefixed(acl, kafka) for acl in acls(topics, services)])


async def delete_topics(kafka: KafkaSettings, topics: Iterable[Topic]) -> None:
    """Remove topics with all they hold; for tests and `auftakt reset`."""
    async with _admin(kafka) as admin:
        await admin.delete_topics([kafka.topic(topic.name) for topic in topics])


async def _create(
    admin: Any, kafka: KafkaSettings, topics: Sequence[Topic], replication_factor: int
) -> None:
    response = await admin.create_topics(
        [
            NewTopic(
                name=kafka.topic(topic.name),
                num_partitions=topic.partitions,
                replication_factor=replication_factor,
                # aiokafka wants assignments, be they empty, with the broker's default factor.
                replica_assignments={} if replication_factor == BROKER_DEFAULT else None,
                topic_configs=topic_config(topic),
            )
            for topic in topics
        ]
    )
    for name, code, *rest in response.topic_errors:
        if code not in {0, TOPIC_EXISTS}:
            raise ProvisioningFailed(f"{name}: error {code} {rest[0] if rest else ''}")


async def _configure(admin: Any, kafka: KafkaSettings, topics: Sequence[Topic]) -> None:
    responses = await admin.alter_configs(
        [
            ConfigResource(ConfigResourceType.TOPIC, kafka.topic(topic.name), topic_config(topic))
            for topic in topics
        ]
    )
    for response in responses:
        for code, message, _, name in response.resources:
            if code != 0:
                raise ProvisioningFailed(f"{name}: error {code} {message}")


async def _check_partitions(admin: Any, kafka: KafkaSettings, topics: Sequence[Topic]) -> None:
    """Wait until the broker knows the topics; their partition counts never change."""
    wanted = {kafka.topic(topic.name): topic.partitions for topic in topics}
    for _ in range(VISIBLE_ATTEMPTS):
        described = await admin.describe_topics(list(wanted))
        counts = {
            t["topic"]: len(t["partitions"])
            for t in described
            if t["error_code"] == 0 and all(p["leader"] >= 0 for p in t["partitions"])
        }
        if counts.keys() == wanted.keys():
            break
        await asyncio.sleep(VISIBLE_PAUSE_SECONDS)
    else:
        raise ProvisioningFailed(f"not ready: {', '.join(sorted(wanted.keys() - counts.keys()))}")
    for name, count in counts.items():
        if count != wanted[name]:
            raise ProvisioningFailed(f"{name} has {count} partitions, not {wanted[name]}")


async def _allow(admin: Any, wanted: Sequence[Acl]) -> None:
    response = await admin._send_to_controller(_CreateAcls(wanted))  # noqa: SLF001 - no public call
    for acl, (code, message) in zip(wanted, response.creation_responses, strict=True):
        if code != 0:
            raise ProvisioningFailed(f"{acl}: error {code} {message}")
    await _until_known(admin, wanted)


async def _until_known(admin: Any, wanted: Sequence[Acl]) -> None:
    """The controller has them; wait until the brokers, which decide, have them too."""
    missing = set(wanted)
    for _ in range(VISIBLE_ATTEMPTS):
        for broker in admin._client.cluster.brokers():  # noqa: SLF001 - no public call
            request = DescribeAclsRequest(ANY, None, ANY, None, None, ANY, ANY)
            response = await admin._send_request_to_node(broker.nodeId, request)  # noqa: SLF001
            missing = set(wanted) - {
                Acl(principal.removeprefix("User:"), operation, type_, name, pattern)
                for type_, name, pattern, entries in response.resources
                for principal, _, operation, _ in entries
            }
            if missing:
                break
        if not missing:
            return
        await asyncio.sleep(VISIBLE_PAUSE_SECONDS)
    raise ProvisioningFailed(f"not in force: {missing}")


def _prefixed(acl: Acl, kafka: KafkaSettings) -> Acl:
    return replace(acl, name=kafka.topic_prefix + acl.name)


def _milliseconds(duration: timedelta) -> str:
    return str(int(duration.total_seconds() * 1000))


@asynccontextmanager
async def _admin(kafka: KafkaSettings) -> AsyncIterator[Any]:
    admin = AIOKafkaAdminClient(
        bootstrap_servers=kafka.bootstrap,
        request_timeout_ms=REQUEST_TIMEOUT_MS,
        **kafka.security(),
    )
    for attempt in range(1, START_ATTEMPTS + 1):
        try:
            await admin.start()
            break
        except KafkaError as error:
            if attempt == START_ATTEMPTS:
                await admin.close()
                raise ProvisioningFailed(f"{kafka.bootstrap}: {error}") from error
            await asyncio.sleep(START_PAUSE_SECONDS)
    try:
        yield admin
    finally:
        await admin.close()


def with_contacts_lag(topics: Sequence[Topic], lag: timedelta | None) -> list[Topic]:
    """The topics, those of personal data with another compaction lag; None leaves them."""
    if lag is None:
        return list(topics)
    return [replace(t, max_compaction_lag=lag) if t.personal_data else t for t in topics]


def main() -> int:
    """Provision as the environment says; 0 when done."""
    environment = settings.load(Environment, os.environ)
    kafka = KafkaSettings(
        bootstrap=environment.kafka_bootstrap,
        username=environment.kafka_username,
        password=environment.kafka_password,
    )
    seconds = environment.contacts_compaction_lag_seconds
    topics = with_contacts_lag(TOPICS, None if seconds is None else timedelta(seconds=seconds))
    replication = environment.kafka_replication_factor
    try:
        asyncio.run(provision(kafka, topics, replication_factor=replication))
    except ProvisioningFailed as failed:
        sys.stderr.write(f"{failed}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
