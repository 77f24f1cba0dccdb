"""The facts made anew from the topics while the consumer in use goes on."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest
import pytest_asyncio

from services.reporting.facts import store
from services.reporting.facts.consumers import FactsConsumer
from services.reporting.facts.domain import Scan
from services.reporting.rebuild import store as twins
from services.reporting.rebuild.use_cases import rebuild
from shared.contracts.attendance import ATTENDANCE
from shared.contracts.bookings import BOOKINGS, BookedPerson
from shared.contracts.events import EVENTS
from shared.contracts.organisations import ORGANISATIONS, OrganisationChanged
from shared.contracts.topic import Message
from shared.database.pool import Pool, connection, open_pool
from shared.messaging.kafka import KafkaSettings
from tests.conftest import TestKafka
from tests.databases import SHAPE, Databases
from tests.services.reporting.facts.logs import (
    CLOSE,
    OPEN,
    ORGANISER,
    STATION,
    booking,
    event,
    recorded,
)
from tests.services.reporting.facts.test_consumers import TOPICS, came, send
from tests.shared.messaging import flow

PEOPLE, SCANS = 40, 300
READER_SECONDS = 1.2
SECOND_SECONDS = 20.0


@dataclass(frozen=True, slots=True)
class Facts:
    """A database of reporting with a running consumer, and what its owner needs."""

    pool: Pool
    owner_dsn: str
    kafka: KafkaSettings

    async def figures(self) -> object:
        """What the live page shows, and the same counted from the raw scans."""
        async with connection(self.pool) as database:
            counted = await store.count_event(database, event().id, CLOSE)
            assert counted is not None
            return counted.counts, await store.recount(database, event().id)

    async def rows(self) -> dict[str, list[asyncpg.Record]]:
        """All that is made from the topics."""
        async with connection(self.pool) as database:
            return {
                table: sorted(await database.fetch(f"SELECT * FROM {table}"), key=repr)
                for table in twins.TABLES
            }

    async def shape(self) -> str:
        """Tables, keys, indexes, rights."""
        async with connection(self.pool) as database:
            return str(await database.fetchval(SHAPE))


@pytest_asyncio.fixture
async def facts(databases: Databases, kafka: TestKafka) -> AsyncIterator[Facts]:
    """An occasion in the topics, some of it twice, taken in by a consumer that stays."""
    settings = await kafka.provision(*TOPICS)
    name = await databases.lend("reporting")
    pool = await open_pool(databases.dsn(name, "reporting"), name="test")
    network = OrganisationChanged(id=ORGANISER, version=1, name="Netzwerk", kind="network")
    await send(settings, ORGANISATIONS, [network])
    await send(settings, EVENTS, [event()])
    people, bookings = _bookings()
    await send(settings, BOOKINGS, bookings)
    scans = _scans(people)
    await send(settings, ATTENDANCE, [*scans, *scans[:20], _scan("teleported", None)])
    made = Facts(pool, databases.owner_dsn(name, "reporting"), settings)
    async with flow.running(FactsConsumer(pool, settings, instance_id="1")):

        async def taken_in() -> bool:
            return await flow.count(pool, "SELECT count(*) FROM scans") == SCANS

        await flow.until(taken_in)
        yield made
    pool.terminate()
    await databases.take_back(name)


def _bookings() -> tuple[list[UUID], Sequence[Message]]:
    """Two versions each: the second leaves somebody out or cancels."""
    people = [uuid4() for _ in range(PEOPLE)]
    history = []
    for n in range(0, PEOPLE, 2):
        id_, pair = uuid4(), people[n : n + 2]
        both = tuple(BookedPerson(id=p, status="confirmed", session_ids=(STATION,)) for p in pair)
        history.append(booking(id_, 1, both))
        gone = () if n % 4 else (BookedPerson(id=pair[1], status="cancelled"),)
        history.append(booking(id_, 2, (both[0], *gone)))
    return people, history


def _scan(kind: str, attendee: UUID | None, session: UUID | None = None) -> Message:
    attendee_kind = "none" if attendee is None else "booked"
    return recorded(Scan(uuid4(), kind, attendee, attendee_kind, session, None, OPEN))


def _scans(people: Sequence[UUID]) -> list[Message]:
    chance = random.Random(7)
    scans: list[Message] = []
    for _ in range(SCANS):
        who = chance.choice([*people, None])
        scans.append(_scan(chance.choice(["in", "in", "out", "station"]), who, STATION))
    return scans


async def test_a_rebuild_beside_the_running_consumer_gives_the_same_facts(facts: Facts) -> None:
    """I4: rows, figures and shape as before; what comes meanwhile and afterwards counts once."""
    before, figures, shape = await facts.rows(), await facts.figures(), await facts.shape()
    done = await rebuild(facts.owner_dsn, facts.kafka)
    assert await facts.rows() == before
    assert await facts.figures() == figures
    assert await facts.shape() == shape
    assert (done.facts, done.parked) == (1 + 1 + PEOPLE // 2 + 30 + SCANS, 1)
    was = await came(facts.pool)
    await send(facts.kafka, ATTENDANCE, [_scan("in", None)])

    async def one_more() -> bool:
        return await came(facts.pool) == was + 1

    await flow.until(one_more)


async def test_a_rebuild_mends_facts_that_were_lost_or_wrong(facts: Facts) -> None:
    """What a defect has spoilt is as the topics say; pages are told to read again."""
    before = await facts.rows()
    async with connection(facts.pool) as database:
        await database.execute("DELETE FROM scans WHERE kind = 'out'")
        await database.execute("UPDATE attendances SET presence = 1, visited = '{}'")
        await database.execute("UPDATE booked_people SET status = 'confirmed'")
        changes = await store.find_changes(database, [event().id])
        await rebuild(facts.owner_dsn, facts.kafka)
        again = await store.find_changes(database, [event().id])
        assert again[event().id] > changes[event().id]
    assert await facts.rows() == before


async def test_figures_stay_readable_and_scans_come_in_during_a_rebuild(facts: Facts) -> None:
    """Nobody at the live page sees less; a long reader holds up the change, not the facts."""
    was, more, seen = await came(facts.pool), 25, []
    reader = await asyncpg.connect(facts.owner_dsn)
    opened = reader.transaction()
    await opened.start()
    await reader.execute("SELECT count(*) FROM scans")
    rebuilding = asyncio.create_task(rebuild(facts.owner_dsn, facts.kafka))
    for _ in range(more):
        await send(facts.kafka, ATTENDANCE, [_scan("in", None)])
        seen.append(await came(facts.pool))
        await asyncio.sleep(READER_SECONDS / more)
    await opened.rollback()
    await reader.close()
    await rebuilding

    async def all_counted() -> bool:
        return await came(facts.pool) == was + more

    await flow.until(all_counted)
    assert seen == sorted(seen)
    assert seen[0] >= was
    async with connection(facts.pool) as database:
        assert await database.fetchval("SELECT count(*) FROM scans") == SCANS + more


async def test_a_second_rebuild_is_refused_and_does_not_disturb_the_first(
    facts: Facts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two operators at once: the later one hears of it, the earlier one's twins stay."""
    before, refold, seen = await facts.rows(), twins.refold, []

    async def another(*given: Any) -> None:
        with pytest.raises(asyncpg.LockNotAvailableError):
            await rebuild(facts.owner_dsn, facts.kafka)
        seen.append("refused")
        await refold(*given)

    monkeypatch.setattr(twins, "refold", another)
    async with asyncio.timeout(SECOND_SECONDS):
        await rebuild(facts.owner_dsn, facts.kafka)
    assert seen == ["refused"]
    assert await facts.rows() == before


async def test_a_rebuild_that_fails_leaves_the_facts_as_they_are(
    facts: Facts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever goes wrong before the end: old tables, no remains, and the next one succeeds."""
    before, shape = await facts.rows(), await facts.shape()

    async def fail(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as patch:
        patch.setattr(twins, "put_in_place", fail)
        with pytest.raises(RuntimeError):
            await rebuild(facts.owner_dsn, facts.kafka)
    assert (await facts.rows(), await facts.shape()) == (before, shape)
    await rebuild(facts.owner_dsn, facts.kafka)
    assert (await facts.rows(), await facts.shape()) == (before, shape)
