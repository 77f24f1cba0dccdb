"""What guests read, in each language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from msgspec import to_builtins

from services.registration.events.domain import Event, Session, Text
from services.registration.events.pages.organizer.sections.section import Fields, Section
from shared.web.faults import Faults
from shared.web.languages import GERMAN, LOCALES, Locale, gettext, mark
from shared.web.pages import Form

PARTS = ("title", "summary", "directions", "accessibility", "mail_note")
WORDS = {
    "title": mark("Titel"),
    "summary": mark("Worum es geht"),
    "directions": mark("Anfahrt"),
    "accessibility": mark("Barrierefreiheit"),
    "mail_note": mark("Ein paar Sätze in der Bestätigung"),
}
NAMES = [
    f"texts.{locale.code}.{part}"
    for locale in LOCALES
    for part in PARTS
    if not (locale is GERMAN and part == "title")
]
"""The German title is the event's own."""


@dataclass(frozen=True, slots=True)
class Untranslated:
    """What is missing in a language in which something is written already."""

    language: Locale
    parts: tuple[str, ...]
    sessions: tuple[Session, ...]


def untranslated(event: Event) -> list[Untranslated]:
    """By language: texts that German has and this one hasn't; sessions without a title in it."""
    sessions = [each for each in event.sessions if each.slot_of is None]
    german = event.texts.get(GERMAN.code) or Text()
    found = []
    for locale in LOCALES:
        texts = [event.texts, *(each.texts for each in sessions)]
        begun = any(each.get(locale.code, Text()) != Text() for each in texts)
        if locale is GERMAN or not begun:
            continue
        here = event.texts.get(locale.code) or Text()
        access = event.accessibility.notes if event.accessibility else None
        needed = {
            "title": event.title,
            "summary": german.summary,
            "directions": german.directions,
            "accessibility": german.accessibility or access,
            "mail_note": german.mail_note,
        }
        parts = [part for part in PARTS if needed[part] and not getattr(here, part)]
        nameless = [s for s in sessions if not (s.texts.get(locale.code) or Text()).title]
        if parts or nameless:
            words = tuple(gettext(WORDS[part]) for part in parts)
            found.append(Untranslated(locale, words, tuple(nameless)))
    return found


def _shown(event: Event) -> Fields:
    fields = []
    for name in NAMES:
        _, code, part = name.split(".")
        text = event.texts.get(code)
        fields.append((name, (getattr(text, part) if text else None) or ""))
    return fields


def patched_texts(
    form: Form, written: Any, names: list[str], prefix: str = "texts"
) -> dict[str, dict[str, Any]]:
    """The texts by language with what was typed; what a form doesn't show stays."""
    texts: dict[str, dict[str, Any]] = to_builtins(written)
    for name in names:
        code, part = name.removeprefix(f"{prefix}.").split(".")
        texts.setdefault(code, {})[part] = form.get(name).replace("\r\n", "\n") or None
    written_down = {
        code: {part: text for part, text in parts.items() if text} for code, parts in texts.items()
    }
    return {code: parts for code, parts in written_down.items() if parts}


def _patch(form: Form, event: Event, _faults: Faults) -> dict[str, Any]:
    return {"texts": patched_texts(form, event.texts, NAMES)}


def _labels() -> dict[str, str]:
    return {name: WORDS[name.rsplit(".", 1)[1]] for name in NAMES}


TEXTS = Section(
    slug="texts",
    title=mark("Texte für Gäste"),
    lead=mark("Was auf der öffentlichen Seite steht. Deutsch reicht; jede Sprache mehr hilft."),
    names=lambda _: NAMES,
    shown=_shown,
    patch=_patch,
    labels=_labels(),
    gap=lambda event: (
        None
        if GERMAN.code in event.texts and event.texts[GERMAN.code].summary
        else mark("Ein paar Sätze dazu fehlen noch, worum es geht.")
    ),
)
