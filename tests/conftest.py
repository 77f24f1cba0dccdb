"""Real servers for the tests: one PostgreSQL and one Kafka per run, started when first needed.

Each test gets databases of its own (tests/databases.py) and topics of its own (a prefix).
A server that can't start fails the tests; nothing is skipped.
"""

from __future__ import annotations

import gc
import secrets
import shutil
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio

from local.kafka import ADMIN, Kafka
from local.ports import free_ports
from local.postgres import Postgres
from shared.contracts.catalogue import TOPICS
from shared.contracts.topic import Topic
from shared.database.migrate import SERVICES
from shared.database.pool import Pool, open_pool
from shared.messaging.kafka import KafkaSettings
from shared.messaging.provisioning import delete_topics, provision
from tests.databases import PASSWORD, Databases

pytest_plugins = ["tests.budget", "tests.side_by_side", "tests.stack_fixtures"]

FAST_NOT_DURABLE = {  # survives kill -9 of the server, not a power cut
    "fsync": "off",
    "full_page_writes": "off",
    "max_connections": "300",
    "autovacuum_naptime": "5s",
}

GARBAGE_THRESHOLDS = (50_000, 20, 50)
"""Many tests build the whole app: half of that time was spent looking for garbage in vain."""

Database = Callable[[str], Awaitable[str]]
"""`await database("registration")`: the address of a fresh migrated database, as its service."""


def pytest_collection_finish() -> None:
    """What is loaded by now stays: the collector needs not walk it again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE_THRESHOLDS)


@pytest.fixture(scope="session")
def server_folder() -> Iterator[Path]:
    """Where the servers of this run keep their data; reachable for an unprivileged user."""
    folder = Path(tempfile.mkdtemp(prefix="auftakt-tests-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest_asyncio.fixture(scope="session")
async def databases(server_folder: Path) -> AsyncIterator[Databases]:
    """PostgreSQL with the three services' roles and (still empty) template databases."""
    folder = server_folder / "postgres"
    folder.mkdir(mode=0o755)
    server = Postgres(folder, free_ports(1)[0], PASSWORD, FAST_NOT_DURABLE)
    await server.start()
    try:
        await server.create_databases(dict.fromkeys(SERVICES, (PASSWORD, PASSWORD)))
        yield Databases(server)
    finally:
        await server.stop()


@pytest_asyncio.fixture
async def database(databases: Databases) -> AsyncIterator[Database]:
    """Fresh databases, as many as the test asks for; taken back afterwards."""
    made: list[str] = []

    async def make(service: str) -> str:
        made.append(await databases.lend(service))
        return databases.dsn(made[-1], service)

    yield make
    for name in made:
        await databases.take_back(name)


@pytest_asyncio.fixture
async def registration_pool(database: Database) -> AsyncIterator[Pool]:
    """A pool on a fresh database of registration."""
    pool = await open_pool(await database("registration"), name="test")
    yield pool
    pool.terminate()


@pytest_asyncio.fixture
async def notifications_pool(database: Database) -> AsyncIterator[Pool]:
    """A pool on a fresh database of notifications."""
    pool = await open_pool(await database("notifications"), name="test")
    yield pool
    pool.terminate()


@pytest_asyncio.fixture
async def reporting_pool(database: Database) -> AsyncIterator[Pool]:
    """A pool on a fresh database of reporting."""
    pool = await open_pool(await database("reporting"), name="test")
    yield pool
    pool.terminate()


@pytest_asyncio.fixture(scope="session")
async def kafka_server(server_folder: Path) -> AsyncIterator[Kafka]:
    """A broker with a user per service; topics are made per test."""
    port, controller_port = free_ports(2)
    users = dict.fromkeys(SERVICES, PASSWORD)
    server = Kafka(server_folder / "kafka", port, controller_port, PASSWORD, users)
    await server.start()
    try:
        yield server
    finally:
        await server.stop()


@dataclass
class TestKafka:
    """A corner of the broker for one test: every topic and group name gets `prefix`."""

    __test__ = False
    bootstrap: str
    prefix: str
    topics: dict[str, Topic] = field(default_factory=dict)

    @property
    def admin(self) -> KafkaSettings:
        """As the administrator, who may do everything."""
        return self._settings(ADMIN)

    def user(self, service: str) -> KafkaSettings:
        """As a service, which may do what its ACLs allow."""
        return self._settings(service)

    async def provision(self, *topics: Topic) -> KafkaSettings:
        """Make these topics (without arguments all) with ACLs; gives the admin's settings."""
        await provision(self.admin, topics or TOPICS, services=SERVICES)
        self.topics.update({topic.name: topic for topic in topics or TOPICS})
        return self.admin

    def _settings(self, user: str) -> KafkaSettings:
        return KafkaSettings(
            bootstrap=self.bootstrap,
            username=user,
            password=PASSWORD,
            topic_prefix=self.prefix,
        )


@pytest_asyncio.fixture
async def kafka(kafka_server: Kafka) -> AsyncIterator[TestKafka]:
    """Topics and groups of this test alone."""
    corner = TestKafka(kafka_server.bootstrap, f"t{secrets.token_hex(4)}.")
    yield corner
    if corner.topics:
        await delete_topics(corner.admin, corner.topics.values())
