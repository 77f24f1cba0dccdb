"""What people type into forms of planning, as values: days, times, numbers, ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from services.registration.events.bodies import EventPatch, SessionPatch
from shared.errors import FieldError
from shared.web.body import invalid_fields
from shared.web.faults import Faults
from shared.web.formats import local
from shared.web.pages import Form

DAY_FORMATS = ("%Y-%m-%d", "%d.%m.%Y")
TIME_FORMATS = ("%H:%M", "%H:%M:%S", "%H.%M", "%H")
NUMBER_DIGITS_MAX = 7


def shown_instant(instant: datetime, zone: str, name: str) -> list[tuple[str, str]]:
    """The two fields of an instant, as clocks at the event show it."""
    there = local(instant, zone)
    return [(f"{name}_on", f"{there:%Y-%m-%d}"), (f"{name}_time", f"{there:%H:%M}")]


def typed_instant(
    form: Form, name: str, zone: str, faults: Faults, *, on: str | None = None
) -> datetime | None:
    """The instant in two fields (or with the day `on` known); None where nothing was typed."""
    day_text, time_text = on or form.get(f"{name}_on"), form.get(f"{name}_time")
    if not day_text and not time_text:
        return None
    day = typed_day(day_text, f"{name}_on", faults)
    moment = _typed_time(time_text, f"{name}_time", faults)
    if day is None or moment is None:
        return None
    return datetime.combine(day, moment, tzinfo=ZoneInfo(zone))


def typed_day(text: str, field: str, faults: Faults) -> date | None:
    """A day; missing or malformed is a fault."""
    if not text:
        faults.add(field, "is missing", "missing")
        return None
    for pattern in DAY_FORMATS:
        try:
            found = datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a day has no zone
        except ValueError:
            continue
        if 2000 <= found.year <= 2200:
            return found
    faults.add(field, "is not a day", "day")
    return None


def _typed_time(text: str, field: str, faults: Faults) -> time | None:
    if not text:
        faults.add(field, "is missing", "missing")
        return None
    for pattern in TIME_FORMATS:
        try:
            return datetime.strptime(text, pattern).time()  # noqa: DTZ007 - the zone comes after
        except ValueError:
            continue
    faults.add(field, "is not a time", "clock")
    return None


def typed_number(form: Form, name: str, faults: Faults) -> int | None:
    """A whole number; None where nothing was typed."""
    text = form.get(name).replace("\u00a0", "").replace(" ", "")
    if not text:
        return None
    if not text.isascii() or not text.isdigit() or len(text) > NUMBER_DIGITS_MAX:
        faults.add(name, "is not a whole number", "whole-number")
        return None
    return int(text)


def ticked(form: Form, name: str) -> bool:
    """Whether a box is ticked."""
    return bool(form.get(name))


def patch_of(values: dict[str, Any], faults: Faults) -> EventPatch:
    """A change with all that is well-formed; what isn't is named, each field by itself."""
    sound = dict(values)
    if "sessions" in sound:
        sound["sessions"] = [
            _sound(each, SessionPatch, f"sessions[{index}].", faults)
            for index, each in enumerate(sound["sessions"])
        ]
    return msgspec.convert(_sound(sound, EventPatch, "", faults), EventPatch)


def _sound(values: dict[str, Any], type_: type[Any], path: str, faults: Faults) -> dict[str, Any]:
    """The fields that fit; the others are faults."""
    kept: dict[str, Any] = {}
    for name, value in values.items():
        try:
            msgspec.convert({name: value}, type_)
        except msgspec.ValidationError as error:
            for found in invalid_fields(error).errors:
                code = "missing" if value == "" else found.code
                faults.add(f"{path}{found.field}", found.reason, code)
        else:
            kept[name] = value
    return kept


def in_order(errors: Sequence[FieldError], labels: Mapping[str, str]) -> list[FieldError]:
    """As the fields stand in the form, which is the order of their labels."""
    names = list(labels)
    return sorted(errors, key=lambda e: names.index(e.field) if e.field in labels else len(names))


def renamed(errors: list[FieldError], at: dict[str, str]) -> list[FieldError]:
    """Faults at the fields of the form: the first for each."""
    found: dict[str, FieldError] = {}
    for error in errors:
        field = at.get(error.field, error.field)
        found.setdefault(field, FieldError(field, error.reason, error.code))
    return list(found.values())
