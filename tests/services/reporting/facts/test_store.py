"""The facts in PostgreSQL: the same fold, the same counting, whatever order messages take."""

from __future__ import annotations

from datetime import timedelta
from time import perf_counter
from uuid import UUID, uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from services.reporting.editions.store import add_duties
from services.reporting.facts import store, use_cases
from services.reporting.facts.counted import EventCount
from services.reporting.facts.domain import Counts, InHouse, Person, Scan, count, fold
from shared.contracts.attendance import AttendanceClosed, ConfidentialTotal
from shared.contracts.bookings import BookedPerson, BookingChanged, BookingsClosed
from shared.contracts.organisations import OrganisationChanged
from shared.contracts.topic import Message
from shared.database.pool import Pool, connection, transaction
from tests.services.reporting.facts.logs import (
    BOOKED,
    BOOKINGS,
    CARDS,
    CLOSE,
    EVENT,
    OPEN,
    ORGANISER,
    PROGRAMME,
    SCANS,
    STATION,
    WORKSHOP,
    booking,
    booking_histories,
    disorder,
    event,
    logs,
    recorded,
    session,
)

TABLES = (
    "organisations",
    "events",
    "bookings",
    "booked_people",
    "scans",
    "attendances",
    "confidential_totals",
    "close_barriers",
    "event_changes",
)
NOW = OPEN + timedelta(hours=2)
RULES = [InHouse(), InHouse("off"), InHouse("estimated", timedelta(minutes=60))]


async def forget(pool: Pool) -> None:
    """Empty all tables."""
    async with transaction(pool) as database:
        for table in TABLES:
            await database.execute(f"DELETE FROM {table}")


async def learn(pool: Pool, *batches: list[Message]) -> None:
    """Each batch in a transaction of its own, as a consumer does."""
    for batch in batches:
        async with transaction(pool) as database:
            await use_cases.learn(database, batch)


async def counted(pool: Pool) -> EventCount:
    """The figures as the live page reads them."""
    async with connection(pool) as database:
        found = await store.count_event(database, EVENT, NOW)
    assert found is not None
    return found


def latest_people(history: list[BookingChanged]) -> dict[UUID, Person]:
    """What the bookings say in the end, by the rule "the higher version wins"."""
    bookings: dict[UUID, BookingChanged] = {}
    for state in history:
        if state.id not in bookings or bookings[state.id].version < state.version:
            bookings[state.id] = state
    return {p.id: Person(p.status, p.session_ids) for b in bookings.values() for p in b.people}


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.data())
async def test_sql_and_domain_agree_on_every_log(reporting_pool: Pool, data: st.DataObject) -> None:
    """I4 and I6: what the page shows is the pure fold of the log, in any order and batching."""
    log, history = data.draw(logs()), data.draw(booking_histories())
    rule = data.draw(st.sampled_from(RULES))
    stay = None if rule.stay is None else int(rule.stay.total_seconds() // 60)
    messages: list[Message] = [
        event(in_house=rule.rule, stay_minutes=stay),
        *history,
        *map(recorded, data.draw(disorder(log))),
    ]
    messages = list(data.draw(st.permutations(messages)))
    cut = data.draw(st.integers(0, len(messages)))
    await forget(reporting_pool)
    await learn(reporting_pool, messages[:cut], messages[cut:], messages[: cut // 2])
    expected: Counts = count(fold(log), latest_people(history), PROGRAMME, in_house=rule, now=NOW)
    found = await counted(reporting_pool)
    assert found.counts == expected
    async with connection(reporting_pool) as database:
        [summary] = await store.summarise(database, [EVENT], NOW)
        again = await store.recount(database, EVENT)
    assert (summary.registered, summary.came, summary.in_house) == (
        expected.registered,
        expected.came,
        expected.in_house,
    )
    assert (again.registered, again.waitlisted, again.came, again.walk_ins) == (
        expected.registered,
        expected.waitlisted,
        expected.came,
        expected.walk_ins,
    )
    if rule.rule == "counted":
        assert again.in_house == expected.in_house
    assert again.visits.get(STATION, 0) == expected.visits.get(STATION, 0)


def confirmed(id_: UUID, *sessions: UUID, organisation_id: UUID | None = None) -> BookedPerson:
    """An attendee with a place."""
    return BookedPerson(
        id=id_, status="confirmed", session_ids=sessions, organisation_id=organisation_id
    )


def came_in(n: int, attendee: UUID, kind: str = "booked") -> Message:
    """A scan at the door."""
    return recorded(Scan(SCANS[n], "in", attendee, kind, None, None, OPEN))


async def test_a_booking_may_come_after_the_scan_of_its_attendee(reporting_pool: Pool) -> None:
    """Topics have no common order: a late booking counts from the moment it is known."""
    await learn(reporting_pool, [event()], [came_in(0, BOOKED[0])])
    assert (await counted(reporting_pool)).counts.came == 0
    await learn(reporting_pool, [booking(BOOKINGS[0], 1, (confirmed(BOOKED[0]),))])
    assert (await counted(reporting_pool)).counts.came == 1


async def test_cancelling_after_the_scan_takes_the_person_out_of_the_figures(
    reporting_pool: Pool,
) -> None:
    """`came` counts confirmed people: the latest version of the booking decides."""
    await learn(
        reporting_pool,
        [event(), booking(BOOKINGS[0], 1, (confirmed(BOOKED[0], WORKSHOP),))],
        [came_in(0, BOOKED[0])],
    )
    cancelled = BookedPerson(id=BOOKED[0], status="cancelled")
    await learn(reporting_pool, [booking(BOOKINGS[0], 2, (cancelled,))])
    found = (await counted(reporting_pool)).counts
    assert (found.registered, found.came, found.in_house, found.booked) == (0, 0, 0, {})


async def test_two_events_may_have_the_same_scan_id(reporting_pool: Pool) -> None:
    """Devices make scan ids: a copy at another event is a fact of its own, and so is its void."""
    other = UUID(int=1 << 100 | 9)
    arrival = Scan(SCANS[0], "in", CARDS[0], "card", None, None, OPEN)
    void = Scan(SCANS[1], "void", None, "none", None, SCANS[0], OPEN)
    await learn(
        reporting_pool,
        [event(), event(id_=other), recorded(arrival), recorded(arrival, other)],
        [recorded(void, other)],
    )
    assert (await counted(reporting_pool)).counts.came == 1
    async with connection(reporting_pool) as database:
        there = await store.count_event(database, other, NOW)
        again = await store.recount(database, other)
        assert there is not None
        assert (there.counts.came, again.came) == (0, 0)
    await learn(reporting_pool, [recorded(void)])
    assert (await counted(reporting_pool)).counts.came == 0


async def test_an_event_called_off_has_nobody_registered_and_gets_no_report(
    reporting_pool: Pool,
) -> None:
    """Its bookings end as cancelled; the clock owes editions to closed events only."""
    await learn(
        reporting_pool,
        [event(), booking(BOOKINGS[0], 1, (confirmed(BOOKED[0], WORKSHOP),))],
        [event(status="cancelled", version=2)],
        [booking(BOOKINGS[0], 2, (BookedPerson(id=BOOKED[0], status="cancelled"),))],
    )
    found = (await counted(reporting_pool)).counts
    assert (found.registered, found.waitlisted, found.booked) == (0, 0, {})
    async with transaction(reporting_pool) as database:
        assert await add_duties(database) == 0


async def test_an_older_version_that_comes_late_changes_nothing(reporting_pool: Pool) -> None:
    """The higher version wins, for events, bookings, organisations and totals."""
    newer = event(version=3, title="Neu")
    await learn(reporting_pool, [newer], [event(version=2, title="Alt")])
    await learn(reporting_pool, [booking(BOOKINGS[0], 2, (confirmed(BOOKED[0]),))])
    await learn(reporting_pool, [booking(BOOKINGS[0], 1, ())])
    found = await counted(reporting_pool)
    assert (found.event.title, found.counts.registered) == ("Neu", 1)


async def test_neither_the_link_to_join_nor_the_contact_person_is_kept(
    reporting_pool: Pool,
) -> None:
    """Reporting has no use for them, so a dump of it can't leak them."""
    await learn(reporting_pool, [event(join_url="https://meet.example.org/secret")])
    async with connection(reporting_pool) as database:
        body = await database.fetchval("SELECT body::text FROM events")
    assert "secret" not in body


async def test_barriers_are_folded_only_when_all_they_count_is_there(
    reporting_pool: Pool,
) -> None:
    """An edition made from half the facts would be wrong for ever."""

    async def folded() -> bool:
        async with connection(reporting_pool) as database:
            return await store.barriers_folded(database, EVENT) == CLOSE

    await learn(reporting_pool, [event(status="closed", version=2, closed_at=CLOSE)])
    await learn(reporting_pool, [bookings_closed(bookings=1, versions=2)])
    assert not await folded()
    await learn(reporting_pool, [attendance_closed(scans=1, totals=1)])
    assert not await folded()
    await learn(reporting_pool, [booking(BOOKINGS[0], 1, ())], [came_in(0, CARDS[0], "card")])
    assert not await folded()
    await learn(reporting_pool, [booking(BOOKINGS[0], 2, ())])
    assert not await folded()
    total = ConfidentialTotal(event_id=EVENT, session_id=STATION, version=1, total=9)
    await learn(reporting_pool, [total])
    assert await folded()


async def test_barriers_of_two_different_closes_don_t_make_one(reporting_pool: Pool) -> None:
    """Closed, opened again, closed again: both barriers must be of the last close."""
    await learn(
        reporting_pool,
        [bookings_closed(bookings=0, versions=0), attendance_closed(scans=0, totals=0)],
        [bookings_closed(bookings=0, versions=0, event_version=5)],
    )
    async with connection(reporting_pool) as database:
        assert await store.barriers_folded(database, EVENT) is None


async def test_figures_of_an_event_are_those_of_the_live_page(reporting_pool: Pool) -> None:
    """I6: what goes into an edition = what the page showed, and organisations get their people."""
    company = uuid4()
    counselling = uuid4()
    sessions = (
        *event().sessions,
        session(counselling, "Suchtberatung", "counselling", confidential=True),
    )
    people = (
        confirmed(BOOKED[0], WORKSHOP, organisation_id=company),
        confirmed(BOOKED[1], organisation_id=company),
    )
    await learn(
        reporting_pool,
        [
            organisation(ORGANISER, "Jobcenter Musterstadt"),
            organisation(company, "Café Muster"),
            event(status="closed", version=2, closed_at=CLOSE, sessions=sessions),
            booking(BOOKINGS[0], 1, people),
            came_in(0, BOOKED[0]),
            came_in(1, CARDS[0], "card"),
            ConfidentialTotal(event_id=EVENT, session_id=counselling, version=1, total=7),
            bookings_closed(bookings=1, versions=1),
            attendance_closed(scans=2, totals=1),
        ],
    )
    live = (await counted(reporting_pool)).counts
    async with connection(reporting_pool) as database:
        figures = await store.figures_of(database, EVENT)
    assert figures is not None
    assert (figures.registered, figures.came, figures.walk_ins) == (2, 2, 1)
    assert (figures.registered, figures.came) == (live.registered, live.came)
    assert figures.organiser == "Jobcenter Musterstadt"
    assert [(o.name, o.registered, o.came) for o in figures.organisations] == [
        ("Café Muster", 2, 1)
    ]
    assert [(c.title, c.total) for c in figures.confidential] == [("Suchtberatung", 7)]
    assert {s.title: s.registered for s in figures.sessions} == {
        "Gesund kochen": 1,
        "Rücken-Check": 0,
    }
    assert sum(a.count for a in figures.arrivals) == figures.came


async def test_an_open_event_has_no_figures_for_an_edition(reporting_pool: Pool) -> None:
    """There is nothing to freeze before the close."""
    await learn(reporting_pool, [event()])
    async with connection(reporting_pool) as database:
        assert await store.figures_of(database, EVENT) is None
        assert await store.figures_of(database, uuid4()) is None


async def test_ten_thousand_scans_are_taken_in_within_a_second_or_two(
    reporting_pool: Pool,
) -> None:
    """Set-wise, not row by row: a rebuild must not take the night."""
    cards = [uuid4() for _ in range(1_100)]
    scans: list[Message] = [
        recorded(Scan(uuid4(), "station", cards[n % 1_100], "card", STATION, None, OPEN))
        for n in range(10_000)
    ]
    await learn(reporting_pool, [event()])
    started = perf_counter()
    await learn(reporting_pool, *(scans[n : n + 2_000] for n in range(0, 10_000, 2_000)))
    seconds = perf_counter() - started
    print(f"{10_000 / seconds:.0f} scans/s")
    assert (await counted(reporting_pool)).counts.visits == {STATION: 1_100}
    assert seconds < 5


def bookings_closed(*, bookings: int, versions: int, event_version: int = 2) -> BookingsClosed:
    """The barrier of the bookings."""
    return BookingsClosed(
        event_id=EVENT,
        event_version=event_version,
        closed_at=CLOSE,
        bookings=bookings,
        versions=versions,
    )


def attendance_closed(*, scans: int, totals: int, event_version: int = 2) -> AttendanceClosed:
    """The barrier of the attendance."""
    return AttendanceClosed(
        event_id=EVENT, event_version=event_version, closed_at=CLOSE, scans=scans, totals=totals
    )


def organisation(id_: UUID, name: str) -> OrganisationChanged:
    """An organisation."""
    return OrganisationChanged(id=id_, version=1, name=name, kind="company")
