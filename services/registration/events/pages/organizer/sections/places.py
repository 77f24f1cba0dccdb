"""How many people may come, and how they register."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from services.registration.events.domain import Event, Pair
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
    "reminder",
    "promotion",
    "opens_on",
    "opens_time",
    "closes_on",
    "closes_time",
    "duplicate_answer",
    "minimum_participants",
    "decide_on",
    "decide_time",
    "sessions_least",
    "sessions_most",
    "changes_on",
    "changes_time",
    "overlaps",
    "allowed_overlaps",
]
SEPARATOR = "+"
"""Between the two sessions of a pair, as a tick sends them."""


def _shown(event: Event) -> Fields:
    fields = [
        ("admission", event.admission.value),
        ("capacity", str(event.capacity or "")),
        ("promotion", event.promotion.value),
        *shown_instant(event.registration_opens_at, event.time_zone, "opens"),
        ("duplicate_answer", event.duplicate_answer.value),
    ]
    fields += [
        ("minimum_participants", str(event.minimum_participants or "")),
        ("sessions_least", str(event.sessions_least or "")),
        ("sessions_most", str(event.sessions_most or "")),
        ("overlaps", event.overlaps.value),
        *(("allowed_overlaps", pair_name(pair)) for pair in event.allowed_overlaps),
    ]
    if event.decide_by is not None:
        fields += shown_instant(event.decide_by, event.time_zone, "decide")
    if event.changes_until is not None:
        fields += shown_instant(event.changes_until, event.time_zone, "changes")
    if event.registration_closes_at != event.ends_at:
        fields += shown_instant(event.registration_closes_at, event.time_zone, "closes")
    for name, is_so in (
        ("waitlist", event.waitlist),
        ("listed", event.listed),
        ("reminder", event.reminder),
    ):
        fields += [(name, "yes")] if is_so else []
    return fields


def _patch(form: Form, event: Event, faults: Faults) -> dict[str, Any]:
    values: dict[str, Any] = {
        "capacity": typed_number(form, "capacity", faults),
        "waitlist": ticked(form, "waitlist"),
        "reminder": ticked(form, "reminder"),
        "admission": form.get("admission") or event.admission.value,
        "promotion": form.get("promotion") or None,
        "duplicate_answer": form.get("duplicate_answer") or None,
        "registration_closes_at": typed_instant(form, "closes", event.time_zone, faults),
        "minimum_participants": typed_number(form, "minimum_participants", faults),
        "sessions_least": typed_number(form, "sessions_least", faults),
        "sessions_most": typed_number(form, "sessions_most", faults),
        "overlaps": form.get("overlaps") or event.overlaps.value,
        "allowed_overlaps": [pair.split(SEPARATOR) for pair in form.all("allowed_overlaps")],
    }
    follows = values["admission"] != event.admission.value
    if not (follows and ticked(form, "listed") == event.listed):
        values["listed"] = ticked(form, "listed")
    values.update(_retyped(form, event, "opens", "registration_opens_at", faults))
    values.update(_retyped(form, event, "decide", "decide_by", faults))
    values.update(_retyped(form, event, "changes", "changes_until", faults))
    return values


def _retyped(form: Form, event: Event, name: str, field: str, faults: Faults) -> dict[str, Any]:
    """An instant as it was typed; seconds that no form shows are kept."""
    typed = typed_instant(form, name, event.time_zone, faults)
    saved: datetime | None = getattr(event, field)
    if saved is not None:
        shown = shown_instant(saved, event.time_zone, name)
        if all(form.get(part) == text for part, text in shown):
            return {}
    return {field: typed}


def pair_name(pair: Pair) -> str:
    """A pair of sessions as a tick sends it."""
    return SEPARATOR.join(str(id_) for id_ in pair)


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
        "reminder": mark("Erinnerung am Tag vorher"),
        "promotion": mark("Wenn ein Platz frei wird"),
        "opens_on": mark("Anmeldung öffnet, Tag"),
        "opens_time": mark("Anmeldung öffnet, Uhrzeit"),
        "closes_on": mark("Anmeldung schließt, Tag"),
        "closes_time": mark("Anmeldung schließt, Uhrzeit"),
        "duplicate_answer": mark("Wenn sich jemand zweimal anmeldet"),
        "minimum_participants": mark("Mindestens so viele müssen kommen"),
        "decide_on": mark("Entscheiden bis, Tag"),
        "decide_time": mark("Entscheiden bis, Uhrzeit"),
        "sessions_least": mark("Mindestens so viele Angebote wählen"),
        "sessions_most": mark("Höchstens so viele Angebote wählen"),
        "changes_on": mark("Selbst ändern und absagen bis, Tag"),
        "changes_time": mark("Selbst ändern und absagen bis, Uhrzeit"),
        "overlaps": mark("Programmpunkte, die sich überschneiden"),
        "allowed_overlaps": mark("Diese darf man trotzdem zusammen wählen"),
    },
    at={
        "registration_opens_at": "opens_on",
        "registration_closes_at": "closes_on",
        "decide_by": "decide_on",
        "changes_until": "changes_on",
    },
)
