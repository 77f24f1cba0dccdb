"""Servers of a bench's own, with fsync on."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from local.kafka import ADMIN, Kafka
from local.ports import free_ports
from local.postgres import Postgres
from shared.contracts.topic import Topic
from shared.database.migrate import SERVICES, migrate
from shared.messaging.kafka import KafkaSettings
from shared.messaging.provisioning import provision

PASSWORD = "bench"


@asynccontextmanager
async def servers(
    folder: Path, service: str, topics: Sequence[Topic]
) -> AsyncIterator[tuple[Postgres, KafkaSettings]]:
    """PostgreSQL with the migrated database of a service, and Kafka with these topics."""
    ports = free_ports(3)
    postgres = Postgres(folder / "postgres", ports[0], PASSWORD)
    kafka = Kafka(folder / "kafka", ports[1], ports[2], PASSWORD, dict.fromkeys(SERVICES, PASSWORD))
    (folder / "postgres").mkdir(mode=0o755, parents=True)
    await asyncio.gather(postgres.start(), kafka.start())
    try:
        await postgres.create_databases(dict.fromkeys(SERVICES, (PASSWORD, PASSWORD)))
        owner = postgres.dsn(service, f"{service}_owner", PASSWORD)
        await asyncio.to_thread(migrate, service, owner)
        settings = KafkaSettings(bootstrap=kafka.bootstrap, username=ADMIN, password=PASSWORD)
        await provision(settings, topics, services=SERVICES)
        yield postgres, settings
    finally:
        await asyncio.gather(postgres.stop(), kafka.stop())
