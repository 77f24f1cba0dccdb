"""How people are counted on the day, and what the report shows."""

from __future__ import annotations

from typing import Any

from services.registration.events.domain import Event, InHouse
from services.registration.events.pages.organizer.sections.section import Fields, Section
from services.registration.events.pages.organizer.typed import typed_number
from shared.web.faults import Faults
from shared.web.languages import mark
from shared.web.pages import Form

NAMES = ["in_house", "stay_minutes", "report.min_cell", "report.due", "report.grace_hours"]
NEXT_WORKING_DAY = "next-working-day"
AFTER_HOURS = "after-hours"
SECONDS_PER_HOUR = 3600
HOURS_MAX = 31 * 24


def _shown(event: Event) -> Fields:
    grace = event.report.grace_seconds
    fields = [
        ("in_house", event.in_house.value),
        ("stay_minutes", str(event.stay_minutes or "")),
        ("report.min_cell", str(event.report.min_cell)),
        ("report.due", NEXT_WORKING_DAY if grace is None else AFTER_HOURS),
    ]
    if grace is not None:
        fields.append(("report.grace_hours", str(grace // SECONDS_PER_HOUR)))
    return fields


def _patch(form: Form, event: Event, faults: Faults) -> dict[str, Any]:
    estimated = form.get("in_house") == InHouse.ESTIMATED.value
    min_cell = typed_number(form, "report.min_cell", faults)
    report: dict[str, Any] = {"grace_seconds": _grace(form, event, faults)}
    if min_cell is not None:
        report["min_cell"] = min_cell
    minutes = typed_number(form, "stay_minutes", faults)
    return {
        "in_house": form.get("in_house"),
        "stay_minutes": minutes if estimated else event.stay_minutes,
        "report": report,
    }


def _grace(form: Form, event: Event, faults: Faults) -> int | None:
    if form.get("report.due") != AFTER_HOURS:
        return None
    hours = typed_number(form, "report.grace_hours", faults)
    if hours is None:
        if not any(error.field == "report.grace_hours" for error in faults.errors):
            faults.add("report.grace_hours", "is missing", "missing")
        return None
    if hours > HOURS_MAX:
        faults.add("report.grace_hours", f"is more than {HOURS_MAX}", "out-of-range")
        return None
    planned = event.report.grace_seconds
    if planned is not None and planned // SECONDS_PER_HOUR == hours:
        return planned  # seconds that no form shows are kept
    return hours * SECONDS_PER_HOUR


COUNTING = Section(
    slug="counting",
    title=mark("Zählen und Bericht"),
    lead=mark("Wie am Tag gezählt wird und was danach im Bericht steht."),
    names=lambda _: NAMES,
    shown=_shown,
    patch=_patch,
    labels={
        "in_house": mark("Wie viele gerade im Haus sind"),
        "stay_minutes": mark("Wie lange Gäste meistens bleiben"),
        "report.min_cell": mark("Kleinste Zahl im Bericht"),
        "report.due": mark("Wann der Bericht kommt"),
        "report.grace_hours": mark("Stunden nach dem Abschließen"),
    },
    at={"report.grace_seconds": "report.grace_hours", "report": "report.min_cell"},
)
