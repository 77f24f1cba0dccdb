"""The sessions of an event while it is planned."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from msgspec import UNSET

from services.registration.events.bodies import SessionBody, SessionPatch, SlotsBody
from services.registration.events.domain import (
    SESSIONS_MAX,
    Event,
    FieldOfAction,
    Session,
    SessionKind,
    Status,
    confidential_by_default,
    faults_of_session,
    slot_times,
)
from services.registration.events.planning.texts import cleaned_texts
from shared.web.faults import Faults

NewId = Callable[[], UUID]
_NEEDED = ("title", "kind", "starts_at", "ends_at")


class PlannedSessions:
    """The sessions of an event while it is planned; `paths` says where each was named."""

    def __init__(self, event: Event, faults: Faults, new_id: NewId) -> None:
        self._event = event
        self._faults = faults
        self._new_id = new_id
        self._by_id = {s.id: s for s in event.sessions}
        self.paths: dict[UUID, str] = {}

    def all(self) -> tuple[Session, ...]:
        """The sessions as they are planned now."""
        return tuple(self._by_id.values())

    def add(self, body: SessionBody | SessionPatch, path: str) -> None:
        """One more, perhaps divided into slots."""
        values = _session_values(body, self._faults, path)
        if missing := [name for name in _NEEDED if name not in values]:
            for name in missing:
                self._faults.add(f"{path}.{name}", "is missing", "missing")
            return
        _default_confidential(values)
        session = Session(id=self._new_id(), **values)
        self._keep(session, path)
        if isinstance(body.slots, SlotsBody):
            self._divide(session, body.slots, path)

    def put(self, body: SessionPatch, path: str) -> None:
        """A change of the session it names, or one more."""
        if body.id is UNSET:
            self.add(body, path)
            return
        session = self._by_id.get(body.id)
        if session is None:
            self._faults.add(f"{path}.id", "is no session of this event", "unknown")
            return
        values = _session_values(body, self._faults, path)
        if body.confidential is None:
            merged = {"kind": session.kind, "field_of_action": session.field_of_action, **values}
            values["confidential"] = confidential_by_default(
                merged["kind"], merged["field_of_action"]
            )
        after = dataclasses.replace(session, **values)
        if after.confidential != session.confidential and self._published:
            self._faults.add(f"{path}.confidential", "is fixed once published", "fixed")
        self._keep(after, path)
        if isinstance(body.slots, SlotsBody):
            self._divide_again(after, body.slots, path)

    def remove(self, ids: Sequence[UUID]) -> None:
        """These go, with their slots."""
        gone = set(ids)
        for index, id_ in enumerate(ids):
            if id_ not in self._by_id:
                field = f"remove_session_ids[{index}]"
                self._faults.add(field, "is no session of this event", "unknown")
        self._by_id = {
            id_: s for id_, s in self._by_id.items() if id_ not in gone and s.slot_of not in gone
        }

    def order(self, ids: Sequence[UUID]) -> None:
        """These stand first, as they are named; the others follow as they stood."""
        for index, id_ in enumerate(ids):
            if id_ not in self._by_id:
                field = f"session_order[{index}]"
                self._faults.add(field, "is no session of this event", "unknown")
        named = {id_: self._by_id[id_] for id_ in ids if id_ in self._by_id}
        self._by_id = {**named, **self._by_id}

    @property
    def _published(self) -> bool:
        return self._event.status is not Status.DRAFT

    def _keep(self, session: Session, path: str) -> None:
        self._by_id[session.id] = session
        self.paths[session.id] = path
        self._faults.extend(faults_of_session(session, self._event, path))

    def _divide_again(self, session: Session, slots: SlotsBody, path: str) -> None:
        if self._published:
            self._faults.add(f"{path}.slots", "are fixed once published", "fixed")
            return
        self._by_id = {id_: s for id_, s in self._by_id.items() if s.slot_of != session.id}
        self._divide(session, slots, path)

    def _divide(self, session: Session, slots: SlotsBody, path: str) -> None:
        every = timedelta(minutes=slots.every_minutes)
        times = slot_times(session.starts_at, session.ends_at, every)
        if not times:
            self._faults.add(f"{path}.slots.every_minutes", "is longer than the session", "slots")
        if len(times) > SESSIONS_MAX:
            self._faults.add(f"{path}.slots.every_minutes", "makes too many slots", "slots")
            return
        if session.confidential:
            self._faults.add(f"{path}.slots", "can't be booked where confidential", "confidential")
        for starts_at, ends_at in times:
            slot = dataclasses.replace(
                session,
                id=self._new_id(),
                starts_at=starts_at,
                ends_at=ends_at,
                capacity=slots.capacity,
                drop_in=False,
                slot_of=session.id,
                texts={},
            )
            self._by_id[slot.id] = slot
            self.paths[slot.id] = path


def _session_values(body: SessionBody | SessionPatch, faults: Faults, path: str) -> dict[str, Any]:
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


def _default_confidential(values: dict[str, Any]) -> None:
    kind: SessionKind = values["kind"]
    field_of_action: FieldOfAction | None = values.get("field_of_action")
    values.setdefault("confidential", confidential_by_default(kind, field_of_action))
