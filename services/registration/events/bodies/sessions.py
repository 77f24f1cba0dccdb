"""What clients send for sessions."""

from __future__ import annotations

from uuid import UUID

import msgspec
from msgspec import UNSET, UnsetType

from services.registration.events.bodies.parts import Capacity, SlotsBody, Texts
from services.registration.events.domain import FieldOfAction, SessionKind
from shared.web.fields import Body, Instant, Line, ShortLine


class SessionPatch(Body, frozen=True, kw_only=True):
    """With `id`: a change, fields left out stay. Without: a new session."""

    id: UUID | UnsetType = UNSET
    title: Line | UnsetType = UNSET
    kind: SessionKind | UnsetType = UNSET
    field_of_action: FieldOfAction | UnsetType | None = UNSET
    starts_at: Instant | UnsetType = UNSET
    ends_at: Instant | UnsetType = UNSET
    capacity: Capacity | UnsetType | None = UNSET
    drop_in: bool | UnsetType = UNSET
    confidential: bool | UnsetType | None = UNSET
    slots: SlotsBody | UnsetType | None = UNSET
    host_organisation_id: UUID | UnsetType | None = UNSET
    room: ShortLine | UnsetType | None = UNSET
    texts: Texts | UnsetType = UNSET


class SessionBody(Body, frozen=True, kw_only=True):
    """A new session."""

    title: Line
    kind: SessionKind
    field_of_action: FieldOfAction | None = None
    starts_at: Instant
    ends_at: Instant
    capacity: Capacity | None = None
    drop_in: bool = False
    confidential: bool | None = None
    slots: SlotsBody | None = None
    host_organisation_id: UUID | None = None
    room: ShortLine | None = None
    texts: Texts = msgspec.field(default_factory=dict)
