"""The sessions of an event while it is planned."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from datetime import timedelta
from uuid import UUID

from msgspec import UNSET

from services.registration.events.bodies import SessionBody, SessionPatch, SlotsBody
from services.registration.events.domain import (
    SESSIONS_MAX,
    Event,
    Session,
    Status,
    faults_of_session,
    slot_times,
)
from services.registration.events.domain.slots import following, new_slot, shared_values
from services.registration.events.planning.session_values import (
    confidential_again,
    default_confidential,
    session_values,
)
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
        self._made_confidential: dict[UUID, str] = {}
        self.paths: dict[UUID, str] = {}

    def all(self) -> tuple[Session, ...]:
        """The sessions as they are planned now."""
        return tuple(self._by_id.values())

    def add(self, body: SessionBody | SessionPatch, path: str) -> None:
        """One more, perhaps divided into slots."""
        values = session_values(body, self._faults, path)
        if missing := [name for name in _NEEDED if name not in values]:
            for name in missing:
                self._faults.add(f"{path}.{name}", "is missing", "missing")
            return
        default_confidential(values)
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
        values = session_values(body, self._faults, path)
        decides = confidential_again(session, body, values)
        after = dataclasses.replace(session, **values)
        if after.confidential != session.confidential:
            self._made_confidential[after.id] = f"{path}.{decides}"
            if self._published:
                reason = "makes it confidential or not, which is fixed once published"
                self._faults.add(f"{path}.{decides}", reason, "fixed")
        self._keep(after, path)
        if after.slot_of is not None:
            self._check_slot(after, body, path)
        elif isinstance(body.slots, SlotsBody):
            self._divide_again(after, body.slots, path)
        else:
            self._take_along(session, after, path)

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

    def check_slots(self) -> None:
        """Slots that were named or moved lie in their session; nobody books what is confidential.

        Asked last: a change may also take the slots away.
        """
        faults: dict[str, tuple[str, str]] = {}
        for slot in self._by_id.values():
            session = self._by_id.get(slot.slot_of) if slot.slot_of else None
            if session is None or slot.id not in self.paths:
                continue
            path = self.paths[slot.id]
            if session.confidential:
                field = self._made_confidential.get(session.id, f"{path}.slots")
                faults[field] = ("can't be booked in slots where confidential", "confidential")
            if slot.starts_at < session.starts_at:
                faults[f"{path}.starts_at"] = ("is before its session starts", "outside_slots")
            if slot.ends_at > session.ends_at > session.starts_at:
                reason = "is before the last time slot ends, or after its session ends"
                faults[f"{path}.ends_at"] = (reason, "outside_slots")
        for field, (reason, code) in faults.items():
            self._faults.add(field, reason, code)

    @property
    def _published(self) -> bool:
        return self._event.status is not Status.DRAFT

    def _keep(self, session: Session, path: str) -> None:
        self._by_id[session.id] = session
        self.paths[session.id] = path
        self._faults.extend(faults_of_session(session, self._event, path))

    def _check_slot(self, slot: Session, body: SessionPatch, path: str) -> None:
        """All it has from its session is changed there."""
        if slot.drop_in:
            self._faults.add(f"{path}.drop_in", "can't be: a slot is booked", "slot")
        if isinstance(body.slots, SlotsBody):
            self._faults.add(f"{path}.slots", "can't be divided: it is a slot", "slot")
        session = self._by_id[slot.slot_of] if slot.slot_of else slot
        for name, value in shared_values(session).items():
            if getattr(slot, name) != value:
                self._faults.add(f"{path}.{name}", "is that of its session", "slot")

    def _take_along(self, before: Session, after: Session, path: str) -> None:
        """The slots of a session follow it."""
        slots = [s for s in self._by_id.values() if s.slot_of == after.id]
        if not slots or after.ends_at <= after.starts_at:
            return
        then = following(before, after, slots, self._new_id, fixed=self._published)
        if not then:
            self._faults.add(f"{path}.ends_at", "leaves no time for a slot", "slots")
        gone = {slot.id for slot in slots} - {slot.id for slot in then}
        self._by_id = {id_: s for id_, s in self._by_id.items() if id_ not in gone}
        for slot in then:
            self._by_id[slot.id] = slot
            self.paths[slot.id] = path

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
        for each in times:
            slot = new_slot(session, each, slots.capacity, self._new_id())
            self._by_id[slot.id] = slot
            self.paths[slot.id] = path
