"""Templates as clients see them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from services.registration.events.bodies import SlotsBody
from services.registration.events.bodies.templates import TemplateSessionView, TemplateView
from services.registration.events.domain.templates import Part, SavedTemplate, Template
from services.registration.events.planning.templates import slots_of_session
from shared.web.words import EVENT_KINDS

SOME_DAY = date(2027, 3, 1)


def template_view(template: Template) -> TemplateView:
    """A template of the product; its title is the German word for the kind."""
    return TemplateView(
        template=template.kind.value,
        organisation_id=None,
        title=EVENT_KINDS[template.kind.value],
        kind=template.kind,
        days=template.days,
        starts=f"{template.starts:%H:%M}",
        ends=f"{template.ends:%H:%M}",
        sessions=[_part(each, template) for each in template.parts],
    )


def saved_view(saved: SavedTemplate) -> TemplateView:
    """A template of an organisation."""
    event = saved.event
    zone = ZoneInfo(event.time_zone)
    first, last = event.starts_at.astimezone(zone), event.ends_at.astimezone(zone)
    return TemplateView(
        template=str(saved.id),
        organisation_id=saved.organisation_id,
        title=saved.title,
        kind=event.kind,
        days=(last.date() - first.date()).days + 1,
        starts=f"{first:%H:%M}",
        ends=f"{last:%H:%M}",
        sessions=[
            TemplateSessionView(
                title=each.title,
                kind=each.kind,
                field_of_action=each.field_of_action,
                day=(each.starts_at.astimezone(zone).date() - first.date()).days,
                starts=f"{each.starts_at.astimezone(zone):%H:%M}",
                ends=f"{each.ends_at.astimezone(zone):%H:%M}",
                drop_in=each.drop_in,
                slots=slots_of_session(event, each.id),
            )
            for each in event.sessions
            if each.slot_of is None
        ],
    )


def _part(part: Part, template: Template) -> TemplateSessionView:
    first = datetime.combine(SOME_DAY, template.starts) + timedelta(minutes=part.after)
    last = first + timedelta(minutes=part.long)
    slots = SlotsBody(every_minutes=part.slots[0], capacity=part.slots[1]) if part.slots else None
    return TemplateSessionView(
        title=part.title,
        kind=part.kind,
        field_of_action=part.field_of_action,
        day=part.day,
        starts=f"{first:%H:%M}",
        ends=f"{last:%H:%M}",
        drop_in=part.drop_in,
        slots=slots,
    )
