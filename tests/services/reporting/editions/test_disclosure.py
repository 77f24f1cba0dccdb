"""A reader of everything published derives no withheld cell (I8)."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import replace
from datetime import datetime
from itertools import product
from typing import Any

import pytest
from hypothesis import example, given, settings

from services.reporting.editions.disclosure import Pattern, decide, protects, sessions, totals
from services.reporting.editions.disclosure.pattern import k_of
from services.reporting.editions.document import document_of
from services.reporting.editions.figures import EventFigures
from tests.services.reporting.editions.occasions import (
    company,
    health_day,
    id_of,
    occasions,
    session,
    workshop,
)
from tests.services.reporting.editions.reader import Reader, public_of

NOON = datetime.fromisoformat("2027-05-13T12:00:00+02:00")


def published(figures: EventFigures, pattern: Pattern | None = None) -> dict[str, Any]:
    """The report as it goes out."""
    document = document_of(
        figures, pattern or decide(figures), id_=id_of(9), number=1, published_at=NOON
    )
    decoded: dict[str, Any] = json.loads(json.dumps(document))
    return decoded


def assert_nothing_derivable(figures: EventFigures, document: dict[str, Any]) -> None:
    """Every withheld cell, and every company with few people, keeps a range of at least k."""
    reader, k = Reader(document, public_of(figures)), k_of(figures)
    few = [f"company:{o.organisation_id}" for o in figures.organisations if o.came < k]
    for name in (*reader.withheld(), *few):
        low, high = reader.range_of(name)
        prior = reader.prior_of(name)
        wanted = k if prior is None else min(k, prior)
        assert high is None or high - low >= wanted, f"{name} is between {low} and {high}"


def small_counts(document: dict[str, Any], k: int) -> list[int]:
    """Counts of persons in a report that are neither 0 nor at least k."""
    rows = [*document["fields"], *document["sessions"], *document["confidential"]]
    rows += [*document["branches"], *document["size_classes"], *document["arrivals"]]
    counts = [*document["totals"].values(), *(n for row in rows for n in row.values())]
    return [n for n in counts if isinstance(n, int) and 0 < n < k]


@settings(max_examples=200, deadline=None)
@given(occasions())
@example(workshop(registered=20, came=18))
@example(workshop(registered=20, came=18, capacity=20))
@example(workshop(registered=5, came=5, capacity=5))
@example(workshop(registered=3, came=2))
@example(workshop(registered=0, came=0))
@example(health_day())
def test_a_reader_of_everything_published_derives_no_withheld_cell(figures: EventFigures) -> None:
    """I8, with an exact linear program as the reader."""
    document = published(figures)
    assert small_counts(document, k_of(figures)) == []
    assert_nothing_derivable(figures, document)


@settings(max_examples=60, deadline=None)
@given(occasions())
def test_a_pattern_protects_the_figures_it_was_decided_for(figures: EventFigures) -> None:
    """Corrections ask `protects`; it must agree with `decide`."""
    assert protects(decide(figures), figures)


TELLING = (
    replace(health_day(), sessions=(session(1, "stress", 40), session(2, "stress", 3))),
    workshop(registered=20, came=18),
    replace(health_day(), registered=1200, came=1100, walk_ins=3),
)


@pytest.mark.parametrize("figures", TELLING, ids=("field", "no-shows", "walk-ins"))
def test_without_complementary_suppression_the_reader_succeeds(
    figures: EventFigures, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mutant that withholds small cells only must be caught, or the reader is blind."""
    monkeypatch.setattr(sessions, "exposed", lambda *_: [])
    monkeypatch.setattr(totals, "exposed", lambda *_: [])
    monkeypatch.setattr(totals, "tells_no_shows", lambda *_: False)
    with pytest.raises(AssertionError, match="is between"):
        assert_nothing_derivable(figures, published(figures))


def test_without_the_audit_of_companies_the_reader_succeeds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The mutant that publishes both tables by organisation must be caught."""
    linked = (
        company(1, "Handel", "<10", 2),
        company(2, "Handel", "10-49", 20),
        company(3, "Kultur", "10-49", 30),
        company(4, "Kultur", "50-99", 9),
    )
    figures = replace(health_day(), organisations=linked, registered=200, came=1000, walk_ins=900)
    assert_nothing_derivable(figures, published(figures))
    from services.reporting.editions.disclosure import organisations

    monkeypatch.setattr(organisations, "safe", lambda *_: True)
    with pytest.raises(AssertionError, match="company"):
        assert_nothing_derivable(figures, published(figures))


def test_not_even_who_runs_the_same_program_derives_a_total() -> None:
    """All small events with the same published totals: each withheld one has several values."""
    k, most = 3, 8
    groups: dict[tuple[Any, ...], list[dict[str, int]]] = defaultdict(list)
    for places in (None, 9):
        for came_registered, no_shows, walk_ins in product(range(20), range(20), range(20)):
            registered = came_registered + no_shows
            if places is not None and registered > places:
                continue
            figures = replace(
                workshop(registered=registered, came=came_registered + walk_ins, capacity=places),
                walk_ins=walk_ins,
            )
            values = totals.values_of(figures)
            hidden = totals.withheld_totals(figures, k)
            seen = tuple((cell, None if cell in hidden else n) for cell, n in values.items())
            groups[places, *seen].append(values)
    for (_, *cells), events in groups.items():
        if any(n is not None and n > most for _, n in cells):
            continue  # the enumeration stops at 19 and would cut these groups
        for cell, n in cells:
            assert n is not None or len({event[cell] for event in events}) > 1, (cell, cells)


@pytest.mark.parametrize("capacity", [None, 20, 22])
def test_registered_and_came_of_a_workshop_do_not_tell_a_few_no_shows(capacity: int | None) -> None:
    """Whoever takes it that nobody walked in subtracts one from the other."""
    shown = published(workshop(registered=20, came=18, capacity=capacity))["totals"]
    assert shown["came"] == 18
    assert shown["registered"] == {"withheld": True}
    assert shown["no_shows"] == {"withheld": True}


def test_arrivals_are_merged_until_each_span_has_enough_people() -> None:
    """Thin edges of the curve are merged, not printed, and no one is lost."""
    document = published(health_day())
    counts = [span["count"] for span in document["arrivals"]]
    assert min(counts) >= 5
    assert sum(counts) == 1100


def test_confidential_totals_appear_only_from_k_upward() -> None:
    """Nobody may be tied to a counselling station."""
    totals_ = [row["total"] for row in published(health_day())["confidential"]]
    assert totals_ == [17, {"withheld": True}]


def test_an_open_meeting_shows_all_it_has() -> None:
    """Everybody knows who sat there: open_delegations withholds nothing."""
    figures = replace(workshop(registered=14, came=14), policy="open_delegations")
    figures = replace(
        figures, organisations=(company(1, None, None, 3), company(2, None, None, 11))
    )
    document = published(figures)
    assert "withheld" not in json.dumps(document)
    assert [row["came"] for row in document["organisations"]] == [3, 11]


def test_an_empty_event_has_a_report_of_zeros() -> None:
    """Where nobody was there is nobody to protect; never no report."""
    figures = replace(
        workshop(registered=0, came=0), arrivals=(), sessions=(session(1, "stress", 0),)
    )
    document = published(figures)
    assert document["totals"]["came"] == 0
    assert document["totals"]["registered"] == 0


def test_figures_that_differ_in_withheld_cells_only_give_the_same_report() -> None:
    """No format can leak what the frozen data doesn't hold."""
    one = replace(health_day(), sessions=(session(1, "stress", 40), session(2, "stress", 3)))
    other = replace(health_day(), sessions=(session(1, "stress", 41), session(2, "stress", 2)))
    assert published(one) == published(other)
