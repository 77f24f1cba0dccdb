"""The fields of an event that were sent, cleaned."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

from services.registration.events.bodies import (
    AccessibilityBody,
    EventBody,
    EventPatch,
    PostalAddressBody,
    ReportBody,
)
from services.registration.events.domain import Accessibility, PostalAddress, Report
from services.registration.events.planning.texts import (
    cleaned_contact,
    cleaned_notices,
    cleaned_texts,
    cleaned_url,
)
from shared.web.faults import Faults


def event_values(body: EventBody | EventPatch, faults: Faults) -> dict[str, Any]:
    """What replaces fields of an event; faults are collected."""
    values = body.sent()
    values.pop("sessions", None)
    values.pop("remove_session_ids", None)
    values.pop("session_order", None)
    values.pop("allowed_overlaps", None)
    for name in ("identity", "promotion", "duplicate_answer", "listed"):
        if values.get(name) is None:
            values.pop(name, None)
    for name in ("starts_at", "ends_at", "registration_opens_at", "registration_closes_at"):
        if isinstance(values.get(name), datetime):
            values[name] = faults.instant(values[name], name)
        else:
            values.pop(name, None)
    for name in ("decide_by", "changes_until"):
        if isinstance(values.get(name), datetime):
            values[name] = faults.instant(values[name], name)
    if "time_zone" in values and not is_time_zone(values["time_zone"]):
        faults.add("time_zone", "is no IANA time zone such as Europe/Berlin", "time-zone")
    for name, clean in _CLEANED.items():
        if values.get(name) is not None:
            values[name] = clean(values[name], faults)
    return values


def _report(body: ReportBody, _faults: Faults) -> Report:
    return Report(grace_seconds=body.grace_seconds, min_cell=body.min_cell)


def _address(body: PostalAddressBody, faults: Faults) -> PostalAddress:
    return PostalAddress(
        street=faults.line(body.street, "address.street"),
        postal_code=faults.line(body.postal_code, "address.postal_code", maximum=12),
        city=faults.line(body.city, "address.city", maximum=100),
        country=body.country,
    )


def _accessibility(body: AccessibilityBody, faults: Faults) -> Accessibility:
    words = {
        "public_transport": faults.text(
            body.public_transport, "accessibility.public_transport", maximum=500
        ),
        "notes": faults.text(body.notes, "accessibility.notes"),
    }
    return Accessibility(**{**body.sent(), **words})


_CLEANED: dict[str, Callable[[Any, Faults], Any]] = {
    "title": lambda title, faults: faults.line(title, "title", needed=True),
    "partner_ids": lambda ids, _: tuple(ids),
    "co_organiser_ids": lambda ids, _: tuple(ids),
    "venue": lambda venue, faults: faults.text(venue, "venue", maximum=500),
    "address": _address,
    "accessibility": _accessibility,
    "notice": lambda notices, faults: cleaned_notices(notices, "notice", faults),
    "contact": cleaned_contact,
    "join_url": lambda url, faults: cleaned_url(url, "join_url", faults),
    "texts": lambda texts, faults: cleaned_texts(texts, "texts", faults),
    "report": _report,
}


def is_time_zone(name: str) -> bool:
    """Whether it is an IANA time zone of a place."""
    return name in _time_zones()


@lru_cache(maxsize=1)
def _time_zones() -> frozenset[str]:
    return frozenset(zone for zone in available_timezones() if "/" in zone or zone == "UTC")
