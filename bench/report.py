"""report_pdf_ms: from the figures of a 1,100-visitor day to its tagged PDF.

The pattern of withheld cells, the document and the pages are all counted. The reference is the
same for a meeting of 40 without stations: what a report costs at the least.
"""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from bench.result import ROUNDS, BenchResult, median, ratio_of
from scenarios.gesundheitstag_jobcenter.data import COUNSELLING, STATIONS, VISITORS
from services.reporting.editions.disclosure.pattern import decide
from services.reporting.editions.document import document_of
from services.reporting.editions.figures import (
    Arrivals,
    ConfidentialFigures,
    EventFigures,
    OrganisationFigures,
    SessionFigures,
)
from services.reporting.editions.pdf import render_pdf

NAME = "report_pdf_ms"
MAX_MS = 1_000.0
START = datetime(2027, 5, 12, 7, tzinfo=UTC)
BINS = 20
COMPANIES = 60


async def bench() -> BenchResult:
    """Measure."""
    _milliseconds(_day(0))
    _milliseconds(_meeting(0))
    values, references = [], []
    for turn in range(1, ROUNDS + 1):  # other figures each time: Typst remembers what it saw
        values.append(_milliseconds(_day(turn)))
        references.append(_milliseconds(_meeting(turn)))
    return BenchResult(
        name=NAME,
        value=median(values),
        unit=f"ms for the report of {VISITORS} visitors",
        reference=median(references),
        ratio=ratio_of(values, references),
        target=f"< {MAX_MS:g} ms (reference: a meeting of 40)",
        holds=median(values) < MAX_MS,
    )


def _milliseconds(figures: EventFigures) -> float:
    started = time.perf_counter()
    pattern = decide(figures)
    document = document_of(
        figures, pattern, id_=UUID(int=1), number=1, published_at=figures.ends_at
    )
    render_pdf(document)
    return (time.perf_counter() - started) * 1_000


def _figures(came: int, walk_ins: int, registered: int, waitlisted: int) -> EventFigures:
    return EventFigures(
        event_id=UUID(int=2),
        title="Gesundheitstag im Jobcenter",
        kind="health_day",
        organiser_id=uuid4(),
        organiser="Jobcenter",
        partner_ids=(uuid4(),),
        partners=("Krankenkasse",),
        starts_at=START,
        ends_at=START + timedelta(hours=6),
        time_zone="Europe/Berlin",
        venue="Halle",
        closed_at=START + timedelta(hours=6),
        grace_seconds=None,
        min_cell=5,
        policy="small_cells",
        capacity=None,
        registered=registered,
        waitlisted=waitlisted,
        came=came,
        walk_ins=walk_ins,
    )


def _meeting(turn: int) -> EventFigures:
    return _figures(came=40 + turn, walk_ins=0, registered=56 + turn, waitlisted=0)


def _day(turn: int) -> EventFigures:
    chance = random.Random(turn)
    base = _figures(came=VISITORS, walk_ins=842, registered=314, waitlisted=6)
    cuts = sorted(chance.sample(range(1, VISITORS), BINS - 1))
    counts = [b - a for a, b in zip([0, *cuts], [*cuts, VISITORS], strict=True)]
    fields = {name: getattr(base, name) for name in base.__dataclass_fields__}
    return EventFigures(
        **{
            **fields,
            "sessions": tuple(
                SessionFigures(
                    uuid4(), title, "station", field, START, True, None, 0, chance.randint(2, 600)
                )
                for title, field, _ in STATIONS
            ),
            "confidential": tuple(
                ConfidentialFigures(uuid4(), title, total) for title, _, total in COUNSELLING
            ),
            "arrivals": tuple(
                Arrivals(START + timedelta(minutes=15 * n), count) for n, count in enumerate(counts)
            ),
            "organisations": tuple(
                OrganisationFigures(
                    uuid4(), f"Betrieb {n}", f"Branche {n % 8}", "<10", 5, chance.randint(0, 4)
                )
                for n in range(COMPANIES)
            ),
        }
    )
