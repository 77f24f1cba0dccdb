"""Made-up people who can be found again wherever their bytes lie, and the search for them.

Each canary has a name, an address and an answer of their own, recognisable in any bytes. The search
looks at what somebody would get hold of: dumps of all databases, every file of Kafka's data
directory (as it lies on disk, and each batch decompressed), all logs, the mail directory.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.record.memory_records import MemoryRecords

from local.home import Home
from local.kafka import ADMIN
from local.postgres import SUPERUSER, wheel_binaries
from local.secrets import Secrets
from shared.contracts.contacts import CONTACTS
from shared.messaging.kafka import KafkaSettings
from shared.messaging.provisioning import provision, with_contacts_lag
from tests.stack import Stack

MARK = b"70147014"
"""Digits only: it may stand in a telephone number, and no spelling changes it."""
CANARY = re.compile(MARK + rb"([0-9]{12})")
PARTITION = re.compile(r"-\d+$")
HEX_IN_DUMP = re.compile(rb"\\\\x((?:[0-9a-f]{2})+)")
DATABASES = ("registration", "notifications", "reporting")
DUMP_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Canary:
    """A made-up person. `id`, digits only, is in each of the properties."""

    id: bytes

    @property
    def name(self) -> str:
        """For the form."""
        return f"Kim {self._text('n')}"

    @property
    def email(self) -> str:
        """For the form."""
        return f"{self._text('e')}@example.org"

    @property
    def answer(self) -> str:
        """To a question."""
        return self._text("a")

    @property
    def phone(self) -> str:
        """For the form."""
        return f"+49 {MARK.decode()}{self.id.decode()}"

    @property
    def words(self) -> str:
        """Free text that names the person: a note, a postal address, a company of one's own."""
        return f"bei {self._text('w')}"

    def _text(self, part: str) -> str:
        return f"kanari{MARK.decode()}{self.id.decode()}{part}"


def hatch(count: int) -> list[Canary]:
    """So many of them, never seen before."""
    return [Canary(b"%012d" % secrets.randbelow(10**12)) for _ in range(count)]


@dataclass(frozen=True, slots=True)
class Search:
    """Where canaries may be found in a running stack."""

    stack: Stack

    async def everywhere(self) -> dict[str, set[bytes]]:
        """The canaries found, by kind of place."""
        dumps = [await asyncio.to_thread(self.dump, database) for database in DATABASES]
        return {
            **dict(zip(DATABASES, dumps, strict=True)),
            "kafka": await asyncio.to_thread(self.kafka),
            "logs": await asyncio.to_thread(_in_files, self._logs()),
            "mails": await asyncio.to_thread(self.mails),
        }

    def dump(self, database: str) -> set[bytes]:
        """In what pg_dump writes of a database; bytes that it writes in hexadecimal as well."""
        import subprocess

        address = urlsplit(self.stack.ready.postgres[database])
        password = self._secrets.password("postgres.superuser")
        dsn = f"postgresql://{SUPERUSER}:{password}@{address.hostname}:{address.port}/{database}"
        command = [str(wheel_binaries() / "bin" / "pg_dump"), "--dbname", dsn]
        dumped = subprocess.run(command, capture_output=True, check=True, timeout=DUMP_SECONDS)
        hidden = (bytes.fromhex(m.decode()) for m in HEX_IN_DUMP.findall(dumped.stdout))
        return _in_bytes([dumped.stdout, *hidden])

    def kafka(self) -> set[bytes]:
        """In Kafka's files as they lie on disk, and in the records of each log segment."""
        return {id_ for found in self.topics().values() for id_ in found}

    def topics(self) -> dict[str, set[bytes]]:
        """The same by topic; files beside the topics under the name of their folder."""
        data = self._home.folder / "kafka" / "data"
        by_topic: defaultdict[str, set[bytes]] = defaultdict(set)
        for path in _files(data):
            try:
                content = path.read_bytes()
            except FileNotFoundError:  # deleted in this very moment
                continue
            found = by_topic[PARTITION.sub("", path.parent.name)]
            found |= _in_bytes([content])
            if ".log" in path.name:
                found |= _in_bytes(_records(content))
        return by_topic

    def mails(self) -> set[bytes]:
        """In what the mail sink holds for the recipients."""
        return _in_files(_files(Path(self.stack.ready.mail_dir)))

    def hand_out_mails(self) -> None:
        """People have fetched their mail: what is delivered is theirs, and outside the promise."""
        for path in _files(Path(self.stack.ready.mail_dir)):
            path.unlink()

    @asynccontextmanager
    async def quick_compaction(self, lag: timedelta, back_off: timedelta) -> AsyncIterator[None]:
        """Let Kafka clean the contacts topic in seconds instead of hours."""
        await self._compact_after(lag, back_off)
        try:
            yield
        finally:
            await self._compact_after(None, timedelta(seconds=15))

    async def _compact_after(self, lag: timedelta | None, back_off: timedelta) -> None:
        await provision(self.kafka_settings, with_contacts_lag([CONTACTS], lag))
        admin = AIOKafkaAdminClient(
            bootstrap_servers=self.kafka_settings.bootstrap, **self.kafka_settings.security()
        )
        await admin.start()
        try:
            values = {"log.cleaner.backoff.ms": str(int(back_off.total_seconds() * 1000))}
            brokers = ConfigResource(ConfigResourceType.BROKER, "1", values)
            for response in await admin.alter_configs([brokers]):
                assert all(code == 0 for code, *_ in response.resources), response
        finally:
            await admin.close()

    @property
    def kafka_settings(self) -> KafkaSettings:
        """As Kafka's administrator."""
        password = self._secrets.password("kafka.admin")
        return KafkaSettings(bootstrap=self.stack.ready.kafka, username=ADMIN, password=password)

    @property
    def _home(self) -> Home:
        return Home(self.stack.home / "data")

    @property
    def _secrets(self) -> Secrets:
        return Secrets(self._home.secrets)

    def _logs(self) -> Iterator[Path]:
        home = self._home.folder
        yield from _files(home / "logs")
        for folder in (self.stack.home, home / "postgres", home / "kafka", home / "caddy"):
            yield from folder.glob("*.log*")


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def _in_files(paths: Iterable[Path]) -> set[bytes]:
    found: set[bytes] = set()
    for path in paths:
        found |= _in_bytes([path.read_bytes()])
    return found


def _in_bytes(contents: Iterable[bytes]) -> set[bytes]:
    return {match[1] for content in contents for match in CANARY.finditer(content)}


def _records(segment: bytes) -> Iterator[bytes]:
    """Keys, values and headers of a segment's batches, decompressed."""
    batches = MemoryRecords(segment)
    while batches.has_next():
        batch = batches.next_batch()
        assert batch is not None
        for record in batch:
            yield from (part for part in (record.key, record.value) if part)
            yield from (value for _, value in record.headers if value)
