"""An event becomes a template of its organizer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath

from services.registration.events.bodies.templates import SaveTemplateBody
from services.registration.events.pages.organizer.asking import EVENT, AnyRequest, Asked, asked
from services.registration.events.use_cases import templates
from shared.errors import FieldError, InvalidFields
from shared.web.body import invalid_fields
from shared.web.languages import gettext, mark
from shared.web.pages import Form, read_form, redirect, render
from shared.web.principal import signed_in

PAGE = f"{EVENT}/template"
DELETE = "/organizer/templates/{template_id:uuid}/delete"
LABELS = {"title": mark("Name der Vorlage")}


@get(PAGE, opt={"access": "organizer"}, include_in_schema=False)
async def template_page(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> Response[Any]:
    """What is kept, and what the template shall be called."""
    who = await asked(request, state, event_id)
    return _page(request, who, Form([("title", who.event.title)]))


@post(PAGE, opt={"access": "organizer"}, include_in_schema=False)
async def save_template(
    request: AnyRequest, state: State, event_id: FromPath[UUID]
) -> Response[Any]:
    """Keep it."""
    who = await asked(request, state, event_id)
    form = await read_form(request)
    try:
        body = msgspec.convert({"title": form.get("title")}, SaveTemplateBody)
        await templates.save_template(state.pool, who.principal, who.now, event_id, body)
    except msgspec.ValidationError as error:
        errors = invalid_fields(error).errors
        if not form.get("title"):
            errors = [FieldError("title", "is missing", "missing")]
        return _page(request, who, form, errors)
    except InvalidFields as error:
        return _page(request, who, form, error.errors)
    return redirect(request, "/organizer/new?done=saved")


@post(DELETE, opt={"access": "organizer"}, include_in_schema=False)
async def delete_template(
    request: AnyRequest, state: State, template_id: FromPath[UUID]
) -> Response[Any]:
    """It goes; events that began with it stay."""
    principal = await signed_in(request)
    await templates.delete_template(state.pool, principal, state.clock(), template_id)
    return redirect(request, "/organizer/new?done=deleted")


def _page(
    request: AnyRequest, who: Asked, form: Form, errors: Sequence[FieldError] = ()
) -> Response[Any]:
    return render(
        request,
        "events/organizer/template.html",
        status=422 if errors else 200,
        event=who.event,
        organiser=who.organisations[who.event.organiser_id],
        form=form,
        errors=list(errors),
        error_at={error.field: error for error in errors},
        labels={name: gettext(text) for name, text in LABELS.items()},
    )


routes: list[Any] = [template_page, save_template, delete_template]
