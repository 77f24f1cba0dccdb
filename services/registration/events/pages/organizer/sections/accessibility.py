"""What people must know who can't just walk in."""

from __future__ import annotations

from typing import Any

from services.registration.events.domain import Accessibility, Event
from services.registration.events.domain.mode import AttendanceMode, attendance_mode
from services.registration.events.pages.organizer.sections.section import Fields, Section
from shared.web.faults import Faults
from shared.web.languages import mark
from shared.web.pages import Form

FEATURES = ("step_free", "accessible_toilet", "accessible_parking", "quiet_room", "sign_language")
WORDS = ("public_transport", "notes")
NAMES = [f"accessibility.{name}" for name in (*FEATURES, *WORDS)]
ANSWERS = {True: "yes", False: "no", None: ""}
VALUES = {answer: value for value, answer in ANSWERS.items()}


def _shown(event: Event) -> Fields:
    known = event.accessibility or Accessibility()
    return [
        *((f"accessibility.{name}", ANSWERS[getattr(known, name)]) for name in FEATURES),
        *((f"accessibility.{name}", getattr(known, name) or "") for name in WORDS),
    ]


def _patch(form: Form, _event: Event, _faults: Faults) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for name in FEATURES:
        value = VALUES.get(form.get(f"accessibility.{name}"))
        if value is not None:
            said[name] = value
    for name in WORDS:
        if text := form.get(f"accessibility.{name}").replace("\r\n", "\n"):
            said[name] = text
    return {"accessibility": said or None}


def _gap(event: Event) -> str | None:
    if event.accessibility is not None or attendance_mode(event) is AttendanceMode.ONLINE:
        return None
    return mark("Gäste wissen noch nicht, ob sie ohne Hindernisse hineinkommen.")


ACCESSIBILITY = Section(
    slug="accessibility",
    title=mark("Barrierefreiheit"),
    lead=mark("Wer nicht einfach hingehen kann, entscheidet danach. Auch ein Nein hilft."),
    names=lambda _: NAMES,
    shown=_shown,
    patch=_patch,
    labels={
        "accessibility.step_free": mark("Ohne Stufen erreichbar"),
        "accessibility.accessible_toilet": mark("Barrierefreie Toilette"),
        "accessibility.accessible_parking": mark("Behindertenparkplatz"),
        "accessibility.quiet_room": mark("Ruhiger Raum"),
        "accessibility.sign_language": mark("In Gebärdensprache"),
        "accessibility.public_transport": mark("Bus und Bahn"),
        "accessibility.notes": mark("Was man sonst wissen muss"),
    },
    gap=_gap,
)
