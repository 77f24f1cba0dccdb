"""What clients send to start from a template, and what they see of templates."""

from __future__ import annotations

from uuid import UUID

import msgspec

from services.registration.events.bodies.parts import SlotsBody
from services.registration.events.domain import EventKind, FieldOfAction, SessionKind
from shared.web.fields import Body, Instant, Line, ShortLine


class FromTemplateBody(Body, frozen=True, kw_only=True):
    """A new draft from a template.

    `template`: a kind of event, or the id of a template that an organisation saved. `ends_at` left
    out: as long as such an event usually takes; a saved template keeps its length and has no other.
    `programme` false: without the sessions that it usually has.
    """

    template: ShortLine
    title: Line
    organiser_id: UUID
    starts_at: Instant
    ends_at: Instant | None = None
    time_zone: ShortLine = "Europe/Berlin"
    programme: bool = True
    series_id: UUID | None = None


class SaveTemplateBody(Body, frozen=True, kw_only=True):
    """What a template is called from now on."""

    title: Line


class TemplateSessionView(msgspec.Struct, frozen=True, kw_only=True):
    """A session to begin with. `day`: 0 is the first; times by the clock on the wall (HH:MM)."""

    title: str
    kind: SessionKind
    field_of_action: FieldOfAction | None
    day: int
    starts: str
    ends: str
    drop_in: bool
    slots: SlotsBody | None


class TemplateView(msgspec.Struct, frozen=True, kw_only=True):
    """What an event can start from. `organisation_id`: whose own it is; None: there for all."""

    template: str
    organisation_id: UUID | None
    title: str
    kind: EventKind
    days: int
    starts: str
    ends: str
    sessions: list[TemplateSessionView]


class TemplateList(msgspec.Struct, frozen=True, kw_only=True):
    """All templates that one may start from; they are few, so there is no next page."""

    items: list[TemplateView]
    next: str | None = None
