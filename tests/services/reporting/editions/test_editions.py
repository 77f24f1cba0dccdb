"""Editions made by the clock from folded facts, on a real database, and read over HTTP."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid4

import asyncpg
import httpx
import msgspec
import pytest
import pytest_asyncio

from services.reporting.editions.document import Document
from services.reporting.editions.use_cases import Editions
from services.reporting.facts.use_cases import learn
from services.reporting.service import make_use_cases, make_web
from services.reporting.settings import Settings
from shared.contracts.access import Grant
from shared.contracts.attendance import AttendanceClosed, ScanRecorded
from shared.contracts.bookings import BookedPerson, BookingChanged, BookingsClosed
from shared.contracts.editions import EditionPublished
from shared.contracts.events import EventChanged, ReportPolicy, SessionState
from shared.contracts.organisations import OrganisationChanged
from shared.contracts.topic import Message
from shared.database.pool import Pool, connection, transaction
from shared.web.principal import Principal, hash_of

OPEN = datetime(2027, 5, 12, 7, 0, tzinfo=UTC)
CLOSED = OPEN + timedelta(hours=6)
ORGANISER, PARTNER, STRANGER = uuid4(), uuid4(), uuid4()
STATION, WORKSHOP = uuid4(), uuid4()
BASE = "http://localhost:8000"


@dataclass
class Hands:
    """A clock set by hand."""

    now: datetime = CLOSED

    def __call__(self) -> datetime:
        return self.now


class Staff:
    """Knows secrets like `token:partner:<organisation id>`."""

    async def find(
        self, token_hash: str, now: datetime, *, age_max_seconds: float = 0.0
    ) -> Principal | None:
        """The holder of the role that the secret names."""
        for kind in ("token", "session"):
            for role in ("organizer", "steward", "partner"):
                for organisation_id in (ORGANISER, PARTNER, STRANGER):
                    if hash_of(f"{kind}:{role}:{organisation_id}") == token_hash:
                        grant = Grant(role=role, organisation_id=organisation_id)
                        return Principal(uuid4(), (grant,), kind)
        return None


class Day:
    """An event with 12 people booked, and scans as they come."""

    def __init__(self, *, grace_seconds: int | None = 60) -> None:
        self.id = uuid4()
        self.grace_seconds = grace_seconds
        self.people = [uuid4() for _ in range(12)]
        self.scans = 0

    def messages(self, *, came: int = 12) -> list[Message]:
        """All until the close: 12 booked, so many of them and 9 others came."""
        booked = [self.booking(person) for person in self.people]
        arrived = [self.arrival(person) for person in self.people[:came]]
        arrived += [self.arrival(None) for _ in range(9)]
        return [
            OrganisationChanged(id=ORGANISER, version=1, name="Jobcenter", kind="job_centre"),
            OrganisationChanged(id=PARTNER, version=1, name="AOK PLUS", kind="insurer"),
            self.event(),
            *booked,
            *arrived,
            BookingsClosed(
                event_id=self.id, event_version=3, closed_at=CLOSED, bookings=12, versions=12
            ),
        ]

    def event(self) -> EventChanged:
        """The closed event."""
        ends_at = OPEN + timedelta(hours=4)
        return EventChanged(
            id=self.id,
            version=3,
            status="closed",
            title="=Gesundheitstag",
            kind="health_day",
            organiser_id=ORGANISER,
            partner_ids=(PARTNER,),
            time_zone="Europe/Berlin",
            closed_at=CLOSED,
            report=ReportPolicy(grace_seconds=self.grace_seconds),
            sessions=(
                SessionState(
                    id=STATION,
                    title="Rücken",
                    kind="station",
                    drop_in=True,
                    starts_at=OPEN,
                    ends_at=ends_at,
                ),
                SessionState(
                    id=WORKSHOP, title="+Kochen", kind="workshop", starts_at=OPEN, ends_at=ends_at
                ),
            ),
            starts_at=OPEN,
            ends_at=ends_at,
        )

    def booking(self, person: UUID) -> BookingChanged:
        """A confirmed booking of one."""
        return BookingChanged(
            id=uuid4(),
            version=1,
            event_id=self.id,
            status="confirmed",
            reason="registered",
            created_at=OPEN,
            changed_at=OPEN,
            people=(BookedPerson(id=person, status="confirmed", session_ids=(WORKSHOP,)),),
        )

    def arrival(self, person: UUID | None) -> ScanRecorded:
        """Somebody comes in."""
        self.scans += 1
        return ScanRecorded(
            scan_id=uuid4(),
            event_id=self.id,
            kind="in",
            attendee_id=person,
            attendee_kind="booked" if person else "none",
            scanned_at=OPEN,
            received_at=OPEN,
        )

    def barrier(self) -> AttendanceClosed:
        """What ends the wait."""
        return AttendanceClosed(
            event_id=self.id, event_version=3, closed_at=CLOSED, scans=self.scans, totals=0
        )


async def take_in(pool: Pool, messages: list[Message]) -> None:
    """As the consumer does."""
    async with transaction(pool) as tx:
        await learn(tx, messages)


@pytest.fixture
def hands() -> Hands:
    """The clock of the test."""
    return Hands()


@pytest_asyncio.fixture
async def client(reporting_pool: Pool, hands: Hands) -> AsyncIterator[httpx.AsyncClient]:
    """The real app of reporting on the test's database; `.editions` are its use cases."""
    settings = Settings(database_url="", kafka_bootstrap="", base_url=BASE)
    app = make_web(settings, make_use_cases(settings, reporting_pool, hands))
    app.state.authenticator = Staff()
    transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type]  # Litestar names its own ASGI types
    async with httpx.AsyncClient(transport=transport, base_url=BASE) as client:
        yield client


@pytest.fixture
def editions(reporting_pool: Pool, hands: Hands) -> Editions:
    """The use cases with the real typst."""
    settings = Settings(database_url="", kafka_bootstrap="", base_url=BASE)
    return make_use_cases(settings, reporting_pool, hands).editions


def bearer(role: str, organisation_id: UUID) -> dict[str, str]:
    """Headers of a program."""
    return {"authorization": f"Bearer token:{role}:{organisation_id}"}


async def count(pool: Pool, day: Day) -> int:
    """Editions of the event."""
    async with connection(pool) as reading:
        return int(
            await reading.fetchval("SELECT count(*) FROM editions WHERE event_id = $1", day.id)
        )


async def publish(pool: Pool, editions: Editions, hands: Hands, day: Day) -> None:
    """Everything folded, the time come, the clock looked."""
    await take_in(pool, [*day.messages(), day.barrier()])
    await editions.note_closed_events()
    hands.now = CLOSED + timedelta(seconds=61)
    await editions.make_due_edition()


async def test_an_edition_waits_for_both_barriers_and_the_due_time(
    reporting_pool: Pool, editions: Editions, hands: Hands
) -> None:
    """No report of half the facts, none before its time, and exactly one."""
    day = Day()
    await take_in(reporting_pool, day.messages())
    assert await editions.note_closed_events() == 1
    assert await editions.note_closed_events() == 0
    assert await editions.make_due_edition() == 0, "not due"
    hands.now = CLOSED + timedelta(seconds=61)
    assert await editions.make_due_edition() == 1
    assert await count(reporting_pool, day) == 0, "a barrier is missing"
    await take_in(reporting_pool, [day.barrier()])
    hands.now += timedelta(seconds=1)
    assert await editions.make_due_edition() == 1
    assert await count(reporting_pool, day) == 1
    hands.now += timedelta(days=1)
    assert await editions.make_due_edition() == 0, "nothing changed"


async def test_publication_is_one_transaction_with_its_messages(
    reporting_pool: Pool, editions: Editions, hands: Hands
) -> None:
    """Edition row, announcement and document are committed together or not at all."""
    day = Day()
    await publish(reporting_pool, editions, hands, day)
    async with connection(reporting_pool) as reading:
        edition = await reading.fetchrow("SELECT * FROM editions WHERE event_id = $1", day.id)
        messages = await reading.fetch("SELECT topic, key, body FROM outbox ORDER BY id")
    assert edition is not None
    document, announced = messages
    assert (document["topic"], document["key"]) == ("reporting.documents.v1", str(edition["id"]))
    assert document["body"] == edition["pdf"]
    said = json.loads(announced["body"])
    assert announced["key"] == str(day.id)
    assert said["organisation_ids"] == [str(PARTNER)]
    assert said["document_sha256"] == sha256(edition["pdf"]).hexdigest()
    assert set(said) == set(EditionPublished.__struct_fields__)


async def test_an_edition_is_never_changed_or_removed(
    reporting_pool: Pool, editions: Editions, hands: Hands
) -> None:
    """Published is published."""
    await publish(reporting_pool, editions, hands, Day())
    for statement in ("UPDATE editions SET number = 2", "DELETE FROM editions"):
        async with connection(reporting_pool) as tx:
            with pytest.raises(asyncpg.RestrictViolationError):
                await tx.execute(statement)


async def test_a_correction_waits_until_it_shows_no_single_person(
    reporting_pool: Pool, editions: Editions, hands: Hands
) -> None:
    """One late scan would be visible as the difference of two editions; five are not."""
    day = Day()
    await publish(reporting_pool, editions, hands, day)
    await take_in(reporting_pool, [day.arrival(None)])
    hands.now += timedelta(minutes=2)
    assert await editions.make_due_edition() == 1
    assert await count(reporting_pool, day) == 1
    await take_in(reporting_pool, [day.arrival(None) for _ in range(4)])
    hands.now += timedelta(minutes=2)
    assert await editions.make_due_edition() == 1
    assert await count(reporting_pool, day) == 2


async def test_a_document_that_cannot_be_made_blocks_no_other(
    reporting_pool: Pool, editions: Editions, hands: Hands
) -> None:
    """One event with a hostile text must not stop all reports."""
    bad, good = Day(), Day()
    render = editions.render

    async def fails_once(document: Document) -> bytes:
        editions.render = render
        raise TimeoutError

    editions.render = fails_once
    await take_in(reporting_pool, [*bad.messages(), bad.barrier()])
    await take_in(reporting_pool, [*good.messages(), good.barrier()])
    await editions.note_closed_events()
    hands.now = CLOSED + timedelta(seconds=61)
    assert await editions.make_due_edition() == 1
    assert await editions.make_due_edition() == 1
    assert await count(reporting_pool, bad) + await count(reporting_pool, good) == 1
    hands.now += timedelta(seconds=10)
    assert await editions.make_due_edition() == 1
    assert await count(reporting_pool, bad) + await count(reporting_pool, good) == 2


async def test_readers_get_all_formats_and_strangers_nothing(
    reporting_pool: Pool, editions: Editions, hands: Hands, client: httpx.AsyncClient
) -> None:
    """Organiser and partner read; a steward may not (403); foreign ids are unknown (404)."""
    day = Day()
    await publish(reporting_pool, editions, hands, day)
    listing = f"/reporting/api/v1/events/{day.id}/editions"
    page = (await client.get(listing, headers=bearer("partner", PARTNER))).json()
    assert page["next"] is None
    (item,) = page["items"]
    for name, start in (
        ("json", b"{"),
        ("pdf", b"%PDF"),
        ("xlsx", b"PK"),
        ("csv", b"\xef\xbb\xbf"),
    ):
        url = f"/reporting/api/v1/editions/{item['id']}.{name}"
        answer = await client.get(url, headers=bearer("organizer", ORGANISER))
        assert answer.status_code == 200
        assert answer.content.startswith(start)
        assert (await client.get(url)).status_code == 401
        assert (await client.get(url, headers=bearer("steward", ORGANISER))).status_code == 403
        assert (await client.get(url, headers=bearer("partner", STRANGER))).status_code == 404
    for url in (f"/reporting/api/v1/editions/{item['id']}.exe", "/reporting/api/v1/editions/x.pdf"):
        answer = await client.get(url, headers=bearer("organizer", ORGANISER))
        assert answer.status_code == 404
    assert (await client.get(listing, headers=bearer("partner", STRANGER))).status_code == 404


async def test_those_who_organise_together_read_the_same_report(
    reporting_pool: Pool, editions: Editions, hands: Hands, client: httpx.AsyncClient
) -> None:
    """Protects co-organisers: their organizers read it like the first organiser's, others not."""
    day = Day()
    await publish(reporting_pool, editions, hands, day)
    listing = f"/reporting/api/v1/events/{day.id}/editions"
    with_them = msgspec.structs.replace(day.event(), version=4, co_organiser_ids=(STRANGER,))
    for events, statuses in (([], (404, 404)), ([with_them], (200, 403))):
        await take_in(reporting_pool, list(events))
        for role, status in zip(("organizer", "steward"), statuses, strict=True):
            answer = await client.get(listing, headers=bearer(role, STRANGER))
            assert answer.status_code == status, role


async def test_titles_are_no_formulas_in_spreadsheets(
    reporting_pool: Pool, editions: Editions, hands: Hands, client: httpx.AsyncClient
) -> None:
    """A title that begins with = or + stays text in CSV and XLSX."""
    day = Day()
    await publish(reporting_pool, editions, hands, day)
    who = bearer("partner", PARTNER)
    page = (await client.get(f"/reporting/api/v1/events/{day.id}/editions", headers=who)).json()
    urls = page["items"][0]["urls"]
    text = (await client.get(urls["csv"], headers=who)).text
    assert "'=Gesundheitstag" in text
    assert ";=Gesundheitstag" not in text
    xlsx = (await client.get(urls["xlsx"], headers=who)).content
    with zipfile.ZipFile(io.BytesIO(xlsx)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")


async def test_pages_show_the_report_or_when_it_will_follow(
    reporting_pool: Pool, editions: Editions, hands: Hands, client: httpx.AsyncClient
) -> None:
    """A partner with a cookie finds the report, its PDF, and before that the due time."""
    early = Day(grace_seconds=None)
    await take_in(reporting_pool, early.messages())
    await editions.note_closed_events()
    day = Day()
    await publish(reporting_pool, editions, hands, day)
    client.cookies.set("auftakt_session", f"session:partner:{PARTNER}")
    waiting = await client.get(f"/reporting/events/{early.id}/editions")
    assert waiting.status_code == 200
    assert "Der Bericht folgt am Donnerstag, 13. Mai 2027" in waiting.text
    listing = await client.get(f"/reporting/events/{day.id}/editions")
    assert "Als PDF laden" in listing.text
    async with connection(reporting_pool) as reading:
        id_ = await reading.fetchval("SELECT id FROM editions WHERE event_id = $1", day.id)
    report = await client.get(f"/reporting/editions/{id_}")
    assert report.status_code == 200
    assert "nicht ausgewiesen" in report.text
    pdf = await client.get(f"/reporting/editions/{id_}/files/pdf")
    assert pdf.content.startswith(b"%PDF")
