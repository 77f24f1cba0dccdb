"""A report as it is laid out, on paper and on the page: words and numbers, nothing to decide."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from services.reporting.editions import wording
from services.reporting.editions.document import Document

SIZE_CLASSES = {
    "<10": "unter 10 Beschäftigte",
    "10-49": "10 bis 49 Beschäftigte",
    "50-99": "50 bis 99 Beschäftigte",
    "100-249": "100 bis 249 Beschäftigte",
    "250-499": "250 bis 499 Beschäftigte",
    "500-1499": "500 bis 1.499 Beschäftigte",
    ">=1500": "ab 1.500 Beschäftigte",
}
OTHER = "Übrige"
COLOURS = {
    "movement": "#0b6a8f",
    "nutrition": "#3f6b15",
    "stress": "#6a4c9c",
    "substance_use": "#a03c50",
    "work_design": "#0b5f63",
    "work_lifestyle": "#8a5a00",
    "cross_company": "#47596b",
}
PLAIN = "#0b5f63"


def view_of(document: Document) -> dict[str, Any]:
    """All that a layout needs, in German."""
    event = document["event"]
    published = datetime.fromisoformat(document["published_at"])
    kind, _ = wording.KINDS.get(event["kind"], ("Veranstaltung", ""))
    number = document["number"]
    return {
        "title": event["title"],
        "kind": kind,
        "organiser": event["organiser"],
        "partners": event["partners"],
        "occasion": wording.occasion(event),
        "date": f"{published:%Y-%m-%d}",
        "as_of": wording.date(published),
        "edition": f"{number}. Fassung" if number > 1 else "",
        "tiles": wording.tiles(document),
        "summary": wording.summary(document),
        "fields": _bars(document["fields"]),
        "fields_most": _most(document["fields"]),
        "fields_alt": _alt(document["fields"]),
        "sessions": [_session(row) for row in document["sessions"]],
        "confidential": [
            {"label": row["title"], "figure": wording.cell(row["total"])}
            for row in document["confidential"]
        ],
        "arrivals": _arrivals(document["arrivals"]),
        "arrivals_drawn": len(document["arrivals"]) > 2,
        "arrivals_alt": "Ankünfte: " + "; ".join(_spoken(s) for s in document["arrivals"]) + ".",
        "branches": [_row(row["label"] or OTHER, row["came"]) for row in document["branches"]],
        "size_classes": [
            _row(SIZE_CLASSES.get(row["label"], row["label"] or OTHER), row["came"])
            for row in sorted(document["size_classes"], key=_by_size)
        ],
        "organisations": document["organisations"],
        "notes": wording.notes(document),
        "withheld": wording.any_withheld(document),
    }


def _row(label: str, came: int) -> dict[str, str]:
    return {"label": label, "figure": wording.cell(came)}


def _by_size(row: dict[str, Any]) -> int:
    order = list(SIZE_CLASSES)
    return order.index(row["label"]) if row["label"] in order else len(order)


def _bars(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Bars in the order of the programme: an order by size would tell about withheld ones."""
    most = _most(rows)
    return [
        {
            "code": row["field_of_action"],
            "label": wording.field(row["field_of_action"]),
            "figure": wording.cell(row["visits"]),
            "percent": 100 * row["visits"] / most if isinstance(row["visits"], int) and most else 0,
            "value": row["visits"] if isinstance(row["visits"], int) else None,
            "colour": COLOURS.get(row["field_of_action"], PLAIN),
        }
        for row in rows
    ]


def _most(rows: list[dict[str, Any]]) -> int:
    return max((row["visits"] for row in rows if isinstance(row["visits"], int)), default=0)


def _alt(rows: list[dict[str, Any]]) -> str:
    said = (f"{wording.field(r['field_of_action'])}: {wording.cell(r['visits'])}" for r in rows)
    return "Besuche je Handlungsfeld. " + "; ".join(said) + "."


def _session(row: dict[str, Any]) -> dict[str, str | None]:
    return {
        "title": row["title"],
        "code": row["field_of_action"],
        "field": wording.field(row["field_of_action"]),
        "registered": wording.cell(row["registered"]),
        "visits": wording.cell(row["visits"]),
    }


def _arrivals(spans: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Bars as wide as their time and as high as people per quarter of an hour."""
    if not spans:
        return []
    minutes = [_minutes(span) for span in spans]
    rates = [span["count"] / m for span, m in zip(spans, minutes, strict=True)]
    highest = max(rates) or 1
    return [
        {
            "from": _clock(span["from"], spans),
            "label": f"{_clock(span['from'], spans)} bis {_clock(span['until'], spans)}",
            "figure": wording.number(span["count"]),
            "height": 100 * rate / highest,
            "minutes": m,
        }
        for span, rate, m in zip(spans, rates, minutes, strict=True)
    ]


def _minutes(span: dict[str, Any]) -> float:
    length = datetime.fromisoformat(span["until"]) - datetime.fromisoformat(span["from"])
    return length.total_seconds() / 60


def _clock(instant: str, spans: list[dict[str, Any]]) -> str:
    when, first = datetime.fromisoformat(instant), datetime.fromisoformat(spans[0]["from"])
    last = datetime.fromisoformat(spans[-1]["from"])
    return (
        f"{when:%H:%M}" if first.date() == last.date() else f"{when.day}.{when.month}. {when:%H:%M}"
    )


def _spoken(span: dict[str, Any]) -> str:
    start, end = datetime.fromisoformat(span["from"]), datetime.fromisoformat(span["until"])
    return f"{start:%H:%M} bis {end:%H:%M} Uhr {wording.number(span['count'])}"
