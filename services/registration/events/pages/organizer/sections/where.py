"""When and where the event takes place."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from services.registration.events.domain import Event, Status
from services.registration.events.domain.shifting import shifted
from services.registration.events.pages.organizer.sections.section import Fields, Section
from services.registration.events.pages.organizer.typed import (
    shown_instant,
    ticked,
    typed_instant,
)
from shared.web.faults import Faults
from shared.web.languages import mark
from shared.web.pages import Form

ADDRESS = ("street", "postal_code", "city")
NAMES = [
    "starts_on",
    "starts_time",
    "ends_on",
    "ends_time",
    "venue",
    *(f"address.{name}" for name in ADDRESS),
    "join_url",
]


def _shown(event: Event) -> Fields:
    return [
        *shown_instant(event.starts_at, event.time_zone, "starts"),
        *shown_instant(event.ends_at, event.time_zone, "ends"),
        ("venue", event.venue or ""),
        *((f"address.{name}", getattr(event.address, name, None) or "") for name in ADDRESS),
        ("join_url", event.join_url or ""),
        ("move_sessions", "yes"),
    ]


def _patch(form: Form, event: Event, faults: Faults) -> dict[str, Any]:
    values: dict[str, Any] = {
        "venue": form.get("venue") or None,
        "address": _address(form, event),
        "join_url": form.get("join_url") or None,
    }
    if event.status is Status.DRAFT:
        values.update(_dates(form, event, faults))
    return values


def _dates(form: Form, event: Event, faults: Faults) -> dict[str, Any]:
    """Of a draft; a published event moves on a page of its own, where everybody is told."""
    zone, values = event.time_zone, dict[str, Any]()
    starts_at = typed_instant(form, "starts", zone, faults)
    same_day = f"{starts_at:%Y-%m-%d}" if starts_at and not form.get("ends_on") else None
    ends_at = typed_instant(form, "ends", zone, faults, on=same_day)
    for name in ("starts", "ends"):
        if not form.get(f"{name}_on") and not form.get(f"{name}_time"):
            faults.add(f"{name}_on", "is missing", "missing")
    if starts_at is not None:
        values["starts_at"] = starts_at
    if ends_at is not None:
        values["ends_at"] = ends_at
    if starts_at is not None and ticked(form, "move_sessions"):
        values.update(_moved_sessions(event, starts_at))
    return values


def _address(form: Form, event: Event) -> dict[str, Any] | None:
    parts: dict[str, Any] = {
        name: text for name in ADDRESS if (text := form.get(f"address.{name}"))
    }
    if event.address is not None and parts:
        parts["country"] = event.address.country  # no form shows it, so it is kept
    return parts or None


def _moved_sessions(event: Event, starts_at: datetime) -> dict[str, Any]:
    """The programme goes along with its event, by the clock on the wall."""
    if starts_at == event.starts_at or not event.sessions:
        return {}
    moved = shifted(event, starts_at, starts_at)
    return {
        "sessions": [
            {"id": each.id, "starts_at": each.starts_at, "ends_at": each.ends_at}
            for each in moved.sessions
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
        "venue": mark("Haus oder Raum"),
        "address.street": mark("Straße und Hausnummer"),
        "address.postal_code": mark("Postleitzahl"),
        "address.city": mark("Ort"),
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
        if event.venue or event.address or event.join_url
        else mark("Es steht noch nirgends, wo die Veranstaltung stattfindet.")
    ),
)
