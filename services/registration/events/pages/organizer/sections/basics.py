"""What the event is called, what it is, and how much it knows of its guests."""

from __future__ import annotations

from typing import Any

from msgspec import to_builtins

from services.registration.events.domain import Event, Status
from services.registration.events.pages.organizer.sections.section import Fields, Section
from shared.web.faults import Faults
from shared.web.languages import GERMAN, mark
from shared.web.pages import Form

FREE_UNTIL_PUBLISHED = ("kind", "identity")


def _names(event: Event) -> list[str]:
    return ["title", *(FREE_UNTIL_PUBLISHED if event.status is Status.DRAFT else ())]


def _shown(event: Event) -> Fields:
    return [
        ("title", event.title),
        ("kind", event.kind.value),
        ("identity", event.identity.value),
    ]


def _patch(form: Form, event: Event, _faults: Faults) -> dict[str, Any]:
    values: dict[str, Any] = {name: form.get(name) for name in _names(event)}
    written = event.texts.get(GERMAN.code)
    if written is not None and written.title and form.get("title") != event.title:
        texts = to_builtins(event.texts)
        texts[GERMAN.code]["title"] = None  # it would stand before the new one
        values["texts"] = texts
    return values


BASICS = Section(
    slug="basics",
    title=mark("Grunddaten"),
    lead=mark("Wie die Veranstaltung heißt und was sie über ihre Gäste wissen soll."),
    names=_names,
    shown=_shown,
    patch=_patch,
    labels={
        "title": mark("Titel"),
        "kind": mark("Art der Veranstaltung"),
        "identity": mark("Was wir über die Gäste wissen"),
    },
)
