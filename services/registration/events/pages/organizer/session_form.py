"""A part of the programme, as a form shows and reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from msgspec import UNSET, UnsetType

from services.registration.events.domain import (
    SESSIONS_MAX,
    Event,
    Session,
    Status,
    slot_times,
)
from services.registration.events.pages.organizer.sections.section import Fields
from services.registration.events.pages.organizer.sections.texts import patched_texts
from services.registration.events.pages.organizer.typed import (
    shown_instant,
    typed_instant,
    typed_number,
)
from shared.web.faults import Faults
from shared.web.formats import local
from shared.web.languages import GERMAN, LOCALES, gettext, mark
from shared.web.pages import Form

BOOKED, DROP_IN, SLOTS = "booked", "drop_in", "slots"
TEXT_NAMES = [
    f"texts.{locale.code}.{part}"
    for locale in LOCALES
    for part in ("title", "summary")
    if not (locale is GERMAN and part == "title")
]
NAMES = [
    "title",
    "kind",
    "field_of_action",
    "starts_on",
    "starts_time",
    "ends_time",
    "room",
    "host_organisation_id",
    "how",
    "capacity",
    "slots.every_minutes",
    "slots.capacity",
    "confidential",
    *TEXT_NAMES,
]
LABELS = {
    "title": mark("Titel"),
    "kind": mark("Art"),
    "field_of_action": mark("Handlungsfeld"),
    "starts_on": mark("Tag"),
    "starts_time": mark("Beginn"),
    "ends_time": mark("Ende"),
    "room": mark("Raum"),
    "host_organisation_id": mark("Angeboten von"),
    "how": mark("Wie man teilnimmt"),
    "capacity": mark("Plätze"),
    "slots.every_minutes": mark("Dauer eines Termins in Minuten"),
    "slots.capacity": mark("Plätze je Termin"),
    "confidential": mark("Vertraulich"),
}
AT = {
    "starts_at": "starts_time",
    "ends_at": "ends_time",
    "slots": "slots.every_minutes",
    "host_organisation_id": "host_organisation_id",
}
USUAL_LENGTH = timedelta(hours=1)


def labels() -> dict[str, str]:
    """What the fields are called, in the language of this request."""
    return {name: gettext(text) for name, text in LABELS.items()}


def shown_session(session: Session, event: Event) -> Fields:
    """What is saved."""
    slots = slots_of(session, event)
    return [
        ("title", session.title),
        ("kind", session.kind.value),
        ("field_of_action", session.field_of_action.value if session.field_of_action else ""),
        *shown_instant(session.starts_at, event.time_zone, "starts"),
        ("ends_time", f"{local(session.ends_at, event.time_zone):%H:%M}"),
        ("room", session.room or ""),
        ("host_organisation_id", str(session.host_organisation_id or "")),
        ("how", SLOTS if slots else DROP_IN if session.drop_in else BOOKED),
        ("capacity", str(session.capacity or "")),
        ("slots.every_minutes", str(_minutes(slots[0])) if slots else ""),
        ("slots.capacity", str(slots[0].capacity or "") if slots else ""),
        ("confidential", "yes" if session.confidential else "no"),
        *(
            (name, (getattr(text, name.split(".")[2]) if text else None) or "")
            for name in TEXT_NAMES
            for text in [session.texts.get(name.split(".")[1])]
        ),
    ]


def shown_new(event: Event) -> Fields:
    """A new one follows the last, for an hour or until the end."""
    last = max((s.ends_at for s in event.sessions if s.slot_of is None), default=event.starts_at)
    starts_at = last if last < event.ends_at else event.starts_at
    ends_at = min(starts_at + USUAL_LENGTH, event.ends_at)
    return [
        ("kind", usual_kind(event)),
        *shown_instant(starts_at, event.time_zone, "starts"),
        ("ends_time", f"{local(ends_at, event.time_zone):%H:%M}"),
        ("how", DROP_IN if event.identity.value == "none" else BOOKED),
    ]


def usual_kind(event: Event) -> str:
    """What the last one was, or what such an event mostly has."""
    if event.sessions:
        return event.sessions[-1].kind.value
    meeting = event.kind.value in {"exchange", "cooperation_meeting", "kick_off"}
    return "agenda_item" if meeting else "workshop"


def slots_of(session: Session, event: Event) -> list[Session]:
    """Its time slots, in order."""
    found = [each for each in event.sessions if each.slot_of == session.id]
    return sorted(found, key=lambda each: each.starts_at)


def patch_of_session(
    form: Form, event: Event, session: Session | None, faults: Faults
) -> dict[str, Any]:
    """The change that a form asks for: this session, and slots that go."""
    how = form.get("how", BOOKED)
    starts_at, ends_at = _times(form, event, faults)
    change: dict[str, Any] = {
        "title": form.get("title"),
        "kind": form.get("kind"),
        "field_of_action": form.get("field_of_action") or None,
        "room": form.get("room") or None,
        "host_organisation_id": form.get("host_organisation_id") or None,
        "drop_in": how == DROP_IN,
        "capacity": typed_number(form, "capacity", faults) if how == BOOKED else None,
        "texts": patched_texts(form, session.texts if session else {}, TEXT_NAMES),
    }
    if starts_at is not None and ends_at is not None:
        change.update(starts_at=starts_at, ends_at=ends_at)
    if session is not None:
        change["id"] = session.id
    confidential = _confidential(form, event, session)
    if confidential is not UNSET:
        change["confidential"] = confidential
    gone: list[UUID] = []
    if event.status is Status.DRAFT or session is None:
        divided = slots_of(session, event) if session else []
        if how == SLOTS:
            change["slots"] = _slots(form, faults)
        elif divided:
            gone = [each.id for each in divided]
    return {"sessions": [change], "remove_session_ids": gone}


def _confidential(form: Form, event: Event, session: Session | None) -> bool | UnsetType | None:
    """As chosen; what is left as saved is left to planning, for the kind may be another now."""
    chosen = form.get("confidential")
    if session is not None and event.status is not Status.DRAFT:
        return UNSET
    if chosen not in {"yes", "no"}:
        return None
    if session is not None and session.confidential == (chosen == "yes"):
        return UNSET
    return chosen == "yes"


def _times(form: Form, event: Event, faults: Faults) -> tuple[datetime | None, datetime | None]:
    day = form.get("starts_on") or f"{local(event.starts_at, event.time_zone):%Y-%m-%d}"
    starts_at = typed_instant(form, "starts", event.time_zone, faults, on=day)
    sound_day = not any(error.field == "starts_on" for error in faults.errors)
    ends_at = typed_instant(form, "ends", event.time_zone, faults, on=day) if sound_day else None
    return starts_at, ends_at


def _slots(form: Form, faults: Faults) -> dict[str, Any]:
    every = typed_number(form, "slots.every_minutes", faults)
    if every is None and not any(e.field == "slots.every_minutes" for e in faults.errors):
        faults.add("slots.every_minutes", "is missing", "missing")
    return {
        "every_minutes": every if every is not None else 15,
        "capacity": typed_number(form, "slots.capacity", faults),
    }


@dataclass(frozen=True, slots=True)
class SlotsPreview:
    """The time slots that a form would make; `rest`: minutes that are left over."""

    times: tuple[tuple[datetime, datetime], ...]
    places: int | None
    rest: int


def previewed_slots(form: Form, event: Event, session: Session | None) -> SlotsPreview | None:
    """What comes of the times and the length as they stand in the form; None if nothing does."""
    if form.get("how") != SLOTS:
        return None
    faults = Faults()
    starts_at, ends_at = _times(form, event, faults)
    every = typed_number(form, "slots.every_minutes", faults)
    capacity = typed_number(form, "slots.capacity", faults)
    if session is not None and event.status is not Status.DRAFT:
        saved = slots_of(session, event)
        times = [(each.starts_at, each.ends_at) for each in saved]
        capacity = saved[0].capacity if saved else None
    elif starts_at is None or ends_at is None or not every or faults.errors:
        return None
    else:
        times = slot_times(starts_at, ends_at, timedelta(minutes=every))
    if not times or len(times) > SESSIONS_MAX:
        return None
    places = capacity * len(times) if capacity else None
    rest = int(((ends_at or times[-1][1]) - times[-1][1]) / timedelta(minutes=1))
    return SlotsPreview(tuple(times), places, max(rest, 0))


def _minutes(slot: Session) -> int:
    return int((slot.ends_at - slot.starts_at) / timedelta(minutes=1))
