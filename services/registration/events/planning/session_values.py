"""The fields of a session that were sent, cleaned, and whether it is confidential."""

from __future__ import annotations

from typing import Any

from msgspec import UNSET

from services.registration.events.bodies import SessionBody, SessionPatch
from services.registration.events.domain import (
    FieldOfAction,
    Session,
    SessionKind,
    confidential_by_default,
)
from services.registration.events.planning.texts import cleaned_texts
from shared.web.faults import Faults


def session_values(body: SessionBody | SessionPatch, faults: Faults, path: str) -> dict[str, Any]:
    """The fields that were sent, cleaned; faults are collected."""
    values = body.sent()
    values.pop("slots", None)
    values.pop("id", None)
    if values.get("confidential") is None:
        values.pop("confidential", None)
    for name in ("starts_at", "ends_at"):
        if name in values:
            values[name] = faults.instant(values[name], f"{path}.{name}")
    if "title" in values:
        values["title"] = faults.line(values["title"], f"{path}.title", needed=True)
    if "room" in values:
        values["room"] = faults.line(values["room"], f"{path}.room", maximum=100)
    if "texts" in values:
        values["texts"] = cleaned_texts(values["texts"], f"{path}.texts", faults)
    return values


def default_confidential(values: dict[str, Any]) -> None:
    """Protect a new session by its kind and field, unless something else was said."""
    kind: SessionKind = values["kind"]
    field_of_action: FieldOfAction | None = values.get("field_of_action")
    values.setdefault("confidential", confidential_by_default(kind, field_of_action))


def confidential_again(session: Session, body: SessionPatch, values: dict[str, Any]) -> str:
    """Whether a change makes a session confidential without saying so; the field that decides it.

    What becomes counselling is protected as if it had been planned so. Nothing but a word of the
    organizer takes that protection away.
    """
    kind = values.get("kind", session.kind)
    by_default = confidential_by_default(
        kind, values.get("field_of_action", session.field_of_action)
    )
    if body.confidential is None:
        values["confidential"] = by_default
    elif (
        body.confidential is UNSET
        and by_default
        and not confidential_by_default(session.kind, session.field_of_action)
    ):
        values["confidential"] = True
        return "field_of_action" if kind is session.kind else "kind"
    return "confidential"
