"""The frozen data of an edition: what every format shows, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

from services.reporting.editions.disclosure import Pattern, organisations, sessions
from services.reporting.editions.disclosure.arrivals import spans
from services.reporting.editions.disclosure.pattern import cells_of
from services.reporting.editions.figures import EventFigures

Document = dict[str, Any]
"""JSON-able; a count is a number, `{"withheld": true}`, or null where it can't exist."""

WITHHELD = {"withheld": True}
TOTALS = ("registered", "came", "came_registered", "walk_ins", "no_shows", "waitlisted")


def digest_of(figures: EventFigures) -> str:
    """SHA-256 of the facts: the same facts make no second edition."""
    return sha256(msgspec.json.encode(figures, order="deterministic")).hexdigest()


def document_of(
    figures: EventFigures, pattern: Pattern, *, id_: UUID, number: int, published_at: datetime
) -> Document:
    """What the edition shows of the figures under the pattern."""
    cells = _Cells(cells_of(figures), pattern)
    zone = ZoneInfo(figures.time_zone)
    return {
        "id": str(id_),
        "number": number,
        "published_at": _instant(published_at, zone),
        "min_cell": pattern.k,
        "policy": figures.policy,
        "event": _event(figures, zone),
        "totals": {name: cells[name] for name in TOTALS},
        "fields": [
            {"field_of_action": name, "visits": cells[sessions.field_visits(name)]}
            for name in sessions.fields_of(figures)
        ],
        "sessions": [
            {
                "id": str(session.session_id),
                "title": session.title,
                "kind": session.kind,
                "field_of_action": session.field_of_action,
                "registered": cells[sessions.bookings(session)],
                "visits": cells[sessions.visits(session)],
            }
            for session in figures.sessions
        ],
        "confidential": [
            {
                "id": str(total.session_id),
                "title": total.title,
                "total": cells[f"confidential:{total.session_id}"],
            }
            for total in figures.confidential
        ],
        "arrivals": [
            {
                "from": _instant(span.starts_at, zone),
                "until": _instant(span.ends_at, zone),
                "count": span.count,
            }
            for span in spans(figures.arrivals, pattern.edges)
        ],
        "branches": _rows(figures, pattern.breakdown.branches, "branch"),
        "size_classes": _rows(figures, pattern.breakdown.size_classes, "size_class"),
        "organisations": _delegations(figures) if pattern.open else [],
    }


class _Cells:
    """Counts by name as they are published."""

    def __init__(self, values: Mapping[str, int], pattern: Pattern) -> None:
        self._values, self._pattern = values, pattern

    def __getitem__(self, name: str) -> int | dict[str, bool] | None:
        if name in self._pattern.withheld:
            return WITHHELD
        return self._values.get(name)


def _event(figures: EventFigures, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "id": str(figures.event_id),
        "title": figures.title,
        "kind": figures.kind,
        "organiser": figures.organiser,
        "partners": list(figures.partners),
        "starts_at": _instant(figures.starts_at, zone),
        "ends_at": _instant(figures.ends_at, zone),
        "time_zone": figures.time_zone,
        "venue": figures.venue,
    }


def _rows(
    figures: EventFigures, labels: tuple[str, ...] | None, which: str
) -> list[dict[str, Any]]:
    if labels is None:
        return []
    rows = organisations.counts_of(figures, labels, which)
    return [{"label": label, "came": count} for label, count in rows]


def _delegations(figures: EventFigures) -> list[dict[str, Any]]:
    return [
        {"name": o.name, "registered": o.registered, "came": o.came} for o in figures.organisations
    ]


def _instant(instant: datetime, zone: ZoneInfo) -> str:
    return instant.astimezone(zone).isoformat()
