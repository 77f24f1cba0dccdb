"""JSON routes of templates."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Request, delete, get, post
from litestar.datastructures import State
from litestar.params import FromPath, JSONBody

from services.registration.events.bodies.templates import (
    FromTemplateBody,
    SaveTemplateBody,
    TemplateList,
    TemplateView,
)
from services.registration.events.domain.templates import TEMPLATES
from services.registration.events.use_cases import templates
from services.registration.events.views import EventView, event_view
from services.registration.events.views.templates import saved_view, template_view
from shared.web.principal import bearer

AnyRequest = Request[Any, Any, Any]
ALL = "/api/v1/event-templates"
ONE = f"{ALL}/{{template_id:uuid}}"


@get(ALL, opt={"access": "staff", "scope": "events"})
async def list_templates(request: AnyRequest, state: State) -> TemplateList:
    """What an event can start from: a template for each kind, and those that you saved."""
    principal = await bearer(request)
    saved = await templates.list_saved(state.pool, principal, state.clock())
    own = [saved_view(each) for each in saved]
    return TemplateList(items=[*(template_view(each) for each in TEMPLATES.values()), *own])


@post("/api/v1/events/from-template", opt={"access": "organizer"}, status_code=201)
async def create_from_template(
    request: AnyRequest, state: State, data: JSONBody[FromTemplateBody]
) -> EventView:
    """Plan an event like others of its kind: a draft with its usual programme."""
    principal = await bearer(request)
    made = await templates.create_from_template(
        state.pool, principal, state.clock(), data, state.event_hooks
    )
    return event_view(made)


@post("/api/v1/events/{event_id:uuid}/template", opt={"access": "organizer"}, status_code=201)
async def save_template(
    request: AnyRequest, state: State, event_id: FromPath[UUID], data: JSONBody[SaveTemplateBody]
) -> TemplateView:
    """Save an event as a template of its organizer, without its join link."""
    principal = await bearer(request)
    return saved_view(
        await templates.save_template(state.pool, principal, state.clock(), event_id, data)
    )


@delete(ONE, opt={"access": "organizer", "scope": "events"}, status_code=204)
async def delete_template(request: AnyRequest, state: State, template_id: FromPath[UUID]) -> None:
    """Delete a saved template; events that began with it stay."""
    principal = await bearer(request)
    await templates.delete_template(state.pool, principal, state.clock(), template_id)


routes: list[Any] = [list_templates, create_from_template, save_template, delete_template]
