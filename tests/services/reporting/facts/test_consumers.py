"""Topics → facts, over a real Kafka and a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime
from uuid import UUID, uuid4

import msgspec

from services.reporting.facts import store
from services.reporting.facts.consumers import GROUP, FactsConsumer
from services.reporting.facts.domain import Scan
from shared.contracts.attendance import ATTENDANCE
from shared.contracts.bookings import BOOKINGS, BookedPerson
from shared.contracts.events import EVENTS
from shared.contracts.organisations import ORGANISATIONS, OrganisationChanged
from shared.contracts.topic import Message, Topic
from shared.database.pool import Pool, connection, transaction
from shared.messaging.kafka import KafkaSettings
from tests.conftest import TestKafka
from tests.services.reporting.facts.logs import (
    BOOKED,
    EVENT,
    OPEN,
    ORGANISER,
    SCANS,
    booking,
    event,
    recorded,
)
from tests.services.reporting.facts.logs import (
    BOOKINGS as BOOKING_IDS,
)
from tests.shared.messaging import flow

TOPICS = (ORGANISATIONS, EVENTS, BOOKINGS, ATTENDANCE)


async def send(kafka: KafkaSettings, topic: Topic, messages: Sequence[Message]) -> None:
    """Messages of one event, as the relay would send them."""
    key = str(EVENT).encode()
    records = [(key, msgspec.json.encode(m), topic.types_by_struct[type(m)]) for m in messages]
    await flow.send_raw(kafka, topic, records, partition=None)


async def came(pool: Pool) -> int:
    """Who came, as the live page has it."""
    async with connection(pool) as database:
        found = await store.count_event(database, EVENT, OPEN)
    return -1 if found is None else found.counts.came


def scan(n: int, kind: str = "in", attendee: UUID | None = None) -> Message:
    """Scan number `n`, of a card of its own unless said otherwise."""
    attendee_kind = "card" if attendee is None else "booked"
    return recorded(Scan(SCANS[n], kind, attendee or uuid4(), attendee_kind, None, None, OPEN))


async def test_a_rebuild_from_the_topics_gives_the_same_figures(
    reporting_pool: Pool, kafka: TestKafka
) -> None:
    """I4: everything delivered twice, then once more into an empty database."""
    settings = await kafka.provision(*TOPICS)
    confirmed = BookedPerson(id=BOOKED[0], status="confirmed")
    scans = [scan(0, attendee=BOOKED[0]), *(scan(n) for n in range(1, 20))]
    await send(settings, ATTENDANCE, [*scans, *scans])
    await send(settings, BOOKINGS, [booking(BOOKING_IDS[0], 1, (confirmed,))])
    await send(settings, EVENTS, [event()])
    network = OrganisationChanged(id=ORGANISER, version=1, name="Netzwerk", kind="network")
    await send(settings, ORGANISATIONS, [network])
    for _ in range(2):
        async with flow.running(FactsConsumer(reporting_pool, settings, instance_id="1")):
            await flow.until(_came(reporting_pool, 20))
        async with transaction(reporting_pool) as database:
            for table in ("scans", "attendances", "bookings", "booked_people", "events"):
                await database.execute(f"DELETE FROM {table}")
            await database.execute("DELETE FROM consumer_offsets WHERE consumer_group = $1", GROUP)


async def test_a_scan_wakes_the_pages_after_its_commit_and_the_age_is_stated(
    reporting_pool: Pool, kafka: TestKafka
) -> None:
    """The page learns of it at once, and knows that nothing is missing."""
    settings = await kafka.provision(*TOPICS)
    woken: set[UUID] = set()
    started = datetime.now(UTC)
    consumer = FactsConsumer(reporting_pool, settings, instance_id="1", wake_up=woken.update)

    async def awake() -> bool:
        return EVENT in woken

    async def current() -> bool:
        async with connection(reporting_pool) as database:
            current_at = await store.find_current(database)
        return current_at is not None and current_at > started

    async with flow.running(consumer):
        await send(settings, EVENTS, [event()])
        await flow.until(awake)
        assert await came(reporting_pool) == 0
        await flow.until(current)


async def test_a_word_of_a_newer_producer_is_parked_and_its_neighbours_count(
    reporting_pool: Pool, kafka: TestKafka
) -> None:
    """A scan of an unknown kind is better in the dead letters than counted wrongly."""
    settings = await kafka.provision(*TOPICS)
    await send(settings, EVENTS, [event()])
    await send(settings, ATTENDANCE, [scan(0), scan(1, "teleported"), scan(2)])
    async with flow.running(FactsConsumer(reporting_pool, settings, instance_id="1")):
        await flow.until(_came(reporting_pool, 2))

        async def parked() -> bool:
            statement = "SELECT count(*) FROM outbox WHERE topic LIKE '%dead-letters%'"
            return await flow.count(reporting_pool, statement) == 1

        await flow.until(parked)


def _came(pool: Pool, wanted: int) -> Callable[[], Awaitable[bool]]:
    async def reached() -> bool:
        return await came(pool) == wanted

    return reached
