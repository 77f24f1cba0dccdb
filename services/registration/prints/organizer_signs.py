"""Signs for rooms and stations: read from afar, with a sentence that everybody understands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from services.registration.events.domain import (
    Event,
    FieldOfAction,
    Organisation,
    Session,
    SessionKind,
)
from services.registration.prints.typeset import title_of, typeset
from shared.web import formats
from shared.web.languages import EASY, Locale, mark, translate
from shared.web.localized import said
from shared.web.words import FIELDS_OF_ACTION, SESSION_KINDS

COLOURS = {
    FieldOfAction.MOVEMENT: "#0b6b95",
    FieldOfAction.NUTRITION: "#3f6b12",
    FieldOfAction.STRESS: "#6a48a3",
    FieldOfAction.SUBSTANCE_USE: "#8a4509",
    FieldOfAction.WORK_DESIGN: "#3a4fa3",
    FieldOfAction.WORK_LIFESTYLE: "#0f6b52",
    FieldOfAction.CROSS_COMPANY: "#9a2f6b",
}
"""As in the style sheet, its light side."""
NO_FIELD = "#0c5f63"
SENTENCE_END = re.compile(r"(?<=[.!?]) +")
EASY_LINES = {
    SessionKind.WORKSHOP: mark("Hier können Sie etwas lernen und ausprobieren."),
    SessionKind.TALK: mark("Hier können Sie zuhören und Fragen stellen."),
    SessionKind.STATION: mark("Hier können Sie mitmachen. Kommen Sie einfach dazu."),
    SessionKind.INFO_STAND: mark("Hier bekommen Sie Informationen. Fragen Sie gern."),
    SessionKind.COUNSELLING: mark("Hier werden Sie beraten. Fragen Sie gern."),
    SessionKind.AGENDA_ITEM: mark("Hier sprechen wir miteinander."),
}
CONFIDENTIAL = mark("Hier werden Sie beraten. Das Gespräch ist vertraulich.")


def signs(
    event: Event,
    sessions: Sequence[Session],
    organisations: Mapping[UUID, Organisation],
    locale: Locale,
) -> bytes:
    """A page for each session: title, room, time, and what it is in easy words."""
    title = translate(locale, "Schilder: %(title)s", title=title_of(event, locale))
    made = [_sign(event, s, organisations, locale) for s in sessions]
    return typeset("signs", locale, title=title, signs=made)


def _sign(
    event: Event,
    session: Session,
    organisations: Mapping[UUID, Organisation],
    locale: Locale,
) -> dict[str, Any]:
    host = organisations.get(session.host_organisation_id) if session.host_organisation_id else None
    field = session.field_of_action
    its, whole = (session.starts_at, session.ends_at), (event.starts_at, event.ends_at)
    label = FIELDS_OF_ACTION[field.value] if field else SESSION_KINDS[session.kind.value]
    return {
        "title": str(said(session.texts, "title", locale.code, session.title)),
        "label": translate(locale, label),
        "colour": COLOURS[field] if field else NO_FIELD,
        "room": session.room or "",
        "when": formats.session_times(its, whole, event.time_zone, locale),
        "host": host.name if host else "",
        "easy": SENTENCE_END.split(_easy_line(session)),  # one sentence a line
        "occasion": title_of(event, locale),
    }


def _easy_line(session: Session) -> str:
    """What the organizer wrote in easy language, else what this kind of session is."""
    own = session.texts.get(EASY.code)
    if own is not None and own.summary:
        return own.summary.split("\n")[0]
    return translate(EASY, CONFIDENTIAL if session.confidential else EASY_LINES[session.kind])
