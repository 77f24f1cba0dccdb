"""From what a client sent to an event, with every fault named at once.

Pure but for cleaning texts; ids are made by the caller's `new_id`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID
from zoneinfo import available_timezones

from msgspec import UNSET, UnsetType

from services.registration.access.domain import normalised_email
from services.registration.events.bodies import (
    Body,
    EventBody,
    EventContactBody,
    EventPatch,
    OrganisationPatch,
    ReportBody,
    SessionBody,
    SessionPatch,
    SlotsBody,
    TextBody,
)
from services.registration.events.domain import (
    SESSIONS_MAX,
    Carrier,
    Contact,
    Event,
    EventKind,
    Fault,
    FieldOfAction,
    OrganisationKind,
    Report,
    Session,
    SessionKind,
    Status,
    Text,
    confidential_by_default,
    duplicate_answer_by_identity,
    faults_of_dates,
    faults_of_event,
    faults_of_session,
    identity_by_kind,
    policy_by_kind,
    promotion_by_kind,
    slot_times,
)
from shared.errors import FieldError, InvalidFields
from shared.web.localized import CODES
from shared.web.text import clean_line, clean_text

NewId = Callable[[], UUID]
YEAR_MIN = 2000
YEAR_MAX = 2200
FIXED_ONCE_PUBLISHED = ("kind", "identity", "organiser_id", "time_zone")
_NEEDED = ("title", "kind", "starts_at", "ends_at")


class Faults:
    """Collects what is wrong, so that a client learns all of it at once."""

    def __init__(self) -> None:
        self.errors: list[FieldError] = []

    def add(self, field: str, reason: str, code: str = "invalid") -> None:
        """One more."""
        self.errors.append(FieldError(field, reason, code))

    def extend(self, faults: Sequence[Fault]) -> None:
        """Some more, found by the domain."""
        self.errors.extend(FieldError(f.field, f.reason, f.code) for f in faults)

    def raise_any(self) -> None:
        """Raises InvalidFields if there are any."""
        if self.errors:
            raise InvalidFields(self.errors)

    def line(
        self, text: str | None, field: str, *, maximum: int = 200, needed: bool = False
    ) -> Any:
        """A cleaned line; empty ones become None unless `needed`."""
        return self._cleaned(clean_line, text, field, maximum, needed=needed)

    def text(self, text: str | None, field: str, *, maximum: int = 4000) -> Any:
        """A cleaned text of several lines."""
        return self._cleaned(clean_text, text, field, maximum, needed=False)

    def instant(self, instant: datetime, field: str) -> datetime:
        """The instant in UTC; out of any sane range is a fault."""
        try:
            moment = instant.astimezone(UTC)
        except (OverflowError, ValueError):
            moment = datetime(1, 1, 1, tzinfo=UTC)
        if not YEAR_MIN <= moment.year <= YEAR_MAX:
            self.add(field, f"must lie between {YEAR_MIN} and {YEAR_MAX}", "out-of-range")
            return datetime(YEAR_MIN, 1, 1, tzinfo=UTC)
        return moment

    def _cleaned(
        self, clean: Callable[..., str], text: str | None, field: str, maximum: int, *, needed: bool
    ) -> str | None:
        if text is None:
            return None
        try:
            cleaned = clean(text, maximum, field, min_characters=1 if needed else 0)
        except InvalidFields as invalid:
            self.errors.extend(invalid.errors)
            return "?" if needed else None
        return cleaned or None


def planned_event(body: EventBody, now: datetime, new_id: NewId) -> Event:
    """A new draft; raises InvalidFields with every fault."""
    faults = Faults()
    values = _event_values(body, faults)
    kind = body.kind
    identity = body.identity or identity_by_kind(kind)
    values.update(
        identity=identity,
        promotion=body.promotion or promotion_by_kind(kind),
        duplicate_answer=body.duplicate_answer or duplicate_answer_by_identity(identity),
        registration_opens_at=values.get("registration_opens_at") or now,
        registration_closes_at=values.get("registration_closes_at") or values["ends_at"],
    )
    event = Event(id=new_id(), version=1, status=Status.DRAFT, created_at=now, **values)
    event = dataclasses.replace(event, report=_with_policy(event))
    faults.extend(faults_of_dates(event.starts_at, event.ends_at, now))
    sessions = _Sessions(event, faults, new_id)
    for index, session in enumerate(body.sessions):
        sessions.add(session, f"sessions[{index}]")
    return _whole(dataclasses.replace(event, sessions=sessions.all()), sessions.paths, faults)


def changed_event(event: Event, patch: EventPatch, now: datetime, new_id: NewId) -> Event:
    """The event after a change, version not yet raised; raises InvalidFields."""
    faults = Faults()
    values = _event_values(patch, faults)
    kind = values.get("kind", event.kind)
    if patch.identity is None:
        values["identity"] = identity_by_kind(kind)
    if patch.promotion is None:
        values["promotion"] = promotion_by_kind(kind)
    if patch.duplicate_answer is None:
        identity = values.get("identity", event.identity)
        values["duplicate_answer"] = duplicate_answer_by_identity(identity)
    if patch.registration_opens_at is None:
        values["registration_opens_at"] = event.created_at
    ends_at = values.get("ends_at", event.ends_at)
    closes_with_end = event.registration_closes_at == event.ends_at
    if patch.registration_closes_at is None or (
        patch.registration_closes_at is UNSET and closes_with_end
    ):
        values["registration_closes_at"] = ends_at
    _refuse_late_changes(event, values, faults)
    after = dataclasses.replace(event, **values)
    after = dataclasses.replace(after, report=_with_policy(after))
    if (after.starts_at, after.ends_at) != (event.starts_at, event.ends_at):
        faults.extend(faults_of_dates(after.starts_at, after.ends_at, now))
    sessions = _Sessions(after, faults, new_id)
    if patch.sessions is not UNSET:
        for index, session in enumerate(patch.sessions):
            sessions.put(session, f"sessions[{index}]")
    sessions.remove(patch.remove_session_ids)
    return _whole(dataclasses.replace(after, sessions=sessions.all()), sessions.paths, faults)


def session_paths(event: Event, patch: EventPatch) -> dict[UUID, str]:
    """Where in a change the capacity of each session stands, for naming it in an error."""
    paths = {s.id: "sessions" for s in event.sessions}
    for index, session in enumerate(patch.sessions or []):
        if isinstance(session.id, UUID):
            paths[session.id] = f"sessions[{index}].capacity"
    return paths


def organisation_values(body: OrganisationPatch, current_kind: Any = None) -> dict[str, Any]:
    """The fields of an organisation that were sent, cleaned; raises InvalidFields."""
    faults = Faults()
    values = _sent(body)
    if "name" in values:
        values["name"] = faults.line(values["name"], "name", needed=True)
    if "branch" in values:
        values["branch"] = faults.line(values["branch"], "branch", maximum=100)
    if "address" in values:
        values["address"] = faults.text(values["address"], "address", maximum=500)
    kind = values.get("kind", current_kind)
    if isinstance(values.get("carrier"), Carrier) and kind is not OrganisationKind.JOB_CENTRE:
        faults.add("carrier", "belongs to job centres only", "carrier")
    faults.raise_any()
    return values


class _Sessions:
    """The sessions of an event while it is planned; `paths` says where each was named."""

    def __init__(self, event: Event, faults: Faults, new_id: NewId) -> None:
        self._event = event
        self._faults = faults
        self._new_id = new_id
        self._by_id = {s.id: s for s in event.sessions}
        self.paths: dict[UUID, str] = {}

    def all(self) -> tuple[Session, ...]:
        return tuple(self._by_id.values())

    def add(self, body: SessionBody | SessionPatch, path: str) -> None:
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
        gone = set(ids)
        for index, id_ in enumerate(ids):
            if id_ not in self._by_id:
                field = f"remove_session_ids[{index}]"
                self._faults.add(field, "is no session of this event", "unknown")
        self._by_id = {
            id_: s for id_, s in self._by_id.items() if id_ not in gone and s.slot_of not in gone
        }

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


def _whole(event: Event, paths: Mapping[UUID, str], faults: Faults) -> Event:
    """Check what depends on the whole event."""
    faults.extend(faults_of_event(event))
    if len(event.sessions) > SESSIONS_MAX:
        faults.add("sessions", f"are more than {SESSIONS_MAX} with their slots", "too-many")
    for session in event.sessions:
        if session.id not in paths:
            faults.extend(faults_of_session(session, event, "sessions"))
    faults.raise_any()
    return event


def _refuse_late_changes(event: Event, values: Mapping[str, Any], faults: Faults) -> None:
    if event.status is Status.DRAFT:
        return
    for name in FIXED_ONCE_PUBLISHED:
        if name in values and values[name] != getattr(event, name):
            faults.add(name, "is fixed once published", "fixed")


def _event_values(body: EventBody | EventPatch, faults: Faults) -> dict[str, Any]:
    values = _sent(body)
    values.pop("sessions", None)
    values.pop("remove_session_ids", None)
    for name in ("identity", "promotion", "duplicate_answer"):
        if values.get(name) is None:
            values.pop(name, None)
    for name in ("starts_at", "ends_at", "registration_opens_at", "registration_closes_at"):
        if isinstance(values.get(name), datetime):
            values[name] = faults.instant(values[name], name)
        else:
            values.pop(name, None)
    if "time_zone" in values and values["time_zone"] not in _time_zones():
        faults.add("time_zone", "is no IANA time zone such as Europe/Berlin", "time-zone")
    for name, clean in _CLEANED.items():
        if values.get(name) is not None:
            values[name] = clean(values[name], faults)
    return values


def _session_values(body: SessionBody | SessionPatch, faults: Faults, path: str) -> dict[str, Any]:
    values = _sent(body)
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
        values["texts"] = _texts(values["texts"], f"{path}.texts", faults)
    return values


def _default_confidential(values: dict[str, Any]) -> None:
    kind: SessionKind = values["kind"]
    field_of_action: FieldOfAction | None = values.get("field_of_action")
    values.setdefault("confidential", confidential_by_default(kind, field_of_action))


def _contact(body: EventContactBody, faults: Faults) -> Contact:
    email = faults.line(body.email, "contact.email", maximum=254)
    if email is not None and normalised_email(email) is None:
        faults.add("contact.email", "is not an e-mail address", "email")
    return Contact(
        name=faults.line(body.name, "contact.name", needed=True),
        phone=faults.line(body.phone, "contact.phone", maximum=40),
        email=email,
    )


def _texts(texts: Mapping[str, TextBody], path: str, faults: Faults) -> dict[str, Text]:
    for locale in texts:
        if locale not in CODES:
            shown = locale if locale.isascii() and locale.isprintable() else "?"
            known = ", ".join(sorted(CODES))
            faults.add(f"{path}.{shown}", f"is none of the languages {known}", "locale")
    return {
        locale: Text(
            title=faults.line(text.title, f"{path}.{locale}.title"),
            summary=faults.text(text.summary, f"{path}.{locale}.summary"),
            directions=faults.text(text.directions, f"{path}.{locale}.directions"),
        )
        for locale, text in texts.items()
    }


def _url(text: str, field: str, faults: Faults) -> str | None:
    url: str | None = faults.line(text, field, maximum=500)
    if url is None:
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.hostname or " " in url:
        faults.add(field, "must be an address starting with https://", "url")
    return url


def _with_policy(event: Event) -> Report:
    kind: EventKind = event.kind
    return dataclasses.replace(event.report, policy=policy_by_kind(kind))


def _sent(body: Body) -> dict[str, Any]:
    """Fields that were sent (or have a default), as attributes."""
    values = {name: getattr(body, name) for name in body.__struct_fields__}
    return {name: value for name, value in values.items() if not isinstance(value, UnsetType)}


def _report(body: ReportBody, _faults: Faults) -> Report:
    return Report(grace_seconds=body.grace_seconds, min_cell=body.min_cell)


_CLEANED: dict[str, Callable[[Any, Faults], Any]] = {
    "title": lambda title, faults: faults.line(title, "title", needed=True),
    "partner_ids": lambda ids, _: tuple(ids),
    "venue": lambda venue, faults: faults.text(venue, "venue", maximum=500),
    "contact": _contact,
    "join_url": lambda url, faults: _url(url, "join_url", faults),
    "texts": lambda texts, faults: _texts(texts, "texts", faults),
    "report": _report,
}


@lru_cache(maxsize=1)
def _time_zones() -> frozenset[str]:
    return frozenset(zone for zone in available_timezones() if "/" in zone or zone == "UTC")
