"""Events to report about: one ordinary, and whatever Hypothesis can think of."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from services.reporting.editions.figures import (
    Arrivals,
    ConfidentialFigures,
    EventFigures,
    OrganisationFigures,
    SessionFigures,
)

START = datetime(2027, 5, 12, 9, tzinfo=ZoneInfo("Europe/Berlin"))
QUARTER = timedelta(minutes=15)
FIELDS = ("nutrition", "movement")
BRANCHES = ("Gastronomie", "Handel", None)
SIZES = ("<10", "10-49", None)
NASTY = st.one_of(st.sampled_from((0, 1, 2, 3, 4, 5, 6, 9, 10, 14)), st.integers(0, 60))


def id_of(number: int) -> UUID:
    """A stable id."""
    return UUID(int=number)


def session(
    number: int,
    field: str | None,
    visits: int,
    *,
    registered: int = 0,
    capacity: int | None = None,
    drop_in: bool = True,
) -> SessionFigures:
    """A session with these figures."""
    return SessionFigures(
        session_id=id_of(1000 + number),
        title=f"Station {number}",
        kind="station",
        field_of_action=field,
        starts_at=START,
        drop_in=drop_in,
        capacity=capacity,
        registered=registered,
        visits=visits,
    )


def company(
    number: int, branch: str | None, size_class: str | None, came: int
) -> OrganisationFigures:
    """A company with these people."""
    return OrganisationFigures(
        id_of(2000 + number), f"Betrieb {number}", branch, size_class, 9, came
    )


def arrivals(counts: list[int]) -> tuple[Arrivals, ...]:
    """Arrivals from half an hour before the start on."""
    first = START - 2 * QUARTER
    return tuple(Arrivals(first + n * QUARTER, c) for n, c in enumerate(counts) if c)


def health_day() -> EventFigures:
    """1,100 visitors, most of them without registration."""
    return EventFigures(
        event_id=id_of(1),
        title="Gesundheitstag Dresden",
        kind="health_day",
        organiser_id=id_of(2),
        organiser="Jobcenter Dresden",
        partner_ids=(id_of(3), id_of(4)),
        partners=("AOK PLUS", "Amt für Gesundheit und Prävention"),
        starts_at=START,
        ends_at=START + timedelta(hours=5),
        time_zone="Europe/Berlin",
        venue="Bürgerhaus, Marktplatz 1",
        closed_at=START + timedelta(hours=6),
        grace_seconds=None,
        min_cell=5,
        policy="small_cells",
        capacity=None,
        registered=214,
        waitlisted=0,
        came=1100,
        walk_ins=932,
        sessions=(
            session(1, "movement", 241),
            session(2, "movement", 22, registered=29, capacity=30, drop_in=False),
            session(3, "nutrition", 315),
            session(4, "nutrition", 12, registered=13, capacity=16, drop_in=False),
            session(5, "stress", 116),
            session(6, "stress", 3, registered=10, capacity=12, drop_in=False),
            session(7, None, 402),
        ),
        confidential=(
            ConfidentialFigures(id_of(3001), "Suchtberatung", 17),
            ConfidentialFigures(id_of(3002), "Familienberatung", 3),
        ),
        arrivals=arrivals([1, 3, 60, 110, 210, 240, 180, 120, 90, 50, 20, 11, 4, 0, 0, 1]),
    )


def workshop(*, registered: int, came: int, capacity: int | None = None) -> EventFigures:
    """A small event without walk-ins."""
    return replace(
        health_day(),
        title="Auftaktworkshop",
        kind="kick_off_workshop",
        registered=registered,
        capacity=capacity,
        came=came,
        walk_ins=0,
        sessions=(),
        confidential=(),
        arrivals=arrivals([came]),
    )


@st.composite
def occasions(draw: st.DrawFn) -> EventFigures:
    """Any event whose figures add up, with many small counts."""
    companies = tuple(
        company(n, draw(st.sampled_from(BRANCHES)), draw(st.sampled_from(SIZES)), draw(NASTY))
        for n in range(draw(st.integers(0, 6)))
    )
    from_companies = sum(c.came for c in companies)
    came_registered = from_companies + draw(NASTY)
    registered, walk_ins = came_registered + draw(NASTY), draw(NASTY)
    came = came_registered + walk_ins
    return replace(
        health_day(),
        min_cell=draw(st.sampled_from((5, 5, 10))),
        capacity=draw(st.none() | st.integers(registered, registered + 9)),
        registered=registered,
        waitlisted=draw(NASTY),
        came=came,
        walk_ins=walk_ins,
        sessions=draw(_sessions(registered, came)),
        confidential=(ConfidentialFigures(id_of(3001), "Beratung", draw(NASTY)),),
        arrivals=arrivals(draw(_split(came))),
        organisations=companies,
    )


@st.composite
def _sessions(draw: st.DrawFn, registered: int, came: int) -> tuple[SessionFigures, ...]:
    made = []
    for number in range(draw(st.integers(0, 6))):
        drop_in, booked = draw(st.booleans()), min(draw(NASTY), registered)
        booked = 0 if drop_in else booked
        made.append(
            session(
                number,
                draw(st.sampled_from((*FIELDS, None))),
                min(draw(NASTY), came),
                registered=booked,
                capacity=draw(st.none() | st.integers(booked, booked + 9)),
                drop_in=drop_in,
            )
        )
    return tuple(made)


@st.composite
def _split(draw: st.DrawFn, people: int) -> list[int]:
    counts, left = [], people
    for _ in range(draw(st.integers(1, 8))):
        counts.append(min(left, draw(NASTY)))
        left -= counts[-1]
    return [*counts, left]
