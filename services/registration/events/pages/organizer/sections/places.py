"""How many people may come, and how they register."""

from __future__ import annotations

from typing import Any

from services.registration.events.domain import Event
from services.registration.events.pages.organizer.sections.section import Fields, Section
from services.registration.events.pages.organizer.typed import (
    shown_instant,
    ticked,
    typed_instant,
    typed_number,
)
from shared.web.faults import Faults
from shared.web.languages import mark
from shared.web.pages import Form

NAMES = [
    "admission",
    "listed",
    "capacity",
    "waitlist",
    "promotion",
    "opens_on",
    "opens_time",
    "closes_on",
    "closes_time",
    "duplicate_answer",
]


def _shown(event: Event) -> Fields:
    fields = [
        ("admission", event.admission.value),
        ("capacity", str(event.capacity or "")),
        ("promotion", event.promotion.value),
        *shown_instant(event.registration_opens_at, event.time_zone, "opens"),
        ("duplicate_answer", event.duplicate_answer.value),
    ]
    if event.registration_closes_at != event.ends_at:
        fields += shown_instant(event.registration_closes_at, event.time_zone, "closes")
    for name, is_so in (("waitlist", event.waitlist), ("listed", event.listed)):
        fields += [(name, "yes")] if is_so else []
    return fields


def _patch(form: Form, event: Event, faults: Faults) -> dict[str, Any]:
    values: dict[str, Any] = {
        "capacity": typed_number(form, "capacity", faults),
        "waitlist": ticked(form, "waitlist"),
        "admission": form.get("admission") or event.admission.value,
        "promotion": form.get("promotion") or None,
        "duplicate_answer": form.get("duplicate_answer") or None,
        "registration_closes_at": typed_instant(form, "closes", event.time_zone, faults),
    }
    follows = values["admission"] != event.admission.value
    if not (follows and ticked(form, "listed") == event.listed):
        values["listed"] = ticked(form, "listed")
    opens_at = typed_instant(form, "opens", event.time_zone, faults)
    shown = dict(shown_instant(event.registration_opens_at, event.time_zone, "opens"))
    if any(form.get(name) != text for name, text in shown.items()):
        values["registration_opens_at"] = opens_at  # seconds that no form shows are kept
    return values


PLACES = Section(
    slug="places",
    title=mark("Plätze und Anmeldung"),
    lead=mark("Wie viele Menschen kommen können und von wann bis wann sie sich anmelden."),
    names=lambda _: NAMES,
    shown=_shown,
    patch=_patch,
    labels={
        "admission": mark("Wer sich anmelden kann"),
        "listed": mark("Im Kalender"),
        "capacity": mark("Plätze insgesamt"),
        "waitlist": mark("Warteliste"),
        "promotion": mark("Wenn ein Platz frei wird"),
        "opens_on": mark("Anmeldung öffnet, Tag"),
        "opens_time": mark("Anmeldung öffnet, Uhrzeit"),
        "closes_on": mark("Anmeldung schließt, Tag"),
        "closes_time": mark("Anmeldung schließt, Uhrzeit"),
        "duplicate_answer": mark("Wenn sich jemand zweimal anmeldet"),
    },
    at={"registration_opens_at": "opens_on", "registration_closes_at": "closes_on"},
)
