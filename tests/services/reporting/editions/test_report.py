"""The report in words and on paper, when it is due, and when a correction may go out."""

from __future__ import annotations

import io
import time
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pypdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.reporting.editions import wording
from services.reporting.editions.corrections import may_replace
from services.reporting.editions.disclosure import decide
from services.reporting.editions.document import document_of
from services.reporting.editions.domain import due_at
from services.reporting.editions.figures import EventFigures
from services.reporting.editions.pdf import render_pdf
from services.reporting.editions.sheets import csv_of
from tests.paper import complaints
from tests.services.reporting.editions.occasions import (
    health_day,
    id_of,
    occasions,
    session,
    workshop,
)

NOON = datetime.fromisoformat("2027-05-13T12:00:00+02:00")
PDF_SECONDS_MAX = 1.0


def report(figures: EventFigures) -> dict[str, Any]:
    """The frozen data of edition 1."""
    return document_of(figures, decide(figures), id_=id_of(9), number=1, published_at=NOON)


def read(pdf: bytes) -> pypdf.PdfReader:
    """The PDF, opened."""
    return pypdf.PdfReader(io.BytesIO(pdf))


def test_the_pdf_is_tagged_and_says_what_it_is() -> None:
    """PDF/UA-1 and PDF/A-2a: all is tagged, in German, with a title, and no font from elsewhere."""
    pdf = render_pdf(report(health_day()))
    assert complaints(pdf) == []
    reader = read(pdf)
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"].startswith("de")
    assert reader.metadata is not None
    assert reader.metadata.title == "Ergebnisbericht: Gesundheitstag Dresden"
    pages: list[Any] = list(reader.pages)
    fonts = {f["/BaseFont"] for page in pages for f in page["/Resources"]["/Font"].values()}
    assert all("SourceSans3" in font for font in fonts)


@pytest.mark.parametrize(
    "figures", [workshop(registered=30, came=20), workshop(registered=0, came=0)]
)
def test_a_report_of_few_or_nobody_is_tagged_as_well(figures: EventFigures) -> None:
    """Withheld cells and empty tables are read aloud, too."""
    assert complaints(render_pdf(report(figures))) == []


def test_the_pdf_tells_in_german_what_is_withheld() -> None:
    """The same words as in the other formats, with the reason."""
    text = "\n".join(page.extract_text() for page in read(render_pdf(report(health_day()))).pages)
    assert "1.100 Personen haben am Gesundheitstag teilgenommen." in text
    assert "nicht ausgewiesen" in text
    assert "damit niemand erkannt werden kann" in " ".join(text.split())
    assert "Seite 2 von 2" in text


def test_a_report_of_1100_people_takes_less_than_a_second() -> None:
    """Nobody waits for paper."""
    document = report(health_day())
    render_pdf(document)
    began = time.perf_counter()
    render_pdf(document)
    assert time.perf_counter() - began < PDF_SECONDS_MAX


@pytest.mark.parametrize(
    "title",
    ["Gesund 🍎 leben", "صحة", "#let x = 1 *fett* $a$ @b <c>", "健康日", "a" * 200, "Zdrowie łąka"],
)
def test_any_title_makes_a_pdf(title: str) -> None:
    """PDF/A forbids missing glyphs: no title may stop a report, and none is typesetting code."""
    figures = replace(health_day(), title=title, venue=title, organiser=title)
    assert render_pdf(report(figures)).startswith(b"%PDF")


@settings(max_examples=8, deadline=None)
@given(occasions())
def test_any_figures_make_a_pdf(figures: EventFigures) -> None:
    """Never no report."""
    assert render_pdf(report(figures)).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("figures", "sentence"),
    [
        (workshop(registered=30, came=20), "20 Personen haben am Auftaktworkshop teilgenommen."),
        (
            workshop(registered=3, came=2),
            "Wie viele Personen am Auftaktworkshop teilgenommen haben",
        ),
        (workshop(registered=30, came=20), "Angemeldet waren 30 Personen; 10 davon sind nicht"),
        (
            replace(workshop(registered=1, came=1), policy="open_delegations"),
            "Eine Person hat am Auftaktworkshop teilgenommen. Angemeldet war eine Person.",
        ),
    ],
)
def test_sentences_hold_with_withheld_figures_and_in_the_singular(
    figures: EventFigures, sentence: str
) -> None:
    """Generated German that an office can forward."""
    assert sentence in wording.summary(report(figures))


def test_a_withheld_field_is_not_called_the_most_asked_for() -> None:
    """The sentence about the strongest field is made of published figures only."""
    figures = replace(
        health_day(),
        sessions=(session(1, "stress", 4), session(2, "movement", 9), session(3, "nutrition", 8)),
    )
    text = wording.summary(report(figures))
    assert "Unter den ausgewiesenen Handlungsfeldern war das Handlungsfeld „Bewegung“" in text


def test_csv_holds_no_number_that_the_frozen_data_lacks() -> None:
    """All formats show the same cells."""
    text = csv_of(report(health_day())).decode("utf-8-sig")
    assert text.count("nicht ausgewiesen") == str(report(health_day())).count("withheld")


@pytest.mark.parametrize(
    ("closed", "due"),
    [
        ("2027-05-12T16:00:00+02:00", "2027-05-13T12:00:00+02:00"),
        ("2027-05-14T16:00:00+02:00", "2027-05-17T12:00:00+02:00"),
        ("2027-05-15T10:00:00+02:00", "2027-05-17T12:00:00+02:00"),
        ("2027-03-26T10:00:00+01:00", "2027-03-29T12:00:00+02:00"),
        ("2027-05-12T22:30:00+00:00", "2027-05-14T12:00:00+02:00"),
    ],
    ids=["weekday", "friday", "saturday", "summer-time", "after-midnight-there"],
)
def test_an_edition_is_due_the_next_working_day_at_noon(closed: str, due: str) -> None:
    """In the event's own zone, across weekends and the change of clocks."""
    found = due_at(datetime.fromisoformat(closed), grace_seconds=None, time_zone="Europe/Berlin")
    assert found == datetime.fromisoformat(due)


def test_a_grace_time_says_otherwise() -> None:
    """`report.grace_seconds` wins over the calendar."""
    assert due_at(NOON, grace_seconds=90, time_zone="Europe/Berlin") == NOON + timedelta(seconds=90)


@settings(max_examples=150, deadline=None)
@given(occasions(), st.data())
def test_two_editions_side_by_side_show_no_change_of_few(
    before: EventFigures, data: st.DataObject
) -> None:
    """Every figure published twice moved by 0 or at least k, under one pattern."""
    more = data.draw(st.sampled_from((0, 1, 4, 5, 9, 12)))
    after = replace(
        before,
        came=before.came + more,
        walk_ins=before.walk_ins + more,
        sessions=tuple(
            replace(s, visits=s.visits + data.draw(st.sampled_from((0, 0, 1, 6, 12))))
            for s in before.sessions
        ),
    )
    pattern = decide(before)
    if not may_replace(pattern, before, after):
        return
    old, new = (
        document_of(f, pattern, id_=id_of(9), number=1, published_at=NOON) for f in (before, after)
    )
    moves = list(_moves(old, new))
    assert all(move == 0 or abs(move) >= pattern.k for move in moves)


def _moves(old: Any, new: Any) -> list[int]:
    assert type(old) is type(new)
    if isinstance(old, dict):
        assert old.keys() == new.keys()
        return [m for key in old for m in _moves(old[key], new[key])]
    if isinstance(old, list):
        assert len(old) == len(new)
        return [m for a, b in zip(old, new, strict=True) for m in _moves(a, b)]
    return [new - old] if isinstance(old, int) else []


def test_one_late_visitor_makes_no_new_edition_but_five_do() -> None:
    """The difference of two editions is a table too."""
    before = health_day()
    pattern = decide(before)
    for more, allowed in ((1, False), (4, False), (5, True)):
        bins = (replace(before.arrivals[4], count=210 + more),)
        after = replace(
            before,
            came=1100 + more,
            walk_ins=932 + more,
            arrivals=(*before.arrivals[:4], *bins, *before.arrivals[5:]),
        )
        assert may_replace(pattern, before, after) is allowed
