"""When and where the event takes place."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from services.registration.events.domain import Event, Status
from services.registration.events.pages.organizer.sections.section import Fields, Section
from services.registration.events.pages.organizer.typed import (
    shown_instant,
    ticked,
    typed_instant,
)
from shared.web.faults import Faults
from shared.web.languages import mark
from shared.web.pages import Form

NAMES = ["starts_on", "starts_time", "ends_on", "ends_time", "venue", "join_url"]


def _shown(event: Event) -> Fields:
    return [
        *shown_instant(event.starts_at, event.time_zone, "starts"),
        *shown_instant(event.ends_at, event.time_zone, "ends"),
        ("venue", event.venue or ""),
        ("join_url", event.join_url or ""),
        ("move_sessions", "yes"),
    ]


def _patch(form: Form, event: Event, faults: Faults) -> dict[str, Any]:
    zone = event.time_zone
    starts_at = typed_instant(form, "starts", zone, faults)
    same_day = f"{starts_at:%Y-%m-%d}" if starts_at and not form.get("ends_on") else None
    ends_at = typed_instant(form, "ends", zone, faults, on=same_day)
    for name in ("starts", "ends"):
        if not form.get(f"{name}_on") and not form.get(f"{name}_time"):
            faults.add(f"{name}_on", "is missing", "missing")
    values: dict[str, Any] = {
        "venue": form.get("venue") or None,
        "join_url": form.get("join_url") or None,
    }
    if starts_at is not None:
        values["starts_at"] = starts_at
    if ends_at is not None:
        values["ends_at"] = ends_at
    if event.status is Status.DRAFT and starts_at is not None and ticked(form, "move_sessions"):
        values.update(_moved_sessions(event, starts_at - event.starts_at))
    return values


def _moved_sessions(event: Event, by: timedelta) -> dict[str, Any]:
    """The programme goes along with its event."""
    if not by or not event.sessions:
        return {}
    return {
        "sessions": [
            {"id": each.id, "starts_at": each.starts_at + by, "ends_at": each.ends_at + by}
            for each in event.sessions
        ]
    }


WHERE = Section(
    slug="where",
    title=mark("Zeit und Ort"),
    lead=mark("Wann es losgeht, wann Schluss ist und wie man hinkommt."),
    names=lambda _: NAMES,
    shown=_shown,
    patch=_patch,
    labels={
        "starts_on": mark("Beginn, Tag"),
        "starts_time": mark("Beginn, Uhrzeit"),
        "ends_on": mark("Ende, Tag"),
        "ends_time": mark("Ende, Uhrzeit"),
        "venue": mark("Ort mit Adresse"),
        "join_url": mark("Link zur Online-Teilnahme"),
        "sessions": mark("Programm"),
    },
    at={
        "starts_at": "starts_on",
        "ends_at": "ends_time",
        "sessions.starts_at": "sessions",
        "sessions.ends_at": "sessions",
    },
    gap=lambda event: (
        None
        if event.venue or event.join_url
        else mark("Es steht noch nirgends, wo die Veranstaltung stattfindet.")
    ),
)
