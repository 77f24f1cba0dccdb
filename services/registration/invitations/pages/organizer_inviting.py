"""The form with which people are invited: one by one, or as a list."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.datastructures import State
from litestar.params import FromPath

from services.registration.events.policy import PLANS
from services.registration.invitations.domain import LIST_MAX, Channel
from services.registration.invitations.intake import CODES, Guest, cleaned, read_list
from services.registration.invitations.pages.organizer_overview import OF_EVENT
from services.registration.invitations.pages.organizer_words import (
    REFUSED_TEXTS,
    channel_words,
    refusal_text,
)
from services.registration.invitations.use_cases import Invitations
from services.registration.invitations.use_cases.seeing import Seen
from shared.errors import FieldError, InvalidFields
from shared.web.languages import LOCALES, gettext, mark
from shared.web.pages import Form, error_text, read_form, redirect, render
from shared.web.principal import signed_in
from shared.web.uploads import read_upload

AnyRequest = Request[Any, Any, Any]
PAGE = f"{OF_EVENT}/new"
ERRORS_SHOWN_MAX = 30
LABELS = {
    "name": mark("Name"),
    "email": mark("E-Mail"),
    "address": mark("Anschrift"),
    "channel": mark("Einladen per"),
    "list": mark("Liste"),
}


@get(PAGE, include_in_schema=False, opt={"access": "organizer"})
async def show(request: AnyRequest, state: State, event_id: FromPath[UUID]) -> Response[str]:
    """The empty form; `?contingent=` chooses one."""
    invitations: Invitations = state.invitations
    seen = await invitations.seeing.of_event(await signed_in(request), event_id, PLANS)
    form = Form([("contingent", request.query_params.get("contingent", ""))])
    return _page(request, seen, form)


@post(PAGE, include_in_schema=False, status_code=200, opt={"access": "organizer"})
async def invite(request: AnyRequest, state: State, event_id: FromPath[UUID]) -> Response[Any]:
    """Invite one person or all of a list, or say what is wrong."""
    invitations: Invitations = state.invitations
    principal = await signed_in(request)
    seen = await invitations.seeing.of_event(principal, event_id, PLANS)
    form = await read_form(request)
    as_list = form.get("do") == "list"
    try:
        guests = await _of_list(request, form) if as_list else [_one(form)]
        made = await invitations.inviting.invite(
            principal, event_id, guests, contingent_id=_contingent(seen, form)
        )
    except InvalidFields as error:
        return _page(request, seen, form, errors=_at_fields(error.errors, as_list=as_list))
    except tuple(REFUSED_TEXTS) as error:
        return _page(request, seen, form, wrong=refusal_text(error), status=error.status)
    return redirect(request, f"/organizer/events/{event_id}/invitations?done=invited&n={len(made)}")


def _one(form: Form) -> Guest:
    guest = Guest(
        name=form.get("name") or None,
        email=form.get("email") or None,
        address=form.get("address") or None,
        locale=_locale(form),
        channel=_channel(form),
    )
    return cleaned([guest])[0]


async def _of_list(request: AnyRequest, form: Form) -> list[Guest]:
    file = await read_upload(request, "file")
    content = file.content if file is not None else form.get("list").encode()
    if not content.strip():
        raise InvalidFields.one("list", "is missing", "missing")
    return await asyncio.to_thread(read_list, content, _locale(form), None, "list")


def _contingent(seen: Seen, form: Form) -> UUID | None:
    chosen = form.get("contingent")
    return next((s.contingent.id for s in seen.standings if str(s.contingent.id) == chosen), None)


def _locale(form: Form) -> str:
    return form.get("locale") if form.get("locale") in CODES else "de"


def _channel(form: Form) -> Channel:
    return Channel.LETTER if form.get("channel") == Channel.LETTER else Channel.MAIL


def _at_fields(errors: list[FieldError], *, as_list: bool) -> list[FieldError]:
    """Faults of one person stand at its fields, all of a list at the list."""
    if as_list:
        return errors[:ERRORS_SHOWN_MAX]
    return [FieldError(e.field.rpartition(".")[2], e.reason, e.code) for e in errors]


def _list_faults(errors: list[FieldError]) -> list[str]:
    """What is wrong with a list, line by line."""
    told = []
    for error in errors:
        where = error.field.partition("[")[2].partition("]")[0]
        text = error_text(error)
        told.append(gettext("Zeile %(n)s: %(text)s", n=where, text=text) if where else text)
    return told


def _page(
    request: AnyRequest,
    seen: Seen,
    form: Form,
    *,
    errors: list[FieldError] | None = None,
    wrong: str | None = None,
    status: int = 422,
) -> Response[str]:
    of_list = [e for e in errors or [] if e.field.startswith("list")]
    return render(
        request,
        "invitations/organizer_new.html",
        status=status if errors or wrong else 200,
        event=seen.event,
        here=f"/organizer/events/{seen.event.id}/invitations",
        contingents=[
            (str(s.contingent.id), s.organisation)
            for s in seen.standings
            if s.contingent.released_at is None
        ],
        form=form,
        languages=[(locale.code, locale.label) for locale in LOCALES],
        channels=list(channel_words().items()),
        errors=[e for e in errors or [] if e not in of_list],
        by_field={error.field: error for error in errors or []},
        list_faults=_list_faults(of_list),
        labels={name: gettext(text) for name, text in LABELS.items()},
        list_max=LIST_MAX,
        wrong=wrong,
    )


routes: list[Any] = [show, invite]
